package funds

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxSubjectRunes bounds the subject of a token, in characters.
const MaxSubjectRunes = 128

// ValidSub says that somebody may have this subject: 1 to [MaxSubjectRunes] characters of UTF-8, without '#', as it is
// part of the table's keys; without white space around it; and without what cannot be seen (control and format characters,
// lost UTF-8), so that no two of them look alike.
func ValidSub(sub string) bool {
	length := utf8.RuneCountInString(sub)
	return length >= 1 && length <= MaxSubjectRunes && utf8.ValidString(sub) && strings.TrimSpace(sub) == sub &&
		!strings.Contains(sub, "#") && !strings.ContainsFunc(sub, hasNoShape)
}

func hasNoShape(c rune) bool {
	return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == utf8.RuneError
}
