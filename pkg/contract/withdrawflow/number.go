package withdrawflow

import (
	"cmp"
	"regexp"
	"strings"
)

const (
	leastCardDigits, mostCardDigits = 12, 19 // ISO/IEC 7812
	leastPartDigits                 = 16     // of a card's among other groups: the check digit alone would let every tenth through

	phoneDigits    = 11 // a mobile number of China
	wholeDigits    = 15 // a group of at least this many is a whole number: one that is typed in groups has shorter ones
	mostInOneGroup = 4  // of a number that is typed in groups and is partly asterisks
)

var digitGroup = regexp.MustCompile(`[0-9*]+`)

// numberIn is the account's number in a text: of all runs of neighbouring groups, the longest that is a card's by its
// length and its check digit, or that has one card's among its groups; or else the longest that a card's could be; the
// first of equals. It is empty where there are no digits, or too many.
func numberIn(text string) (number string) {
	found := false
	for _, groups := range runsIn(text) {
		run := cardAmong(groups)
		switch card := isCard(run); {
		case len(run) > mostCardDigits:
		case card && !found:
			number, found = run, true
		case card == found && len(run) > len(number):
			number = run
		}
	}
	return number
}

// cardAmong is the one card's number among neighbouring groups, where all of them together are none: a branch's or a
// customer's number may stand beside it. Where there is none, or more than one could be meant, it is all of them.
func cardAmong(groups []string) string {
	whole, found := strings.Join(groups, ""), ""
	if isCard(whole) {
		return whole
	}
	for from := range groups {
		for to := from + 1; to <= len(groups); to++ {
			part := strings.Join(groups[from:to], "")
			switch {
			case len(part) < leastPartDigits || !isCard(part) || part == found:
			case found != "":
				return whole
			default:
				found = part
			}
		}
	}
	return cmp.Or(found, whole)
}

// runsIn are the digits and asterisks of a text: groups that one space or hyphen joins are one run, but a group that is
// a whole number joins no other.
func runsIn(text string) (runs [][]string) {
	last, end := "", 0 // the group before, and where it ends
	for _, at := range digitGroup.FindAllStringIndex(text, -1) {
		group, between := text[at[0]:at[1]], text[end:at[0]]
		if last != "" && (between == " " || between == "-") && !isWhole(last) && !isWhole(group) {
			runs[len(runs)-1] = append(runs[len(runs)-1], group)
		} else {
			runs = append(runs, []string{group})
		}
		last, end = group, at[1]
	}
	return runs
}

// isWhole says that a group is a whole number: by its length, as a telephone's, or as one that is masked already.
func isWhole(group string) bool {
	masked := strings.Contains(group, "*") && strings.Trim(group, "*") != ""
	return len(group) == phoneDigits || len(group) >= wholeDigits || (masked && len(group) > mostInOneGroup)
}

// isCard says that a number has a card's length and its check digit (Luhn's).
func isCard(number string) bool {
	if len(number) < leastCardDigits || len(number) > mostCardDigits || strings.Contains(number, "*") {
		return false
	}
	const nine = 9
	sum := 0
	for i, c := range []byte(number) {
		digit := int(c - '0')
		if (len(number)-i)%2 == 0 { // every second one from the right
			digit *= 2
			if digit > nine {
				digit -= nine
			}
		}
		sum += digit
	}
	return sum%10 == 0
}
