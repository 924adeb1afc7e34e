package table

import (
	"context"
	"fmt"
	"sort"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// Rules that can only be checked on a whole table.
const (
	RuleOwner  = "every withdrawal and entry belongs to a wallet"
	RuleNumber = "every transaction number is claimed by the one withdrawal that has it"
	RuleTwin   = "a claim against duplicates names what its request made"
	RuleItem   = "every item can be read"
	RuleIndex  = "a withdrawal stands in the indexes where its state puts it"
	RuleStray  = "a kept callback stands where its content says"
	RulePause  = "every copy of the pauses has what was spread, and nothing else"
	// RuleBlocked is broken where a payout to a blocked account would be let through, or one to another is stopped.
	RuleBlocked = "every copy of the pauses names what is blocked of its shard, and nothing else"
)

// Verified is what a verification read, and which rules it found broken.
type Verified struct {
	Wallets, Withdrawals, Recharges, Entries int
	Strays                                   int // callbacks about orders that were never sent; they are no violation
	Violations                               []invariant.Violation
}

// Verify checks every invariant on the whole table, which may be in use meanwhile: it scans the table once, and if a
// user's items contradict each other it reads them again, consistently, before it reports a violation. No request path
// calls it, because it scans.
func (s *Store) Verify(ctx context.Context) (Verified, error) {
	began := s.now()
	whole, err := s.scan(ctx)
	if err != nil {
		return Verified{}, err
	}
	result := Verified{Wallets: whole.wallets, Strays: whole.strays, Violations: whole.broken}
	users := make([]string, 0, len(whole.ledgers))
	for userID := range whole.ledgers {
		users = append(users, userID)
	}
	sort.Strings(users)
	said := s.policies(whole)
	for _, userID := range users {
		ledger := whole.ledgers[userID]
		result.Withdrawals += len(ledger.Withdrawals)
		result.Recharges += len(ledger.Recharges)
		result.Entries += len(ledger.Entries)
		found := verifyLedger(*ledger, said)
		for try := 0; len(found) > 0 && try < verifyTries; try++ {
			again, stable, err := s.readLedger(ctx, userID, *ledger)
			if funds.CodeOf(err) == funds.CodeBusy {
				return Verified{}, err
			}
			if err != nil {
				break // an item that cannot be decoded, which is reported already
			}
			if stable {
				found = verifyLedger(again, said)
				break
			}
		}
		result.Violations = append(result.Violations, found...)
	}
	result.Violations = append(result.Violations, verifyTwins(whole, began)...)
	result.Violations = append(result.Violations, verifyBatches(whole)...)
	for _, verify := range []func(context.Context, contents) ([]invariant.Violation, error){
		func(ctx context.Context, whole contents) ([]invariant.Violation, error) {
			return s.verifyReleases(ctx, whole, said)
		},
		func(ctx context.Context, _ contents) ([]invariant.Violation, error) { return s.verifyPauses(ctx) },
		s.verifyBlocked, s.verifyPolicy, s.verifyBank, s.verifyNumbers, s.verifyReturns, s.verifyPointers,
		func(ctx context.Context, whole contents) ([]invariant.Violation, error) {
			return s.verifyShards(ctx, whole.shards)
		},
	} {
		found, err := verify(ctx, whole)
		result.Violations = append(result.Violations, found...)
		if err != nil {
			return result, err
		}
	}
	return result, nil
}

func verifyLedger(ledger invariant.Ledger, said invariant.Policies) []invariant.Violation {
	ledger.Policies = said
	if ledger.Wallet.Version > 0 {
		return invariant.Verify(ledger)
	}
	return []invariant.Violation{{
		Rule: RuleOwner, Subject: ledger.Wallet.UserID,
		Detail: fmt.Sprintf("no wallet, but %d entries, %d withdrawals and %d recharges", len(ledger.Entries), len(ledger.Withdrawals), len(ledger.Recharges)),
	}}
}

// verifyTries is how often the items of a user are read again if they contradict each other: while the system runs, a
// scan reads different items at different times.
const verifyTries = 5

// readLedger reads everything about the money of one user. stable reports that nothing changed while it was read.
func (s *Store) readLedger(ctx context.Context, userID string, known invariant.Ledger) (ledger invariant.Ledger, stable bool, err error) {
	before, err := s.Wallet(ctx, userID)
	if err != nil {
		return invariant.Ledger{Wallet: funds.Wallet{UserID: userID}, Withdrawals: known.Withdrawals, Recharges: known.Recharges}, true, ignoreMissing(err)
	}
	ledger.Wallet = before
	if ledger.Entries, err = s.Entries(ctx, userID, "", 1, before.Counts.Entries+1); err != nil {
		return invariant.Ledger{}, false, err
	}
	ids := map[funds.ID]bool{}
	for _, history := range known.Withdrawals {
		ids[history.Withdrawal.ID] = true
	}
	for _, entry := range ledger.Entries {
		if entry.Type == funds.EntryFreeze {
			ids[funds.ID(entry.RelatedID)] = true
		}
	}
	for id := range ids {
		history, err := s.History(ctx, id)
		if funds.CodeOf(err) == funds.CodeNotFound {
			continue // the check of the entries reports that it is missing
		}
		if err != nil {
			return invariant.Ledger{}, false, err
		}
		ledger.Withdrawals = append(ledger.Withdrawals, history)
	}
	if ledger.Recharges, err = s.rechargesOf(ctx, before, known.Recharges); err != nil {
		return invariant.Ledger{}, false, err
	}
	stable, err = s.unchanged(ctx, ledger)
	return ledger, stable, err
}

// unchanged reports whether the wallet and all orders still have the versions that were read. The wallet alone does not
// tell: an approval or a dispatch does not touch it.
func (s *Store) unchanged(ctx context.Context, ledger invariant.Ledger) (bool, error) {
	ids := make([]funds.ID, 0, len(ledger.Withdrawals))
	versions := make(map[funds.ID]int64, len(ledger.Withdrawals))
	for _, history := range ledger.Withdrawals {
		ids = append(ids, history.Withdrawal.ID)
		versions[history.Withdrawal.ID] = history.Withdrawal.Version
	}
	withdrawals, err := s.Withdrawals(ctx, ids)
	if err != nil {
		return false, err
	}
	for _, withdrawal := range withdrawals {
		if withdrawal.Version != versions[withdrawal.ID] {
			return false, nil
		}
	}
	if moved, err := s.rechargesChanged(ctx, ledger.Recharges); err != nil || moved {
		return false, err
	}
	wallet, err := s.Wallet(ctx, ledger.Wallet.UserID)
	return wallet.Version == ledger.Wallet.Version, err
}

func ignoreMissing(err error) error {
	if funds.CodeOf(err) == funds.CodeNotFound {
		return nil
	}
	return err
}
