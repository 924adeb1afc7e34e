package main

import (
	"regexp"
	"testing"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
)

// TestWhoeverHasTheTableBlocksAndLiftsAlone, without a policy, a token or a gateway.
func TestWhoeverHasTheTableBlocksAndLiftsAlone(t *testing.T) {
	t.Parallel()
	running, name := enginetest.Table(t, engine.Dynoxide)
	environment := map[string]string{"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": name}
	id := ""
	for _, step := range []struct {
		arguments []string
		says      string // a pattern of what is printed, or of the error
		refused   bool
	}{
		{[]string{"block"}, `^no account is blocked\n$`, false},
		{[]string{"block", "set", "-account", "6222021234567894"}, "-reason", true},
		{[]string{"block", "set", "-reason", "r"}, "-account or -withdrawal", true},
		{[]string{"block", "stop"}, `"stop"`, true},
		{[]string{"block", "set", "-account", "6222 0212 3456 7894", "-reason", "盗刷"}, `^\*{4}7894 is blocked since .* by outflow block: 盗刷 \(.+\)\n$`, false},
		{[]string{"block", "set", "-account", "6222021234567894", "-reason", "盗刷"}, `^\*{4}7894 is blocked`, false},  // and again
		{[]string{"block", "set", "-account", "６２２２　０２１２３４５６７８９４", "-reason", "盗刷"}, `^\*{4}7894 is blocked`, false}, // and in another width
		{[]string{"block", "set", "-account", "٦222021234567894", "-reason", "盗刷"}, "nothing that money is ever sent to", true},
		{[]string{"block", "list"}, `^\*{4}7894 is blocked since .*\n$`, false}, // it is one block
		{[]string{"block", "lift", "-id", "none", "-reason", "误报"}, "not_blocked", true},
		{[]string{"block", "lift", "-id", "ID", "-reason", "误报"}, `^\*{4}7894 is not blocked any more\n$`, false},
		{[]string{"block", "list"}, `^no account is blocked\n$`, false},
	} {
		for i := range step.arguments {
			if step.arguments[i] == "ID" {
				step.arguments[i] = id
			}
		}
		out, err := outflow(t, environment, step.arguments...)
		if found := regexp.MustCompile(`\((\S+)\)\n$`).FindStringSubmatch(out); found != nil {
			id = found[1]
		}
		if step.refused != (err != nil) {
			t.Errorf("%v: %q, %v", step.arguments, out, err)
			continue
		}
		if err != nil {
			out = err.Error()
		}
		if !regexp.MustCompile(step.says).MatchString(out) {
			t.Errorf("%v: %q", step.arguments, out)
		}
	}
}
