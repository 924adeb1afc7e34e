package sheet

import (
	"regexp"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// grouped is a number with its thousands apart; plainly is one without.
var (
	grouped = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	plainly = regexp.MustCompile(`^[0-9]+(\.[0-9]*)?$|^\.[0-9]+$`)
)

// Amount reads an amount as people and banks write it in tables: 1234.5, 1,234.50, -1,234.50, (1,234.50), ¥1,234.50; with
// decimalComma 1.234,50. Anything else, and more than two decimals that say something, is [funds.ErrAmountInvalid].
func Amount(text string, decimalComma bool) (funds.Amount, error) {
	text = narrowed(trimmed(text))
	inner, negative := strings.CutPrefix(text, "-")
	if bare, is := strings.CutPrefix(text, "("); is && strings.HasSuffix(bare, ")") {
		inner, negative = strings.TrimSuffix(bare, ")"), true
	}
	inner = strings.TrimLeft(strings.TrimPrefix(inner, "+"), "¥$€£ ")
	if more, is := strings.CutPrefix(inner, "-"); is && !negative {
		inner, negative = more, true
	}
	if decimalComma {
		inner = strings.NewReplacer(".", ",", ",", ".").Replace(inner)
	}
	if !grouped.MatchString(inner) && !plainly.MatchString(inner) {
		return 0, funds.ErrAmountInvalid
	}
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(inner, ",", ""), ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	amount, err := funds.ParseAmount(whole)
	if err != nil {
		return 0, err //nolint:wrapcheck // the caller names row and column
	}
	if negative {
		return -amount, nil
	}
	return amount, nil
}
