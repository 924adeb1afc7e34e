package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestTheFirstThatIsNotCoveredKeepsAllBehindIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		balance funds.Amount
		nets    []funds.Amount
		want    int
	}{
		"nothing":               {5, nil, 0},
		"all, to the last one":  {15, []funds.Amount{6, 6, 3}, 3},
		"all but the last one":  {14, []funds.Amount{6, 6, 3}, 2},
		"none behind the first": {10, []funds.Amount{6, 6, 3}, 1},
		"not even the first":    {5, []funds.Amount{6, 6, 3}, 0},
		"no balance":            {0, []funds.Amount{1}, 0},
		"less than none":        {-4, []funds.Amount{1}, 0},
	} {
		if got := funds.Covered(test.balance, test.nets); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}
