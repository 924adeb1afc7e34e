package table

import (
	"context"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RulePointer is broken if a user's list of recharges would show another one in the place of a recharge, or none.
const RulePointer = "every recharge stands in its user's list at its number"

// verifyRechargeItem is verifyIndexes for a recharge.
func verifyRechargeItem(stored rechargeItem) (found []invariant.Violation) {
	recharge := stored.recharge()
	want := rechargeItemOf(recharge, oneShard)
	broken := func(format string, args ...any) {
		found = append(found, invariant.Violation{Rule: RuleIndex, Subject: stored.ID, Detail: fmt.Sprintf(format, args...)})
	}
	compareKeys(broken, []indexKey{
		{"PK", stored.PK, want.PK},
		{"timePK", unsharded(stored.TimePK), unsharded(want.TimePK)},
		{"timeSK", stored.TimeSK, want.TimeSK},
		{"statusPK", unsharded(stored.StatusPK), unsharded(want.StatusPK)},
		{"duePK", stored.DuePK, want.DuePK},
		{"dueSK", stored.DueSK, want.DueSK},
		{"attnPK", stored.AttnPK, want.AttnPK},
	})
	switch {
	case recharge.State == funds.RechargeOpen && recharge.Watch.Due.IsZero():
		broken("it is open, but the machine does not wait for it")
	case recharge.State == funds.RechargeParked && !recharge.NeedsAttention:
		broken("it is parked, but no admin waits for it")
	}
	return found
}

// rechargesOf reads all recharges that a wallet counts, and the known ones that its list lacks.
func (s *Store) rechargesOf(ctx context.Context, wallet funds.Wallet, known []funds.Recharge) ([]funds.Recharge, error) {
	ids, err := s.UserRecharges(ctx, wallet.UserID, 1, wallet.Counts.Recharges+1)
	if err != nil {
		return nil, err
	}
	listed := map[funds.RechargeID]bool{}
	for _, id := range ids {
		listed[id] = true
	}
	for _, recharge := range known {
		if !listed[recharge.ID] {
			ids = append(ids, recharge.ID)
		}
	}
	return s.Recharges(ctx, ids)
}

// rechargesChanged reports whether any recharge has another version than was read.
func (s *Store) rechargesChanged(ctx context.Context, read []funds.Recharge) (bool, error) {
	ids := make([]funds.RechargeID, 0, len(read))
	versions := make(map[funds.RechargeID]int64, len(read))
	for _, recharge := range read {
		ids = append(ids, recharge.ID)
		versions[recharge.ID] = recharge.Version
	}
	now, err := s.Recharges(ctx, ids)
	for _, recharge := range now {
		if recharge.Version != versions[recharge.ID] {
			return true, nil
		}
	}
	return false, err
}

// verifyPointers checks that each recharge has its pointer, and each pointer its recharge. Both are written in one
// commit, but a scan may see one before and the other after it; so whatever does not match is read again.
func (s *Store) verifyPointers(ctx context.Context, read contents) (found []invariant.Violation, err error) {
	numbered := map[key]string{}
	for _, ledger := range read.ledgers {
		for _, recharge := range ledger.Recharges {
			numbered[key{pkUser(recharge.UserID), skRechargeNumber(recharge.Number)}] = string(recharge.ID)
		}
	}
	for at, id := range numbered {
		if read.pointers[at] == id {
			continue
		}
		var pointer rechargePointer
		if err := ignoreMissing(s.get(ctx, at, &pointer)); err != nil {
			return found, err
		}
		if pointer.ID != id {
			found = append(found, invariant.Violation{Rule: RulePointer, Subject: id, Detail: fmt.Sprintf("%s %s is of %q", at.pk, at.sk, pointer.ID)})
		}
	}
	for at, id := range read.pointers {
		if numbered[at] == id {
			continue
		}
		recharge, err := s.Recharge(ctx, funds.RechargeID(id))
		if err != nil && funds.CodeOf(err) == funds.CodeInternal {
			continue // an item that cannot be decoded, which is reported already
		}
		if err := ignoreMissing(err); err != nil {
			return found, err
		}
		if (key{pkUser(recharge.UserID), skRechargeNumber(recharge.Number)}) != at {
			found = append(found, invariant.Violation{Rule: RulePointer, Subject: id, Detail: fmt.Sprintf("%s %s points at it", at.pk, at.sk)})
		}
	}
	return found, nil
}
