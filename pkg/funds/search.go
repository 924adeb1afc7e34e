package funds

import (
	"slices"
	"strings"
	"unicode"
)

// TrimUnseen is a text without what cannot be seen around it: white space, byte order marks, zero width spaces, and what
// else is copied along with a number.
func TrimUnseen(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isHidden(r) })
}

// lookalikes are the letters that no code has, and that people type for digits.
var lookalikes = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// typed is an id or a code as the person who typed it meant it: in capitals, with digits for the letters that look like them.
func typed(text string) string {
	upper := strings.ToUpper(text)
	if len(upper) != len(text) {
		return text // a letter outside ASCII became one of ours
	}
	return lookalikes.Replace(upper)
}

const (
	leastPhoneDigits, mostPhoneDigits = 5, 15 // E.164

	mobileDigits = 11 // of China, whose prefix people write or leave out
	prefix       = "86"
)

// phoneOf is a phone number without what people write between its digits, and without China's prefix; empty where a
// text is none.
func phoneOf(text string) string {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case unicode.IsSpace(r) || strings.ContainsRune("+-‐‑–().", r):
			return -1
		}
		return 'x'
	}, TrimUnseen(text))
	digits = strings.TrimPrefix(digits, "00")
	if bare, has := strings.CutPrefix(digits, prefix); has && len(bare) == mobileDigits && bare[0] == '1' {
		digits = bare
	}
	if len(digits) < leastPhoneDigits || len(digits) > mostPhoneDigits || strings.Contains(digits, "x") {
		return ""
	}
	return digits
}

// SamePhone says that two texts are one phone number, however each is written.
func SamePhone(a, b string) bool {
	return a == b || (phoneOf(a) != "" && phoneOf(a) == phoneOf(b))
}

// PhoneSpellings are the ways in which a phone number may be stored, the one that is given first: tokens have it with and
// without the prefix, and in groups.
func PhoneSpellings(text string) []string {
	spellings := []string{text}
	number := phoneOf(text)
	if number == "" {
		return spellings
	}
	spellings = append(spellings, number, "+"+number)
	if len(number) == mobileDigits && number[0] == '1' {
		grouped := number[:3] + " " + number[3:7] + " " + number[7:]
		for _, written := range []string{number, grouped, strings.ReplaceAll(grouped, " ", "-")} {
			spellings = append(spellings, written, "+86"+written, "+86 "+written, "+86-"+written)
		}
		spellings = append(spellings, prefix+number, "00"+prefix+number)
	}
	slices.Sort(spellings[1:])
	return append(spellings[:1], slices.DeleteFunc(slices.Compact(spellings[1:]), func(s string) bool { return s == text })...)
}
