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
	minorDecimals    = 2
	decimalBase      = 10
	decimalSeparator = "."
)

// ParseAmount reads a decimal literal in major units, as JSON writes numbers: an optional minus, digits,
// an optional fraction, an optional exponent. It never passes through a float. More than two
// decimals (counted after the exponent is applied, trailing zeros included), a plus sign, a leading
// zero, white space, or more than [MaxAmount] are [ErrAmountInvalid].
func ParseAmount(literal string) (Amount, error) {
	mantissa, exponent, ok := splitExponent(literal)
	if !ok {
		return 0, ErrAmountInvalid
	}
	unsigned, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, hasFraction := strings.Cut(unsigned, decimalSeparator)
	if !isDigits(whole) || (hasFraction && !isDigits(fraction)) || (len(whole) > 1 && whole[0] == '0') {
		return 0, ErrAmountInvalid
	}
	shift := minorDecimals - len(fraction) + exponent
	if shift < 0 {
		return 0, ErrAmountInvalid
	}
	minor, ok := new(big.Int).SetString(whole+fraction, decimalBase)
	if !ok {
		return 0, ErrAmountInvalid
	}
	minor.Mul(minor, new(big.Int).Exp(big.NewInt(decimalBase), big.NewInt(int64(shift)), nil))
	if !minor.IsInt64() || minor.Int64() > int64(MaxAmount) {
		return 0, ErrAmountInvalid
	}
	if negative {
		return -Amount(minor.Int64()), nil
	}
	return Amount(minor.Int64()), nil
}

func splitExponent(literal string) (mantissa string, exponent int, ok bool) {
	if len(literal) == 0 || len(literal) > maxLiteralBytes {
		return "", 0, false
	}
	at := strings.IndexAny(literal, "eE")
	if at < 0 {
		return literal, 0, true
	}
	digits := strings.TrimPrefix(strings.TrimPrefix(literal[at+1:], "+"), "-")
	if !isDigits(digits) {
		return "", 0, false
	}
	exponent, err := strconv.Atoi(literal[at+1:])
	if err != nil || exponent > maxExponent || exponent < -maxExponent {
		return "", 0, false
	}
	return literal[:at], exponent, true
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
	if missing := minorDecimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
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
