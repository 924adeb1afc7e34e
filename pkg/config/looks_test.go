package config

import "testing"

func TestHowManyLooksASecondIsANumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "0": 0, "300": 300, "10000": 10_000} {
		if got, err := Load(deployed(map[string]string{"OUTFLOW_LOOKS_PER_SECOND": text})); err != nil || got.LooksPerSecond != want {
			t.Errorf("%q: %d, %v", text, got.LooksPerSecond, err)
		}
	}
	for _, text := range []string{"-1", "1.5", "many"} {
		if _, err := Load(deployed(map[string]string{"OUTFLOW_LOOKS_PER_SECOND": text})); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
