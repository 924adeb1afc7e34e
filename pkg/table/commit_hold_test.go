package table_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

var onHold = withdrawal.HoldRequest{Reason: "核实", Hours: 1, OnExpiry: funds.HoldRejects}

// whatIsOnHoldIsNobodysToPay: older programs change nothing, and neither does a decision that overlooks the hold.
func whatIsOnHoldIsNobodysToPay(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	id := h.pending(t, handRequest("u1", 5*yuan))
	before := h.withdrawal(t, id)
	held, err := h.PutHold(t.Context(), admin, id, onHold)
	if err != nil {
		t.Fatal(err)
	}
	if stored := h.withdrawal(t, id); stored.Hold != held.Hold || stored.Version != before.Version+1 {
		t.Errorf("stored as %+v at %d", stored.Hold, stored.Version)
	}
	h.wantVersion(t, id, "vh", "ver")
	h.refusesOlder(t, id)
	overlooks := held
	overlooks.Hold = funds.Hold{}
	for name, held := range map[string]bool{"whose condition is the hold's": true, "that has not seen it": false} {
		act := funds.Act{CommitID: "forged", At: h.clock.now(), Actor: admin}
		change, err := withdrawal.Approve(act, funds.Wallet{}, overlooks, "", h.Policy)
		if err != nil {
			t.Fatal(err)
		}
		change.Withdrawal.Held = held
		if err := h.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrConflict) {
			t.Errorf("an approval %s: %v", name, err)
		}
	}
	if _, err := h.Release(t.Context(), admin, id, "已核实"); err != nil {
		t.Fatal(err)
	}
	h.wantVersion(t, id, "ver", "vh")
	if _, err := h.ApproveAndPay(t.Context(), admin, id); err != nil {
		t.Error(err)
	}
	h.invariantsHold(t)
}

// whatIsOnHoldEnds: it can be rejected and cancelled, and keeps the hold that it ended with.
func whatIsOnHoldEnds(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	for name, end := range map[string]func(funds.ID) (funds.Withdrawal, error){
		"rejected": func(id funds.ID) (funds.Withdrawal, error) { return h.Reject(t.Context(), admin, id, "r") },
		"cancelled": func(id funds.ID) (funds.Withdrawal, error) {
			return h.Cancel(t.Context(), funds.Actor{Role: funds.RoleUser, ID: "u1"}, id)
		},
	} {
		id := h.pending(t, handRequest("u1", 5*yuan))
		if _, err := h.PutHold(t.Context(), admin, id, onHold); err != nil {
			t.Fatal(err)
		}
		ended, err := end(id)
		if err != nil || string(ended.State) != name || !h.withdrawal(t, id).Hold.On() {
			t.Errorf("%s: %s, %v", name, ended.State, err)
		}
	}
	h.invariantsHold(t)
}

// aReleaseRacesTheEnd: of a hold that is over, and that ten people release while the machine ends it ten times over, one
// thing becomes: it is released, and may be paid, or its money is back. Never both, and never neither.
func aReleaseRacesTheEnd(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	h.funded(t, "u1", 10_000*yuan)
	for round := range 6 {
		made := h.pending
		if round%2 == 1 {
			made = h.approved
		}
		id := made(t, handRequest("u1", 5*yuan))
		frozen := h.wallet(t, "u1").Frozen
		if _, err := h.PutHold(t.Context(), admin, id, onHold); err != nil {
			t.Fatal(err)
		}
		h.clock.advance(time.Hour + time.Minute)
		waits := h.withdrawal(t, id).State
		codes := race(20, func(i int) error {
			var err error
			if (i+round/2)%2 == 0 {
				_, err = h.Release(t.Context(), admin, id, "已核实")
			} else {
				_, err = h.Reconcile(t.Context(), reconciliation())
			}
			return err
		})
		ended := h.withdrawal(t, id)
		released, back := h.steps(t, id, funds.CommandRelease), h.steps(t, id, funds.CommandReject)+h.steps(t, id, funds.CommandRevoke)
		switch {
		case released+back != 1:
			t.Errorf("released %d times, and given back %d times: %v", released, back, codes)
		case released == 1 && (ended.State != waits || ended.Held() || h.wallet(t, "u1").Frozen != frozen || codes[""] != 20):
			t.Errorf("released, it is %s, on hold %t: %v", ended.State, ended.Held(), codes)
		case back == 1 && (!ended.State.Final() || h.wallet(t, "u1").Frozen != frozen-5*yuan):
			t.Errorf("given back, it is %s, of which %d is frozen", ended.State, h.wallet(t, "u1").Frozen)
		}
	}
	h.invariantsHold(t)
}

// theOldestPendingComeFirst, of every month, and no younger ones.
func theOldestPendingComeFirst(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	var made []funds.ID
	for range 3 {
		made = append(made, h.pending(t, handRequest("u1", 5*yuan)))
		h.clock.advance(40 * 24 * time.Hour)
	}
	last := h.withdrawal(t, made[2]).CreatedAt
	for _, test := range []struct {
		before time.Time
		limit  int
		want   []funds.ID
	}{{last, 9, made[:2]}, {last.Add(time.Hour), 9, made}, {last.Add(time.Hour), 1, made[:1]}} {
		found, err := h.store.PendingBefore(t.Context(), test.before, test.limit)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "what is pending", test.want, found)
	}
}
