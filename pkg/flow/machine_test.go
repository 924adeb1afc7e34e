package flow

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestTheMachineBeginsNoPayoutThatItHasNoTimeFor: a question and the time to send must fit.
func TestTheMachineBeginsNoPayoutThatItHasNoTimeFor(t *testing.T) {
	t.Parallel()
	ends := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), ends)
	defer cancel()
	for left, begins := range map[time.Duration]bool{0: true, -1: false, time.Second: true} {
		store, _, service := byWord(funds.StateApproved)
		at := ends.Add(-firstQuestion - service.Policy.Timing.SendWindow - left)
		service.Now, service.Random = func() time.Time { return at }, bytes.NewReader(nil)
		err := looker{&reconcileRun{service: service, at: at}, service, true}.pay(ctx, store.withdrawal)
		if (err != nil) != begins { // without an id, what is begun fails
			t.Errorf("with %s left over: %v", left, err)
		}
	}
}

// TestAPayoutWithoutAFinalWordAlarmsAfterADay, and not at the end of the day itself.
func TestAPayoutWithoutAFinalWordAlarmsAfterADay(t *testing.T) {
	t.Parallel()
	for waits, alarms := range map[time.Duration]bool{overdue: false, overdue + time.Millisecond: true} {
		store, gateway, service := byWord(funds.StateProcessing)
		var said bytes.Buffer
		service.Log, gateway.report = slog.New(slog.NewTextHandler(&said, nil)), funds.Report{Outcome: funds.OutcomeUnknown}
		store.withdrawal.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: service.Now().Add(-waits)}
		store.withdrawal.Watch.Due = service.Now()
		run := &reconcileRun{service: service, how: Reconciliation{Ask: time.Minute}}
		if word, err := (looker{run, service, true}).lookAtWithdrawal(t.Context(), store.withdrawal.ID); word != heardUnknown || err != nil {
			t.Errorf("%s: %d, %v", waits, word, err)
		}
		if strings.Contains(said.String(), "without a final word") != alarms {
			t.Errorf("%s: the log:\n%s", waits, &said)
		}
	}
}

func TestARunThatIsOverWaitsForNoWorker(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	busy := &reconcileRun{slots: make(chan struct{})} // nobody is free
	if busy.each(ctx, 1, func(int) { t.Error("it is done all the same") }) {
		t.Error("it says that it has done all")
	}
}

// TestABatchAuditBeginsNothingInItsLastSeconds: what is begun is to end.
func TestABatchAuditBeginsNothingInItsLastSeconds(t *testing.T) {
	t.Parallel()
	ends := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), ends)
	defer cancel()
	for left, audited := range map[time.Duration]bool{batchMargin: true, batchMargin - 1: false} {
		store, service := newVersioned(funds.StatePending)
		service.Now = func() time.Time { return ends.Add(-left) }
		run := &batchRun{service: service, actor: stopper, batch: BatchAudit{Approve: true}, audited: map[funds.ID]bool{}, waiting: map[funds.ID]bool{}}
		run.user(ctx, []funds.Withdrawal{store.withdrawal})
		if run.audited[store.withdrawal.ID] != audited || (len(store.written) == 1) != audited {
			t.Errorf("with %s left: %v, wrote %d", left, run.audited, len(store.written))
		}
	}
}

// queued is a store of what is pending.
type queued struct {
	*versioned

	before []time.Time // what was asked for
	lists  error
	reads  error
}

func (q *queued) PendingBefore(_ context.Context, before time.Time, _ int) ([]funds.ID, error) {
	q.before = append(q.before, before)
	return []funds.ID{q.withdrawal.ID}, q.lists
}

func (q *queued) Withdrawal(context.Context, funds.ID) (funds.Withdrawal, error) {
	return q.withdrawal, q.reads
}

// TestOnlyWhatIsPendingForTooLongIsLookedAt, and what cannot be looked at is said.
func TestOnlyWhatIsPendingForTooLongIsLookedAt(t *testing.T) {
	t.Parallel()
	const life = 36 * time.Hour
	for name, test := range map[string]struct {
		life         time.Duration
		unsure       error // whether the policy in force is known
		lists, reads error
		looks        bool
		rejects      bool
	}{
		"where there is no such life":        {},
		"where there is":                     {life: life, looks: true, rejects: true},
		"where it is not known":              {life: life, unsure: errStore},
		"where they cannot be listed":        {life: life, lists: errStore, looks: true},
		"where one of them cannot be looked": {life: life, reads: errStore, looks: true},
	} {
		held, service := newVersioned(funds.StatePending)
		store := &queued{versioned: held, lists: test.lists, reads: test.reads}
		at := held.withdrawal.CreatedAt.Add(life)
		service.Store, service.Now = store, func() time.Time { return at }
		in := service.Policy
		in.Controls.PendingLife = test.life
		run := &reconcileRun{service: service, at: at, slots: make(chan struct{}, 1), how: Reconciliation{Batch: 10, Policy: func(context.Context) (funds.Policy, error) { return in, test.unsure }}}
		run.late(t.Context())
		run.workers.Wait()
		if (len(store.before) == 1) != test.looks || (test.looks && !store.before[0].Equal(at.Add(-life))) {
			t.Errorf("%s: looked for what is before %v", name, store.before)
		}
		if !errors.Is(run.err, test.lists) || (run.done.Failed == 1) != (test.reads != nil) {
			t.Errorf("%s: %v, %+v", name, run.err, run.done)
		}
		if rejected := len(held.written) == 1 && held.written[0].Withdrawal.To.State == funds.StateRejected; rejected != test.rejects {
			t.Errorf("%s: wrote %+v", name, held.written)
		}
	}
}

// forgetful is a store of one shard of what is blocked, whose copy has lost it.
type forgetful struct {
	Store

	fails string // the call that does
	wrote []funds.Change
}

func (f *forgetful) does(call string) error {
	if call == f.fails {
		return errStore
	}
	return nil
}

func (f *forgetful) Blocked(context.Context) ([]funds.BlockedShard, error) {
	return []funds.BlockedShard{{Shard: 3, Version: 7}}, f.does("blocked")
}

func (f *forgetful) Unnamed(_ context.Context, shards []funds.BlockedShard) ([]funds.BlockedShard, error) {
	return shards, f.does("unnamed")
}

func (f *forgetful) BlockedShard(_ context.Context, shard int) (funds.BlockedShard, error) {
	return funds.BlockedShard{Shard: shard, Version: 8}, f.does("shard")
}

func (f *forgetful) Commit(_ context.Context, change funds.Change) error {
	f.wrote = append(f.wrote, change)
	return f.does("write")
}

// TestWhatACopyHasForgottenIsBlockedAgainOrItIsSaid: it is written as it is now, not as it was looked at.
func TestWhatACopyHasForgottenIsBlockedAgainOrItIsSaid(t *testing.T) {
	t.Parallel()
	for _, fails := range []string{"", "blocked", "unnamed", "shard", "write"} {
		store := &forgetful{fails: fails}
		service := (&stub{}).service()
		service.Store, service.Random = store, bytes.NewReader(make([]byte, 100))
		if err := service.lookAtBlocked(t.Context()); errors.Is(err, errStore) != (fails != "") || (fails == "" && err != nil) {
			t.Errorf("%q fails: %v", fails, err)
		}
		wrote := fails == "" || fails == "write"
		if (len(store.wrote) == 1) != wrote || (wrote && (store.wrote[0].Blocked.To.Shard != 3 || store.wrote[0].Blocked.From != 8)) {
			t.Errorf("%q fails, and written is %+v", fails, store.wrote)
		}
	}
}

// papers is a store of one proposal.
type papers struct {
	Store

	proposal funds.Proposal
	fails    error
}

func (p papers) Proposal(context.Context, funds.ProposalID) (funds.Proposal, error) {
	return p.proposal, p.fails
}

// TestAProposalThatIsNotWhatWasProposedAlarms, and one that cannot be read is no such case.
func TestAProposalThatIsNotWhatWasProposedAlarms(t *testing.T) {
	t.Parallel()
	whole := funds.Proposal{ID: "p1", Act: funds.ProposeAdjust, Target: "u1", Body: funds.ProposalBody{funds.BodyAmount: "100"}}
	whole.Hash = whole.ContentHash()
	other := whole
	other.Target = "u2"
	for name, test := range map[string]struct {
		store  papers
		alarms bool
	}{
		"as it was proposed":  {papers{proposal: whole, fails: nil}, false},
		"for another user":    {papers{proposal: other, fails: nil}, true},
		"that is not there":   {papers{proposal: other, fails: funds.ErrNoProposal}, false},
		"that cannot be read": {papers{proposal: funds.Proposal{}, fails: errStore}, false},
	} {
		service := (&stub{}).service()
		var said bytes.Buffer
		service.Store, service.Log = test.store, slog.New(slog.NewTextHandler(&said, nil))
		if _, err := service.proposal(t.Context(), "p1"); !errors.Is(err, test.store.fails) || strings.Contains(said.String(), "not what was proposed") != test.alarms {
			t.Errorf("one %s: %v; the log:\n%s", name, err, &said)
		}
	}
}

// TestWhatIsProposedIsWhatIsCarriedOut: an adjustment comes out of its proposal as it went in.
func TestWhatIsProposedIsWhatIsCarriedOut(t *testing.T) {
	t.Parallel()
	for _, one := range []Adjustment{
		{UserID: "u1", Amount: 20_000_00, Reason: "补偿"},
		{UserID: "u1", Amount: -1, Reason: "r", Resolves: "0123456720260301080000"},
		{UserID: "u1", Amount: 0, Reason: "r", Recharge: "RC0123456720260301080001"},
	} {
		asked := adjusting(one)
		if again := adjustmentOf(funds.Proposal{Target: asked.Target, Body: asked.Body}); again != one {
			t.Errorf("%+v comes out as %+v", one, again)
		}
		if settles := one.Resolves != "" || one.Recharge != ""; (asked.Act == funds.ProposeSettle) != settles || (len(asked.Judged) == 2) != settles {
			t.Errorf("%+v is judged as %s: %+v", one, asked.Act, asked.Judged)
		}
	}
}
