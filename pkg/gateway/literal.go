package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// literal is one scalar as the gateway writes it, in answers and callbacks alike: a string's characters, or the
// literal of a number or boolean; empty for null, and where it is missing. A number may be written as a string,
// and end in zeros that say nothing: 200, "200" and 200.0 are one code.
type literal string

// UnmarshalJSON refuses objects and arrays, which are no scalars.
func (l *literal) UnmarshalJSON(raw []byte) error {
	switch raw[0] {
	case '{', '[':
		return errors.New("an object or an array where one value belongs")
	case '"':
		return json.Unmarshal(raw, (*string)(l))
	case 'n':
		*l = ""
	default:
		*l = literal(raw)
	}
	return nil
}

// amount is exact, in major units: more than two decimals that say something are [funds.ErrAmountInvalid].
func (l literal) amount() (funds.Amount, error) {
	whole, fraction := l.number()
	return funds.ParseAmount(whole + fraction)
}

// atLeast is the amount rounded down to the minor unit: of money that is there, a part of a unit is of no use.
func (l literal) atLeast() (funds.Amount, error) {
	const pointAndDecimals = 3
	whole, fraction := l.number()
	if len(fraction) <= pointAndDecimals {
		return funds.ParseAmount(whole + fraction)
	}
	amount, err := funds.ParseAmount(whole + fraction[:pointAndDecimals])
	if err == nil && strings.HasPrefix(whole, "-") {
		amount-- // what is cut off is more than nothing
	}
	return amount, err
}

// integer is a whole number of at most 64 bits.
func (l literal) integer() (int64, error) {
	whole, fraction := l.number()
	if fraction != "" || strings.HasPrefix(whole, "+") {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(whole, decimal, 64)
}

// number is a number's digits before its point, and the point with those behind it but for the zeros at the end,
// without an exponent: 10000001.5 where a Java double prints 1.00000015E7. What is no number stays as it is, for
// others to refuse.
func (l literal) number() (whole, fraction string) {
	text := string(l)
	digits, negative := strings.CutPrefix(text, "-")
	if strings.HasPrefix(digits, ".") { // .5, as some databases print a half
		digits = "0" + digits
	}
	if digits == "" || digits[0] < '0' || digits[0] > '9' || digits[len(digits)-1] < '0' || digits[len(digits)-1] > '9' || !json.Valid([]byte(digits)) {
		return text, ""
	}
	mantissa, exponent := digits, 0
	if at := strings.IndexAny(digits, "eE"); at >= 0 {
		var err error
		if exponent, err = strconv.Atoi(digits[at+1:]); err != nil || exponent > maxExponent || exponent < -maxExponent {
			return text, ""
		}
		mantissa = digits[:at]
	}
	whole, fraction, _ = strings.Cut(mantissa, ".")
	if exponent > 0 {
		fraction += strings.Repeat("0", max(0, exponent-len(fraction)))
		whole, fraction = whole+fraction[:exponent], fraction[exponent:]
	} else if exponent < 0 {
		whole = strings.Repeat("0", max(0, 1-exponent-len(whole))) + whole
		whole, fraction = whole[:len(whole)+exponent], whole[len(whole)+exponent:]+fraction
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if negative {
		whole = "-" + whole
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		fraction = "." + fraction
	}
	return whole, fraction
}

// maxExponent is more than any amount needs, and few enough zeros to write.
const maxExponent = 20

// withoutMark leaves out the byte order mark with which some systems begin a text (RFC 8259, section 8.1).
func withoutMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) }
