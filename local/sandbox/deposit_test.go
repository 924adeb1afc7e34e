package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

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

func TestADepositIsPaidOnItsPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	created := data(t, r.deposit(t, "D1", "MVola-100-5000", "100.5"))
	if created["state"] != json.Number("0") || created["amount"] != json.Number("100.5") || created["extraParams"] != "x" {
		t.Errorf("created %v", created)
	}
	address, err := url.Parse(created["url"].(string))
	if err != nil || !strings.HasPrefix(address.String(), r.url+"/") {
		t.Fatalf("url %v %v", created["url"], err)
	}
	page := r.control(t, http.MethodGet, address.Path, "")
	if !strings.Contains(page, "100.5") || !strings.Contains(page, "<form") {
		t.Errorf("page %s", page)
	}
	if got := data(t, r.call(t, apiDepositGet, gateway.Text("merchantSerial", "D1"))); got["state"] != json.Number("1") {
		t.Errorf("an order whose page is open: %v", got)
	}
	r.control(t, http.MethodPost, address.Path, "")
	if got := r.next(t); got.State != depositDone || got.Serial != "D1" || got.Amount != 10050 {
		t.Errorf("callback %+v", got)
	}
	if page := r.control(t, http.MethodGet, address.Path, ""); strings.Contains(page, "<form") {
		t.Errorf("the page of a paid order: %s", page)
	}
	r.control(t, http.MethodPost, address.Path, "") // paying twice is paying once
	r.sandbox.Close()
	if got := data(t, r.call(t, apiDepositBalance)); got["balance"] != json.Number("100.5") {
		t.Errorf("balance %v", got)
	}
	if status, _ := r.send(t, http.MethodGet, pagePath+"none", ""); status != http.StatusNotFound {
		t.Errorf("an unknown page: %d", status)
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
	if got := r.list(t).DepositBalance.String(); got != "120.5" {
		t.Errorf("balance %s", got)
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
