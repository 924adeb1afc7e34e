package sheet

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// certainDigits are those that a spreadsheet keeps of a number: what it stores is binary, and what it shows has no more.
const certainDigits = 15

// plainNumber is a workbook's number as a decimal literal, rounded to 15 digits, which is what the spreadsheet shows: it
// stores 1.1 as 1.1000000000000001. False is a number of more digits before its point, of which some are lost, or none.
func plainNumber(literal string) (plain string, whole bool) {
	const decimal, exponentBits, smallest = 10, 16, -30
	mantissa, exponentText, has := strings.Cut(strings.ToUpper(literal), "E")
	exponent := int64(0)
	if has {
		var err error
		if exponent, err = strconv.ParseInt(exponentText, decimal, exponentBits); err != nil || exponent < smallest {
			return "", false
		}
	}
	unsigned, negative := strings.CutPrefix(mantissa, "-")
	before, after, _ := strings.Cut(unsigned, ".")
	const longest = 60
	if len(unsigned) > longest || !digits(before+after) {
		return "", false
	}
	kept := strings.TrimLeft(before+after, "0")
	point := int64(len(kept)-len(after)) + exponent // how many of what is kept stand before the point
	if kept == "" {
		return "0", true
	}
	if point > certainDigits {
		return "", false
	}
	kept, carried := rounded(kept)
	if carried {
		if point++; point > certainDigits {
			return "", false
		}
	}
	sign := ""
	if negative {
		sign = "-"
	}
	if point <= 0 {
		return sign + "0." + strings.Repeat("0", int(-point)) + kept, true
	}
	if int64(len(kept)) <= point {
		return sign + kept + strings.Repeat("0", int(point)-len(kept)), true
	}
	return sign + kept[:point] + "." + kept[point:], true
}

// rounded is digits that begin with no zero, rounded half up to those that are certain, without zeros at the end; carried
// says that they stand for ten times as much.
func rounded(all string) (kept string, carried bool) {
	if len(all) > certainDigits {
		number, _ := new(big.Int).SetString(all[:certainDigits], 10) // which are digits
		if all[certainDigits] >= '5' {
			number.Add(number, big.NewInt(1))
		}
		all = number.String()
		carried = len(all) > certainDigits
	}
	return strings.TrimRight(all, "0"), carried
}

func digits(text string) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return text != ""
}

// dateOf is the date, and the time of day where there is one, of so many days. Before March 1900 spreadsheets count a day
// that never was: there is no date of then.
func dateOf(plain string, from04 bool) (string, bool) {
	days, ok := new(big.Rat).SetString(plain)
	const firstSure, lastSure, secondsOfDay = 61, 2_958_465, 86_400
	if !ok || days.Cmp(big.NewRat(firstSure, 1)) < 0 || days.Cmp(big.NewRat(lastSure+1, 1)) >= 0 {
		return "", false
	}
	half := big.NewRat(1, 2) //nolint:mnd // half of a second
	exact := new(big.Rat).Add(new(big.Rat).Mul(days, big.NewRat(secondsOfDay, 1)), half)
	seconds := new(big.Int).Quo(exact.Num(), exact.Denom()).Int64()
	begin := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if from04 {
		begin = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	at := begin.AddDate(0, 0, int(seconds/secondsOfDay)).Add(time.Duration(seconds%secondsOfDay) * time.Second)
	if seconds%secondsOfDay == 0 {
		return at.Format(time.DateOnly), true
	}
	return at.Format(time.DateTime), true
}
