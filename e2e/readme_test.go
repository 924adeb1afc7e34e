package e2e_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/funds"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// commands are the lines that a README tells to type, without what is answered.
func commands(t *testing.T, readme string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile("../" + readme)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			line, _, _ = strings.Cut(line, "   #")
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "make deploy ") {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

func TestBothReadmesTellToTypeTheSame(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(commands(t, "README.md"), commands(t, "README.zh-CN.md")); diff != "" {
		t.Errorf("README.md (-) and README.zh-CN.md (+) differ:\n%s", diff)
	}
}

// TestTheReadmesTourActsOnWhatItMade, on other ports, and among what others have asked for at the same time.
func TestTheReadmesTourActsOnWhatItMade(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	options := built(t, log)
	options.Schedule = 2 * time.Second
	options.Env = map[string]string{"OUTFLOW_POLICY": stack.TwoPeople} // as make run has it
	s, err := stack.Start(t.Context(), options)
	if err != nil {
		t.Fatalf("start the stack: %v\n%s", err, log)
	}
	t.Cleanup(s.Close)
	w := &world{Stack: s, t: t, log: log, zone: "Asia/Shanghai"}
	other := w.person("another", funds.RoleUser)
	w.as("admin3").post("/api/admin/wallet/adjust", map[string]any{"userId": other.sub, "amount": 1000, "reason": "test"}).want(ok)
	first := other.ask()

	port := func(address string) string {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Port()
	}
	// What the other asks for while the tour goes on is newer than what the tour has made.
	script := "set -eu\nother() { curl -sfo /dev/null -H \"Authorization: Bearer $OTHER\" -d '{\"amount\":1,\"method\":\"wechat\",\"account\":\"13800001111\"}' $OUTFLOW/api/wallet/withdraw; }\n"
	for _, line := range commands(t, "README.md") {
		script += line + "\n"
		if strings.Contains(line, "| made)") {
			script += "other\n"
		}
	}
	tour := exec.CommandContext(t.Context(), "bash", "-c", script)
	tour.Dir = ".."
	tour.Env = append(os.Environ(), "OTHER="+other.token, "OUTFLOW_DYNAMODB="+s.DynamoDB(), "OUTFLOW_PORT="+port(s.URL()), "OUTFLOW_SANDBOX_PORT="+port(s.SandboxURL()))
	said, err := tour.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	for what, count := range map[string]int{`"status":"completed"`: 1, `"stateText":"成功"`: 2, "充值成功，到账 480.00，申请 500.00": 1, "no violation": 1} {
		if got := strings.Count(string(said), what); got < count {
			t.Errorf("%s is answered %d times, want %d:\n%s", what, got, count, said)
		}
	}
	w.as("admin1").get(records + first).want(ok).wantAll(map[string]any{"data.status": "pending"})
	states := map[string]int{}
	for _, id := range regexp.MustCompile(`"id":"([0-9A-Z]{22})"`).FindAllStringSubmatch(other.get("/api/wallet/withdrawals").want(ok).Raw, -1) {
		states[w.as("admin1").get(records+id[1]).want(ok).text("data.status")]++
	}
	same(t, "the other's withdrawals", fmt.Sprint(map[string]int{"pending": 6}), fmt.Sprint(states))
}
