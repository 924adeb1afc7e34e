package gateway

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// testNow is the time of the callbacks below.
var testNow = time.UnixMilli(1750520481410)

const testSecret = "sandbox-secret-key"

func testConfig(baseURL string) Config {
	return Config{
		BaseURL:   baseURL,
		Username:  "merchant1",
		NotifyURL: "https://outflow.test/api/withdrawal/callback", RechargeNotifyURL: "https://outflow.test/api/recharge/callback",
		Keys:     func(context.Context) (Keys, error) { return Keys{Current: testSecret}, nil },
		Timeout:  5 * time.Second,
		Declined: []Pattern{{Code: 1003}, {Code: 1004, Contains: "refused"}},
		Absent:   []Pattern{{Code: 1001, Contains: "not found"}},
		Now:      func() time.Time { return testNow },
	}
}

func newClient(t *testing.T, config Config) *Client {
	t.Helper()
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// callbackWith is a good callback's fields with some replaced, or left out where the replacement has
// no name.
func callbackWith(replace map[string]Field) Message {
	fields := Message{
		Text("username", "merchant1"),
		Text("merchantSerial", "MD003"),
		Text("platformId", "685ae25d6b358ff5e667f899"),
		Number("amount", "2000"),
		Number("state", "1"),
		Text("extraParams", "备注=测试&x"),
		Number("timestamp", "1750520481410"),
	}
	var out Message
	for _, field := range fields {
		if other, ok := replace[field.Name]; ok {
			field = other
		}
		if field.Name != "" {
			out = append(out, field)
		}
	}
	return out
}

func TestParseCallback(t *testing.T) {
	t.Parallel()
	base := Callback{Serial: "MD003", PlatformID: "685ae25d6b358ff5e667f899", State: 1, Amount: 200000, At: testNow}
	with := func(change func(*Callback)) Callback { c := base; change(&c); return c }
	at := func(offset time.Duration, stale bool) Callback {
		return with(func(c *Callback) { c.At, c.Stale = testNow.Add(offset), stale })
	}
	tests := []struct {
		name    string
		replace map[string]Field
		want    Callback
	}{
		{"every field is read", nil, base},
		{"a timestamp may be a string", map[string]Field{"timestamp": Text("timestamp", "1750520481410")}, base},
		{"extra parameters may be missing", map[string]Field{"extraParams": {}}, base},
		{"a fractional amount is exact", map[string]Field{"amount": Number("amount", "88.08")}, with(func(c *Callback) { c.Amount = 8808 })},
		{"a state outside the list is passed on", map[string]Field{"state": Number("state", "7")}, with(func(c *Callback) { c.State = 7 })},
		{"five minutes old is fresh", map[string]Field{"timestamp": Number("timestamp", "1750520181410")}, at(-5*time.Minute, false)},
		{"older is stale", map[string]Field{"timestamp": Number("timestamp", "1750520181409")}, at(-5*time.Minute-time.Millisecond, true)},
		{"five minutes ahead is fresh", map[string]Field{"timestamp": Number("timestamp", "1750520781410")}, at(5*time.Minute, false)},
		{"further ahead is stale", map[string]Field{"timestamp": Number("timestamp", "1750520781411")}, at(5*time.Minute+time.Millisecond, true)},
		{"the earliest time there is is stale", map[string]Field{"timestamp": Number("timestamp", "-9223372036854775808")}, with(func(c *Callback) { c.At, c.Stale = time.UnixMilli(-9223372036854775808), true })},
	}
	client := newClient(t, testConfig("https://gateway.test"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := Keys{Current: testSecret}.Sign(callbackWith(test.replace)).JSON()
			got, err := client.ParseCallback(t.Context(), body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseCallbackNamesTheBadField(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		replace Field
		field   string
	}{
		{"another merchant's", Text("username", "merchant2"), "username"},
		{"an amount in words", Text("amount", "lots"), "amount"},
		{"three decimals", Number("amount", "1.005"), "amount"},
		{"no state", Field{Name: "state"}, "state"},
		{"half a state", Number("state", "1.5"), "state"},
		{"no serial", Text("merchantSerial", ""), "merchantSerial"},
		{"a platform id that hides a value", Text("platformId", "a&state=1"), "platformId"},
		{"a platform id without end", Text("platformId", strings.Repeat("a", 65)), "platformId"},
		{"a timestamp in words", Text("timestamp", "now"), "timestamp"},
	}
	client := newClient(t, testConfig("https://gateway.test"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			message := callbackWith(map[string]Field{test.replace.Name: test.replace})
			_, err := client.ParseCallback(t.Context(), Keys{Current: testSecret}.Sign(message).JSON())
			wantInvalid(t, err, test.field)
		})
	}
	t.Run("a body that is not JSON", func(t *testing.T) {
		t.Parallel()
		_, err := client.ParseCallback(t.Context(), []byte("success"))
		wantInvalid(t, err, "body")
	})
}

func TestParseCallbackChecksTheSignatureFirst(t *testing.T) {
	t.Parallel()
	client := newClient(t, testConfig("https://gateway.test"))
	signed := Keys{Current: testSecret}.Sign(callbackWith(nil))
	raised := append(Message{}, signed...)
	raised[3] = Number("amount", "9000")
	bodies := map[string]Message{
		"an unsigned body":                   callbackWith(nil),
		"a body signed with another key":     Keys{Current: "guess"}.Sign(callbackWith(nil)),
		"an amount that was raised":          raised,
		"a field that was added":             append(append(Message{}, signed...), Text("note", "x")),
		"a bad field in a badly signed body": callbackWith(map[string]Field{"amount": Text("amount", "lots")}),
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := client.ParseCallback(t.Context(), body.JSON()); !errors.Is(err, ErrSignature) {
				t.Errorf("got %v, want ErrSignature", err)
			}
		})
	}
}

func TestParseCallbackWithoutKeysIsNotTheCallersFault(t *testing.T) {
	t.Parallel()
	down := errors.New("secrets are down")
	config := testConfig("https://gateway.test")
	config.Keys = func(context.Context) (Keys, error) { return Keys{}, down }
	_, err := newClient(t, config).ParseCallback(t.Context(), callbackWith(nil).JSON())
	if !errors.Is(err, down) || funds.CodeOf(err) != funds.CodeInternal {
		t.Errorf("got %v, want the cause, as internal", err)
	}
}
