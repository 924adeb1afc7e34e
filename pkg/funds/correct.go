package funds

import (
	"cmp"
	"fmt"
	"sort"
	"strings"
)

// A correction, and why it is refused.
const (
	ReasonNumberCorrected  Reason = "number_corrected"  // From one To another; Text is why
	ReasonNotPaidByHand    Reason = "not_paid_by_hand"  // only what was paid by hand has a number
	ReasonSameNumber       Reason = "same_number"       // it has this one already
	ReasonCorrectionReason Reason = "correction_reason" // a correction needs one
)

// CorrectNumber gives a payout by hand another transaction number, for a reason: somebody mistyped it, or left it
// out. Nothing is taken back: the log has every number that there was, and all of them stay claimed by this
// withdrawal. Only a completed one that was paid by hand has such a number ([ErrIllegal]); one that another
// withdrawal has is [CodeDuplicateNumber], by the write door.
func CorrectNumber(act Act, withdrawal Withdrawal, transactionNo, reason string) (Change, error) {
	if err := notOwn(act, withdrawal.UserID); err != nil {
		return Change{}, err
	}
	transactionNo = strings.TrimSpace(transactionNo)
	if err := checkTransactionNo(transactionNo); err != nil {
		return Change{}, err
	}
	if withdrawal.State != StateCompleted || withdrawal.Payout.Kind != PayoutManual {
		return Change{}, Refuse(CodeIllegal, ReasonNotPaidByHand).About(Facts{State: withdrawal.State, Command: CommandCorrect})
	}
	was := withdrawal.Payout.TransactionNo
	switch {
	case transactionNo == "":
		return Change{}, Missing("transactionNo")
	case transactionNo == was:
		return Change{}, Invalid("transactionNo", ReasonSameNumber)
	case reason == "":
		return Change{}, Invalid("reason", ReasonCorrectionReason)
	}
	if err := CheckProse("reason", reason); err != nil {
		return Change{}, err
	}
	d := newDraft(act, nil, &withdrawal)
	said := Say(ReasonNumberCorrected, Facts{From: cmp.Or(was, "–"), To: transactionNo, Text: reason})
	if err := d.step(CommandCorrect, said); err != nil {
		return Change{}, err
	}
	d.change.Lines[0].Number = transactionNo
	d.withdrawal.Payout.TransactionNo = transactionNo
	d.change.TransactionNo = ClaimedNumber(transactionNo)
	return d.done(), nil
}

// Numbers are the transaction numbers that a withdrawal has had, as they were given, in order. The last one
// counts; all of them are claimed by it.
func Numbers(history History) (numbers []string) {
	if history.Withdrawal.Payout.Kind != PayoutManual {
		return nil
	}
	lines := append([]Line(nil), history.Lines...)
	sort.Slice(lines, func(i, j int) bool { return lines[i].Version < lines[j].Version })
	for _, line := range lines {
		switch {
		case line.Command == CommandComplete && line.Message != "": // a payout by hand says its number, and no more
			numbers = append(numbers, string(line.Message))
		case line.Command == CommandCorrect:
			numbers = append(numbers, line.Number)
		}
	}
	return numbers
}

// verifyNumber: the number that counts is the last one of the log.
func verifyNumber(history History) []Violation {
	last, has := "", history.Withdrawal.Payout.TransactionNo
	if numbers := Numbers(history); len(numbers) > 0 {
		last = numbers[len(numbers)-1]
	}
	if last == has {
		return nil
	}
	return []Violation{{RuleNumber, string(history.Withdrawal.ID), fmt.Sprintf("its number is %q, the log's last %q", has, last)}}
}
