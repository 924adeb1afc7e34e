package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

func (r *rig) deposit(t *testing.T, serial, channel, amount string) reply {
	t.Helper()
	return r.call(t, apiDepositCreate, gateway.Text("merchantSerial", serial), gateway.Text("channelCode", channel),
		gateway.Number("amount", amount), gateway.Text("notifyUrl", r.notifyURL), gateway.Text("extraParams", "x"))
}

// data is an answer's data as an object.
func data(t *testing.T, got reply) map[string]any {
	t.Helper()
	object, ok := got.Data.(map[string]any)
	if got.Code != CodeOK || !ok {
		t.Fatalf("answer %+v", got)
	}
	return object
}

func TestDepositChannels(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(newRig(t).call(t, apiDepositChannels))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"code":200,"msg":"OK","data":[{"code":"MVola-100-5000","max":5000,"min":100,"name":"MVola小额"},` +
		`{"code":"MVola-5000-10000","max":10000,"min":5000,"name":"MVola大额"}]}`
	if string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}

func collect(serial string) funds.RechargeOrder {
	return funds.RechargeOrder{Serial: serial, Channel: "MVola-100-5000", Amount: 100_50}
}

// open makes a deposit with our own client, and gives the path of its page.
func (r *rig) open(t *testing.T, serial string) string {
	t.Helper()
	got := r.client.CreateRecharge(t.Context(), collect(serial))
	path, ours := strings.CutPrefix(got.URL, r.url)
	if got.Outcome != funds.RechargeKnown || got.State != depositNew || got.Amount != 100_50 || !ours {
		t.Fatalf("create: %+v", got)
	}
	return path
}

// submit sends the page's form, and gives the status where the answer leads to.
func (r *rig) submit(t *testing.T, path, form string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+path, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestADepositIsAnsweredOnItsPage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, form string
		status     int
		state      int
		amount     funds.Amount
		calledBack bool
		balance    string
	}{
		{"paid", "action=pay&amount=100.50", 200, depositDone, 100_50, true, "100.5"},
		{"paid in another amount", "action=pay&amount=60", 200, depositWrongAmount, 60_00, false, "0"},
		{"refused, whatever the amount", "action=refuse&amount=x", 200, depositRefused, 100_50, true, "0"},
		{"paid with nothing", "action=pay&amount=0", 400, depositOpen, 100_50, false, "0"},
		{"paid with words", "action=pay&amount=all", 400, depositOpen, 100_50, false, "0"},
		{"without an action", "", 400, depositOpen, 100_50, false, "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			path := r.open(t, "D1")
			if page := r.control(t, http.MethodGet, path, ""); !strings.Contains(page, "100.5") || !strings.Contains(page, "<form") {
				t.Errorf("page %s", page)
			}
			if got := r.client.GetRecharge(t.Context(), "D1"); got.State != depositOpen {
				t.Errorf("an order whose page is open: %+v", got)
			}
			if status := r.submit(t, path, test.form); status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			if got := r.client.GetRecharge(t.Context(), "D1"); got.Outcome != funds.RechargeKnown || got.State != test.state || got.Amount != test.amount {
				t.Errorf("get: %+v", got)
			}
			page := r.control(t, http.MethodGet, path, "")
			if waits := strings.Contains(page, "<form"); waits != (test.state == depositOpen) || !strings.Contains(page, stateTexts[test.state]) {
				t.Errorf("the page afterwards: %s", page)
			}
			r.submit(t, path, "action=refuse") // an order that has ended stays as it is
			if test.calledBack {
				if got := r.next(t); got.State != test.state || got.Serial != "D1" || got.Amount != test.amount {
					t.Errorf("callback %+v", got)
				}
			}
			r.sandbox.Close()
			if got := r.list(t).DepositBalance.String(); got != test.balance {
				t.Errorf("balance %s, want %s", got, test.balance)
			}
		})
	}
}

func TestAPageThatIsNobodysIsNotFound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "W1")
	for _, path := range []string{pagePath + "none", pagePath + r.list(t).Orders[0].PlatformID} {
		get, _ := r.send(t, http.MethodGet, path, "")
		if post := r.submit(t, path, "action=pay&amount=1"); get != http.StatusNotFound || post != http.StatusNotFound {
			t.Errorf("%s: %d, %d", path, get, post)
		}
	}
}

// Every fault as our own client meets it: what it believes of a deposit, and what is true.
func TestFaultsOnDeposits(t *testing.T) {
	t.Parallel()
	done := map[Mode]bool{Slow: true, DropAfter: true, Garbage: true, DuplicateError: true, OtherOrder: true}
	for _, mode := range modes {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for _, api := range []string{apiDepositCreate, apiDepositGet, apiDepositChannels} {
				if mode.appliesTo(api) {
					r.control(t, http.MethodPut, "/sandbox/faults", fmt.Sprintf(`{"api":%q,"mode":%q,"delayMs":1}`, api, mode))
				}
			}
			create := funds.RechargeUnknown
			switch mode {
			case Slow:
				create = funds.RechargeKnown
			case Refuse:
				create = funds.RechargeDeclined
			default: // nothing else says anything
			}
			if got := r.client.CreateRecharge(t.Context(), collect("D1")); got.Outcome != create {
				t.Errorf("create: %+v, want %v", got, create)
			}
			if listing := r.list(t); (len(listing.Orders) == 1) != done[mode] || listing.CreateRequests[Deposit]["D1"] != 1 {
				t.Errorf("%d orders, %v requests, want done: %v", len(listing.Orders), listing.CreateRequests, done[mode])
			}
			if mode.appliesTo(apiDepositGet) {
				if got := r.client.GetRecharge(t.Context(), "D1"); (got.Outcome != funds.RechargeUnknown) != (mode == Slow) {
					t.Errorf("get: %+v", got)
				}
			}
			if mode.appliesTo(apiDepositChannels) {
				if got, err := r.client.Channels(t.Context()); (err == nil) != (mode == Slow) {
					t.Errorf("channels: %v, %v", got, err)
				}
			}
			// The faults were for one call each.
			want := funds.RechargeAbsent
			if done[mode] {
				want = funds.RechargeKnown
			}
			if got := r.client.GetRecharge(t.Context(), "D1"); got.Outcome != want {
				t.Errorf("get afterwards: %+v, want %v", got, want)
			}
			if got, err := r.client.Channels(t.Context()); err != nil || len(got) != len(channels) || got[0].Max != 5000_00 {
				t.Errorf("channels afterwards: %v, %v", got, err)
			}
			r.open(t, "D2")
		})
	}
}

func TestADepositIsSettledByHandHiddenAndCalledBackAbout(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.open(t, "D1")
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"hidden":true}`)
	if got := r.client.GetRecharge(t.Context(), "D1"); got.Outcome != funds.RechargeAbsent {
		t.Errorf("hidden: %+v", got)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"hidden":false,"state":2,"callback":true,"amount":19.99,"times":2,"delayMs":1}`)
	for range 2 {
		if got := r.next(t); got.State != depositDone || got.Amount != 19_99 {
			t.Errorf("callback %+v, want one that lies about the amount", got)
		}
	}
	if got := r.client.GetRecharge(t.Context(), "D1"); got.Outcome != funds.RechargeKnown || got.State != depositDone || got.Amount != 100_50 {
		t.Errorf("what get says is true: %+v", got)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"callback":true,"badSign":true}`)
	if _, err := r.client.ParseCallback(t.Context(), <-r.callbacks); !errors.Is(err, gateway.ErrSignature) {
		t.Errorf("got %v, want ErrSignature", err)
	}
}

func TestADepositsCallbackCarriesItsExtraParamsSigned(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	data(t, r.deposit(t, "D1", "MVola-100-5000", "200"))
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"state":3,"callback":true}`)
	body := <-r.callbacks
	if got, err := r.client.ParseCallback(t.Context(), body); err != nil || got.State != depositRefused {
		t.Errorf("%+v, %v", got, err)
	}
	message, err := gateway.ParseMessage(body)
	if err != nil || message.Value("extraParams") != "x" {
		t.Errorf("%s: %v", body, err)
	}
	forged := bytes.Replace(body, []byte(`"extraParams":"x"`), []byte(`"extraParams":"y"`), 1)
	if _, err := r.client.ParseCallback(t.Context(), forged); !errors.Is(err, gateway.ErrSignature) {
		t.Errorf("got %v, want ErrSignature", err)
	}
}

func TestADepositThatEndedByHandIsNotSettledBySettings(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control(t, http.MethodPut, "/sandbox/settings", `{"settleAfterMs":1000}`)
	r.open(t, "D1")
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"state":3}`)
	r.open(t, "D2") // is due later than D1 is
	if got := r.next(t); got.Serial != "D2" || got.State != depositDone {
		t.Errorf("callback %+v", got)
	}
	if got := r.list(t).Orders[0]; got.State != depositRefused || got.Paid {
		t.Errorf("%+v", got)
	}
}

func TestDepositStates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		states        []string
		last          int // status of the last
		balance       string
		lastCallsBack bool
	}{
		{"new to done", []string{"2"}, 200, "200", true},
		{"open to done", []string{"1", "2"}, 200, "200", true},
		{"open to refused", []string{"1", "3"}, 200, "0", true},
		{"open to timed out", []string{"1", "4"}, 200, "0", false},
		{"a wrong amount credits nothing", []string{"1", "5"}, 200, "0", false},
		{"money after a refusal", []string{"3", "2"}, 200, "200", true},
		{"money after the time was over", []string{"1", "4", "2"}, 200, "200", true},
		{"a wrong amount that is accepted after all", []string{"5", "2"}, 200, "200", true},
		{"a word that is taken back", []string{"2", "3"}, 200, "0", true},
		{"done does not time out", []string{"2", "4"}, 409, "200", true},
		{"open is not new again", []string{"1", "0"}, 409, "0", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			data(t, r.deposit(t, "D1", "MVola-100-5000", "200"))
			status := 0
			for _, state := range test.states {
				status, _ = r.send(t, http.MethodPost, "/sandbox/orders/D1", `{"state":`+state+`}`)
			}
			if got := r.list(t).DepositBalance.String(); status != test.last || got != test.balance {
				t.Errorf("status %d, balance %s, want %d, %s", status, got, test.last, test.balance)
			}
			callback, _ := r.send(t, http.MethodPost, "/sandbox/orders/D1", `{"callback":true}`)
			if (callback == http.StatusOK) != test.lastCallsBack {
				t.Errorf("a callback's status %d, want it allowed: %v", callback, test.lastCallsBack)
			}
		})
	}
}

func TestWhatADepositReceivedIsWhatGetAndTheCallbackName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	data(t, r.deposit(t, "D1", "MVola-100-5000", "200"))
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"state":5,"received":120.5}`)
	get := func() map[string]any { return data(t, r.call(t, apiDepositGet, gateway.Text("merchantSerial", "D1"))) }
	if got := get(); got["state"] != json.Number("5") || got["amount"] != json.Number("120.5") {
		t.Errorf("after a wrong amount: %v", got)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"state":2,"callback":true}`)
	if got := r.next(t); got.State != depositDone || got.Amount != 12050 {
		t.Errorf("callback %+v", got)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"received":80}`) // the gateway corrects itself
	if got := get(); got["state"] != json.Number("2") || got["amount"] != json.Number("80") {
		t.Errorf("after a correction: %v", got)
	}
	if got := r.list(t); got.DepositBalance != "80" || got.Orders[0].Payments != 1 {
		t.Errorf("balance %s, %+v", got.DepositBalance, got.Orders[0])
	}
	if status, _ := r.send(t, http.MethodPost, "/sandbox/orders/D1", `{"state":0,"received":90}`); status != http.StatusConflict {
		t.Errorf("status %d", status)
	}
	if got := r.list(t); got.DepositBalance != "80" || got.Orders[0].Amount != "80" {
		t.Errorf("a control that was refused changed something: %+v", got)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/D1", `{"state":3}`) // and takes its word back
	if got := r.list(t); got.DepositBalance != "0" || got.Orders[0].Payments != 0 || got.Orders[0].Paid {
		t.Errorf("balance %s, %+v", got.DepositBalance, got.Orders[0])
	}
}

func TestDepositsThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	data(t, r.deposit(t, "D1", "MVola-100-5000", "200"))
	tests := []struct {
		name string
		got  reply
		code int
	}{
		{"an unknown channel", r.deposit(t, "D2", "none", "200"), CodeField},
		{"below the channel's bounds", r.deposit(t, "D2", "MVola-100-5000", "99.99"), CodeField},
		{"above the channel's bounds", r.deposit(t, "D2", "MVola-100-5000", "5000.01"), CodeField},
		{"a repeated serial", r.deposit(t, "D1", "MVola-100-5000", "200"), CodeRepeated},
		{"an unknown order", r.call(t, apiDepositGet, gateway.Text("merchantSerial", "D2")), CodeAbsent},
		{"a deposit asked for as a withdrawal", r.call(t, apiWithdrawalGet, gateway.Text("merchantSerial", "D1")), CodeAbsent},
	}
	for _, test := range tests {
		if test.got.Code != test.code {
			t.Errorf("%s: %+v, want code %d", test.name, test.got, test.code)
		}
	}
}
