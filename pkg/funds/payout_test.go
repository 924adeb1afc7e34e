package funds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func paidEntry(act funds.Act) (funds.Entry, funds.Wallet) {
	entry := entryOf(funds.EntryWithdrawal, 1, -100_00, -100_00, said(funds.ReasonPaid), act)
	wallet := entered(entry)
	wallet.Open, wallet.TotalWithdrawn, wallet.Today.Paid = 0, 99_00, wallet.Today.Asked
	return entry, wallet
}

func TestAManualPayoutIsTwoStepsInOneChange(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	entry, wallet := paidEntry(act)
	change, err := funds.PayManually(act, walletOf(), withdrawalIn(funds.StateApproved), " t-1 ")
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late,
		Wallet: &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 2, To: with(moved(withdrawalIn(funds.StateApproved), 2, funds.StateCompleted, act), func(w *funds.Withdrawal) {
			w.Payout = funds.Payout{Kind: funds.PayoutManual, TransactionNo: "t-1", PaidAt: late}
		})},
		Entries: []funds.Entry{entry},
		Lines: []funds.Line{
			lineOf(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, said(funds.ReasonPaidByHand), act),
			lineOf(4, funds.CommandComplete, funds.StateProcessing, funds.StateCompleted, "t-1", act),
		},
		TransactionNo: "T-1",
	})
}

func TestAReviewThatIsThePayoutIsThreeStepsInOneChange(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	entry, wallet := paidEntry(act)
	change, err := funds.ApproveAndPay(act, walletOf(), withdrawalIn(funds.StatePending), byHandPolicy())
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late,
		Wallet: &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 1, To: with(moved(withdrawalIn(funds.StatePending), 3, funds.StateCompleted, act), func(w *funds.Withdrawal) {
			w.Review = funds.Review{By: "a1", At: late}
			w.Payout = funds.Payout{Kind: funds.PayoutManual, PaidAt: late}
		})},
		Entries: []funds.Entry{entry},
		Lines: []funds.Line{
			lineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, "", act),
			lineOf(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, said(funds.ReasonPaidByHand), act),
			lineOf(4, funds.CommandComplete, funds.StateProcessing, funds.StateCompleted, "", act),
		},
	})
}

func TestWhatMayBeSentAgainIsWhatAResendGrants(t *testing.T) {
	t.Parallel()
	byHand := testPolicy()
	byHand.Channels = nil
	repeating := testPolicy()
	repeating.RepeatedSerialRefused = false
	frozen := with(walletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	for name, test := range map[string]struct {
		wallet     funds.Wallet
		withdrawal funds.Withdrawal
		policy     funds.Policy
		want       bool
	}{
		"a parked one":                      {walletOf(), parked(), testPolicy(), true},
		"one that waits for the gateway":    {walletOf(), withdrawalIn(funds.StateProcessing), testPolicy(), false},
		"one that was not sent":             {walletOf(), withdrawalIn(funds.StateApproved), testPolicy(), false},
		"one that has ended":                {walletOf(), withdrawalIn(funds.StateFailed), testPolicy(), false},
		"of a frozen wallet":                {frozen, parked(), testPolicy(), false},
		"its channel is gone":               {walletOf(), parked(), byHand, false},
		"the gateway would pay it again":    {walletOf(), parked(), repeating, false},
		"it was sent as often as it may be": {walletOf(), with(parked(), func(w *funds.Withdrawal) { w.Payout.Attempt = funds.MaxAttempts }), testPolicy(), false},
	} {
		if got := funds.MayResend(test.wallet, test.withdrawal, test.policy); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAManualPayoutRefusesInOrder(t *testing.T) {
	t.Parallel()
	frozen := with(walletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	closed := with(walletOf(), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	tests := []struct {
		name   string
		wallet funds.Wallet
		state  funds.State
		actor  funds.Actor
		number string
		want   *funds.Error
	}{
		{"a number that is too long", frozen, funds.StateProcessing, self, strings.Repeat("9", 201), invalid("transactionNo")},
		{"a number with a space", frozen, funds.StateProcessing, admin, "T 1", invalid("transactionNo")},
		{"a number with a letter that cannot be seen", frozen, funds.StateProcessing, admin, "T1\u200b", invalid("transactionNo")},
		{"a number with a full-width letter", frozen, funds.StateProcessing, admin, "Ｔ1", invalid("transactionNo")},
		{"a number with a line break", frozen, funds.StateProcessing, self, "1\n2", invalid("transactionNo")},
		{"one's own", frozen, funds.StateProcessing, self, "", funds.ErrForbidden},
		{"one that is with the gateway", frozen, funds.StateProcessing, admin, "", funds.ErrIllegal},
		{"a frozen wallet", frozen, funds.StateApproved, admin, "", funds.ErrWalletInactive},
		{"a closed wallet", closed, funds.StateApproved, admin, "", funds.ErrWalletInactive},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.PayManually(actOf(test.actor, late), test.wallet, withdrawalIn(test.state), test.number)
			refusedAs(t, change, err, test.want)
		})
	}
	change, err := funds.ApproveAndPay(actOf(admin, late), frozen, withdrawalIn(funds.StatePending), byHandPolicy())
	refusedAs(t, change, err, funds.ErrWalletInactive)
}

// dispatched is a withdrawal of which attempt has been claimed at late.
func dispatched(w funds.Withdrawal, attempt int64) funds.Withdrawal {
	w.Payout.Kind, w.Payout.Attempt, w.Payout.SendBy = funds.PayoutChannel, attempt, late.Add(10*time.Second)
	w.Watch = funds.Watch{Due: late.Add(15 * time.Second)}
	w.NeedsAttention, w.Parked = false, false
	return w
}

func TestDispatchIsAClaimWithATimeLimit(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	dispatch := func(version int64) funds.Line {
		return lineOf(version, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, said(funds.ReasonSentByChannel, funds.Facts{Channel: "MVola 通道"}), act)
	}

	change, err := funds.Dispatch(act, withdrawalIn(funds.StateApproved), noOrder, testPolicy())
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late, ActiveWallet: "u1",
		Withdrawal: &funds.WithdrawalChange{From: 2, To: dispatched(moved(withdrawalIn(funds.StateApproved), 1, funds.StateProcessing, act), 1)},
		Lines:      []funds.Line{dispatch(3)},
	})

	change, err = funds.ApproveAndDispatch(act, withdrawalIn(funds.StatePending), noOrder, testPolicy())
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late, ActiveWallet: "u1",
		Withdrawal: &funds.WithdrawalChange{From: 1, To: with(dispatched(moved(withdrawalIn(funds.StatePending), 2, funds.StateProcessing, act), 1), func(w *funds.Withdrawal) {
			w.Review = funds.Review{By: "a1", At: late}
		})},
		Lines: []funds.Line{lineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, "", act), dispatch(3)},
	})
}

func TestAMethodWithoutAChannelIsNotDispatched(t *testing.T) {
	t.Parallel()
	byBank := func(state funds.State) funds.Withdrawal {
		return with(withdrawalIn(state), func(w *funds.Withdrawal) { w.Method = funds.MethodBank })
	}
	change, err := funds.Dispatch(actOf(admin, late), byBank(funds.StateApproved), noOrder, testPolicy())
	refusedAs(t, change, err, invalid("payoutMethod"))
	change, err = funds.ApproveAndDispatch(actOf(admin, late), byBank(funds.StatePending), noOrder, testPolicy())
	refusedAs(t, change, err, invalid("payoutMethod"))
	change, err = funds.ApproveAndDispatch(actOf(admin, late), byBank(funds.StateApproved), noOrder, testPolicy())
	refusedAs(t, change, err, funds.ErrIllegal) // the review comes first
}

func TestResendIsANewClaimOfTheSameWithdrawal(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	before := with(parked(), func(w *funds.Withdrawal) {
		w.Watch = funds.Watch{AskedAt: created, Checks: 7, Absents: 3, FirstAbsentAt: created}
	})
	change, err := funds.Resend(act, before, testPolicy())
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late, ActiveWallet: "u1",
		Withdrawal: &funds.WithdrawalChange{From: 3, To: dispatched(moved(before, 1, funds.StateProcessing, act), 2)},
		Lines:      []funds.Line{lineOf(4, funds.CommandResend, funds.StateProcessing, funds.StateProcessing, said(funds.ReasonSentAgain, funds.Facts{Channel: "MVola 通道"}), act)},
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
		{"another state", gone, []func(*funds.Withdrawal){approved, open, spent}, []func(*funds.Policy){accepts}, funds.ErrIllegal},
		{"the sender may still be at it, to the last moment", gone, []func(*funds.Withdrawal){open, spent}, []func(*funds.Policy){accepts}, coded(funds.CodeTooEarly)},
		{"not parked", late, []func(*funds.Withdrawal){open, spent}, []func(*funds.Policy){accepts}, funds.ErrIllegal},
		{"a gateway that may pay a repeated serial", late, nil, []func(*funds.Policy){accepts}, coded(funds.CodeGatewayDisagrees)},
		{"too many attempts", late, []func(*funds.Withdrawal){spent}, []func(*funds.Policy){noChannel}, coded(funds.CodeGatewayDisagrees)},
		{"a channel that is gone", late, nil, []func(*funds.Policy){noChannel}, invalid("payoutMethod")},
		{"nothing, right after the sender's time", gone.Add(1), nil, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.Resend(actOf(admin, test.at), with(parked(), test.edits...), with(testPolicy(), test.policy...))
			if test.want == nil {
				mustDecide(t, change, err)
				return
			}
			refusedAs(t, change, err, test.want)
		})
	}
}

func TestAnOrderIsTheNetAmountUnderTheWithdrawalsID(t *testing.T) {
	t.Parallel()
	w := withdrawalIn(funds.StateProcessing)
	w.Target.Owner = "张三"
	same(t, funds.OrderOf(w, testPolicy().Channels[0]), funds.Order{Serial: string(wdID), Type: "1", Owner: "张三", Account: "0341234567", Amount: 99_00})
}
