package e2e_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// fuzzSeconds makes the run last so long, with another seed each time: `make fuzz`. Otherwise schemathesis.toml
// has the seed and the number of examples.
const fuzzSeconds = "OUTFLOW_FUZZ_SECONDS"

// TestSchemathesis sends what the document allows, and what it forbids, to every operation, and holds the
// answers against the document. schemathesis/ says how, and what is excused.
func TestSchemathesis(t *testing.T) {
	t.Parallel()
	const plenty = "10000000000000"
	w := start(t, map[string]any{"dailyLimit": plenty, "maxOpen": 10_000})
	w.setGateway(map[string]any{"withdrawalBalance": 10_000_000_000})
	user := w.owner("fuzz-user", plenty[:len(plenty)-1])

	// Without perms it permits all but the policy, which would change for all other requests.
	admin, err := identity.Mint(identity.Caller{Sub: "fuzz-admin", Role: funds.RoleAdmin}, "", time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("schemathesis")
	if err != nil {
		t.Fatal(err)
	}
	arguments := []string{
		"--config-file", filepath.Join(here, "schemathesis.toml"), "run", filepath.Join(here, "../../api/built/openapi.json"),
		"--url", w.URL(), "--no-color",
	}
	if seconds := os.Getenv(fuzzSeconds); seconds != "" {
		arguments = append(arguments, "--max-time", seconds, "--seed", strconv.FormatInt(time.Now().Unix(), 10))
	}
	command := exec.CommandContext(t.Context(), filepath.Join(here, "../../tools/schemathesis"), arguments...)
	command.Dir = t.TempDir() // where it leaves its notes
	command.Env = append(os.Environ(), "PYTHONPATH="+here,
		"OUTFLOW_TOKEN_USER="+user.token,
		"OUTFLOW_TOKEN_ADMIN="+admin,
		"OUTFLOW_TOKEN_SERVICE="+w.person("fuzz-service", funds.RoleService).token,
		"OUTFLOW_WITHDRAWALS="+strings.Join(user.oneOfEach(20), ","),
		"OUTFLOW_RECHARGES="+strings.Join(user.recharges(8), ","),
		"OUTFLOW_ASSETS="+strings.ReplaceAll(strings.Join(assets(user.get("/docs")), ","), "/docs/", ""),
	)
	out, err := command.CombinedOutput()
	loaded, loadErr := document()
	if loadErr != nil {
		t.Fatal(loadErr)
	}
	t.Logf("%s", out)
	if all := fmt.Sprintf("Tested: %d\n", len(loaded.Operations())); err != nil || !strings.Contains(string(out), all) {
		t.Errorf("schemathesis: %v, want %q", err, all)
	}
	for line := range strings.Lines(w.log.String()) {
		// What is asked in any order also confirms what is on hold: an error as it should be.
		expected := strings.Contains(line, `"msg":"`+flow.AttentionLine+`"`) || strings.Contains(line, `"msg":"confirmed as paid, and not approved for it`)
		if strings.Contains(line, `"level":"ERROR"`) && !expected {
			t.Errorf("a function says: %s", line)
		}
	}
}

// oneOfEach are withdrawals of the person's: the same number in each of the states from which something can be done,
// and one in each of the others.
func (p *person) oneOfEach(count int) (ids []string) {
	p.t.Helper()
	for range count {
		for _, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateProcessing} {
			ids = append(ids, p.withdrawal(state))
		}
	}
	for _, state := range []funds.State{funds.StateCompleted, funds.StateRejected, funds.StateFailed} {
		ids = append(ids, p.withdrawal(state))
	}
	return ids
}

// recharges are orders of the person's, each second one of which the gateway got a wrong amount for.
func (p *person) recharges(count int) (ids []string) {
	p.t.Helper()
	for i := range count {
		id := p.post("/api/recharge", `{"amount":500,"channelCode":"MVola-100-5000"}`).want(http.StatusOK).text("data.id")
		if i%2 == 1 {
			p.gatewaySays(id, map[string]any{"state": 5})
			p.post("/api/recharge/check", fmt.Sprintf(`{"id":%q}`, id)).want(http.StatusOK)
		}
		ids = append(ids, id)
	}
	return ids
}
