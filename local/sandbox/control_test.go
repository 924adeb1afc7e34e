package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/gateway"
)

func TestBadControlsNameTheField(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "OPEN")
	r.create(t, "ENDED")
	r.control(t, http.MethodPost, "/sandbox/orders/ENDED", `{"state":2}`)
	before := r.list(t)
	const orders, faults, settings = "/sandbox/orders/OPEN", "/sandbox/faults", "/sandbox/settings"
	tests := []struct {
		name, path, body string
		status           int
		field            string
	}{
		{"nothing", orders, ``, 400, "body"},
		{"an array", orders, `[]`, 400, "body"},
		{"a body over the bound", orders, `{"state":1,"x":"` + strings.Repeat("x", gateway.MaxBodyBytes) + `"}`, 400, "body"},
		{"an unknown field", orders, `{"state":1,"color":"red"}`, 400, "color"},
		{"a field given twice", orders, `{"state":1,"state":2}`, 400, "state"},
		{"a state in words", orders, `{"state":"1"}`, 400, "state"},
		{"a state that no order has", orders, `{"state":6}`, 400, "state"},
		{"a deposit's state", orders, `{"state":4}`, 400, "state"},
		{"a flag in words", orders, `{"hidden":"true"}`, 400, "hidden"},
		{"a callback for an open order", orders, `{"callback":true}`, 400, "callback"},
		{"callback options without a callback", orders, `{"state":1,"times":2}`, 400, "times"},
		{"no callbacks", orders, `{"state":1,"callback":true,"times":0}`, 400, "times"},
		{"an amount in words", orders, `{"state":1,"callback":true,"amount":"1"}`, 400, "amount"},
		{"an amount of three decimals", orders, `{"state":1,"callback":true,"amount":0.001}`, 400, "amount"},
		{"a withdrawal that receives", orders, `{"state":1,"received":5}`, 400, "received"},
		{"receiving nothing", orders, `{"received":0}`, 400, "received"},
		{"a negative delay", orders, `{"state":1,"callback":true,"delayMs":-1}`, 400, "delayMs"},
		{"a signature flag that is a number", orders, `{"state":1,"callback":true,"badSign":1}`, 400, "badSign"},
		{"an order that nobody made", "/sandbox/orders/NONE", `{"state":1}`, 404, ""},
		{"an order that has ended otherwise", "/sandbox/orders/ENDED", `{"state":1}`, 409, "state"},
		{"an unknown call", faults, `{"api":"withdrawal/cancel","mode":"slow"}`, 400, "api"},
		{"no call", faults, `{"mode":"slow"}`, 400, "api"},
		{"an unknown mode", faults, `{"api":"withdrawal/get","mode":"explode"}`, 400, "mode"},
		{"no mode", faults, `{"api":"withdrawal/get"}`, 400, "mode"},
		{"a duplicate error on get", faults, `{"api":"withdrawal/get","mode":"duplicate-error"}`, 400, "mode"},
		{"another order's balance", faults, `{"api":"withdrawal/balance","mode":"other-order"}`, 400, "mode"},
		{"a count of none", faults, `{"api":"withdrawal/get","mode":"refuse","count":0}`, 400, "count"},
		{"slow without a delay", faults, `{"api":"withdrawal/get","mode":"slow"}`, 400, "delayMs"},
		{"a delay without end", faults, `{"api":"withdrawal/get","mode":"slow","delayMs":99999999}`, 400, "delayMs"},
		{"a negative balance", settings, `{"withdrawalBalance":-1}`, 400, "withdrawalBalance"},
		{"no balance", settings, `{"withdrawalBalance":null}`, 400, "withdrawalBalance"},
		{"a negative time", settings, `{"settleAfterMs":-1}`, 400, "settleAfterMs"},
		{"a time in words", settings, `{"settleAfterMs":"null"}`, 400, "settleAfterMs"},
		{"an unknown answer to repeats", settings, `{"repeatedSerial":"maybe"}`, 400, "repeatedSerial"},
		{"a bad field beside a good one", settings, `{"withdrawalBalance":1,"repeatedSerial":"maybe"}`, 400, "repeatedSerial"},
	}
	for _, test := range tests {
		method := http.MethodPut
		if strings.HasPrefix(test.path, "/sandbox/orders/") {
			method = http.MethodPost
		}
		status, answer := r.send(t, method, test.path, test.body)
		var got struct{ Field, Error string }
		if err := json.Unmarshal([]byte(answer), &got); err != nil {
			t.Fatalf("%s: %s: %v", test.name, answer, err)
		}
		if status != test.status || got.Field != test.field || got.Error == "" {
			t.Errorf("%s: %d %s, want %d that names %q", test.name, status, answer, test.status, test.field)
		}
	}
	after := r.list(t)
	if len(r.callbacks) != 0 || balances(after) != balances(before) || after.Orders[0].State != withdrawalNew || after.Orders[1].State != withdrawalRefused {
		t.Errorf("a bad control changed something: %+v", after)
	}
	r.create(t, "NEXT") // no fault was armed
}

func TestSettingsThatAreNotNamedStay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	steps := []struct{ body, want string }{
		{`{}`, `{"repeatedSerial":"refuse","settleAfterMs":null,"withdrawalBalance":1000000}`},
		{`{"settleAfterMs":50}`, `{"repeatedSerial":"refuse","settleAfterMs":50,"withdrawalBalance":1000000}`},
		{`{"repeatedSerial":"accept"}`, `{"repeatedSerial":"accept","settleAfterMs":50,"withdrawalBalance":1000000}`},
		{`{"withdrawalBalance":7.5}`, `{"repeatedSerial":"accept","settleAfterMs":50,"withdrawalBalance":7.5}`},
		{`{"settleAfterMs":null,"repeatedSerial":"refuse"}`, `{"repeatedSerial":"refuse","settleAfterMs":null,"withdrawalBalance":7.5}`},
	}
	for _, step := range steps {
		if got := r.control(t, http.MethodPut, "/sandbox/settings", step.body); got != step.want {
			t.Errorf("%s: got %s, want %s", step.body, got, step.want)
		}
	}
}
