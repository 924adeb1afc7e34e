package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// The gateway's words about an order that was never sent from here.
var (
	itIsOpen   = funds.Report{Outcome: funds.OutcomeOpen, State: funds.GatewayWithdrawalNew, PlatformID: "P1", Detail: "网关状态 0"}
	itPaid     = funds.Report{Outcome: funds.OutcomePaid, State: funds.GatewayWithdrawalPaid, PlatformID: "P1", Detail: "网关状态 1"}
	itRefused  = funds.Report{Outcome: funds.OutcomeRefused, State: funds.GatewayWithdrawalRefused, PlatformID: "P1", Detail: "网关状态 2"}
	itIsSilent = funds.Report{Detail: "time-out"}
	itErrs     = funds.Report{Answered: true, Detail: `code 500 "busy"`}
)

func TestWhatWasMadeAWhileAgoIsDispatchedOnlyWhereTheGatewayDoesNotHaveIt(t *testing.T) {
	t.Parallel()
	old, fresh := fixture.Created.Add(withdrawal.FreshFor+time.Millisecond), fixture.Created.Add(withdrawal.FreshFor)
	rows := map[string]struct {
		at     time.Time
		word   funds.Report
		listed bool
		sent   bool
	}{
		"fresh, and not asked":                                {fresh, funds.Report{}, true, true},
		"old, and not asked":                                  {old, funds.Report{}, false, false},
		"old, and there is no such order":                     {old, fixture.NoOrder, true, true},
		"old, and no answer":                                  {old, itIsSilent, false, false},
		"old, and an error where absent is listed":            {old, itErrs, true, false},
		"old, and an error where nothing is":                  {old, itErrs, false, true},
		"old, and open":                                       {old, itIsOpen, false, false},
		"old, and paid":                                       {old, itPaid, true, false},
		"old, and refused":                                    {old, itRefused, false, false},
		"old, and declined, which is no answer to a question": {old, funds.Report{Outcome: funds.OutcomeDeclined}, false, false},
	}
	ways := map[string]func(funds.Act, funds.Report, funds.Policy) (funds.Change, error){
		"dispatch": func(act funds.Act, word funds.Report, policy funds.Policy) (funds.Change, error) {
			return withdrawal.Dispatch(act, funds.Wallet{}, fixture.WithdrawalIn(funds.StateApproved), word, policy)
		},
		"approve and dispatch": func(act funds.Act, word funds.Report, policy funds.Policy) (funds.Change, error) {
			return withdrawal.ApproveAndDispatch(act, funds.Wallet{}, fixture.WithdrawalIn(funds.StatePending), word, policy)
		},
	}
	for name, row := range rows {
		policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.AbsentListed = row.listed })
		for way, dispatch := range ways {
			t.Run(name+": "+way, func(t *testing.T) {
				t.Parallel()
				change, err := dispatch(fixture.Act(fixture.Admin, row.at), row.word, policy)
				if !row.sent {
					fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeGatewayDisagrees))
					return
				}
				after := fixture.MustDecide(t, change, err).Withdrawal.To
				if after.State != funds.StateProcessing || after.Payout.Attempt != 1 || !after.Payout.SendBy.After(row.at) {
					t.Errorf("%s, %+v", after.State, after.Payout)
				}
			})
		}
	}
}

func TestAnOrderThatTheGatewayHasIsAdoptedWithItsOutcomeAndNeverSent(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		word  funds.Report
		state funds.State
		steps []funds.Command
		moves funds.EntryType
	}{
		"open":    {itIsOpen, funds.StateProcessing, []funds.Command{funds.CommandDispatch, funds.CommandAccept}, ""},
		"paid":    {itPaid, funds.StateCompleted, []funds.Command{funds.CommandDispatch, funds.CommandComplete}, funds.EntryWithdrawal},
		"refused": {itRefused, funds.StateFailed, []funds.Command{funds.CommandDispatch, funds.CommandFail}, funds.EntryUnfreeze},
	}
	for name, row := range rows {
		for _, from := range []funds.State{funds.StatePending, funds.StateApproved} {
			t.Run(name+", of a "+string(from)+" one", func(t *testing.T) {
				t.Parallel()
				wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen }) // what is so, is so
				flagged := fixture.With(fixture.WithdrawalIn(from), func(w *funds.Withdrawal) { w.NeedsAttention = true })
				change := fixture.Decided(t)(withdrawal.Adopt(fixture.Act(fixture.Admin, fixture.Late), wallet, flagged, row.word, fixture.Policy()))
				want := row.steps
				if from == funds.StatePending {
					want = append([]funds.Command{funds.CommandApprove}, want...)
				}
				var steps []funds.Command
				for _, line := range change.Lines {
					steps = append(steps, line.Command)
				}
				fixture.Same(t, steps, want)
				after := change.Withdrawal.To
				if after.State != row.state || after.NeedsAttention || after.Payout.Attempt != 1 || after.Payout.PlatformID != "P1" || after.Payout.SendBy.After(fixture.Late) {
					t.Errorf("%s, needs attention %t, %+v", after.State, after.NeedsAttention, after.Payout)
				}
				if after.State == funds.StateProcessing && !after.Watch.Due.After(fixture.Late) {
					t.Error("nobody looks at it again")
				}
				var moved funds.EntryType
				for _, entry := range change.Entries {
					moved = entry.Type
				}
				fixture.Same(t, moved, row.moves)
			})
		}
	}
	for name, word := range map[string]funds.Report{"absent": fixture.NoOrder, "unknown": itIsSilent, "error": itErrs} {
		change, err := withdrawal.Adopt(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), word, fixture.Policy())
		if err == nil {
			t.Errorf("%s is adopted", name)
		}
		fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeGatewayDisagrees))
	}
	change, err := withdrawal.Adopt(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StateProcessing), itPaid, fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	change, err = withdrawal.Adopt(fixture.Act(fixture.Self, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), itPaid, fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

func TestWhatTheGatewayCalledBackAboutIsNotGivenBackWithoutItsWord(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	waiting := fixture.WithdrawalIn(funds.StateApproved)
	stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(fixture.WithdrawalID), State: funds.GatewayWithdrawalPaid, Amount: 99_00}
	flagged := fixture.Decided(t)(withdrawal.KeepStray(fixture.Act(fixture.Machine, fixture.Created), stray, &waiting, fixture.Policy())).Withdrawal.To
	held := fixture.With(waiting, func(w *funds.Withdrawal) { w.NeedsAttention = true })
	otherwise := funds.Report{Exists: true, Detail: "the order has another amount"}
	listed := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.AbsentListed = true })
	for name, row := range map[string]struct {
		withdrawal funds.Withdrawal
		word       funds.Report
		policy     funds.Policy
		ok         bool
	}{
		"nobody called back":                                  {fixture.WithdrawalIn(funds.StateApproved), itIsSilent, listed, true},
		"and there is no such order":                          {flagged, fixture.NoOrder, listed, true},
		"and no answer":                                       {flagged, itIsSilent, fixture.Policy(), false},
		"and an error":                                        {flagged, itErrs, listed, false},
		"and an error, with none listed":                      {flagged, itErrs, fixture.Policy(), false},
		"held, and an error, with none listed":                {held, itErrs, fixture.Policy(), true},
		"held, and no answer":                                 {held, itIsSilent, listed, true},
		"nobody called back, and it is there in another form": {waiting, otherwise, fixture.Policy(), false},
		"and the order is there":                              {flagged, itIsOpen, fixture.Policy(), false},
	} {
		if err := withdrawal.MayGiveBack(act, row.withdrawal, row.word, row.policy); (err == nil) != row.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, word := range map[string]funds.Report{"not asked": {}, "an error": itErrs} { // however young it is, and whatever is listed
		change, err := withdrawal.Dispatch(fixture.Act(fixture.Admin, fixture.Created), funds.Wallet{}, flagged, word, fixture.Policy())
		if err == nil {
			t.Errorf("%s: it is sent", name)
		}
		fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeGatewayDisagrees))
	}
	if err := withdrawal.MayGiveBack(fixture.Act(fixture.Admin, fixture.Created), flagged, funds.Report{}, fixture.Policy()); err == nil {
		t.Error("it is given back at once")
	}
}

func TestAStrayCallbackIsKeptAndMovesNothing(t *testing.T) {
	t.Parallel()
	act := fixture.Act(funds.System("callback"), fixture.Late)
	stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(fixture.WithdrawalID), State: 1, Amount: 99_00, PlatformID: "P1"}
	kept := fixture.With(stray, func(s *funds.Stray) { s.CommitID, s.At = act.CommitID, act.At })

	change := fixture.Decided(t)(withdrawal.KeepStray(act, stray, nil, fixture.Policy()))
	fixture.Same(t, change, funds.Change{CommitID: act.CommitID, At: act.At, Stray: &kept})
	if change.Empty() {
		t.Error("there is nothing to write")
	}
	for _, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateRejected, funds.StateCancelled} {
		before := fixture.WithdrawalIn(state)
		before.Payout = funds.Payout{}
		change := fixture.Decided(t)(withdrawal.KeepStray(act, stray, &before, fixture.Policy()))
		after := change.Withdrawal.To
		fixture.Same(t, change.Stray, &kept)
		if after.State != state || !after.NeedsAttention || change.Wallet != nil || len(change.Entries) > 0 || len(change.Lines) != 1 {
			t.Errorf("%s: %s, needs attention %t, %d entries, %d lines", state, after.State, after.NeedsAttention, len(change.Entries), len(change.Lines))
		}
		if asked := !after.Watch.Due.IsZero(); asked != state.Final() {
			t.Errorf("%s: it is asked about: %t", state, asked)
		}
	}
}
