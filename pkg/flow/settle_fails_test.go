package flow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// failing is a store that commits nothing, where it fails, and counts what it refuses.
type failing struct {
	flow.Store

	fails     bool
	conflicts int
}

func (f *failing) Commit(ctx context.Context, change funds.Change) error {
	if f.fails {
		return funds.Internal("commit", errBroken)
	}
	err := f.Store.Commit(ctx, change)
	if errors.Is(err, funds.ErrConflict) {
		f.conflicts++
	}
	return err
}

// TestALookWhoseWordCannotBeStoredHasFailed, whatever the word is; it was heard all the same.
func TestALookWhoseWordCannotBeStoredHasFailed(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	known, absent := h.Withdrawal("u1", funds.StateProcessing), h.Withdrawal("u1", funds.StateProcessing)
	paid, lost := h.Recharge("u1", 200_00), h.Recharge("u1", 200_00)
	h.Ends(string(known), funds.GatewayWithdrawalPaid)
	h.Ends(string(paid), funds.GatewayDepositDone)
	for _, order := range []string{string(absent), string(lost)} {
		h.Sandbox("POST", "orders/"+order, `{"hidden":true}`)
	}
	store, truth := h.Flow.Store, h.Flow.Gateway
	h.Flow.Store = &failing{Store: store, fails: true}
	done := reconciled(t, h)
	same(t, "words, and that there is no order", [4]int{4, 4, 0, 2}, [4]int{done.Asked, done.Failed, done.Unknown, done.Absent})
	h.Flow.Gateway = mute{truth}
	done = reconciled(t, h)
	same(t, "silence", [4]int{4, 4, 4, 0}, [4]int{done.Asked, done.Failed, done.Unknown, done.Absent})
	h.Flow.Store, h.Flow.Gateway = store, truth
	if done := reconciled(t, h); done.Failed != 0 || done.Asked != 4 {
		t.Errorf("they are due still: %+v", done)
	}
	h.Is(known, funds.StateCompleted)
}

// mute is the gateway, which gives no word.
type mute struct{ flow.Gateway }

func (mute) Get(context.Context, string, funds.Amount) funds.Report {
	return funds.Report{Outcome: funds.OutcomeUnknown}
}

func (mute) GetRecharge(context.Context, string) funds.RechargeReport {
	return funds.RechargeReport{Outcome: funds.RechargeUnknown}
}

// waiting is a store in which another order of the caller is under way once, during which something happens.
type waiting struct {
	failing

	meanwhile func()
}

func (w *waiting) PutRate(ctx context.Context, caller string, rate funds.Rate, until time.Time) error {
	if happens := w.meanwhile; happens != nil {
		w.meanwhile = nil
		happens()
		return funds.ErrConflict
	}
	return w.Store.PutRate(ctx, caller, rate, until)
}

// TestWhoHasWaitedForATurnReadsTheWalletAgain: to decide on what was read before would lose a race that is over.
func TestWhoHasWaitedForATurnReadsTheWalletAgain(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })
	h.Fund("u1", 1000_00)
	late := *h.Flow
	store := &waiting{failing{Store: h.Flow.Store}, func() { h.Fund("u1", 1_00) }}
	late.Store = store
	if made, err := late.CreateAndPay(t.Context(), requestBy("u1")); err != nil || made.State != funds.StateProcessing || store.meanwhile != nil {
		t.Fatalf("%s, %v", made.State, err)
	}
	same(t, "commits that lost a race", 0, store.conflicts)
}

// halfRead is a store that cannot read what is paused the nth time.
type halfRead struct {
	flow.Store

	nth int
}

func (u *halfRead) Pauses(ctx context.Context) (funds.Pauses, error) {
	if u.nth--; u.nth == 0 {
		return funds.Pauses{}, funds.Internal("read", errBroken)
	}
	return u.Store.Pauses(ctx)
}

// TestThatAllCopiesHaveAPauseIsNotRecordedOfWhatCannotBeRead: the pause holds, and whoever set it is told to ask again.
func TestThatAllCopiesHaveAPauseIsNotRecordedOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	broken := *h.Flow
	broken.Store = &halfRead{h.Flow.Store, 2}
	if _, err := broken.Pause(t.Context(), admin, stop(funds.PauseAll)); !flowtest.Fault(err) {
		t.Errorf("it is said to be everywhere: %v", err)
	}
	held, err := h.Store.Pauses(t.Context())
	if err != nil || held.Revision != 1 || held.Spread != 0 {
		t.Errorf("%+v, %v", held, err)
	}
	paused(t, h, funds.PauseAll)
}

// TestAPreviewIsOfTheMomentAtWhichAProposalWouldBeMade: where somebody's clock is ahead, never before what that has put in
// force.
func TestAPreviewIsOfTheMomentAtWhichAProposalWouldBeMade(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	behind := *o.Flow
	behind.Now = func() time.Time { return o.Clock.Now().Add(-30 * time.Second) }
	made := o.proposes("zhao", tightText)
	if made.InForce != made.Version.Number {
		t.Fatalf("it is not in force: %+v", made.Version)
	}
	tried, err := o.by(&behind, o.Lists).Preview(t.Context(), person("zhao"), looseText)
	if err != nil {
		t.Fatal(err)
	}
	if at := tried.Version.At; at.Before(made.Version.EffectiveAt) {
		t.Errorf("it would be made at %s, before %s", at, made.Version.EffectiveAt)
	}
}
