package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The gateway's words about an order that was never sent from here.
var (
	itIsOpen   = funds.Report{Outcome: funds.OutcomeOpen, State: funds.GatewayNew, PlatformID: "P1", Detail: "网关状态 0"}
	itPaid     = funds.Report{Outcome: funds.OutcomePaid, State: funds.GatewayPaid, PlatformID: "P1", Detail: "网关状态 1"}
	itRefused  = funds.Report{Outcome: funds.OutcomeRefused, State: funds.GatewayRefused, PlatformID: "P1", Detail: "网关状态 2"}
	itIsSilent = funds.Report{Detail: "time-out"}
	itErrs     = funds.Report{Answered: true, Detail: `code 500 "busy"`}
)

func TestWhatWasMadeAWhileAgoIsDispatchedOnlyWhereTheGatewayDoesNotHaveIt(t *testing.T) {
	t.Parallel()
	old, fresh := created.Add(funds.FreshFor+time.Millisecond), created.Add(funds.FreshFor)
	rows := map[string]struct {
		at     time.Time
		word   funds.Report
		listed bool
		sent   bool
	}{
		"fresh, and not asked":                                {fresh, funds.Report{}, true, true},
		"old, and not asked":                                  {old, funds.Report{}, false, false},
		"old, and there is no such order":                     {old, noOrder, true, true},
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
			return funds.Dispatch(act, withdrawalIn(funds.StateApproved), word, policy)
		},
		"approve and dispatch": func(act funds.Act, word funds.Report, policy funds.Policy) (funds.Change, error) {
			return funds.ApproveAndDispatch(act, withdrawalIn(funds.StatePending), word, policy)
		},
	}
	for name, row := range rows {
		policy := with(testPolicy(), func(p *funds.Policy) { p.AbsentListed = row.listed })
		for way, dispatch := range ways {
			t.Run(name+": "+way, func(t *testing.T) {
				t.Parallel()
				change, err := dispatch(actOf(admin, row.at), row.word, policy)
				if !row.sent {
					refusedAs(t, change, err, coded(funds.CodeGatewayDisagrees))
					return
				}
				after := mustDecide(t, change, err).Withdrawal.To
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
				wallet := with(walletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen }) // what is so, is so
				flagged := with(withdrawalIn(from), func(w *funds.Withdrawal) { w.NeedsAttention = true })
				change := mustDecide2(t)(funds.Adopt(actOf(admin, late), wallet, flagged, row.word, testPolicy()))
				want := row.steps
				if from == funds.StatePending {
					want = append([]funds.Command{funds.CommandApprove}, want...)
				}
				var steps []funds.Command
				for _, line := range change.Lines {
					steps = append(steps, line.Command)
				}
				same(t, steps, want)
				after := change.Withdrawal.To
				if after.State != row.state || after.NeedsAttention || after.Payout.Attempt != 1 || after.Payout.PlatformID != "P1" || after.Payout.SendBy.After(late) {
					t.Errorf("%s, needs attention %t, %+v", after.State, after.NeedsAttention, after.Payout)
				}
				if after.State == funds.StateProcessing && !after.Watch.Due.After(late) {
					t.Error("nobody looks at it again")
				}
				var moved funds.EntryType
				for _, entry := range change.Entries {
					moved = entry.Type
				}
				same(t, moved, row.moves)
			})
		}
	}
	for name, word := range map[string]funds.Report{"absent": noOrder, "unknown": itIsSilent, "error": itErrs} {
		change, err := funds.Adopt(actOf(admin, late), walletOf(), withdrawalIn(funds.StateApproved), word, testPolicy())
		if err == nil {
			t.Errorf("%s is adopted", name)
		}
		refusedAs(t, change, err, coded(funds.CodeGatewayDisagrees))
	}
	change, err := funds.Adopt(actOf(admin, late), walletOf(), withdrawalIn(funds.StateProcessing), itPaid, testPolicy())
	refusedAs(t, change, err, funds.ErrIllegal)
	change, err = funds.Adopt(actOf(self, late), walletOf(), withdrawalIn(funds.StateApproved), itPaid, testPolicy())
	refusedAs(t, change, err, funds.ErrForbidden)
}

func TestWhatTheGatewayCalledBackAboutIsNotGivenBackWithoutItsWord(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	waiting := withdrawalIn(funds.StateApproved)
	stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(wdID), State: funds.GatewayPaid, Amount: 99_00}
	flagged := mustDecide2(t)(stray.Keep(actOf(machine, created), &waiting, testPolicy())).Withdrawal.To
	held := with(waiting, func(w *funds.Withdrawal) { w.NeedsAttention = true })
	otherwise := funds.Report{Exists: true, Detail: "the order has another amount"}
	listed := with(testPolicy(), func(p *funds.Policy) { p.AbsentListed = true })
	for name, row := range map[string]struct {
		withdrawal funds.Withdrawal
		word       funds.Report
		policy     funds.Policy
		ok         bool
	}{
		"nobody called back":                                  {withdrawalIn(funds.StateApproved), itIsSilent, listed, true},
		"and there is no such order":                          {flagged, noOrder, listed, true},
		"and no answer":                                       {flagged, itIsSilent, testPolicy(), false},
		"and an error":                                        {flagged, itErrs, listed, false},
		"and an error, with none listed":                      {flagged, itErrs, testPolicy(), false},
		"held, and an error, with none listed":                {held, itErrs, testPolicy(), true},
		"held, and no answer":                                 {held, itIsSilent, listed, true},
		"nobody called back, and it is there in another form": {waiting, otherwise, testPolicy(), false},
		"and the order is there":                              {flagged, itIsOpen, testPolicy(), false},
	} {
		if err := funds.MayGiveBack(act, row.withdrawal, row.word, row.policy); (err == nil) != row.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, word := range map[string]funds.Report{"not asked": {}, "an error": itErrs} { // however young it is, and whatever is listed
		change, err := funds.Dispatch(actOf(admin, created), flagged, word, testPolicy())
		if err == nil {
			t.Errorf("%s: it is sent", name)
		}
		refusedAs(t, change, err, coded(funds.CodeGatewayDisagrees))
	}
	if err := funds.MayGiveBack(actOf(admin, created), flagged, funds.Report{}, testPolicy()); err == nil {
		t.Error("it is given back at once")
	}
}

func TestAStrayCallbackIsKeptAndMovesNothing(t *testing.T) {
	t.Parallel()
	act := actOf(funds.System("callback"), late)
	stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(wdID), State: 1, Amount: 99_00, PlatformID: "P1"}
	kept := with(stray, func(s *funds.Stray) { s.CommitID, s.At = act.CommitID, act.At })

	change := mustDecide2(t)(stray.Keep(act, nil, testPolicy()))
	same(t, change, funds.Change{CommitID: act.CommitID, At: act.At, Stray: &kept})
	if change.Empty() {
		t.Error("there is nothing to write")
	}
	for _, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateRejected, funds.StateCancelled} {
		before := withdrawalIn(state)
		before.Payout = funds.Payout{}
		change := mustDecide2(t)(stray.Keep(act, &before, testPolicy()))
		after := change.Withdrawal.To
		same(t, change.Stray, &kept)
		if after.State != state || !after.NeedsAttention || change.Wallet != nil || len(change.Entries) > 0 || len(change.Lines) != 1 {
			t.Errorf("%s: %s, needs attention %t, %d entries, %d lines", state, after.State, after.NeedsAttention, len(change.Entries), len(change.Lines))
		}
		if asked := !after.Watch.Due.IsZero(); asked != state.Final() {
			t.Errorf("%s: it is asked about: %t", state, asked)
		}
	}
}

// mustDecide2 is mustDecide for a decision's two results as they are.
func mustDecide2(t *testing.T) func(funds.Change, error) funds.Change {
	t.Helper()
	return func(change funds.Change, err error) funds.Change {
		t.Helper()
		return mustDecide(t, change, err)
	}
}
