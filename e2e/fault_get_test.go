package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
)

const always = 1_000_000 // calls

// TestAGatewayThatDoesNotSayHowItEndedMovesNothing: the gateway has paid, but every way to ask it is
// broken. The money stays frozen; once it answers, reconcile alone ends it.
func TestAGatewayThatDoesNotSayHowItEndedMovesNothing(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	// An admin is asked for once answers have been odd for this long, which a slow machine would reach.
	w := start(t, map[string]any{"receiptDelaySeconds": 0, "absentGraceSeconds": 60})
	type waiting struct {
		mode sandbox.Mode
		u    *person
		id   string
	}
	var all []waiting
	for _, mode := range faultModes() {
		u := w.user("1000")
		all = append(all, waiting{mode, u, u.processing("100")})
	}
	for _, one := range all {
		mode, id := one.mode, one.id
		t.Run(string(mode), func(t *testing.T) {
			u := one.u.in(t)
			u.gatewaySays(id, map[string]any{"state": 1})
			ledger, looks := u.ledger(), u.stored(id).Watch.Checks

			u.fault(getOrder, mode, always, 0)
			u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK).wantAll(map[string]any{"data.state": "0"})
			u.notify(notice(id, "100", 1, time.Now())).succeeds()
			u.reconcileUntil("a look at "+id, func() bool { return u.stored(id).Watch.Checks > looks })
			eventually(t, "the sender's window to end", func() bool { return time.Now().After(u.stored(id).Payout.SendBy.Add(time.Second)) })
			u.admin().fail(id).want(http.StatusConflict)
			u.is(id, "processing")
			u.has("1000.00", "100.00")
			same(t, "the ledger", ledger, u.ledger())
			if u.waits(id) {
				t.Error("an answer that means nothing was taken for a missing order")
			}

			u.noFaults()
			u.reconcileTo(id, "completed")
			u.paid()
		})
	}
	w.agree()
}

// TestAGatewayThatAnswersTooLateMovesNothing: our question has been given up by then.
func TestAGatewayThatAnswersTooLateMovesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"receiptDelaySeconds": 0})
	u := w.user("1000")
	id := u.processing("100")
	w.gatewaySays(id, map[string]any{"state": 1})
	w.fault(getOrder, sandbox.Slow, always, 8500) // a call is given up after 8 s
	atOnce(3, func(i int) {
		switch i {
		case 0:
			w.notify(notice(id, "100", 1, time.Now())).succeeds()
		case 1:
			u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK).wantAll(map[string]any{"data.state": "0"})
		case 2:
			w.reconcileUntil("a look at "+id, func() bool { return w.stored(id).Watch.Checks > 0 })
		}
	})
	w.is(id, "processing")
	u.has("1000.00", "100.00")
	w.noFaults()
	w.reconcileTo(id, "completed")
	u.paid()
	w.agree()
}
