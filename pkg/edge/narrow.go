package edge

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Narrow writes an account's characters in their usual width, and in one spelling: what NFKC does, where it changes
// nothing but width. Spaces of every width are the usual one.
func Narrow(account string) string {
	spaced := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, account)
	return norm.NFC.String(width.Fold.String(spaced))
}
