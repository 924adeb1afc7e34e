package identity

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Caller is who a verified token speaks for.
type Caller struct {
	Sub          string // as [funds.ValidSub] has it
	Role         funds.Role
	Name         string // for people; empty where the token has none that could be stored
	Phone        string // as Name
	IDCardMasked string // 110101******1234; the whole number never leaves this package

	HasPerms    bool              // whether the token says what its bearer may do: by the claim perms
	Permissions funds.Permissions // what the token says; after [Caller.Under], what an admin may do
	Person      string            // which of the policy's people an admin is, after [Caller.Under]
}

const (
	idCardHead, idCardTail = 6, 4
	oldIDCard, newIDCard   = 15, 18 // the two lengths of identity card numbers
	hiddenDigits           = "******"
)

// storable leaves out a display text that is too long or not plain. It is no reason to lock its owner out.
func storable(text string) string {
	if funds.CheckText("text", text) != nil {
		return ""
	}
	return text
}

// maskIDCard keeps the first six and the last four characters; of what is no identity card number, none.
func maskIDCard(number string) string {
	if number == "" {
		return ""
	}
	for _, c := range []byte(number) {
		if (c < '0' || c > '9') && c != 'X' && c != 'x' {
			return hiddenDigits
		}
	}
	if len(number) != oldIDCard && len(number) != newIDCard {
		return hiddenDigits
	}
	return number[:idCardHead] + hiddenDigits + number[len(number)-idCardTail:]
}
