package table

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The rules that only a whole table can break.
const (
	RuleOwner  = "every withdrawal and entry belongs to a wallet"
	RuleNumber = "every transaction number is claimed by the one withdrawal that has it"
	RuleTwin   = "a claim against duplicates names what its wish made"
	RuleItem   = "every item can be read"
	RuleIndex  = "a withdrawal stands in the indexes where its state puts it"
	RuleStray  = "a kept callback stands where its content says"
)

// verifyTries is how often a user who looks wrong is read again: on a live table a scan sees
// different items at different times.
const verifyTries = 5

// Verified is what a verification read, and what it found broken.
type Verified struct {
	Wallets, Withdrawals, Recharges, Entries int
	Strays                                   int // kept callbacks about orders that were never sent; no violation
	Violations                               []funds.Violation
}

// Verify checks every invariant on the whole table, which may be in use: it scans once, and reads
// whoever looks wrong again, consistently, before it says so. It is the only Scan; no request path
// calls it.
func (s *Store) Verify(ctx context.Context) (Verified, error) {
	began := s.now()
	whole, err := s.dump(ctx)
	if err != nil {
		return Verified{}, err
	}
	result := Verified{Wallets: whole.wallets, Strays: whole.strays, Violations: whole.broken}
	users := make([]string, 0, len(whole.ledgers))
	for userID := range whole.ledgers {
		users = append(users, userID)
	}
	sort.Strings(users)
	for _, userID := range users {
		ledger := whole.ledgers[userID]
		result.Withdrawals += len(ledger.Withdrawals)
		result.Recharges += len(ledger.Recharges)
		result.Entries += len(ledger.Entries)
		found := verifyLedger(*ledger)
		for try := 0; len(found) > 0 && try < verifyTries; try++ {
			again, stable, err := s.ledger(ctx, userID, *ledger)
			if funds.CodeOf(err) == funds.CodeBusy {
				return Verified{}, err
			}
			if err != nil {
				break // an item that cannot be read, which is reported by itself
			}
			if stable {
				found = verifyLedger(again)
				break
			}
		}
		result.Violations = append(result.Violations, found...)
	}
	result.Violations = append(result.Violations, verifyTwins(whole, began)...)
	numbers, err := s.verifyNumbers(ctx, whole)
	result.Violations = append(result.Violations, numbers...)
	if err != nil {
		return result, err
	}
	pointers, err := s.verifyPointers(ctx, whole)
	result.Violations = append(result.Violations, pointers...)
	return result, err
}

func verifyLedger(ledger funds.Ledger) []funds.Violation {
	if ledger.Wallet.Version > 0 {
		return funds.Verify(ledger)
	}
	return []funds.Violation{{
		Rule: RuleOwner, Subject: ledger.Wallet.UserID,
		Detail: fmt.Sprintf("no wallet, but %d entries, %d withdrawals and %d recharges", len(ledger.Entries), len(ledger.Withdrawals), len(ledger.Recharges)),
	}}
}

// whole is everything that the invariants speak of.
type whole struct {
	ledgers map[string]*funds.Ledger
	wallets int
	strays  int
	numbers map[string]funds.ID // claimed transaction numbers
	// pointers are the numbered pointers to recharges.
	pointers map[key]string
	twins    []funds.Twin
	broken   []funds.Violation // items that are wrong by themselves
}

func (w *whole) of(userID string) *funds.Ledger {
	ledger, ok := w.ledgers[userID]
	if !ok {
		ledger = &funds.Ledger{Wallet: funds.Wallet{UserID: userID}}
		w.ledgers[userID] = ledger
	}
	return ledger
}

func (s *Store) dump(ctx context.Context) (whole, error) {
	read := whole{ledgers: map[string]*funds.Ledger{}, numbers: map[string]funds.ID{}, pointers: map[key]string{}}
	histories := map[string]*funds.History{}
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{TableName: s.table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return whole{}, unread("scan the table", err)
		}
		for _, row := range page.Items {
			if err := read.take(row, histories); err != nil {
				read.broken = append(read.broken, funds.Violation{Rule: RuleItem, Subject: text(row[attrPK]) + " " + text(row[attrSK]), Detail: err.Error()})
			}
		}
	}
	for _, history := range histories {
		ledger := read.of(history.Withdrawal.UserID)
		ledger.Withdrawals = append(ledger.Withdrawals, *history)
	}
	return read, nil
}

// take sorts one item into its place.
func (w *whole) take(row item, histories map[string]*funds.History) error {
	pk, sk := text(row[attrPK]), text(row[attrSK])
	history := func() *funds.History {
		if histories[pk] == nil {
			histories[pk] = &funds.History{}
		}
		return histories[pk]
	}
	switch {
	case strings.HasPrefix(pk, pkUser("")) && sk == skWallet:
		stored, err := decode[walletItem](row)
		if err == nil {
			wallet := stored.wallet()
			w.of(wallet.UserID).Wallet = wallet
			w.wallets++
		}
		return err
	case strings.HasPrefix(pk, pkUser("")) && strings.HasPrefix(sk, entryPrefix):
		stored, err := decode[entryItem](row)
		if err == nil {
			entry := stored.entry()
			ledger := w.of(entry.UserID)
			ledger.Entries = append(ledger.Entries, entry)
		}
		return err
	case strings.HasPrefix(pk, "WD#") && sk == skWithdrawal:
		stored, err := decode[withdrawalItem](row)
		if err == nil {
			history().Withdrawal = stored.withdrawal()
			history().Lines = append(history().Lines, history().Withdrawal.Lines...)
			w.broken = append(w.broken, verifyIndexes(stored)...)
		}
		return err
	case strings.HasPrefix(pk, "WD#") && strings.HasPrefix(sk, logPrefix):
		stored, err := decode[logItem](row)
		if err == nil {
			history().Lines = append(history().Lines, lines(stored.Lines)...)
		}
		return err
	case sk == skRecharge:
		stored, err := decode[rechargeItem](row)
		if err == nil {
			recharge := stored.recharge()
			ledger := w.of(recharge.UserID)
			ledger.Recharges = append(ledger.Recharges, recharge)
			w.broken = append(w.broken, verifyRechargeItem(stored)...)
		}
		return err
	case strings.HasPrefix(sk, rechargePrefix):
		stored, err := decode[rechargePointer](row)
		if err == nil {
			w.pointers[key{pk, sk}] = stored.ID
		}
		return err
	}
	return w.takeClaim(pk, sk, row)
}

// takeClaim sorts what claims a number, a likeness or a callback.
func (w *whole) takeClaim(pk, sk string, row item) error {
	switch {
	case strings.HasPrefix(pk, strayPrefix):
		stored, err := decode[strayItem](row)
		if err == nil {
			w.strays++
			w.broken = append(w.broken, verifyStray(stored)...)
		}
		return err
	case sk == skTwin:
		stored, err := decode[twinItem](row)
		if err == nil {
			w.twins = append(w.twins, stored.twin())
		}
		return err
	case sk == skNumber:
		stored, err := decode[numberItem](row)
		if err == nil {
			w.numbers[strings.TrimPrefix(pk, pkNumber(""))] = funds.ID(stored.Withdrawal)
		}
		return err
	}
	return nil
}

func decode[T any](row item) (stored T, err error) {
	err = attributevalue.UnmarshalMap(row, &stored)
	return stored, err
}

// verifyIndexes: an item's index keys are those that its content gives it, whatever its month's shards;
// and one under way is due, or somebody's. Items are written whole, so this needs no second look.
func verifyIndexes(stored withdrawalItem) (found []funds.Violation) {
	withdrawal := stored.withdrawal()
	broken := func(format string, args ...any) {
		found = append(found, funds.Violation{Rule: RuleIndex, Subject: string(withdrawal.ID), Detail: fmt.Sprintf(format, args...)})
	}
	want := putWithdrawal(withdrawal, placement{shards: 1})
	for _, k := range []indexKey{
		{"timePK", unsharded(stored.TimePK), unsharded(want.TimePK)},
		{"timeSK", stored.TimeSK, want.TimeSK},
		{"statusPK", unsharded(stored.StatusPK), unsharded(want.StatusPK)},
		{"duePK", stored.DuePK, want.DuePK},
		{"dueSK", stored.DueSK, want.DueSK},
		{"attnPK", stored.AttnPK, want.AttnPK},
	} {
		if k.has != k.want {
			broken("%s is %q, not %q", k.name, k.has, k.want)
		}
	}
	if withdrawal.State == funds.StateProcessing && withdrawal.Watch.Due.IsZero() && !withdrawal.Parked {
		broken("it is processing, but neither the machine nor an admin waits for it")
	}
	return found
}

// indexKey is an index key as it is, and as it should be.
type indexKey struct{ name, has, want string }

// unsharded is a partition without its shard.
func unsharded(partition string) string {
	return partition[:strings.LastIndexByte(partition, '#')+1]
}

// ledger reads one user's money consistently. stable says that nothing moved while it was read.
func (s *Store) ledger(ctx context.Context, userID string, known funds.Ledger) (ledger funds.Ledger, stable bool, err error) {
	before, err := s.Wallet(ctx, userID)
	if err != nil {
		return funds.Ledger{Wallet: funds.Wallet{UserID: userID}, Withdrawals: known.Withdrawals, Recharges: known.Recharges}, true, ignoreMissing(err)
	}
	ledger.Wallet = before
	if ledger.Entries, err = s.Entries(ctx, userID, "", 1, before.Counts.Entries+1); err != nil {
		return funds.Ledger{}, false, err
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
			continue // its entries tell
		}
		if err != nil {
			return funds.Ledger{}, false, err
		}
		ledger.Withdrawals = append(ledger.Withdrawals, history)
	}
	if ledger.Recharges, err = s.rechargesOf(ctx, before, known.Recharges); err != nil {
		return funds.Ledger{}, false, err
	}
	stable, err = s.unmoved(ctx, ledger)
	return ledger, stable, err
}

// unmoved says that the wallet and all withdrawals still have the versions that were read: approvals and
// dispatches do not touch the wallet.
func (s *Store) unmoved(ctx context.Context, ledger funds.Ledger) (bool, error) {
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
	if moved, err := s.rechargesMoved(ctx, ledger.Recharges); err != nil || moved {
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
