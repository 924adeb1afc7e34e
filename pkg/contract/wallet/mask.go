package wallet

import "github.com/outflow-pay/outflow/pkg/contract"

const (
	stars = "****"

	// shortest texts of which both ends may be shown
	maskableAccount, accountEnds = 9, 4
	maskablePhone                = 8
	phoneStart, phoneEnd         = 3, 4
)

// maskAccount shows the first and last four characters, as the document's example does
// (1380****1111); of a short account it shows the last alone.
func maskAccount(account string) string {
	if masked, isMail := contract.MaskMail(account); isMail {
		return masked
	}
	runes := []rune(account)
	if len(runes) < maskableAccount {
		return stars + string(runes[max(len(runes)-1, 0):])
	}
	return string(runes[:accountEnds]) + stars + string(runes[len(runes)-accountEnds:])
}

// maskPhone shows 138****8888; of a short one nothing. An empty one stays empty.
func maskPhone(phone string) string {
	runes := []rune(phone)
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) < maskablePhone:
		return stars
	}
	return string(runes[:phoneStart]) + stars + string(runes[len(runes)-phoneEnd:])
}
