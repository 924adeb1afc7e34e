package config

import "testing"

func TestTheBreakerIsOnUnlessTheDeploymentSaysOtherwise(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, "true": true, "false": false} {
		if got, err := Load(deployed(map[string]string{"OUTFLOW_BREAKER": text})); err != nil || got.Breaker != want {
			t.Errorf("%q: %t, %v", text, got.Breaker, err)
		}
	}
	if _, err := Load(deployed(map[string]string{"OUTFLOW_BREAKER": "no"})); err == nil {
		t.Error("anything else is taken")
	}
}
