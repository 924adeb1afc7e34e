package contract

import (
	"strings"
	"unicode/utf8"
)

// MaskMail shows a***@example.com of an e-mail address, as which an account may be given; of one with a single character
// before the @, none of that. It is false for everything else.
func MaskMail(account string) (masked string, isMail bool) {
	name, domain, found := strings.Cut(account, "@")
	if !found || name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(account, " \t\n") || strings.Contains(domain, "@") {
		return "", false
	}
	_, first := utf8.DecodeRuneInString(name)
	if first == len(name) {
		first = 0
	}
	return name[:first] + "***@" + domain, true
}
