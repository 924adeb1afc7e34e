package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/logline"
)

func testOrder() funds.Order {
	return funds.Order{Serial: "MD003", Type: "MVola", Owner: "Jhon", Account: "0387222126", Amount: 200000}
}

func orderAnswer(serial, amount, state string) string {
	return fmt.Sprintf(`{"code":200,"msg":"OK","data":{"platformId":"p1","merchantSerial":%q,"amount":%s,"state":%s}}`, serial, amount, state)
}

// answering serves one body, with status 200, to every request.
func answering(t *testing.T, body string) *Client {
	t.Helper()
	return serving(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, body)
	})
}

func serving(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	return newClient(t, testConfig(loopback.Serve(t, handler)))
}

var ignoreDetail = cmpopts.IgnoreFields(funds.Report{}, "Detail")

func TestBrokenCallsAreUnknown(t *testing.T) {
	t.Parallel()
	paid := orderAnswer("MD003", "2000", "1")
	tests := map[string]http.HandlerFunc{
		"HTTP 500, whatever the body": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, paid)
		},
		"HTTP 202": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, paid)
		},
		"a broken connection": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a body that breaks off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(paid)+10))
			_, _ = io.WriteString(w, paid)
		},
		"a redirect, which is not followed": func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/elsewhere") {
				t.Error("the redirect was followed")
				return
			}
			http.Redirect(w, r, "/elsewhere", http.StatusFound) // Go would follow it, as a GET
		},
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serving(t, handler)
			if got := client.Create(t.Context(), testOrder()); got.Outcome != funds.OutcomeUnknown {
				t.Errorf("create: %+v", got)
			}
			if got := client.Get(t.Context(), "MD003", 200000); got.Outcome != funds.OutcomeUnknown {
				t.Errorf("get: %+v", got)
			}
			if _, err := client.Balance(t.Context()); err == nil {
				t.Error("balance: no error")
			}
		})
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	arrived := make(chan struct{}, 1)
	client := serving(t, func(http.ResponseWriter, *http.Request) { arrived <- struct{}{}; <-release })
	t.Cleanup(func() { close(release) }) // before the server's own clean-up, which waits for its handlers
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if got := client.Create(ctx, testOrder()); got.Outcome != funds.OutcomeUnknown {
		t.Errorf("create: %+v", got)
	}
	if got := client.Get(ctx, "MD003", 200000); got.Outcome != funds.OutcomeUnknown {
		t.Errorf("get after the end: %+v", got)
	}
}

func TestACallEndsWithItsTimeLimit(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := loopback.Serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(func() { close(release) })
	config := testConfig(server)
	config.Timeout = 20 * time.Millisecond
	got := newClient(t, config).Create(t.Context(), testOrder())
	if got.Outcome != funds.OutcomeUnknown || !strings.Contains(string(got.Detail), context.DeadlineExceeded.Error()) {
		t.Errorf("create: %+v", got)
	}
}

// The worst moment for a transport that replays: the server has read the request and closes, on a
// connection that could have been a reused one.
func TestACreateIsSentOnceWhateverTheServerDoes(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	creates, connections := 0, map[string]int{}
	client := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || len(body) == 0 {
			t.Errorf("body %q: %v", body, err)
		}
		mu.Lock()
		defer mu.Unlock()
		connections[r.RemoteAddr]++
		if !strings.HasSuffix(r.URL.Path, "/create") {
			_, _ = io.WriteString(w, `{"code":200,"msg":"OK","data":{"balance":1,"frozen":0}}`)
			return
		}
		creates++
		if r.Header.Get("Idempotency-Key") != "" || r.Header.Get("X-Idempotency-Key") != "" {
			t.Error("a header makes the transport believe that the request may be sent again")
		}
		if !r.Close {
			t.Error("the connection was meant to be used again")
		}
		panic(http.ErrAbortHandler)
	})
	if _, err := client.Balance(t.Context()); err != nil { // would leave an idle connection behind
		t.Fatal(err)
	}
	if got := client.Create(t.Context(), testOrder()); got.Outcome != funds.OutcomeUnknown {
		t.Errorf("create: %+v", got)
	}
	if _, err := client.Balance(t.Context()); err != nil { // a late replay would have come by now
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if creates != 1 || len(connections) != 3 {
		t.Errorf("%d creates on %d connections, want 1 create, and 3 calls on 3 connections", creates, len(connections))
	}
}

func TestRequestsAreSignedAsSent(t *testing.T) {
	t.Parallel()
	var received Message
	client := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if received, err = ParseMessage(body); err != nil {
			t.Error(err)
		}
		if r.URL.Path != "/gateway-api/withdrawal/create" || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %s", r.Method, r.URL.Path, r.Header.Get("Content-Type"))
		}
		if got := r.Header.Get(RequestIDHeader); got != "request1" {
			t.Errorf("%s is %q", RequestIDHeader, got)
		}
		_, _ = io.WriteString(w, orderAnswer("MD003", "100.5", "0"))
	})
	order := testOrder()
	order.Amount, order.Owner = 10050, ""
	ctx := logline.Open(t.Context(), slog.String(logline.KeyRequest, "request1"))
	if got := client.Create(ctx, order); got.Outcome != funds.OutcomeOpen {
		t.Fatalf("create: %+v", got)
	}
	if !(Keys{Current: testSecret}).Verify(received) {
		t.Error("the request does not verify")
	}
	want := Message{
		Text("username", "merchant1"),
		Number("timestamp", "1750520481410"),
		Text("merchantSerial", "MD003"),
		Text("type", "MVola"),
		Text("targetAccount", "0387222126"),
		Number("amount", "100.5"),
		Text("notifyUrl", "https://outflow.test/api/withdrawal/callback"),
		Text("sign", received.Value("sign")),
	}
	if diff := cmp.Diff(want, received); diff != "" {
		t.Error(diff)
	}
}

func TestWhatMustNotBeSentIsNotSent(t *testing.T) {
	t.Parallel()
	with := func(change func(*funds.Order)) funds.Order { o := testOrder(); change(&o); return o }
	tests := map[string]funds.Order{
		"an amount of nothing":          with(func(o *funds.Order) { o.Amount = 0 }),
		"a negative amount":             with(func(o *funds.Order) { o.Amount = -1 }),
		"no serial":                     with(func(o *funds.Order) { o.Serial = "" }),
		"no account":                    with(func(o *funds.Order) { o.Account = "" }),
		"an account that hides a value": with(func(o *funds.Order) { o.Account = "1&amount=9" }),
		"an owner written backwards":    with(func(o *funds.Order) { o.Owner = "a\u202eb" }),
	}
	client := serving(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for name, order := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := client.Create(t.Context(), order)
			if got.Outcome != funds.OutcomeUnsent || !strings.HasPrefix(string(got.Detail), "not sent") {
				t.Errorf("create: %+v", got)
			}
		})
	}
	t.Run("anything without a key", func(t *testing.T) {
		t.Parallel()
		config := testConfig("http://127.0.0.1:1")
		for _, source := range []func(context.Context) (Keys, error){
			func(context.Context) (Keys, error) { return Keys{Previous: "old"}, nil },
			func(context.Context) (Keys, error) { return Keys{}, errors.New("secrets are down") },
		} {
			config.Keys = source
			got := newClient(t, config).Create(t.Context(), testOrder())
			if got.Outcome != funds.OutcomeUnsent || !strings.HasPrefix(string(got.Detail), "not sent") {
				t.Errorf("create: %+v", got)
			}
		}
	})
}

func TestDetailsHideWhatAGatewayEchoes(t *testing.T) {
	t.Parallel()
	var sign string
	client := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		message, err := ParseMessage(body)
		if err != nil {
			t.Error(err)
		}
		sign = message.Value("sign")
		_, _ = fmt.Fprintf(w, `{"code":1009,"msg":"account %s with sign %s %s"}`, message.Value("targetAccount"), sign, strings.Repeat("x", 1000))
	})
	got := client.Create(t.Context(), testOrder())
	for _, secret := range []string{testOrder().Account, sign, testSecret} {
		if strings.Contains(string(got.Detail), secret) {
			t.Errorf("the detail shows %q", secret)
		}
	}
	if !strings.Contains(string(got.Detail), "1009") || len(got.Detail) > 2*maxMessageChars {
		t.Errorf("detail %q: want the code, and a bounded text", got.Detail)
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       funds.Amount
		ok         bool
	}{
		{"whole units", `{"code":200,"msg":"OK","data":{"balance":100,"frozen":7}}`, 10000, true},
		{"a fraction", `{"code":200,"msg":"OK","data":{"balance":100.05,"frozen":0}}`, 10005, true},
		{"nothing", `{"code":200,"msg":"OK","data":{"balance":0,"frozen":0}}`, 0, true},
		{"no balance", `{"code":200,"msg":"OK","data":{"frozen":0}}`, 0, false},
		{"no data", `{"code":200,"msg":"OK"}`, 0, false},
		{"a business error", `{"code":401,"msg":"sign error","data":{"balance":100}}`, 0, false},
		{"garbage", `ok`, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := answering(t, test.body).Balance(t.Context())
			if got != test.want || (err == nil) != test.ok {
				t.Errorf("Balance = %v, %v", got, err)
			}
		})
	}
}

func TestNewChecksItsConfiguration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Config)
		ok     bool
	}{
		{"https anywhere", func(*Config) {}, true},
		{"a base path", func(c *Config) { c.BaseURL = "https://gateway.test/v1/" }, true},
		{"http on loopback", func(c *Config) { c.BaseURL = "http://127.0.0.1:8090" }, true},
		{"http on loopback, IPv6", func(c *Config) { c.BaseURL = "http://[::1]:8090" }, true},
		{"http on localhost", func(c *Config) { c.BaseURL = "http://localhost:8090" }, true},
		{"http elsewhere", func(c *Config) { c.BaseURL = "http://gateway.test" }, false},
		{"http on a name that begins like loopback", func(c *Config) { c.BaseURL = "http://127.0.0.1.test" }, false},
		{"another scheme", func(c *Config) { c.BaseURL = "ftp://127.0.0.1" }, false},
		{"a password in the URL", func(c *Config) { c.BaseURL = "https://a:b@gateway.test" }, false},
		{"no host", func(c *Config) { c.BaseURL = "https:///x" }, false},
		{"no URL", func(c *Config) { c.BaseURL = "" }, false},
		{"callbacks over http", func(c *Config) { c.NotifyURL = "http://outflow.test/cb" }, false},
		{"deposits' callbacks over http", func(c *Config) { c.RechargeNotifyURL = "http://outflow.test/cb" }, false},
		{"no address for deposits' callbacks", func(c *Config) { c.RechargeNotifyURL = "" }, false},
		{"no username", func(c *Config) { c.Username = "" }, false},
		{"no keys", func(c *Config) { c.Keys = nil }, false},
		{"a negative time limit", func(c *Config) { c.Timeout = -1 }, false},
		{"success as a refusal", func(c *Config) { c.Declined = []Pattern{{Code: 200}} }, false},
		{"success as an absence", func(c *Config) { c.Absent = []Pattern{{Code: 200}} }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := testConfig("https://gateway.test")
			test.change(&config)
			if _, err := New(config); (err == nil) != test.ok {
				t.Errorf("New: %v", err)
			}
		})
	}
}
