package sheet

import (
	"regexp"
	"strings"
	"unicode"
)

// marked writes a text that a spreadsheet would take for a number, a date or a truth, and would then show otherwise, as
// ="00123": the one form in which Excel, LibreOffice and WPS take a CSV's cell for a text, and show it as it is. Such a text
// has no quotes.
func marked(text string) string { return `="` + text + `"` }

// safeInteger is shown by every spreadsheet as it is written: from 12 digits on, some write 1.23457E+11.
var safeInteger = regexp.MustCompile(`^(0|[1-9][0-9]{0,10})$`)

var (
	// numeral begins as a number, a date or a time does.
	numeral = regexp.MustCompile(`^[(¥$€£]*\s*[-+.]?\s*[0-9]`)
	// dressing is what else may stand in one of these.
	dressing = strings.NewReplacer(
		".", "", ",", "", ":", "", "/", "", "-", "", "+", "", "%", "", "(", "", ")", "", "'", "", "’", "", "¥", "", "$", "", "€", "", "£", "", " ", "", "\u00a0", "",
		"年", "", "月", "", "日", "", "时", "", "分", "", "秒", "",
	)
	// words are those that numbers, dates and times are written with.
	words = regexp.MustCompile(`^(E|T|Z|A|P|AM|PM|JAN(UARY)?|FEB(RUARY)?|MAR(CH)?|APR(IL)?|MAY|JUNE?|JULY?|AUG(UST)?|SEPT?(EMBER)?|OCT(OBER)?|NOV(EMBER)?|DEC(EMBER)?)$`)
	month = regexp.MustCompile(`^(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[-/. ]?[0-9]`)
)

// mistaken says that a spreadsheet could take a text for something else, and show it otherwise: 00123, 1E5, 12345E67, a card's
// number, 5MAR2024, 1/2, 50%, TRUE. It says so rather of one too many: a mark changes nothing that is seen.
func mistaken(text string) bool {
	shown := strings.ToUpper(narrowed(strings.TrimSpace(text)))
	switch {
	case safeInteger.MatchString(text):
		return false
	case shown == "TRUE" || shown == "FALSE":
		return true
	case !numeral.MatchString(shown) && !month.MatchString(shown):
		return false
	}
	letters := strings.FieldsFunc(dressing.Replace(shown), func(c rune) bool { return c >= '0' && c <= '9' })
	for _, word := range letters {
		if !words.MatchString(word) {
			return false
		}
	}
	return true
}

// narrowed has full-width digits and signs, which some take for the usual ones, as these.
func narrowed(text string) string {
	const first, last, distance = '！', '～', '！' - '!'
	return strings.Map(func(c rune) rune {
		switch {
		case c >= first && c <= last:
			return c - distance
		case c == '￥':
			return '¥'
		case unicode.IsSpace(c):
			return ' '
		}
		return c
	}, text)
}
