package flow_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

func stop(scope funds.PauseScope) pause.Request {
	return pause.Request{Scope: scope, Hours: 2, Reason: "疑似盗号"}
}

func paused(t *testing.T, h *flowtest.House, scope funds.PauseScope) flow.Paused {
	t.Helper()
	done, err := h.Flow.Pause(t.Context(), admin, stop(scope))
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func lifted(t *testing.T, h *flowtest.House, scope funds.PauseScope) {
	t.Helper()
	if _, stays, err := h.Flow.Lift(t.Context(), admin, scope, ""); stays || err != nil {
		t.Fatalf("%s stays paused: %t, %v", scope, stays, err)
	}
}

// everyWayToPay are the ways to pay a withdrawal of a user's, each its own; by hand they go to one card, else to one phone.
func everyWayToPay(t *testing.T, h *flowtest.House) map[string]func() error {
	t.Helper()
	ctx := t.Context()
	approved, pending := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("u1", funds.StatePending)
	byHand, bank := h.WithdrawalBy("u1", funds.MethodBank, funds.StateApproved), h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)
	parked := h.Parked("u1")
	return map[string]func() error{
		"dispatch": func() error { _, err := h.Flow.PayByChannel(ctx, admin, approved); return err },
		"resend":   func() error { _, err := h.Flow.PayByChannel(ctx, admin, parked); return err },
		"by hand": func() error {
			_, err := h.Flow.PayManually(ctx, admin, byHand, funds.Transfer{Number: "T1"})
			return err
		},
		"review and dispatch": func() error { _, err := h.Flow.ApproveAndPay(ctx, admin, pending); return err },
		"review and by hand":  func() error { _, err := h.Flow.ApproveAndPay(ctx, admin, bank); return err },
		"confirm by a service": func() error {
			_, err := h.Flow.Confirm(ctx, funds.Actor{Role: funds.RoleService, ID: "s1"}, bank)
			return err
		},
	}
}

// TestWhatIsPausedIsNotPaidByAnyWay goes through every way to pay, and to all that goes on meanwhile.
func TestWhatIsPausedIsNotPaidByAnyWay(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
	h.Fund("u1", 10_000_00)
	ctx, ways := t.Context(), everyWayToPay(t, h)
	paused(t, h, funds.PauseAll)
	for name, pay := range ways {
		h.Unchanged(func() { refused(t, name, pay(), funds.CodePaused) })
	}
	if _, err := h.Flow.Reject(ctx, admin, h.Withdrawal("u1", funds.StatePending), "资料不符"); err != nil {
		t.Errorf("a rejection: %v", err)
	}
	h.Credited("u1", 200_00)
	lifted(t, h, funds.PauseAll)
	paused(t, h, funds.PauseMethod(funds.MethodBank))
	refused(t, "by hand, its method", ways["by hand"](), funds.CodePaused)
	for _, name := range []string{"dispatch", "resend", "review and dispatch"} {
		if err := ways[name](); err != nil {
			t.Errorf("%s, while another method is paused: %v", name, err)
		}
	}
	h.Clock.Advance(2 * time.Hour)
	for _, name := range []string{"by hand", "review and by hand"} {
		if err := ways[name](); err != nil {
			t.Errorf("%s, once the pause has ended: %v", name, err)
		}
	}
}

func TestPausedRechargesAreNotMadeAndThoseThatAreAreCredited(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 100_00)
	before := h.Recharge("u1", 200_00)
	paused(t, h, funds.PauseRecharge)
	_, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
	refused(t, "a recharge", err, funds.CodePaused)
	h.Ends(string(before), funds.GatewayDepositDone)
	h.AskedAgain()
	if credited, err := h.Flow.AskAgainRecharge(t.Context(), admin, before); err != nil || credited.State != funds.RechargeCredited {
		t.Errorf("%s, %v", credited.State, err)
	}
	h.WithdrawalBy("u1", funds.MethodBank, funds.StateCompleted)
}

// TestWhatThePolicyWouldPayIsPaidAfterThePause: it is made, and nobody is asked about it.
func TestWhatThePolicyWouldPayIsPaidAfterThePause(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	asked := watch(h, nil)
	paused(t, h, funds.PauseAll)
	request := requestBy("u1")
	request.Idempotency = with("once")
	made, err := h.Flow.CreateAndPay(t.Context(), request)
	if err != nil || made.State != funds.StateApproved || made.Payout.Attempt != 0 {
		t.Fatalf("%+v, %v", made, err)
	}
	again, err := h.Flow.CreateAndPay(t.Context(), request)
	if err != nil || again.ID != made.ID {
		t.Errorf("the same request again: %s, %v", again.ID, err)
	}
	h.Holds("u1", 1000_00, 100_00)
	h.Unchanged(func() {
		if done := reconciled(t, h); done.Failed > 0 || done.Asked > 0 {
			t.Errorf("%+v", done)
		}
	})
	if asked.asked["get"] > 0 || strings.Contains(h.Log.String(), flow.AttentionLine) {
		t.Errorf("asked %v; the log:\n%s", asked.asked, h.Log)
	}
	lifted(t, h, funds.PauseAll)
	reconciled(t, h)
	if h.Is(made.ID, funds.StateProcessing); h.Stored(made.ID).NeedsAttention {
		t.Error("an admin is asked for")
	}
}

// TestAPauseThatComesWhileTheMachineIsAtItLeavesItDue: what the run has not seen, the write door refuses.
func TestAPauseThatComesWhileTheMachineIsAtItLeavesItDue(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved)
	once := sync.OnceFunc(func() { paused(t, h, funds.PauseAll) })
	watch(h, once) // between the question before a first dispatch and its claim
	due := h.Stored(id)
	if done := reconciled(t, h); done.Failed > 0 {
		t.Errorf("%+v", done)
	}
	same(t, "the withdrawal", due, h.Stored(id))
	if strings.Contains(h.Log.String(), flow.AttentionLine) {
		t.Error(h.Log)
	}
}

// TestThePauseNamesWhatMayStillBeSent: what was claimed before, and whose sender nobody has heard of.
func TestThePauseNamesWhatMayStillBeSent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Withdrawal("u1", funds.StateProcessing) // the gateway has answered
	h.Misbehaves("withdrawal/create", "drop-after")
	open := h.Withdrawal("u1", funds.StateProcessing)
	done := paused(t, h, funds.PauseAll)
	if len(done.UnderWay) != 1 || done.UnderWay[0].ID != open {
		t.Errorf("%+v", done.UnderWay)
	}
	if sendBy := h.Stored(open).Payout.SendBy; done.SentBy.Before(sendBy) {
		t.Errorf("all is sent by %s, and %s by %s", done.SentBy, open, sendBy)
	}
	if done := paused(t, h, funds.PauseMethod(funds.MethodBank)); len(done.UnderWay) != 0 {
		t.Errorf("of another method: %+v", done.UnderWay)
	}
	h.Clock.Advance(time.Minute)
	if done := paused(t, h, funds.PauseMethod(flowtest.Channel)); len(done.UnderWay) != 0 {
		t.Errorf("after its window: %+v", done.UnderWay)
	}
}

func TestWhoeverPausesRaisesTheAlarmAndTheMachineRepeatsIt(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	lines := func() int { return strings.Count(h.Log.String(), "msg="+flow.PauseLine) }
	paused(t, h, funds.PauseAll)
	if lines() != 1 {
		t.Errorf("%d lines once it is set", lines())
	}
	reconciled(t, h)
	if lines() != 2 {
		t.Errorf("%d lines after a run", lines())
	}
	if _, _, err := h.Flow.Lift(t.Context(), funds.System("outflow pause"), funds.PauseAll, "误报"); err != nil {
		t.Fatal(err)
	}
	reconciled(t, h)
	if lines() != 4 {
		t.Errorf("%d lines after it was lifted from outside", lines())
	}
	h.Clock.Advance(2 * time.Hour)
	reconciled(t, h)
	if lines() != 4 {
		t.Errorf("%d lines hours after it", lines())
	}
}

// TestNoneOfFiftyPayoutsCommitsAfterThePausesAnswer: each commits or is refused in time, and those that commit do so
// before the answer.
func TestNoneOfFiftyPayoutsCommitsAfterThePausesAnswer(t *testing.T) {
	t.Parallel()
	const payouts = 50
	h := flowtest.Open(t)
	ids := make([]funds.ID, payouts)
	for i := range ids {
		userID := "u" + strings.Repeat("x", i)
		h.Fund(userID, 100_00)
		ids[i] = h.WithdrawalBy(userID, funds.MethodBank, funds.StateApproved)
	}
	results, paidByThen := make([]error, payouts), map[funds.ID]bool{}
	var all sync.WaitGroup
	for i, id := range ids {
		all.Go(func() {
			began := time.Now()
			_, results[i] = h.Flow.PayManually(t.Context(), admin, id, funds.Transfer{})
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("a payout took %s", took)
			}
		})
		if i == payouts/3 {
			all.Go(func() {
				if _, err := h.Flow.Pause(t.Context(), admin, stop(funds.PauseAll)); err != nil {
					t.Error(err)
				}
				orders, err := h.Store.Withdrawals(t.Context(), ids) // after the answer
				if err != nil {
					t.Error(err)
				}
				for _, order := range orders {
					paidByThen[order.ID] = order.State == funds.StateCompleted
				}
			})
		}
	}
	all.Wait()
	paid := 0
	for i, err := range results {
		switch {
		case err == nil:
			paid++
			h.Is(ids[i], funds.StateCompleted)
		case !errors.Is(err, funds.ErrPaused):
			t.Errorf("%s: %v", ids[i], err)
		default:
			h.Is(ids[i], funds.StateApproved)
		}
	}
	t.Logf("%d of %d were paid before the answer", paid, payouts)
	for _, id := range ids {
		if _, err := h.Flow.PayManually(t.Context(), admin, id, funds.Transfer{}); err == nil {
			t.Errorf("%s is paid after the answer", id)
		}
		if h.Stored(id).State == funds.StateCompleted && !paidByThen[id] {
			t.Errorf("%s was paid after the answer", id)
		}
	}
}
