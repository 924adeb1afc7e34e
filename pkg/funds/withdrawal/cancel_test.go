package withdrawal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestAUserCancelsWhatWaitsForAReview(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	endorsed := fixture.With(fixture.WithdrawalIn(funds.StatePending), func(w *funds.Withdrawal) {
		w.Need, w.Approvals, w.ContentHash = 2, []funds.Approval{{Person: "a1", Version: w.Version}}, "hash"
	})
	for name, before := range map[string]funds.Withdrawal{"nobody has approved it": fixture.WithdrawalIn(funds.StatePending), "one of two has approved it": endorsed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := withdrawal.Cancel(act, fixture.WalletOf(), before)
			after := fixture.MustDecide(t, change, err).Withdrawal.To
			fixture.Same(t, funds.StateCancelled, after.State)
			fixture.Same(t, funds.Review{By: fixture.User.ID, Note: fixture.Said(funds.ReasonCancelledByUser), At: fixture.Late}, after.Review)
			fixture.Same(t, fixture.User, after.Actor)
			fixture.Same(t, before.Approvals, after.Approvals)
			entry := change.Entries[0]
			if len(change.Entries) != 1 || entry.Type != funds.EntryUnfreeze || entry.Description != fixture.Said(ledger.ReasonUnfrozenCancelled) || entry.Actor != fixture.User {
				t.Errorf("the entries: %+v", change.Entries)
			}
			fixture.Same(t, funds.Amount(0), change.Wallet.To.Frozen)
		})
	}
}

func TestAUserCancelsNothingElse(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	for _, state := range funds.States() {
		if state == funds.StatePending {
			continue
		}
		change, err := withdrawal.Cancel(act, fixture.WalletOf(), fixture.WithdrawalIn(state)) // a cancelled one was cancelled by another
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	}
	stranger := funds.Actor{Role: funds.RoleUser, ID: "another"}
	for _, actor := range []funds.Actor{stranger, fixture.Self, fixture.Admin, {Role: funds.RoleService, ID: fixture.User.ID}} {
		change, err := withdrawal.Cancel(fixture.Act(actor, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending))
		fixture.RefusedAs(t, change, err, funds.ErrNotFound)
	}
}

func TestACancelThatIsRepeatedWritesNothing(t *testing.T) {
	t.Parallel()
	first, err := withdrawal.Cancel(fixture.Act(fixture.User, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending))
	first = fixture.MustDecide(t, first, err)
	again, err := withdrawal.Cancel(fixture.Act(fixture.User, fixture.Late), first.Wallet.To, first.Withdrawal.To)
	if err != nil || !again.Empty() {
		t.Errorf("%+v, %v", again, err)
	}
}
