package config

import "testing"

func TestOfHowManyReadsOneIsLoggedIsANumber(t *testing.T) {
	t.Parallel()
	given := func(text string) (int, error) { return LogReads(func(string) string { return text }) }
	for text, want := range map[string]int{"": 1, "1": 1, "10": 10, "10000": 10_000} {
		if got, err := given(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"0", "-1", "1.5", "many", "10001"} {
		if _, err := given(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
