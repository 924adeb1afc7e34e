package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/schedule"
	"github.com/outflow-pay/outflow/local/sources"
	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestMain refuses binaries that are not of the sources that are there. It runs more tests at once than there are processors: they wait for time to pass far more than
// they compute. -parallel goes before that, and an engine that is asked for (Java's needs a processor of
// its own) is left to Go's default.
func TestMain(m *testing.M) {
	const parallel = "6"
	flag.Parse()
	if err := sources.Check(".."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if !asked && os.Getenv("OUTFLOW_DYNAMODB") == "" {
		if err := flag.Set("test.parallel", parallel); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// policy is the local one with short waits, so that what takes minutes in production takes seconds here.
// overrides replaces top-level fields.
func policy(t *testing.T, overrides map[string]any) string {
	t.Helper()
	raw, err := os.ReadFile("../local/stack/policy.json")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	short := map[string]any{
		"sendWindowSeconds": 2, "sendGraceSeconds": 1, "askIntervalSeconds": 1, "receiptDelaySeconds": 1,
		"backoffMinSeconds": 1, "backoffMaxSeconds": 1, "absentGraceSeconds": 2, "absentTimes": 2, "recheckSeconds": []int{1, 3},
		"refusedOrders": 1000,
	}
	for _, changes := range []map[string]any{short, overrides} {
		for name, value := range changes {
			fields[name] = value
		}
	}
	encoded, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

// world is one running stack and its people.
type world struct {
	*stack.Stack
	t    *testing.T
	log  *logBuffer
	zone string // of business days
}

// start runs a stack of its own, without its schedule: tests reconcile by hand. When the test ends,
// every invariant must hold on its table.
func start(t *testing.T, overrides map[string]any) *world {
	t.Helper()
	return startWith(t, overrides, nil)
}

// startWith is start with more of the functions' environment.
func startWith(t *testing.T, overrides map[string]any, env map[string]string) *world {
	t.Helper()
	log := &logBuffer{}
	options := built(t, log)
	// Most tests that break the gateway break one call after the other, which the breaker is to notice: those about it say so.
	options.Env = map[string]string{"OUTFLOW_POLICY": policy(t, overrides), "OUTFLOW_BREAKER": "false"}
	maps.Copy(options.Env, env)
	s, err := stack.Start(t.Context(), options)
	if err != nil {
		t.Fatalf("start the stack: %v\n%s", err, log)
	}
	apis.Store(strings.TrimPrefix(s.URL(), "http://"), true)
	w := &world{Stack: s, t: t, log: log, zone: "Asia/Shanghai"}
	if zone, given := overrides["zone"].(string); given {
		w.zone = zone
	}
	t.Cleanup(func() {
		defer s.Close()
		w.verify()
		if t.Failed() {
			t.Logf("the stack's log:\n%s", log)
		}
	})
	return w
}

// built are the options of a stack of the binaries that `make build` has built.
func built(t *testing.T, log io.Writer) stack.Options {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	build := filepath.Join(root, ".build")
	return stack.Options{
		Template: filepath.Join(root, "template.yaml"), Functions: filepath.Join(build, "functions"),
		Sandbox: filepath.Join(build, "sandbox"), Storage: filepath.Join(build, "versitygw"),
		DynamoDB: os.Getenv("OUTFLOW_DYNAMODB"), Output: log, Hurry: true, Guarded: true,
	}
}

// verify checks every invariant on the whole table.
func (w *world) verify() {
	w.t.Helper()
	store := table.New(w.Client(), w.Table(), time.Now)
	store.Controls = config.ReadControls
	verified, err := store.Verify(context.Background())
	if err != nil {
		w.t.Errorf("verify: %v", err)
	}
	for _, violation := range verified.Violations {
		w.t.Errorf("violated: %s", violation)
	}
	w.verifyCounters()
}

// verifyCounters compares the counters with a plain recount of the table.
func (w *world) verifyCounters() {
	w.t.Helper()
	zone, err := time.LoadLocation(w.zone)
	if err != nil {
		w.t.Fatal(err)
	}
	const patience = 20 * time.Second
	calendar := count.NewCalendar(funds.Policy{Zone: zone})
	store := table.New(w.Client(), w.Table(), time.Now)
	miscounted, err := store.VerifyCounters(context.Background(), calendar, patience)
	if err != nil {
		w.t.Errorf("verify the counters: %v", err)
	}
	payees, err := store.VerifyPayees(context.Background(), patience)
	if err != nil {
		w.t.Errorf("verify the payees: %v", err)
	}
	for _, violation := range append(miscounted, payees...) {
		w.t.Errorf("violated: %s", violation)
	}
}

// reconcile runs the reconcile function once, with a schedule's event.
func (w *world) reconcile() {
	w.t.Helper()
	if _, err := w.Invoke(w.t.Context(), "reconcile", schedule.Event("reconcile", time.Now())); err != nil {
		w.t.Fatalf("reconcile: %v", err)
	}
}

// person calls the API with one token.
type person struct {
	*world
	sub, token string
}

var people atomic.Int64

// user is a new user with a wallet that holds so much, in major units.
func (w *world) user(balance string) *person {
	w.t.Helper()
	p := w.person(fmt.Sprintf("user-%d", people.Add(1)), funds.RoleUser)
	p.get("/api/wallet").want(http.StatusOK)
	if balance != "0" {
		w.admin().post("/api/admin/wallet/adjust", map[string]any{"userId": p.sub, "amount": json.Number(balance), "reason": "test"}).want(http.StatusOK)
	}
	return p
}

func (w *world) admin() *person { return w.person("admin-1", funds.RoleAdmin) }

func (w *world) person(sub string, role funds.Role) *person {
	w.t.Helper()
	caller := identity.Caller{Sub: sub, Role: role, Name: "张三", Phone: "13812348888", HasPerms: true, Permissions: funds.AllPermissions()}
	token, err := identity.Mint(caller, "110101199001011234", time.Now(), time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	return &person{w, sub, token}
}

// answer is what came back.
type answer struct {
	t      *testing.T
	what   string
	Status int
	Header http.Header
	Raw    string
}

func (p *person) get(path string) answer { return p.do(http.MethodGet, path, nil, nil) }
func (p *person) post(path string, body any) answer {
	return p.do(http.MethodPost, path, body, nil)
}

// do sends one request. A body that is a string goes as it is; anything else is encoded.
func (p *person) do(method, path string, body any, header http.Header) answer {
	p.t.Helper()
	if counted.MatchString(path) {
		p.drain()
	}
	return send(p.t, method, p.URL()+path, p.token, body, header)
}

// counted are the paths whose answers are counted: they lag by the stream's delay.
var counted = regexp.MustCompile(`^/(admin/(escorts/withdraw-records|withdrawals)(/stats|/trend|\?|$)|api/admin/withdrawals(\?|$)|withdraw/list)`)

// drain waits until the counters count everything that is there.
func (w *world) drain() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	if err := w.Drain(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// sandbox sends one request to the gateway sandbox's own controls.
func (w *world) sandbox(method, path string, body any) answer {
	w.t.Helper()
	return send(w.t, method, w.SandboxURL()+path, "", body, nil)
}

func send(t *testing.T, method, url, token string, body any, header http.Header) answer {
	t.Helper()
	var encoded []byte
	switch b := body.(type) {
	case nil:
	case string:
		encoded = []byte(b)
	default:
		var err error
		if encoded, err = json.Marshal(b); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	conform(t, method, url, response.StatusCode, response.Header, raw)
	return answer{t, method + " " + url, response.StatusCode, response.Header, string(raw)}
}

// want fails the test where the status is another.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: HTTP %d, want %d: %s", a.what, a.Status, status, a.Raw)
	}
	return a
}

// at gives the value at a dotted path of the answer's JSON ("data.orders.0.state"); nil where there is none.
// Numbers are json.Number, as they were written.
func (a answer) at(path string) any {
	a.t.Helper()
	decoder := json.NewDecoder(strings.NewReader(a.Raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		a.t.Fatalf("%s: not JSON: %v: %s", a.what, err, a.Raw)
	}
	for _, name := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// text is the string at a path; empty where there is none.
func (a answer) text(path string) string {
	a.t.Helper()
	text, _ := a.at(path).(string)
	return text
}

// eventually polls until ok, or fails after the bound.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	const bound, pause = 20 * time.Second, 50 * time.Millisecond
	for until := time.Now().Add(bound); !ok(); time.Sleep(pause) {
		if time.Now().After(until) {
			t.Fatalf("not within %s: %s", bound, what)
		}
	}
}

// logBuffer keeps what the processes say.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
