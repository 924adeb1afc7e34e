package table

import (
	"context"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// claimedBy lists the claims of the transaction numbers that a withdrawal has, or had according to its log. The current
// number is added by itself, because a number that was tampered with is in no log.
func claimedBy(history funds.History) (claimed []funds.NumberClaim) {
	payout := history.Withdrawal.Payout
	for _, no := range append(funds.Numbers(history), payout.TransactionNo) {
		if no != "" {
			claimed = append(claimed, payout.Claim(no))
		}
	}
	return claimed
}

// numbersOf maps each transaction number that a withdrawal has or had to that withdrawal, and reports numbers that
// belong to two.
func numbersOf(read contents) (has map[funds.NumberClaim]funds.ID, found []invariant.Violation) {
	has = map[funds.NumberClaim]funds.ID{}
	for _, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			for _, no := range claimedBy(history) {
				if other, known := has[no]; known && other != history.Withdrawal.ID {
					found = append(found, wrongNumber(no, "both %s and %s have it", other, history.Withdrawal.ID))
				}
				has[no] = history.Withdrawal.ID
			}
		}
	}
	return has, found
}

func wrongNumber(no funds.NumberClaim, format string, args ...any) invariant.Violation {
	at := numberKey(no)
	return invariant.Violation{Rule: RuleNumber, Subject: no.Number + at.sk[len(skNumber):], Detail: fmt.Sprintf(format, args...)}
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
			found = append(found, wrongNumber(no, "claimed for %s, which does not have it", id))
		}
	}
	for no, id := range has {
		if read.numbers[no] == id {
			continue
		}
		claimed, err := s.NumberClaimedBy(ctx, no)
		if err := ignoreMissing(err); err != nil {
			return found, err
		}
		if claimed != id {
			found = append(found, wrongNumber(no, "%s has it, but the claim is for %q", id, claimed))
		}
	}
	return found, nil
}
