package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

func TestARechargesCallbackThatMayNotBeBelievedChangesNothing(t *testing.T) { //nolint:tparallel // the table is compared with itself
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	id := u.recharge("200")
	withdrawal := w.user("1000").in(t).processing("100")
	w.gatewaySays(id, map[string]any{"state": 2}) // so that get would confirm each of them
	w.gatewaySays(withdrawal, map[string]any{"state": 1})
	honest := w.named(notice(id, "200", 2, time.Now()))
	signed := string(gateway.Keys{Current: sandbox.Secret}.Sign(honest).JSON())
	forged := string(gateway.Keys{Current: "guess"}.Sign(honest).JSON())
	type bad struct {
		send   func() answer
		status int
	}
	raw := func(body string, status int) bad {
		return bad{func() answer { return send(t, http.MethodPost, w.URL()+"/api/recharge/callback", "", body, nil) }, status}
	}
	with := func(field, value string, status int) bad {
		return bad{func() answer { return w.notifyRecharge(flowtest.Replaced(honest, field, value)) }, status}
	}
	tests := map[string]bad{
		"a signature by another key":  raw(forged, http.StatusUnauthorized),
		"a field that was not signed": raw(strings.TrimSuffix(signed, "}")+`,"extraParams":"more"}`, http.StatusUnauthorized),
		"a field given twice":         raw(strings.TrimSuffix(signed, "}")+`,"state":2}`, http.StatusBadRequest),
		"no JSON":                     raw("merchantSerial="+id, http.StatusBadRequest),
		"a list":                      raw("["+signed+"]", http.StatusBadRequest),
		"nothing":                     raw("", http.StatusBadRequest),
		"another order's platformId":  with("platformId", "P2", http.StatusBadRequest),
		"another merchant's":          with("username", "merchant2", http.StatusBadRequest),
		"an unknown order":            with("merchantSerial", "RC"+unknownID, http.StatusNotFound),
		"in small letters":            with("merchantSerial", strings.ToLower(id), http.StatusNotFound),
		"without its prefix":          with("merchantSerial", strings.TrimPrefix(id, "RC"), http.StatusNotFound),
		"an open state":               with("state", "1", http.StatusBadRequest),
		"a state not called back":     with("state", "5", http.StatusBadRequest),
		"a state that there is not":   with("state", "2.5", http.StatusBadRequest),
		"an amount that is none":      with("amount", "200.001", http.StatusBadRequest),
		"a withdrawal's, here":        {func() answer { return w.notifyRecharge(notice(withdrawal, "100", 2, time.Now())) }, http.StatusNotFound},
		"a withdrawal's, as ours":     with("merchantSerial", "RC"+withdrawal, http.StatusNotFound),
		"a deposit's, for withdrawal": {func() answer { return w.notify(notice(id, "200", 1, time.Now())) }, http.StatusNotFound},
		"a deposit's, as theirs": {
			func() answer { return w.notify(notice(strings.TrimPrefix(id, "RC"), "200", 2, time.Now())) }, http.StatusNotFound,
		},
	}
	for _, name := range []string{"username", "merchantSerial", "platformId", "amount", "state", "timestamp"} {
		tests["without "+name] = with(name, "", http.StatusBadRequest)
	}
	before := w.dump()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := test.send()
			got.t = t
			merchant.refuses(got, test.status)
			after, _ := apart(w.dump())
			same(t, "the table", before, after)
		})
	}
	w.gatewaySays(id, map[string]any{"callback": true, "badSign": true}) // the gateway's own, with another signature
	if answers := w.calledBack(id, 1); !strings.HasPrefix(answers[0], "401 ") {
		t.Errorf("answered %q", answers)
	}
	after, strays := apart(w.dump())
	same(t, "the table", before, after)
	same(t, "kept callbacks", 7, strays)
	u.notifyRecharge(honest).succeeds() // the same, honest, is believed
	u.credited("200.00")
	w.reconcileTo(withdrawal, "completed")
	w.agree()
}

// TestAStaleCallbackIsAskedAboutLater: whoever resends it moves nothing by it, and loses nothing.
func TestAStaleCallbackIsAskedAboutLater(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"sendGraceSeconds": 300}) // the first look by itself is far away
	for name, off := range map[string]time.Duration{"too old": -6 * time.Minute, "too early": 6 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": 2})
			u.notifyRecharge(notice(id, "200", 2, time.Now().Add(off))).succeeds()
			u.rechargeIs(id, "0", "0")
			u.credited()
			u.reconcileUntil("it is asked about", func() bool { return len(u.credits()) > 0 })
			u.credited("200.00")
		})
	}
}

// TestARechargesCallbackBeforeOurOwnCallHasReturned credits; the answer that comes after is no news.
func TestARechargesCallbackBeforeOurOwnCallHasReturned(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.setGateway(map[string]any{"settleAfterMs": 0})
	w.fault(createDeposit, sandbox.Slow, 1, 200)
	u := w.payer(t)
	id := u.startRecharge("200").want(http.StatusOK).shows("2", "200").text("data.id")
	same(t, "the callback's answer", []string{"200 success"}, u.calledBack(id, 1))
	u.credited("200.00")
	w.agree()
}
