package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// inBrowser runs a script of e2e/browser, which drives a real browser, against a stack of its own. What its
// pages looked like is left in .build/screenshots.
func inBrowser(t *testing.T, script string) {
	t.Helper()
	w := start(t, nil)
	pictures, err := filepath.Abs("../.build/screenshots")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "../tools/browser", script)
	command.Env = append(os.Environ(), "OUTFLOW_URL="+w.URL(), "OUTFLOW_SANDBOX_URL="+w.SandboxURL(), "OUTFLOW_SCREENSHOTS="+pictures)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", script, err, out)
	}
}

func TestUsersInTheBrowser(t *testing.T) { inBrowser(t, "user.mjs") }
