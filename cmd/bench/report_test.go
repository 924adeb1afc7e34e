package main

import "testing"

func TestAMissedAimSaysByHowMuch(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		got  float64
		want string
	}{
		"at the aim":    {1.25, "**Met**: 1.25×, aim at most 1.25×."},
		"above the aim": {1.5, "**Missed** by 0.25×: 1.5×, aim at most 1.25×."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := verdict(test.got, 1.25, "×"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
