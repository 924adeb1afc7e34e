package seed

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	batchSize = 25 // BatchWriteItem's bound
	writers   = 4
	// batchTries bounds how often what an engine left undone is written again.
	batchTries = 20
)

// Fill writes a crowd into a table and counts it there.
func (p Plan) Fill(ctx context.Context, client *dynamodb.Client, tableName string, policy funds.Policy) error {
	if err := p.Load(ctx, client, tableName); err != nil {
		return err
	}
	return p.Project(ctx, table.New(client, tableName, time.Now), policy)
}

// Load writes a crowd into a table.
func (p Plan) Load(ctx context.Context, client *dynamodb.Client, tableName string) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	var batch []types.WriteRequest
	flush := func() {
		full := batch
		batch = nil
		group.Go(func() error { return write(ctx, client, tableName, full) })
	}
	for raw, err := range p.items() {
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: raw}})
		if len(batch) == batchSize {
			flush()
		}
		if ctx.Err() != nil {
			break
		}
	}
	if len(batch) > 0 {
		flush()
	}
	return group.Wait()
}

// items are the months', the withdrawals' with their freezes', and the wallets'.
func (p Plan) items() iter.Seq2[table.Raw, error] {
	shards := max(p.Shards, 1)
	return func(yield func(table.Raw, error) bool) {
		for month := time.Date(p.From.UTC().Year(), p.From.UTC().Month(), 1, 0, 0, 0, 0, time.UTC); month.Before(p.Until); month = month.AddDate(0, 1, 0) {
			if !yield(table.RawMonth(month, shards)) {
				return
			}
		}
		frozen, freezes := map[string]funds.Amount{}, map[string]int64{}
		for withdrawal := range p.All() {
			if !yield(table.RawWithdrawal(withdrawal, shards)) {
				return
			}
			if !withdrawal.State.Final() {
				frozen[withdrawal.UserID] += withdrawal.Amount
			}
			if !p.HasLedger(withdrawal.UserID) {
				continue
			}
			freezes[withdrawal.UserID]++
			if !yield(table.RawEntry(freezeOf(withdrawal, freezes[withdrawal.UserID]))) {
				return
			}
		}
		for wallet := range p.Wallets() {
			n := freezes[wallet.UserID]
			wallet.Frozen = frozen[wallet.UserID]
			wallet.Balance += wallet.Frozen
			wallet.Counts = funds.Counts{Entries: n, FlowRows: n, ByType: map[funds.EntryType]int64{funds.EntryFreeze: n}}
			if !yield(table.RawWallet(wallet)) {
				return
			}
		}
	}
}

// freezeOf is the only entry that a withdrawal has here: the one by which it is found.
func freezeOf(withdrawal funds.Withdrawal, number int64) funds.Entry {
	return funds.Entry{
		UserID: withdrawal.UserID, Seq: number, TypeSeq: number, Row: number, Type: funds.EntryFreeze,
		BalanceBefore: 100_000, BalanceAfter: 100_000, FrozenAfter: withdrawal.Amount,
		RelatedType: "withdrawal", RelatedID: string(withdrawal.ID), CommitID: withdrawal.CommitID, At: withdrawal.CreatedAt,
	}
}

func write(ctx context.Context, client *dynamodb.Client, tableName string, batch []types.WriteRequest) error {
	left := map[string][]types.WriteRequest{tableName: batch}
	for range batchTries {
		out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: left})
		if err != nil {
			return fmt.Errorf("write a crowd: %w", err)
		}
		if left = out.UnprocessedItems; len(left) == 0 {
			return nil
		}
	}
	return fmt.Errorf("%d items stay unprocessed", len(left[tableName]))
}

// Matching lists, newest first, what a filter matches of the crowd: the reference that lists are compared with.
func (p Plan) Matching(filter funds.Filter) (list []funds.Withdrawal) {
	wallets := map[string]funds.Wallet{}
	for wallet := range p.Wallets() {
		wallets[wallet.UserID] = wallet
	}
	for withdrawal := range p.All() {
		if filter.Matches(withdrawal, wallets[withdrawal.UserID]) {
			list = append(list, withdrawal)
		}
	}
	newestFirst(list)
	return list
}
