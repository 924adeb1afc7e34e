package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/schedule"
)

// TestAWordAboutAnEarlierSendDoesNotCountForALaterOne holds the gateway's "no such order" on its way to
// somebody, while an admin sends the order again, until that sender's window is over too.
func TestAWordAboutAnEarlierSendDoesNotCountForALaterOne(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	g := startGated(t, map[string]any{"receiptDelaySeconds": 0, "absentTimes": 1, "absentGraceSeconds": 0})
	askers := map[string]func(u *person, id string){
		"reconcile": func(u *person, _ string) {
			if _, err := u.Invoke(u.t.Context(), "reconcile", schedule.Event("reconcile", time.Now())); err != nil {
				u.t.Errorf("reconcile: %v", err)
			}
		},
		"an admin who gives it up": func(u *person, id string) { u.admin().fail(id).want(http.StatusConflict) },
		"an admin who sends it again": func(u *person, id string) {
			u.admin().pay(id, "").want(http.StatusConflict)
		},
	}
	type parked struct {
		u  *person
		id string
	}
	all := map[string]parked{}
	for name := range askers {
		u := g.user("1000")
		all[name] = parked{u, g.unsent(u)}
	}
	for name, ask := range askers {
		t.Run(name, func(t *testing.T) {
			u, id := all[name].u.in(t), all[name].id
			u.reconcileToPark(id)
			u.notify(notice(id, "100", 1, time.Now())).succeeds() // which makes it due
			held := g.hold(gatePoint{getOrder, true}, id)
			asked := background(func() bool { ask(u, id); return true })
			held.reach(t)
			u.admin().pay(id, "").want(http.StatusOK)
			eventually(t, "the second window and its grace to end", func() bool { return time.Now().After(u.stored(id).Payout.SendBy.Add(time.Second)) })
			held.pass <- true
			<-asked
			if now := u.stored(id); now.NeedsAttention || now.Watch.Absents != 0 || now.Payout.AcceptedAt.IsZero() {
				t.Errorf("the old word counted: %+v, %+v", now.Payout, now.Watch)
			}
			u.gatewaySays(id, map[string]any{"state": 1})
			u.reconcileTo(id, "completed")
			u.paid()
			same(t, "creates", 1, u.sent(id))
		})
	}
	g.agree()
}

// unsent is a withdrawal that was claimed for the gateway, which never got it.
func (g *gated) unsent(u *person) (id string) {
	g.t.Helper()
	account := "03872-" + u.sub + "."
	held := g.hold(gatePoint{createOrder, false}, account)
	held.pass <- false
	return u.order("100", account).want(http.StatusOK).text("data.id")
}

// TestAWordFromBeforeTheEndContradictsNothing holds the gateway's "open" on its way to a check, while the gateway
// refuses the order and says so: the wallet must not be frozen for what was true a moment ago.
func TestAWordFromBeforeTheEndContradictsNothing(t *testing.T) {
	t.Parallel()
	g := startGated(t, nil)
	u := g.user("1000")
	id := u.processing("100")
	held := g.hold(gatePoint{getOrder, true}, id)
	checked := background(func() answer { return u.post("/api/withdrawal/check", map[string]string{"id": id}) })
	held.reach(t)
	g.gatewaySays(id, map[string]any{"state": 2, "callback": true})
	g.calledBack(id, 1)
	g.is(id, "failed")
	held.pass <- true
	(<-checked).want(http.StatusOK)
	if now := g.stored(id); now.NeedsAttention {
		t.Errorf("an admin is asked for: %s", now.NotifyInfo)
	}
	same(t, "the wallet", "active", u.purse().Status)
	u.has("1000.00", "0.00")
	g.agree()
}
