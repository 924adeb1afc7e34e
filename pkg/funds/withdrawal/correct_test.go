package withdrawal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestAMistypedTransactionNumberIsCorrectedByAnotherStep(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	for was, from := range map[string]string{"2026112700001": "2026112700001", "": "–"} {
		change, err := withdrawal.CorrectNumber(act, fixture.PaidByHand(was), " cmb2026112700001 ", "漏了开头")
		line := fixture.LineOf(5, funds.CommandCorrect, funds.StateCompleted, funds.StateCompleted, fixture.Said(withdrawal.ReasonNumberCorrected, funds.Facts{From: from, To: "cmb2026112700001", Text: "漏了开头"}), act)
		line.Number = "cmb2026112700001"
		fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
			CommitID: "c9", At: fixture.Late,
			Withdrawal: &funds.WithdrawalChange{From: 4, To: fixture.With(fixture.Moved(fixture.PaidByHand(was), 1, funds.StateCompleted, act), func(w *funds.Withdrawal) {
				w.Payout.TransactionNo = "cmb2026112700001"
				w.EndedAt = fixture.Claimed
			})},
			Lines:  []funds.Line{line},
			Number: funds.NumberClaim{Number: "CMB2026112700001"},
		})
		if change.KeptLines() {
			t.Error("an admin's line is not found by the audit")
		}
	}
}

func TestACorrectionIsRefusedWhereThereIsNothingToCorrect(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	cases := map[string]struct {
		act            funds.Act
		withdrawal     funds.Withdrawal
		number, reason string
		want           *funds.Error
	}{
		"one's own":               {fixture.Act(fixture.Self, fixture.Late), fixture.PaidByHand("T1"), "T2", "r", funds.ErrForbidden},
		"not paid yet":            {act, fixture.WithdrawalIn(funds.StateApproved), "T2", "r", funds.ErrIllegal},
		"given back":              {act, fixture.WithdrawalIn(funds.StateFailed), "T2", "r", funds.ErrIllegal},
		"paid by the gateway":     {act, fixture.WithdrawalIn(funds.StateCompleted), "T2", "r", funds.ErrIllegal},
		"no number":               {act, fixture.PaidByHand("T1"), " ", "r", fixture.Invalid("transactionNo")},
		"the same number":         {act, fixture.PaidByHand("T1"), "T1", "r", fixture.Invalid("transactionNo")},
		"a number with a space":   {act, fixture.PaidByHand("T1"), "T 2", "r", fixture.Invalid("transactionNo")},
		"no reason":               {act, fixture.PaidByHand("T1"), "T2", "", fixture.Invalid("reason")},
		"a reason that is broken": {act, fixture.PaidByHand("T1"), "T2", "a\u202eb", fixture.Invalid("reason")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := withdrawal.CorrectNumber(c.act, c.withdrawal, c.number, c.reason)
			fixture.RefusedAs(t, change, err, c.want)
		})
	}
}
