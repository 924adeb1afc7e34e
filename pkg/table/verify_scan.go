package table

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// contents is everything in the table that a rule is about.
type contents struct {
	ledgers map[string]*invariant.Ledger
	wallets int
	strays  int
	numbers map[funds.NumberClaim]funds.ID
	// pointers maps the key of each place in a user's list of recharges to the id of the recharge there.
	pointers map[key]string
	twins    []funds.Twin
	returns  map[string]keptReturn // by key
	policies map[int64]funds.PolicyVersion
	// proposed maps what stands in a claim against duplicates for an adjustment that is only proposed to its likeness.
	proposed map[string]string
	// carriedOut has the commit ids of the proposals that were carried out.
	carriedOut map[string]bool
	shards     farthest
	batches    batches
	bank       bankContents
	broken     []invariant.Violation // of single items
}

func (w *contents) ledgerOf(userID string) *invariant.Ledger {
	ledger, ok := w.ledgers[userID]
	if !ok {
		ledger = &invariant.Ledger{Wallet: funds.Wallet{UserID: userID}}
		w.ledgers[userID] = ledger
	}
	return ledger
}

func (s *Store) scan(ctx context.Context) (contents, error) {
	read := contents{ledgers: map[string]*invariant.Ledger{}, numbers: map[funds.NumberClaim]funds.ID{}, pointers: map[key]string{}, returns: map[string]keptReturn{}, policies: map[int64]funds.PolicyVersion{}, proposed: map[string]string{}, carriedOut: map[string]bool{}, shards: farthest{}}
	histories := map[string]*funds.History{}
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{TableName: s.table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return contents{}, readError("scan the table", err)
		}
		for _, row := range page.Items {
			if err := read.add(row, histories); err != nil {
				read.broken = append(read.broken, invariant.Violation{Rule: RuleItem, Subject: text(row[attrPK]) + " " + text(row[attrSK]), Detail: err.Error()})
			}
		}
	}
	for _, history := range histories {
		ledger := read.ledgerOf(history.Withdrawal.UserID)
		ledger.Withdrawals = append(ledger.Withdrawals, *history)
	}
	return read, nil
}

// unreadable says that an item whose key begins like this could not be decoded, which is found already.
func (w *contents) unreadable(begins string) bool {
	return slices.ContainsFunc(w.broken, func(v invariant.Violation) bool { return v.Rule == RuleItem && strings.HasPrefix(v.Subject, begins) })
}

// add sorts one item into the contents.
func (w *contents) add(row item, histories map[string]*funds.History) error {
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
			w.ledgerOf(wallet.UserID).Wallet = wallet
			w.wallets++
		}
		return err
	case strings.HasPrefix(pk, pkUser("")) && strings.HasPrefix(sk, entryPrefix):
		stored, err := decode[entryItem](row)
		if err == nil {
			entry := stored.entry()
			ledger := w.ledgerOf(entry.UserID)
			ledger.Entries = append(ledger.Entries, entry)
		}
		return err
	case strings.HasPrefix(pk, "WD#") && sk == skWithdrawal:
		stored, err := decode[withdrawalItem](row)
		if err == nil {
			history().Withdrawal = stored.withdrawal()
			history().Lines = append(history().Lines, history().Withdrawal.Lines...)
			w.broken = append(w.broken, verifyIndexes(stored)...)
			w.seeOrder(monthOf(moment(stored.Created)), stored.TimePK, stored.StatusPK, string(stored.id()))
		}
		return err
	case strings.HasPrefix(pk, "WD#") && strings.HasPrefix(sk, logPrefix):
		stored, err := decode[logItem](row)
		if err == nil {
			w.addLog(stored, history())
		}
		return err
	case sk == skRecharge:
		stored, err := decode[rechargeItem](row)
		if err == nil {
			recharge := stored.recharge()
			ledger := w.ledgerOf(recharge.UserID)
			ledger.Recharges = append(ledger.Recharges, recharge)
			w.broken = append(w.broken, verifyRechargeItem(stored)...)
			w.seeOrder(monthOf(recharge.CreatedAt), stored.TimePK, stored.StatusPK, stored.ID)
		}
		return err
	case strings.HasPrefix(sk, rechargePrefix):
		stored, err := decode[rechargePointer](row)
		if err == nil {
			w.pointers[key{pk, sk}] = stored.ID
		}
		return err
	}
	return w.addClaim(pk, sk, row)
}

// addClaim sorts an item that claims a number or a likeness, that keeps a callback, that waits for people, or that is under way.
func (w *contents) addClaim(pk, sk string, row item) error {
	switch {
	case pk == pkPolicy:
		return w.addPolicy(sk, row)
	case strings.HasPrefix(pk, strayPrefix):
		stored, err := decode[strayItem](row)
		if err == nil {
			w.strays++
			w.broken = append(w.broken, verifyStray(stored)...)
		}
		return err
	case sk == skProposal:
		stored, err := decode[proposalItem](row)
		if err == nil {
			p := stored.proposal()
			w.proposed[funds.ProposalClaim(p.ID)] = p.Likeness().Key()
			if p.State == funds.ProposalDone {
				w.carriedOut[p.CommitID] = true
			}
			w.broken = append(w.broken, verifyProposal(stored)...)
		}
		return err
	case sk == skJob:
		stored, err := decode[jobItem](row)
		if err == nil {
			w.broken = append(w.broken, verifyJob(stored)...)
		}
		return err
	case strings.HasPrefix(pk, "BANK"), strings.HasPrefix(pk, "STATEMENT#"), sk == skBreak:
		return w.addBank(pk, sk, row)
	case strings.HasPrefix(pk, "AUDIT#"):
		stored, err := decode[auditItem](row)
		if err == nil {
			w.seeAct(stored.ID, stored.AuditPK, auditDay(moment(stored.At), 0), monthOf(moment(stored.At)))
		}
		return err
	case pk == pkBlocked:
		_, err := decode[blockedItem](row)
		return err
	case strings.HasPrefix(pk, batchPrefix):
		return w.batches.add(sk, row)
	case sk == skReleased:
		_, err := decode[releasedItem](row)
		return err
	case sk == skReturn:
		return w.addReturn(row)
	case sk == skTwin:
		stored, err := decode[twinItem](row)
		if err == nil {
			w.twins = append(w.twins, stored.twin())
		}
		return err
	case sk == skNumber, strings.HasPrefix(sk, numberPrefix):
		stored, err := decode[numberItem](row)
		if err == nil {
			w.numbers[numberAt(pk, sk)] = funds.ID(stored.Withdrawal)
		}
		return err
	}
	return nil
}
