package console

import "github.com/outflow-pay/outflow/pkg/contract"

const (
	stars = "****"

	// The document's bounds (section 14): shorter texts are shown as they are.
	maskablePhone, phoneStart, phoneEnd = 7, 3, 4
	maskableAccount, accountEnd         = 4, 4
)

// maskPhone shows 138****5678.
func maskPhone(phone string) string {
	runes := []rune(phone)
	if len(runes) < maskablePhone {
		return phone
	}
	return string(runes[:phoneStart]) + stars + string(runes[len(runes)-phoneEnd:])
}

// maskAccount shows ****5678.
func maskAccount(account string) string {
	if masked, isMail := contract.MaskMail(account); isMail {
		return masked
	}
	runes := []rune(account)
	if len(runes) < maskableAccount {
		return account
	}
	return stars + string(runes[len(runes)-accountEnd:])
}
