package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// rig is a sandbox, our real client of it, and a merchant that takes its callbacks.
type rig struct {
	sandbox   *Sandbox
	url       string
	client    *gateway.Client
	notifyURL string
	callbacks chan []byte // raw bodies, in the order of arrival
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{sandbox: New(), callbacks: make(chan []byte, 100)}
	merchant := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Error(err)
		}
		r.callbacks <- body
		_, _ = io.WriteString(w, "success")
	}))
	server := loopback.Serve(t, r.sandbox)
	t.Cleanup(r.sandbox.Close)
	r.url, r.notifyURL = server, merchant+"/api/withdrawal/callback"
	client, err := gateway.New(gateway.Config{
		BaseURL: r.url, Username: Username, NotifyURL: r.notifyURL, RechargeNotifyURL: r.notifyURL,
		Keys:     func(context.Context) (gateway.Keys, error) { return gateway.Keys{Current: Secret}, nil },
		Declined: []gateway.Pattern{{Code: CodeInsufficient}, {Code: CodeRefused}},
		Absent:   []gateway.Pattern{{Code: CodeAbsent}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.client = client
	return r
}

func payout(serial string) funds.Order {
	return funds.Order{Serial: serial, Type: "MVola", Owner: "Jhon", Account: "0387222126", Amount: 200050}
}

func (r *rig) create(t *testing.T, serial string) {
	t.Helper()
	if got := r.client.Create(t.Context(), payout(serial)); got.Outcome != funds.OutcomeOpen || got.State != withdrawalNew {
		t.Fatalf("create: %+v", got)
	}
}

// send makes a request and gives its status and body.
func (r *rig) send(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

// control is send for what must work.
func (r *rig) control(t *testing.T, method, path, body string) string {
	t.Helper()
	status, answer := r.send(t, method, path, body)
	if status != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

func (r *rig) list(t *testing.T) Listing {
	t.Helper()
	var listing Listing
	if err := json.Unmarshal([]byte(r.control(t, http.MethodGet, "/sandbox/orders", "")), &listing); err != nil {
		t.Fatal(err)
	}
	return listing
}

// call makes a signed call as the document has it and gives the answer.
func (r *rig) call(t *testing.T, api string, fields ...gateway.Field) reply {
	t.Helper()
	message := append(gateway.Message{gateway.Text("username", Username), gateway.Number("timestamp", "1750520481407")}, fields...)
	return r.post(t, api, gateway.Keys{Current: Secret}.Sign(message).JSON())
}

func (r *rig) post(t *testing.T, api string, body []byte) reply {
	t.Helper()
	status, answer := r.send(t, http.MethodPost, "/gateway-api/"+api, string(body))
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", api, status, answer)
	}
	var got reply
	decoder := json.NewDecoder(bytes.NewReader([]byte(answer)))
	decoder.UseNumber()
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

// next is the next callback, which must be well signed.
func (r *rig) next(t *testing.T) gateway.Callback {
	t.Helper()
	select {
	case body := <-r.callbacks:
		got, err := r.client.ParseCallback(t.Context(), body)
		if err != nil {
			t.Fatalf("callback %s: %v", body, err)
		}
		return got
	case <-time.After(10 * time.Second):
		t.Fatal("no callback came")
		return gateway.Callback{}
	}
}

// eventually polls until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within 10 s: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func balances(l Listing) [3]string {
	return [3]string{l.WithdrawalBalance.String(), l.WithdrawalFrozen.String(), l.DepositBalance.String()}
}

func TestCallsSignedByTheDocumentsRuleAreAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// Signatures as published test vectors have them, not as this code makes them.
	tests := []struct{ name, api, body string }{
		{"a number for a timestamp", apiWithdrawalBalance, `{"username":"merchant1","timestamp":1750520481407,"sign":"C7A861B15DFC59796239D00B8FAAB438"}`},
		{"a string for a timestamp", apiDepositBalance, `{"username":"merchant1","timestamp":"1750520481407","sign":"C7A861B15DFC59796239D00B8FAAB438"}`},
		{"every field of a create", apiWithdrawalCreate, `{"username":"merchant1","amount":2000,"type":"MVola","merchantSerial":"MD003","targetOwner":"Jhon",
			"targetAccount":"0387222126","extraParams":"test","notifyUrl":"https://www.xxx.com/aaaa","timestamp":1750520481407,"sign":"23D8ADE26E40B8C43930132B76305E12"}`},
		{"a fractional amount", apiDepositCreate, `{"username":"merchant1","amount":100.5,"channelCode":"MVola-100-5000","merchantSerial":"MD004",
			"notifyUrl":"https://example.test/cb?a=1&b=2","timestamp":1750520481408,"sign":"D84133D71A460B8D20F2DA558A2193EC"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := r.post(t, test.api, []byte(test.body)); got.Code != CodeOK {
				t.Errorf("code %d %s", got.Code, got.Msg)
			}
		})
	}
}

func TestCallsThatAreNotOursDoNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	create := func(change func(gateway.Message)) gateway.Message {
		message := gateway.Message{
			gateway.Text("username", Username), gateway.Number("timestamp", "1"), gateway.Number("amount", "1"), gateway.Text("type", "MVola"),
			gateway.Text("merchantSerial", "S1"), gateway.Text("targetAccount", "1"), gateway.Text("notifyUrl", r.notifyURL),
		}
		change(message)
		return message
	}
	sign := gateway.Keys{Current: Secret}.Sign
	tests := []struct {
		name    string
		message gateway.Message
		code    int
		names   string
	}{
		{"no signature", create(func(gateway.Message) {}), CodeSign, "sign"},
		{"another key", gateway.Keys{Current: "x"}.Sign(create(func(gateway.Message) {})), CodeSign, "sign"},
		{"another merchant", sign(create(func(m gateway.Message) { m[0].Text = "merchant2" })), CodeSign, "merchant"},
		{"no timestamp", sign(create(func(m gateway.Message) { m[1].Text = "" })), CodeField, "timestamp"},
		{"an amount of nothing", sign(create(func(m gateway.Message) { m[2].Text = "0" })), CodeField, "amount"},
		{"no amount", sign(create(func(m gateway.Message) { m[2].Text = "" })), CodeField, "amount"},
		{"no type", sign(create(func(m gateway.Message) { m[3].Text = "" })), CodeField, "type"},
		{"no serial", sign(create(func(m gateway.Message) { m[4].Text = "" })), CodeField, "merchantSerial"},
		{"no account", sign(create(func(m gateway.Message) { m[5].Text = "" })), CodeField, "targetAccount"},
		{"no notify URL", sign(create(func(m gateway.Message) { m[6].Text = "" })), CodeField, "notifyUrl"},
		{"a notify URL of another scheme", sign(create(func(m gateway.Message) { m[6].Text = "file:///etc/passwd" })), CodeField, "notifyUrl"},
	}
	for _, test := range tests {
		if got := r.post(t, apiWithdrawalCreate, test.message.JSON()); got.Code != test.code || !strings.Contains(got.Msg, test.names) {
			t.Errorf("%s: code %d %q, want %d that names %q", test.name, got.Code, got.Msg, test.code, test.names)
		}
	}
	if got := r.post(t, apiWithdrawalCreate, []byte("{")); got.Code != CodeField {
		t.Errorf("broken JSON: code %d", got.Code)
	}
	if status, _ := r.send(t, http.MethodPost, "/gateway-api/withdrawal/cancel", "{}"); status != http.StatusNotFound {
		t.Errorf("an unknown call: %d", status)
	}
	if listing := r.list(t); len(listing.Orders) != 0 || listing.WithdrawalFrozen != "0" {
		t.Errorf("something was done: %+v", listing)
	}
}

func TestWithdrawalsMoveTheBalance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		state   string
		outcome funds.Outcome
		paid    bool
		want    [3]string
	}{
		{"open: frozen", "0", funds.OutcomeOpen, false, [3]string{"2999.5", "2000.5", "0"}},
		{"done: gone", "1", funds.OutcomePaid, true, [3]string{"2999.5", "0", "0"}},
		{"refused: given back", "2", funds.OutcomeRefused, false, [3]string{"5000", "0", "0"}},
		{"cancelled: given back", "3", funds.OutcomeRefused, false, [3]string{"5000", "0", "0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.control(t, http.MethodPut, "/sandbox/settings", `{"withdrawalBalance":5000}`)
			r.create(t, "S1")
			r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":`+test.state+`}`)
			if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != test.outcome {
				t.Errorf("get: %+v, want %v", got, test.outcome)
			}
			listing := r.list(t)
			if got := balances(listing); got != test.want {
				t.Errorf("balances %v, want %v", got, test.want)
			}
			if o := listing.Orders[0]; o.Paid != test.paid || (o.Payments == 1) != test.paid {
				t.Errorf("order %+v, want paid %v", o, test.paid)
			}
			if balance, err := r.client.Balance(t.Context()); err != nil || balance.Major() != test.want[0] {
				t.Errorf("the call's balance: %v %v", balance, err)
			}
		})
	}
}

func TestAShortBalanceIsARefusal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control(t, http.MethodPut, "/sandbox/settings", `{"withdrawalBalance":2000.49}`)
	if got := r.client.Create(t.Context(), payout("S1")); got.Outcome != funds.OutcomeDeclined {
		t.Errorf("create: %+v", got)
	}
	listing := r.list(t)
	if len(listing.Orders) != 0 || listing.CreateRequests[Withdrawal]["S1"] != 1 || balances(listing)[0] != "2000.49" {
		t.Errorf("%+v, want no order, one request, nothing taken", listing)
	}
}

func TestARepeatedSerial(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "S1")
	if got := r.client.Create(t.Context(), payout("S1")); got.Outcome != funds.OutcomeUnknown || !strings.Contains(string(got.Detail), "1002") {
		t.Errorf("refused: %+v, want unknown with code %d", got, CodeRepeated)
	}
	r.control(t, http.MethodPut, "/sandbox/settings", `{"repeatedSerial":"accept"}`)
	r.create(t, "S1")
	listing := r.list(t)
	if len(listing.Orders) != 2 || listing.CreateRequests[Withdrawal]["S1"] != 3 {
		t.Fatalf("%d orders, %v requests, want 2 of 3", len(listing.Orders), listing.CreateRequests)
	}
	// The serial speaks of the newest; the platform id of any.
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":1}`)
	r.control(t, http.MethodPost, "/sandbox/orders/"+listing.Orders[0].PlatformID, `{"state":1}`)
	for _, o := range r.list(t).Orders {
		if !o.Paid || o.Payments != 2 || o.CreateRequests != 3 {
			t.Errorf("%+v, want paid, as one of 2 payments and 3 requests", o)
		}
	}
}

func TestAnOrderIsListedWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "S1")
	got := r.list(t).Orders[0]
	if got.PlatformID == "" || time.Since(got.CreatedAt).Abs() > time.Minute {
		t.Errorf("platform id %q, created at %v", got.PlatformID, got.CreatedAt)
	}
	if got.Kind != Withdrawal || got.MerchantSerial != "S1" || got.Amount != "2000.5" || got.State != withdrawalNew || got.Type != "MVola" ||
		got.TargetOwner != "Jhon" || got.TargetAccount != "0387222126" || got.NotifyURL != r.notifyURL || got.CreateRequests != 1 || len(got.Callbacks) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestCloseBreaksOffWhatWaits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "S1")
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":1,"callback":true,"delayMs":600000}`)
	r.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"slow","delayMs":600000}`)
	done := make(chan funds.Report)
	go func() { done <- r.client.Create(context.WithoutCancel(t.Context()), payout("S2")) }()
	eventually(t, "the slow call has arrived", func() bool { return r.list(t).CreateRequests[Withdrawal]["S2"] == 1 })
	r.sandbox.Close()
	if got := <-done; got.Outcome != funds.OutcomeUnknown {
		t.Errorf("create: %+v", got)
	}
	if listing := r.list(t); len(listing.Orders) != 1 || len(r.callbacks) != 0 {
		t.Errorf("after Close: %d orders, %d callbacks", len(listing.Orders), len(r.callbacks))
	}
}
