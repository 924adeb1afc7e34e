package funds_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAmountsAreReadFromTheDecimalLiteral(t *testing.T) {
	t.Parallel()
	tests := map[string]funds.Amount{
		"0":     0,
		"0.0":   0,
		"0.00":  0,
		"-0":    0,
		"-0.00": 0,
		"0e5":   0,
		"0e20":  0,
		"1" + "e" + strings.Repeat("0", 37) + "3": 1_000_00, // 40 bytes
		"1":                     1_00,
		"-1":                    -1_00,
		"-0.01":                 -1,
		"0.01":                  1,
		"0.1":                   10,
		"0.29":                  29, // 28.999… in a float64
		"1.1":                   1_10,
		"4.35":                  4_35, // 434.999… in a float64
		"19.99":                 19_99,
		"1234567.89":            1_234_567_89,
		"9007199254740.99":      900_719_925_474_099,
		"9007199254740.93":      900_719_925_474_093,
		"1e3":                   1_000_00,
		"1E3":                   1_000_00,
		"1e+3":                  1_000_00,
		"1e003":                 1_000_00,
		"1.5e1":                 15_00,
		"1.25e2":                125_00,
		"0.001e1":               1,
		"1e-2":                  1,
		"100e-1":                10_00,
		"0.1e-1":                1,
		"10000000000000":        funds.MaxAmount,
		"10000000000000.00":     funds.MaxAmount,
		"1e13":                  funds.MaxAmount,
		"-10000000000000":       -funds.MaxAmount,
		"9999999999999.99":      funds.MaxAmount - 1,
		"0.00000000001e11":      1_00,
		"0.0000000000000001e14": 1,
	}
	for literal, want := range tests {
		if got, err := funds.ParseAmount(literal); err != nil || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %d", literal, got, err, want)
		}
	}
}

func TestWhatIsNotAnAmountIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"more than two decimals":           {"0.001", "1.234", "1.000", "1e-3", "0.1e-2", "1.23e-1", "1000e-3"},
		"more than the greatest amount":    {"10000000000000.01", "-10000000000000.01", "9007199254740993", "1e14", "1e20", "92233720368547758.08", "99999999999999999999999999999999999999"},
		"an exponent out of all bounds":    {"0e21", "1e21", "0e127", "0e128", "0.00000e-9223372036854775808", "1e400", "0e400", "1e-400", "1e99999999999999999999", "1e-99999999999999999999"},
		"a literal without an end":         {"1e" + strings.Repeat("0", 38) + "3", strings.Repeat("9", 41), strings.Repeat("0", 1000), "0." + strings.Repeat("0", 1000), strings.Repeat("1", 1_000_000)},
		"leading zeros":                    {"00", "01", "007", "-01", "00.1"},
		"a plus sign":                      {"+1", "+0", "-+1", "+-1"},
		"two signs":                        {"--1", "1e--2", "1e+-2", "1e-+2"},
		"white space":                      {" 1", "1 ", "1 000", "\t1", "1\n", " "},
		"a point without digits around it": {".5", "5.", ".", "-.5", "1.e2", ".e1"},
		"an exponent without digits":       {"1e", "1e+", "1e-", "e5", "-e5", "1e1.5", "1ee2", "1e2e3"},
		"no number":                        {"", "-", "null", "true", "NaN", "Infinity", "-Inf", "abc", "0x10", "1_000", "1,000", "1.2.3", "\"1\"", "１", "٣", "1\x00"},
	}
	for name, literals := range tests {
		for _, literal := range literals {
			got, err := funds.ParseAmount(literal)
			if !errors.Is(err, funds.ErrAmountInvalid) || got != 0 {
				t.Errorf("%s: ParseAmount(%.60q) = %d, %v", name, literal, got, err)
			}
		}
	}
}

func TestSumsOfAmountsAreExact(t *testing.T) {
	t.Parallel()
	sum := func(literal string, times int) (total funds.Amount) {
		for range times {
			amount, err := funds.ParseAmount(literal)
			if err != nil {
				t.Fatal(err)
			}
			total += amount
		}
		return total
	}
	if got := sum("0.1", 1) + sum("0.2", 1); got.Fixed() != "0.30" {
		t.Errorf("0.1 + 0.2 = %s", got.Fixed())
	}
	if got := sum("0.1", 1_000_000); got.Fixed() != "100000.00" {
		t.Errorf("a million times 0.1 is %s", got.Fixed())
	}
	if got := sum("4.35", 100); got.Major() != "435" {
		t.Errorf("a hundred times 4.35 is %s", got.Major())
	}
}

func TestAmountsArePrintedInBothForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		amount       funds.Amount
		major, fixed string
	}{
		{0, "0", "0.00"},
		{1, "0.01", "0.01"},
		{10, "0.1", "0.10"},
		{100, "1", "1.00"},
		{1000, "10", "10.00"},
		{10_050, "100.5", "100.50"},
		{100_000, "1000", "1000.00"},
		{-1, "-0.01", "-0.01"},
		{-5, "-0.05", "-0.05"},
		{-100, "-1", "-1.00"},
		{-12_345, "-123.45", "-123.45"},
		{funds.MaxAmount, "10000000000000", "10000000000000.00"},
		{math.MaxInt64, "92233720368547758.07", "92233720368547758.07"},
		{math.MinInt64, "-92233720368547758.08", "-92233720368547758.08"},
	}
	for _, test := range tests {
		if got := test.amount.Major(); got != test.major {
			t.Errorf("Major of %d is %q, want %q", int64(test.amount), got, test.major)
		}
		if got := test.amount.Fixed(); got != test.fixed {
			t.Errorf("Fixed of %d is %q, want %q", int64(test.amount), got, test.fixed)
		}
	}
}

func FuzzAnAmountIsReadBackAsItWasPrinted(f *testing.F) {
	for _, seed := range []int64{0, 1, -1, 10, 99, 100, 101, -12345, 9007199254740993, int64(funds.MaxAmount), -int64(funds.MaxAmount), math.MaxInt64, math.MinInt64} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, minor int64) {
		amount := funds.Amount(minor)
		inBounds := amount >= -funds.MaxAmount && amount <= funds.MaxAmount
		for _, literal := range []string{amount.Major(), amount.Fixed()} {
			if !json.Valid([]byte(literal)) {
				t.Errorf("%q is not a JSON number", literal)
			}
			got, err := funds.ParseAmount(literal)
			if inBounds && (err != nil || got != amount) {
				t.Errorf("%d is printed as %q and read as %d, %v", minor, literal, got, err)
			}
			if !inBounds && err == nil {
				t.Errorf("%q is over the bound and read as %d", literal, got)
			}
		}
	})
}

func FuzzALiteralIsAnAmountOrARefusal(f *testing.F) {
	for _, seed := range []string{"0", "-0", "0.001", "1e3", "-1", "1", "9007199254740993", "1e400", ".5", "5.", "1e-2", "00", "+1", " 1", "1e", "1.5e20", "-1.25E+2", "", "e", "-", "."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, literal string) {
		amount, err := funds.ParseAmount(literal)
		if err != nil {
			if !errors.Is(err, funds.ErrAmountInvalid) || amount != 0 {
				t.Errorf("%q is refused as %v with %d", literal, err, amount)
			}
			return
		}
		if !json.Valid([]byte(literal)) {
			t.Errorf("%q is no JSON number, and read as %d", literal, amount)
		}
		if amount < -funds.MaxAmount || amount > funds.MaxAmount {
			t.Errorf("%q is over the bound, and read as %d", literal, amount)
		}
		if again, err := funds.ParseAmount(amount.Major()); err != nil || again != amount {
			t.Errorf("%q is %d, printed as %q and read as %d, %v", literal, amount, amount.Major(), again, err)
		}
	})
}
