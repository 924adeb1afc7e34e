package funds_test

import (
	"math"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestFeesAreFixedPlusRateWithinTheirBounds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fee    funds.Fee
		amount funds.Amount
		want   funds.Amount
	}{
		"none":                                {funds.Fee{}, 100_00, 0},
		"fixed":                               {funds.Fee{Fixed: 2_00}, 100_00, 2_00},
		"a rate of 0.6 %":                     {funds.Fee{RatePerMillion: 6_000}, 100_00, 60},
		"a rate, rounded down below the half": {funds.Fee{RatePerMillion: 10_000}, 49, 0},
		"a rate, rounded up from the half":    {funds.Fee{RatePerMillion: 10_000}, 50, 1},
		"a rate of one in a million":          {funds.Fee{RatePerMillion: 1}, 499_999, 0},
		"one in a million of half a million":  {funds.Fee{RatePerMillion: 1}, 500_000, 1},
		"fixed and rate":                      {funds.Fee{Fixed: 1_00, RatePerMillion: 10_000}, 100_00, 2_00},
		"at least the minimum":                {funds.Fee{RatePerMillion: 10_000, Min: 5_00}, 100_00, 5_00},
		"over the minimum":                    {funds.Fee{RatePerMillion: 10_000, Min: 5_00}, 1000_00, 10_00},
		"at most the maximum":                 {funds.Fee{RatePerMillion: 10_000, Max: 25_00}, 10_000_00, 25_00},
		"a maximum of zero is none":           {funds.Fee{RatePerMillion: 10_000}, 10_000_00, 100_00},
		"the maximum wins over the minimum":   {funds.Fee{Min: 5_00, Max: 3_00}, 1_00, 3_00},
		"exact where a float64 is not":        {funds.Fee{RatePerMillion: 999_999}, funds.MaxAmount, 999_999_000_000_000},
		"of the greatest amount at 100 %":     {funds.Fee{RatePerMillion: 1_000_000}, funds.MaxAmount, funds.MaxAmount},
		"a rate out of all bounds, capped":    {funds.Fee{RatePerMillion: math.MaxInt64, Max: 1_00}, funds.MaxAmount, 1_00},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.fee.Of(test.amount); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestMethodsAreTheThreeAndTheChannels(t *testing.T) {
	t.Parallel()
	policy := fixture.Policy()
	for method, want := range map[funds.Method]bool{"wechat": true, "alipay": true, "bank": true, "MVola": true, "mvola": false, "": false, "cash": false} {
		if policy.KnownMethod(method) != want {
			t.Errorf("%q is known: %v", method, !want)
		}
		if _, ok := policy.Channel(method); ok != (method == fixture.Channel) {
			t.Errorf("%q has a channel: %v", method, ok)
		}
	}
}
