package sandbox

import (
	"errors"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

func (r *rig) deliveries(t *testing.T) []Delivery {
	t.Helper()
	return r.list(t).Orders[0].Callbacks
}

func TestSettlingByHandCallsBack(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"1", "2", "3"} {
		t.Run("state "+state, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.create(t, "S1")
			r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":`+state+`,"callback":true}`)
			got := r.next(t)
			o := r.list(t).Orders[0]
			if got.Serial != "S1" || got.PlatformID != o.PlatformID || got.State != o.State || got.Amount != 200050 || got.Stale {
				t.Errorf("callback %+v of order %+v", got, o)
			}
			eventually(t, "the answer is listed", func() bool { return len(r.deliveries(t)) == 1 })
			if d := r.deliveries(t)[0]; d.Status != http.StatusOK || d.Answer != "success" || d.Error != "" || d.Amount != "2000.5" || d.State != o.State {
				t.Errorf("delivery %+v", d)
			}
		})
	}
}

func TestCallbacksCanBeBent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "S1")
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":1,"callback":true,"amount":19.99,"times":3,"delayMs":1}`)
	for range 3 {
		if got := r.next(t); got.Amount != 1999 {
			t.Errorf("callback %+v, want another amount", got)
		}
	}
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"callback":true,"badSign":true}`)
	if _, err := r.client.ParseCallback(t.Context(), <-r.callbacks); !errors.Is(err, gateway.ErrSignature) {
		t.Errorf("got %v, want ErrSignature", err)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":1,"callback":true}`)
	if got := r.next(t); got.Amount != 200050 {
		t.Errorf("called back again: %+v", got)
	}
	eventually(t, "five callbacks are listed", func() bool { return len(r.deliveries(t)) == 5 })
	if got := r.list(t).Orders[0]; got.Payments != 1 || got.Amount != "2000.5" {
		t.Errorf("calling back moved money: %+v", got)
	}
}

func TestACallbackThatNobodyTakesIsListed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.post(t, apiWithdrawalCreate, gateway.Keys{Current: Secret}.Sign(gateway.Message{
		gateway.Text("username", Username), gateway.Number("timestamp", "1"), gateway.Number("amount", "1"), gateway.Text("type", "MVola"),
		gateway.Text("merchantSerial", "S1"), gateway.Text("targetAccount", "1"), gateway.Text("notifyUrl", "http://127.0.0.1:1/"),
	}).JSON())
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":1,"callback":true}`)
	eventually(t, "the failure is listed", func() bool { return len(r.deliveries(t)) == 1 })
	if d := r.deliveries(t)[0]; d.Error == "" || d.Status != 0 {
		t.Errorf("delivery %+v", d)
	}
}

func TestOrdersSettleAsTheSettingsSay(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]string{
		"at once":            `{"settleAfterMs":0}`,
		"after a short time": `{"settleAfterMs":20}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.control(t, http.MethodPut, "/sandbox/settings", settings)
			r.create(t, "S1") // the answer says open
			if got := r.next(t); got.State != withdrawalDone {
				t.Errorf("callback %+v", got)
			}
			if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != funds.OutcomePaid {
				t.Errorf("get: %+v", got)
			}
		})
	}
	t.Run("not after all, once it is by hand again", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.control(t, http.MethodPut, "/sandbox/settings", `{"settleAfterMs":0}`)
		r.control(t, http.MethodPut, "/sandbox/settings", `{"settleAfterMs":null}`)
		r.create(t, "S1")
		r.sandbox.Close() // waits for what would have settled it
		if got := r.list(t).Orders[0]; got.State != withdrawalNew {
			t.Errorf("%+v", got)
		}
	})
	t.Run("unless it was settled by hand before", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.control(t, http.MethodPut, "/sandbox/settings", `{"settleAfterMs":1000}`)
		r.create(t, "S1")
		r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":2}`)
		r.create(t, "S2") // is due later than S1 is
		if got := r.next(t); got.Serial != "S2" {
			t.Errorf("callback %+v", got)
		}
		if got := r.list(t).Orders[0]; got.State != withdrawalRefused {
			t.Errorf("%+v", got)
		}
	})
	t.Run("even where the answer was lost", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.control(t, http.MethodPut, "/sandbox/settings", `{"settleAfterMs":0}`)
		r.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"drop-after"}`)
		if got := r.client.Create(t.Context(), payout("S1")); got.Outcome != funds.OutcomeUnknown {
			t.Errorf("create: %+v", got)
		}
		if got := r.next(t); got.State != withdrawalDone {
			t.Errorf("callback %+v", got)
		}
	})
}

func TestASlowCreateThatSettlesAtOnceCallsBackBeforeItAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control(t, http.MethodPut, "/sandbox/settings", `{"settleAfterMs":0}`)
	r.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"slow","delayMs":1}`)
	r.create(t, "S1")
	if len(r.callbacks) != 1 || len(r.deliveries(t)) != 1 {
		t.Errorf("%d callbacks when the answer came, want 1 that was answered", len(r.callbacks))
	}
}

func TestAHiddenOrderIsAbsentUntilItIsFound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, "S1")
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"hidden":true}`)
	if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != funds.OutcomeAbsent {
		t.Errorf("hidden: %+v", got)
	}
	r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"hidden":false,"state":1}`)
	if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != funds.OutcomePaid {
		t.Errorf("found: %+v", got)
	}
}
