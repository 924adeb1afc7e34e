package table

import (
	"context"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// claimedBy lists the transaction numbers that a withdrawal has, or had according to its log, in the form in which they
// are claimed. The current number is added by itself, because a number that was tampered with is in no log.
func claimedBy(history funds.History) (claimed []string) {
	for _, no := range append(funds.Numbers(history), history.Withdrawal.Payout.TransactionNo) {
		if no != "" {
			claimed = append(claimed, funds.ClaimedNumber(no))
		}
	}
	return claimed
}

// numbersOf maps each transaction number that a withdrawal has or had to that withdrawal, and reports numbers that
// belong to two.
func numbersOf(read contents) (has map[string]funds.ID, found []invariant.Violation) {
	has = map[string]funds.ID{}
	for _, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			for _, no := range claimedBy(history) {
				if other, known := has[no]; known && other != history.Withdrawal.ID {
					found = append(found, invariant.Violation{Rule: RuleNumber, Subject: no, Detail: fmt.Sprintf("both %s and %s have it", other, history.Withdrawal.ID)})
				}
				has[no] = history.Withdrawal.ID
			}
		}
	}
	return has, found
}

// verifyNumbers checks that each claimed number belongs, or belonged, to the withdrawal that claims it, and that every
// number that a withdrawal has or had is claimed by it.
func (s *Store) verifyNumbers(ctx context.Context, read contents) (found []invariant.Violation, err error) {
	has, found := numbersOf(read)
	for no, id := range read.numbers {
		if has[no] == id {
			continue
		}
		now, err := s.History(ctx, id)
		if err != nil && funds.CodeOf(err) != funds.CodeNotFound {
			return found, err
		}
		if !slices.Contains(claimedBy(now), no) {
			found = append(found, invariant.Violation{Rule: RuleNumber, Subject: no, Detail: fmt.Sprintf("claimed for %s, which does not have it", id)})
		}
	}
	for no, id := range has {
		if read.numbers[no] == id {
			continue
		}
		var claim numberItem
		err := s.get(ctx, key{pkNumber(no), skNumber}, &claim)
		if err := ignoreMissing(err); err != nil {
			return found, err
		}
		if claim.Withdrawal != string(id) {
			found = append(found, invariant.Violation{Rule: RuleNumber, Subject: no, Detail: fmt.Sprintf("%s has it, but the claim is for %q", id, claim.Withdrawal)})
		}
	}
	return found, nil
}
