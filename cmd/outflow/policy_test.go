package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestWhoeverHasTheTableForcesAPolicy, and whoever has no token proposes none.
func TestWhoeverHasTheTableForcesAPolicy(t *testing.T) {
	t.Parallel()
	running, name := enginetest.Table(t, engine.Dynoxide)
	environment := map[string]string{"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": name, "OUTFLOW_API": "http://127.0.0.1:1", "OUTFLOW_TOKEN": ""}
	tighter, wrong := filepath.Join(t.TempDir(), "tighter.json"), filepath.Join(t.TempDir(), "wrong.json")
	for file, text := range map[string]string{tighter: `{"singleLimit":"500"}`, wrong: `{"singleLimit":"a lot"}`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	steps := func(all ...[]string) {
		t.Helper()
		for _, step := range all {
			out, err := outflow(t, environment, step[1:]...)
			if err != nil {
				out += err.Error()
			}
			if !regexp.MustCompile(step[0]).MatchString(out) {
				t.Errorf("%q says %q, want %s", step[1:], out, step[0])
			}
		}
	}
	steps(
		[]string{"policy_not_found", "policy"},
		[]string{"has no policy yet", "policy", "force", "-file", tighter, "-reason", "r"},
		[]string{`no "change"`, "policy", "change"},
	)
	first, err := config.ReadPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	store := table.New(running.Client(), name, time.Now)
	change, err := policy.First(funds.Act{CommitID: "first", At: time.Now().UTC().Truncate(time.Millisecond)}, first.Decided)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	steps(
		[]string{`"singleLimit": "1000000"`, "policy"},
		[]string{"-reason", "policy", "force", "-file", tighter},
		[]string{"-file", "policy", "force", "-reason", "r"},
		[]string{"singleLimit", "policy", "force", "-file", wrong, "-reason", "r"},
		[]string{`^version 2, forced, in_force, by outflow policy force: r; tightens \[singleLimit\], loosens \[\]\n`, "policy", "force", "-file", tighter, "-reason", "r"},
		[]string{`"singleLimit": "500"`, "policy", "show"},
		[]string{`"singleLimit": "1000000"`, "policy", "show", "-version", "1"},
		[]string{"OUTFLOW_TOKEN", "policy", "propose", "-file", tighter, "-reason", "r"},
		[]string{"OUTFLOW_TOKEN", "policy", "propose", "-file", tighter, "-dry-run"},
		[]string{"-dry-run", "policy", "force", "-file", tighter, "-dry-run"},
	)
	head, err := store.PolicyHead(t.Context())
	if err != nil || !head.Forced(time.Now()) {
		t.Errorf("nothing says that it was forced: %+v, %v", head, err)
	}
	verify(t, environment, "verified 0 wallets, 0 withdrawals, 0 recharges, 0 entries: no violation")
}
