package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAChangeIsNeverBeforeWhatIsInForce(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		from, want time.Duration // of a version, and of the change that comes after it
	}{
		"in force for long":            {-time.Hour, 0},
		"put in force while it waited": {5 * time.Millisecond, 5 * time.Millisecond},
		"by a clock that is ahead":     {time.Minute, time.Minute},
		"not yet in force":             {time.Minute + 1, 0},
		"scheduled":                    {24 * time.Hour, 0},
	} {
		head := funds.PolicyHead{Spans: []funds.PolicySpan{{Number: 1, From: at.Add(-24 * time.Hour)}, {Number: 2, From: at.Add(test.from)}}}
		if got := head.After(at).Sub(at); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
