package withdrawal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func paidEntry(act funds.Act) (funds.Entry, funds.Wallet) {
	entry := fixture.EntryOf(funds.EntryWithdrawal, 1, -100_00, -100_00, fixture.Said(ledger.ReasonPaid), act)
	wallet := fixture.Entered(entry)
	wallet.Open, wallet.TotalWithdrawn, wallet.Today.Paid = 0, 99_00, wallet.Today.Asked
	return entry, wallet
}

func TestAManualPayoutIsTwoStepsInOneChange(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	entry, wallet := paidEntry(act)
	change, err := withdrawal.PayManually(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), funds.Transfer{Number: " t-1 "}, fixture.Policy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late,
		Wallet: &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 2, To: fixture.With(fixture.Moved(fixture.WithdrawalIn(funds.StateApproved), 2, funds.StateCompleted, act), func(w *funds.Withdrawal) {
			w.Payout = funds.Payout{Kind: funds.PayoutManual, TransactionNo: "t-1", PaidAt: fixture.Late}
		})},
		Entries: []funds.Entry{entry},
		Lines: []funds.Line{
			fixture.LineOf(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, fixture.Said(withdrawal.ReasonPaidByHand), act),
			fixture.LineOf(4, funds.CommandComplete, funds.StateProcessing, funds.StateCompleted, "t-1", act),
		},
		Number: funds.NumberClaim{Number: "T-1"}, Unpaused: fixture.Unpaused,
	})
}

func TestAReviewThatIsThePayoutIsThreeStepsInOneChange(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	entry, wallet := paidEntry(act)
	change, err := withdrawal.ApproveAndPay(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending), fixture.ByHandPolicy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late,
		Wallet: &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 1, To: fixture.With(fixture.Moved(fixture.WithdrawalIn(funds.StatePending), 3, funds.StateCompleted, act), func(w *funds.Withdrawal) {
			w.Review = funds.Review{By: "a1", At: fixture.Late}
			w.Payout = funds.Payout{Kind: funds.PayoutManual, PaidAt: fixture.Late}
		})},
		Entries: []funds.Entry{entry},
		Lines: []funds.Line{
			fixture.LineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, "", act),
			fixture.LineOf(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, fixture.Said(withdrawal.ReasonPaidByHand), act),
			fixture.LineOf(4, funds.CommandComplete, funds.StateProcessing, funds.StateCompleted, "", act),
		},
		Unpaused: fixture.Unpaused,
	})
}

func TestWhatMayBeSentAgainIsWhatAResendGrants(t *testing.T) {
	t.Parallel()
	byHand := fixture.Policy()
	byHand.Channels = nil
	repeating := fixture.Policy()
	repeating.RepeatedSerialRefused = false
	frozen := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	for name, test := range map[string]struct {
		wallet     funds.Wallet
		withdrawal funds.Withdrawal
		policy     funds.Policy
		want       bool
	}{
		"a parked one":                      {fixture.WalletOf(), fixture.Parked(), fixture.Policy(), true},
		"one that waits for the gateway":    {fixture.WalletOf(), fixture.WithdrawalIn(funds.StateProcessing), fixture.Policy(), false},
		"one that was not sent":             {fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), fixture.Policy(), false},
		"one that has ended":                {fixture.WalletOf(), fixture.WithdrawalIn(funds.StateFailed), fixture.Policy(), false},
		"of a frozen wallet":                {frozen, fixture.Parked(), fixture.Policy(), false},
		"its channel is gone":               {fixture.WalletOf(), fixture.Parked(), byHand, false},
		"the gateway would pay it again":    {fixture.WalletOf(), fixture.Parked(), repeating, false},
		"it was sent as often as it may be": {fixture.WalletOf(), fixture.With(fixture.Parked(), func(w *funds.Withdrawal) { w.Payout.Attempt = funds.MaxAttempts }), fixture.Policy(), false},
	} {
		if got := withdrawal.MayResend(test.wallet, test.withdrawal, test.policy); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAManualPayoutRefusesInOrder(t *testing.T) {
	t.Parallel()
	frozen := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	closed := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	tests := []struct {
		name   string
		wallet funds.Wallet
		state  funds.State
		actor  funds.Actor
		number string
		want   *funds.Error
	}{
		{"a number that is too long", frozen, funds.StateProcessing, fixture.Self, strings.Repeat("9", 201), fixture.Invalid("transactionNo")},
		{"a number with a space", frozen, funds.StateProcessing, fixture.Admin, "T 1", fixture.Invalid("transactionNo")},
		{"a number with a letter that cannot be seen", frozen, funds.StateProcessing, fixture.Admin, "T1\u200b", fixture.Invalid("transactionNo")},
		{"a number with a full-width letter", frozen, funds.StateProcessing, fixture.Admin, "Ｔ1", fixture.Invalid("transactionNo")},
		{"a number with a line break", frozen, funds.StateProcessing, fixture.Self, "1\n2", fixture.Invalid("transactionNo")},
		{"one's own", frozen, funds.StateProcessing, fixture.Self, "", funds.ErrForbidden},
		{"one that is with the gateway", frozen, funds.StateProcessing, fixture.Admin, "", funds.ErrIllegal},
		{"a frozen wallet", frozen, funds.StateApproved, fixture.Admin, "", funds.ErrWalletInactive},
		{"a closed wallet", closed, funds.StateApproved, fixture.Admin, "", funds.ErrWalletInactive},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := withdrawal.PayManually(fixture.Act(test.actor, fixture.Late), test.wallet, fixture.WithdrawalIn(test.state), funds.Transfer{Number: test.number}, fixture.Policy())
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
	change, err := withdrawal.ApproveAndPay(fixture.Act(fixture.Admin, fixture.Late), frozen, fixture.WithdrawalIn(funds.StatePending), fixture.ByHandPolicy())
	fixture.RefusedAs(t, change, err, funds.ErrWalletInactive)
}

// dispatched is a withdrawal of which attempt has been claimed at late.
func dispatched(w funds.Withdrawal, attempt int64) funds.Withdrawal {
	w.Payout.Kind, w.Payout.Attempt, w.Payout.SendBy = funds.PayoutChannel, attempt, fixture.Late.Add(10*time.Second)
	w.Watch = funds.Watch{Due: fixture.Late.Add(15 * time.Second)}
	w.NeedsAttention, w.Parked = false, false
	return w
}

func TestDispatchIsAClaimWithATimeLimit(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	dispatch := func(version int64) funds.Line {
		return fixture.LineOf(version, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, fixture.Said(withdrawal.ReasonSentByChannel, funds.Facts{Channel: "MVola 通道"}), act)
	}

	change, err := withdrawal.Dispatch(act, funds.Wallet{}, fixture.WithdrawalIn(funds.StateApproved), fixture.NoOrder, fixture.Policy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late, ActiveWallet: "u1", Unpaused: fixture.Unpaused,
		Withdrawal: &funds.WithdrawalChange{From: 2, To: dispatched(fixture.Moved(fixture.WithdrawalIn(funds.StateApproved), 1, funds.StateProcessing, act), 1)},
		Lines:      []funds.Line{dispatch(3)},
	})

	change, err = withdrawal.ApproveAndDispatch(act, funds.Wallet{}, fixture.WithdrawalIn(funds.StatePending), fixture.NoOrder, fixture.Policy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late, ActiveWallet: "u1", Unpaused: fixture.Unpaused,
		Withdrawal: &funds.WithdrawalChange{From: 1, To: fixture.With(dispatched(fixture.Moved(fixture.WithdrawalIn(funds.StatePending), 2, funds.StateProcessing, act), 1), func(w *funds.Withdrawal) {
			w.Review = funds.Review{By: "a1", At: fixture.Late}
		})},
		Lines: []funds.Line{fixture.LineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, "", act), dispatch(3)},
	})
}

func TestAMethodWithoutAChannelIsNotDispatched(t *testing.T) {
	t.Parallel()
	byBank := func(state funds.State) funds.Withdrawal {
		return fixture.With(fixture.WithdrawalIn(state), func(w *funds.Withdrawal) { w.Method = funds.MethodBank })
	}
	change, err := withdrawal.Dispatch(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, byBank(funds.StateApproved), fixture.NoOrder, fixture.Policy())
	fixture.RefusedAs(t, change, err, fixture.Invalid("payoutMethod"))
	change, err = withdrawal.ApproveAndDispatch(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, byBank(funds.StatePending), fixture.NoOrder, fixture.Policy())
	fixture.RefusedAs(t, change, err, fixture.Invalid("payoutMethod"))
	change, err = withdrawal.ApproveAndDispatch(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, byBank(funds.StateApproved), fixture.NoOrder, fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrIllegal) // the review comes first
}

func TestResendIsANewClaimOfTheSameWithdrawal(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	before := fixture.With(fixture.Parked(), func(w *funds.Withdrawal) {
		w.Watch = funds.Watch{AskedAt: fixture.Created, Checks: 7, Absents: 3, FirstAbsentAt: fixture.Created}
	})
	change, err := withdrawal.Resend(act, funds.Wallet{}, before, fixture.Policy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late, ActiveWallet: "u1", Unpaused: fixture.Unpaused,
		Withdrawal: &funds.WithdrawalChange{From: 3, To: dispatched(fixture.Moved(before, 1, funds.StateProcessing, act), 2)},
		Lines:      []funds.Line{fixture.LineOf(4, funds.CommandResend, funds.StateProcessing, funds.StateProcessing, fixture.Said(withdrawal.ReasonSentAgain, funds.Facts{Channel: "MVola 通道"}), act)},
	})
}

func TestResendRefusesInOrder(t *testing.T) {
	t.Parallel()
	accepts := func(p *funds.Policy) { p.RepeatedSerialRefused = false }
	noChannel := func(p *funds.Policy) { p.Channels = nil }
	spent := func(w *funds.Withdrawal) { w.Payout.Attempt = funds.MaxAttempts }
	open := func(w *funds.Withdrawal) { w.NeedsAttention, w.Parked = false, false }
	approved := func(w *funds.Withdrawal) { w.State = funds.StateApproved }
	tests := []struct {
		name   string
		at     time.Time
		edits  []func(*funds.Withdrawal)
		policy []func(*funds.Policy)
		want   *funds.Error
	}{
		{"another state", fixture.Gone, []func(*funds.Withdrawal){approved, open, spent}, []func(*funds.Policy){accepts}, funds.ErrIllegal},
		{"the sender may still be at it, to the last moment", fixture.Gone, []func(*funds.Withdrawal){open, spent}, []func(*funds.Policy){accepts}, fixture.Coded(funds.CodeTooEarly)},
		{"not parked", fixture.Late, []func(*funds.Withdrawal){open, spent}, []func(*funds.Policy){accepts}, funds.ErrIllegal},
		{"a gateway that may pay a repeated serial", fixture.Late, nil, []func(*funds.Policy){accepts}, fixture.Coded(funds.CodeGatewayDisagrees)},
		{"too many attempts", fixture.Late, []func(*funds.Withdrawal){spent}, []func(*funds.Policy){noChannel}, fixture.Coded(funds.CodeGatewayDisagrees)},
		{"a channel that is gone", fixture.Late, nil, []func(*funds.Policy){noChannel}, fixture.Invalid("payoutMethod")},
		{"nothing, right after the sender's time", fixture.Gone.Add(1), nil, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := withdrawal.Resend(fixture.Act(fixture.Admin, test.at), funds.Wallet{}, fixture.With(fixture.Parked(), test.edits...), fixture.With(fixture.Policy(), test.policy...))
			if test.want == nil {
				fixture.MustDecide(t, change, err)
				return
			}
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}
