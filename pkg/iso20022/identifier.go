package iso20022

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

var (
	ibanForm  = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$`)
	bicForm   = regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`)
	cnapsForm = regexp.MustCompile(`^[0-9]{12}$`)
)

// compact is an identifier without white space, in capitals.
func compact(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return unicode.ToUpper(c)
	}, text)
}

// IsIBAN says of a compact number whether it is an IBAN with the right check digits (ISO 13616).
func IsIBAN(number string) bool {
	if !ibanForm.MatchString(number) {
		return false
	}
	const countryAndCheck, letters, decimal, modulus, right = 4, 'A' - 10, 10, 97, 1
	rest := 0
	for _, c := range number[countryAndCheck:] + number[:countryAndCheck] {
		if c >= 'A' {
			rest = rest*decimal*decimal + int(c-letters)
		} else {
			rest = rest*decimal + int(c-'0')
		}
		rest %= modulus
	}
	return rest == right
}

// BankOf is a bank of which a text says a BIC, a 联行号, or else its name.
func BankOf(text string) Bank {
	switch code := compact(text); {
	case bicForm.MatchString(code) && strings.TrimSpace(text) == code:
		return Bank{BIC: code}
	case cnapsForm.MatchString(code):
		return Bank{CNAPS: code}
	}
	return Bank{Name: strings.TrimSpace(text)}
}
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}
