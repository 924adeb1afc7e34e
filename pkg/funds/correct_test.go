package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// paidByHand is a completed withdrawal whose record has a transaction number.
func paidByHand(number string) funds.Withdrawal {
	return with(withdrawalIn(funds.StateCompleted), func(w *funds.Withdrawal) {
		w.Payout = funds.Payout{Kind: funds.PayoutManual, TransactionNo: number, PaidAt: claimed}
	})
}

func TestAMistypedTransactionNumberIsCorrectedByAnotherStep(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	for was, from := range map[string]string{"2026112700001": "2026112700001", "": "–"} {
		change, err := funds.CorrectNumber(act, paidByHand(was), " cmb2026112700001 ", "漏了开头")
		line := lineOf(5, funds.CommandCorrect, funds.StateCompleted, funds.StateCompleted, said(funds.ReasonNumberCorrected, funds.Facts{From: from, To: "cmb2026112700001", Text: "漏了开头"}), act)
		line.Number = "cmb2026112700001"
		same(t, mustDecide(t, change, err), funds.Change{
			CommitID: "c9", At: late,
			Withdrawal: &funds.WithdrawalChange{From: 4, To: with(moved(paidByHand(was), 1, funds.StateCompleted, act), func(w *funds.Withdrawal) {
				w.Payout.TransactionNo = "cmb2026112700001"
				w.EndedAt = claimed
			})},
			Lines:         []funds.Line{line},
			TransactionNo: "CMB2026112700001",
		})
		if change.KeptLines() {
			t.Error("an admin's line is not found by the audit")
		}
	}
}

func TestACorrectionIsRefusedWhereThereIsNothingToCorrect(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	cases := map[string]struct {
		act            funds.Act
		withdrawal     funds.Withdrawal
		number, reason string
		want           *funds.Error
	}{
		"one's own":               {actOf(self, late), paidByHand("T1"), "T2", "r", funds.ErrForbidden},
		"not paid yet":            {act, withdrawalIn(funds.StateApproved), "T2", "r", funds.ErrIllegal},
		"given back":              {act, withdrawalIn(funds.StateFailed), "T2", "r", funds.ErrIllegal},
		"paid by the gateway":     {act, withdrawalIn(funds.StateCompleted), "T2", "r", funds.ErrIllegal},
		"no number":               {act, paidByHand("T1"), " ", "r", invalid("transactionNo")},
		"the same number":         {act, paidByHand("T1"), "T1", "r", invalid("transactionNo")},
		"a number with a space":   {act, paidByHand("T1"), "T 2", "r", invalid("transactionNo")},
		"no reason":               {act, paidByHand("T1"), "T2", "", invalid("reason")},
		"a reason that is broken": {act, paidByHand("T1"), "T2", "a\u202eb", invalid("reason")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.CorrectNumber(c.act, c.withdrawal, c.number, c.reason)
			refusedAs(t, change, err, c.want)
		})
	}
}

func TestEveryNumberThatAWithdrawalHadIsItsOwnAndTheLastOneCounts(t *testing.T) {
	t.Parallel()
	complete := funds.Line{Version: 4, Command: funds.CommandComplete, Message: "T1"}
	first := funds.Line{Version: 5, Command: funds.CommandCorrect, Number: "T2"}
	second := funds.Line{Version: 6, Command: funds.CommandCorrect, Number: "T3"}
	history := funds.History{Withdrawal: paidByHand("T3"), Lines: []funds.Line{second, complete, first}}
	same(t, funds.Numbers(history), []string{"T1", "T2", "T3"})
	same(t, funds.Numbers(funds.History{Withdrawal: withdrawalIn(funds.StateCompleted), Lines: []funds.Line{complete}}), []string(nil))

	history.Withdrawal.Payout.TransactionNo = "T2"
	for _, violation := range funds.Verify(funds.Ledger{Wallet: walletOf(), Withdrawals: []funds.History{history}}) {
		if violation.Rule == funds.RuleNumber {
			return
		}
	}
	t.Error("a number that the log does not have is not found")
}
