package withdrawal

import (
	"cmp"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// A correction, and why it is refused.
const (
	ReasonNumberCorrected  funds.Reason = "number_corrected"  // From one To another; Text is why
	ReasonNotPaidByHand    funds.Reason = "not_paid_by_hand"  // only what was paid by hand has a number
	ReasonSameNumber       funds.Reason = "same_number"       // it has this one already
	ReasonCorrectionReason funds.Reason = "correction_reason" // a correction needs one
)

// CorrectNumber gives a payout by hand another transaction number, for a reason: somebody mistyped it, or left it
// out. Nothing is taken back: the log has every number that there was, and all of them stay claimed by this
// withdrawal. Only a completed one that was paid by hand has such a number ([funds.ErrIllegal]); one that another
// withdrawal has is [funds.CodeDuplicateNumber], by the write door.
func CorrectNumber(act funds.Act, withdrawal funds.Withdrawal, transactionNo, reason string) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	transactionNo = strings.TrimSpace(transactionNo)
	if err := checkTransactionNo(transactionNo); err != nil {
		return funds.Change{}, err
	}
	if withdrawal.State != funds.StateCompleted || !withdrawal.Payout.Kind.Numbered() {
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonNotPaidByHand).About(funds.Facts{State: withdrawal.State, Command: funds.CommandCorrect})
	}
	was := withdrawal.Payout.TransactionNo
	switch {
	case transactionNo == "":
		return funds.Change{}, funds.Missing("transactionNo")
	case transactionNo == was:
		return funds.Change{}, funds.Invalid("transactionNo", ReasonSameNumber)
	case reason == "":
		return funds.Change{}, funds.Invalid("reason", ReasonCorrectionReason)
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	d := ledger.New(act, nil, &withdrawal)
	said := funds.Say(ReasonNumberCorrected, funds.Facts{From: cmp.Or(was, "–"), To: transactionNo, Text: reason})
	if err := d.Apply(funds.CommandCorrect, said); err != nil {
		return funds.Change{}, err
	}
	d.Change.Lines[0].Number = transactionNo
	d.Withdrawal.Payout.TransactionNo = transactionNo
	d.Change.Number = withdrawal.Payout.Claim(transactionNo)
	return d.Done(), nil
}
