package funds

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Amount is money in minor units (分): 1 is 0.01 of the currency.
//
// Stored balances are never negative; an Amount that is a difference (an adjustment, an entry's
// effect) may be.
type Amount int64

const (
	// MinorPerMajor is the number of minor units in one major unit.
	MinorPerMajor = 100
	// MaxAmount bounds every amount and every balance, in minor units: 10^15, ten trillion major
	// units. It is exact in a float64, which JSON clients use, and sums of it stay far from overflow.
	MaxAmount Amount = 1_000_000_000_000_000

	maxLiteralBytes  = 40
	maxExponent      = 20
	exponentBits     = 8 // below zero, more than two decimals are refused anyway
	minorDecimals    = 2
	decimalBase      = 10
	decimalSeparator = "."
)

// ParseAmount reads a decimal literal in major units, as JSON writes numbers: an optional minus, digits,
// an optional fraction, an optional exponent. It never passes through a float. More than two
// decimals (counted after the exponent is applied, trailing zeros included), a plus sign, a leading
// zero, white space, or more than [MaxAmount] are [ErrAmountInvalid].
func ParseAmount(literal string) (Amount, error) {
	mantissa, exponent := splitExponent(literal)
	unsigned, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, hasFraction := strings.Cut(unsigned, decimalSeparator)
	if !isDigits(whole) || (hasFraction && !isDigits(fraction)) || (len(whole) > 1 && whole[0] == '0') {
		return 0, ErrAmountInvalid
	}
	shift := minorDecimals - int64(len(fraction)) + exponent
	if shift < 0 {
		return 0, ErrAmountInvalid
	}
	minor, _ := new(big.Int).SetString(whole+fraction, decimalBase) // which are digits
	minor.Mul(minor, new(big.Int).Exp(big.NewInt(decimalBase), big.NewInt(shift), nil))
	if !minor.IsInt64() || minor.Int64() > int64(MaxAmount) {
		return 0, ErrAmountInvalid
	}
	if negative {
		return -Amount(minor.Int64()), nil
	}
	return Amount(minor.Int64()), nil
}

// splitExponent gives an empty mantissa, which is no number, where the literal or its exponent is out of all bounds.
func splitExponent(literal string) (mantissa string, exponent int64) {
	if len(literal) > maxLiteralBytes {
		return "", 0
	}
	at := strings.IndexAny(literal, "eE")
	if at == -1 {
		return literal, 0
	}
	exponent, err := strconv.ParseInt(literal[at+1:], decimalBase, exponentBits)
	if err != nil || exponent > maxExponent {
		return "", 0
	}
	return literal[:at], exponent
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) > 0
}

// Major is the shortest decimal literal in major units: 500, 100.5, -0.05. It is a JSON number.
func (a Amount) Major() string {
	fixed := a.Fixed()
	fixed = strings.TrimRight(fixed, "0")
	return strings.TrimSuffix(fixed, decimalSeparator)
}

// Fixed is the decimal literal in major units with exactly two decimals: 500.00.
func (a Amount) Fixed() string {
	digits, negative := strings.CutPrefix(strconv.FormatInt(int64(a), decimalBase), "-")
	digits = strings.Repeat("0", max(minorDecimals+1-len(digits), 0)) + digits
	point := len(digits) - minorDecimals
	fixed := digits[:point] + decimalSeparator + digits[point:]
	if negative {
		return "-" + fixed
	}
	return fixed
}

// mulRate is amount × partsPerMillion / 10^6, rounded half up to the minor unit. The product is
// formed in big integers, so no bound on its factors is needed.
func mulRate(a Amount, partsPerMillion int64) Amount {
	const million, half = 1_000_000, 500_000
	product := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(partsPerMillion))
	product.Add(product, big.NewInt(half)).Div(product, big.NewInt(million))
	if !product.IsInt64() {
		return Amount(math.MaxInt64)
	}
	return Amount(product.Int64())
}
