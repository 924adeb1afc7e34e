package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestProgramsFromBeforeHoldsLeaveWhatIsOnHoldAlone: a reconcile of theirs finds what is on hold where it looks for what is
// due, once the hold is over. It neither pays nor rejects it, nor does anything else of theirs; what these programs do about
// it is done beside it.
func TestProgramsFromBeforeHoldsLeaveWhatIsOnHoldAlone(t *testing.T) {
	t.Parallel()
	programs := programsOf(t, beforePeople)
	today := start(t, map[string]any{"channels": []any{
		map[string]any{"method": "MVola", "type": "MVola", "name": "MVola", "min": "1", "max": "0", "step": "1", "payOnApproval": true},
	}})
	programs.policy = `{"channels":[{"method":"MVola","type":"MVola","name":"MVola","min":"1","max":"0","step":"1","payOnApproval":true}]}`
	before := today.beside(programs)
	u, admin := today.user("1000"), today.admin()
	pending, approved, later, released := u.ask(), u.ask(), u.ask(), u.ask()
	for id, end := range map[string]funds.HoldEnd{pending: funds.HoldRejects, approved: funds.HoldRejects, later: funds.HoldEscalates, released: funds.HoldEscalates} {
		if id == approved || id == released {
			today.approvedForTheMachine(id)
		}
		today.holdIsOver(id, end)
		was := today.history(id)
		before.reconcile()
		before.triesAll(id)
		if diff := cmp.Diff(was, today.history(id)); diff != "" {
			t.Errorf("the older programs have changed (-before +after):\n%s", diff)
		}
	}
	admin.post(records+released+"/release", map[string]any{"reason": "已电话核实"}).want(http.StatusOK)
	before.reconcile()
	today.reconcile()
	for id, want := range map[string]funds.State{
		pending: funds.StateRejected, approved: funds.StateRejected, later: funds.StatePending, released: funds.StateProcessing,
	} {
		if got := today.stored(id); got.State != want || got.Held() != (id == later) || got.NeedsAttention != (id == later) {
			t.Errorf("%s, on hold %t, attention %t; want %s", got.State, got.Held(), got.NeedsAttention, want)
		}
	}
}

// approvedForTheMachine approves a withdrawal for the machine to pay, which has not come to it.
func (w *world) approvedForTheMachine(id string) {
	w.t.Helper()
	w.decides(id, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		owner, err := table.New(w.Client(), w.Table(), time.Now).Wallet(w.t.Context(), order.UserID)
		if err != nil {
			return funds.Change{}, err
		}
		channel := funds.Channel{Method: order.Method, Type: "MVola", PayOnApproval: true}
		return withdrawal.Approve(act, owner, order, "", funds.Policy{Channels: []funds.Channel{channel}})
	})
}

// holdIsOver puts a withdrawal on hold until just now.
func (w *world) holdIsOver(id string, end funds.HoldEnd) {
	w.t.Helper()
	w.decides(id, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		act.At = act.At.Add(-time.Hour)
		return withdrawal.PutHold(act, order, withdrawal.HoldRequest{Reason: "等待用户补充资料", Hours: 1, OnExpiry: end})
	})
}

// decides writes what an admin decides about a withdrawal, past every function.
func (w *world) decides(id string, decide func(funds.Act, funds.Withdrawal) (funds.Change, error)) {
	w.t.Helper()
	store := table.New(w.Client(), w.Table(), time.Now)
	order, err := store.Withdrawal(w.t.Context(), funds.ID(id))
	if err != nil {
		w.t.Fatal(err)
	}
	act := funds.Act{CommitID: id + "-" + time.Now().Format(time.RFC3339Nano), At: time.Now().UTC().Truncate(time.Millisecond), Actor: funds.Actor{Role: funds.RoleAdmin, ID: helper}}
	change, err := decide(act, order)
	if err == nil {
		err = store.Commit(w.t.Context(), change)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}
