package gateway

import (
	"strings"
	"testing"
)

func TestKeysThatCannotBeAGatewaysAreRefused(t *testing.T) {
	t.Parallel()
	const good, other = "8f14e45fceea167a5a36dedd4bea2543", "c9f0f895fb98ab9159f51fd0297e236d"
	tests := map[string]struct {
		keys Keys
		ok   bool
	}{
		"one":                             {Keys{Current: good}, true},
		"two":                             {Keys{Current: good, Previous: other}, true},
		"one of the least length":         {Keys{Current: good[:MinKeyBytes]}, true},
		"none":                            {Keys{}, false},
		"a previous one alone":            {Keys{Previous: good}, false},
		"a short one":                     {Keys{Current: good[:MinKeyBytes-1]}, false},
		"a short previous one":            {Keys{Current: good, Previous: "k"}, false},
		"a blank one":                     {Keys{Current: strings.Repeat(" ", 32)}, false},
		"a blank previous one":            {Keys{Current: good, Previous: "\t\n"}, false},
		"one with a line end":             {Keys{Current: good + "\n"}, false},
		"the sandbox's":                   {Keys{Current: SandboxKey}, false},
		"the sandbox's as a previous one": {Keys{Current: good, Previous: SandboxKey}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.keys.Check()
			if (err == nil) != test.ok {
				t.Errorf("got %v, want ok: %t", err, test.ok)
			}
			for _, key := range []string{test.keys.Current, test.keys.Previous} {
				if err != nil && strings.TrimSpace(key) != "" && len(key) > 1 && strings.Contains(err.Error(), key) {
					t.Errorf("the key is shown: %v", err)
				}
			}
		})
	}
}
