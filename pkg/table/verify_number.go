package table

import (
	"context"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// verifyNumbers: each claim's withdrawal has the number, and each number that a withdrawal has is claimed by it.
func (s *Store) verifyNumbers(ctx context.Context, read whole) (found []funds.Violation, err error) {
	has := map[string]funds.ID{}
	for _, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			if no := funds.ClaimedNumber(history.Withdrawal.Payout.TransactionNo); no != "" {
				if other, twice := has[no]; twice {
					found = append(found, funds.Violation{Rule: RuleNumber, Subject: no, Detail: fmt.Sprintf("both %s and %s have it", other, history.Withdrawal.ID)})
				}
				has[no] = history.Withdrawal.ID
			}
		}
	}
	for no, id := range read.numbers {
		if has[no] == id {
			continue
		}
		now, err := s.Withdrawal(ctx, id)
		if err != nil && funds.CodeOf(err) != funds.CodeNotFound {
			return found, err
		}
		if funds.ClaimedNumber(now.Payout.TransactionNo) != no {
			found = append(found, funds.Violation{Rule: RuleNumber, Subject: no, Detail: fmt.Sprintf("claimed for %s, which does not have it", id)})
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
			found = append(found, funds.Violation{Rule: RuleNumber, Subject: no, Detail: fmt.Sprintf("%s has it, but the claim is for %q", id, claim.Withdrawal)})
		}
	}
	return found, nil
}
