package e2e_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestPreflightFindsNothingWrongWithAStackThatRuns: what it looks at on this machine is all there.
func TestPreflightFindsNothingWrongWithAStackThatRuns(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	command := exec.CommandContext(t.Context(), "../.build/outflow", "preflight", "-template", "../template.yaml")
	command.Env = append(os.Environ(), "OUTFLOW_DYNAMODB="+w.DynamoDB(), "OUTFLOW_TABLE="+w.Table(), "OUTFLOW_API="+w.URL(),
		"OUTFLOW_SANDBOX_PORT="+w.SandboxURL()[strings.LastIndex(w.SandboxURL(), ":")+1:])
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "\n7 ok, 0 to be warned of, 0 failed, 0 unknown\n") {
		t.Errorf("%v\n%s", err, out)
	}
}
