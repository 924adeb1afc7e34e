package main

import (
	"regexp"
	"testing"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
)

// TestWhoeverHasTheTablePausesAndLiftsAlone, without a policy, a token or a gateway.
func TestWhoeverHasTheTablePausesAndLiftsAlone(t *testing.T) {
	t.Parallel()
	running, name := enginetest.Table(t, engine.Dynoxide)
	environment := map[string]string{"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": name}
	for _, step := range []struct {
		arguments []string
		says      string // a pattern of what is printed, or of the error
		refused   bool
	}{
		{[]string{"pause"}, `^nothing is paused\n$`, false},
		{[]string{"pause", "set", "-scope", "all", "-hours", "2"}, "-reason", true},
		{[]string{"pause", "set", "-scope", "everything", "-reason", "r"}, "pause_scope", true},
		{[]string{"pause", "set", "-hours", "25", "-scope", "all", "-reason", "r"}, "pause_hours", true},
		{[]string{"pause", "stop"}, `"stop"`, true},
		{[]string{"pause", "set", "-scope", "all", "-hours", "24", "-reason", "疑似盗号"}, `^all is paused until .* by outflow pause: 疑似盗号\n$`, false},
		{[]string{"pause", "set", "-scope", "all", "-hours", "24", "-reason", "疑似盗号"}, `^all is paused until`, false}, // and again
		{[]string{"pause", "set", "-scope", "method:MVola", "-hours", "24", "-reason", "通道异常"}, `^method:MVola is paused until`, false},
		{[]string{"pause"}, `^all is paused until .*\nmethod:MVola is paused until .*: 通道异常\n$`, false},
		{[]string{"pause", "lift", "-scope", "all"}, "-reason", true},
		{[]string{"pause", "lift", "-scope", "all", "-reason", "误报"}, `^all is not paused any more`, false},
		{[]string{"pause", "lift", "-scope", "all", "-reason", "误报"}, "not_paused", true},
		{[]string{"pause"}, `^method:MVola is paused until .*\n$`, false},
	} {
		out, err := outflow(t, environment, step.arguments...)
		if err != nil {
			out += err.Error()
		}
		if !regexp.MustCompile(step.says).MatchString(out) || (err != nil) != step.refused {
			t.Errorf("%q says %q, %v; want %s", step.arguments, out, err, step.says)
		}
	}
	verify(t, environment, "verified 0 wallets, 0 withdrawals, 0 recharges, 0 entries: no violation")
}
