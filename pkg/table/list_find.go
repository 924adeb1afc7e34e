package table

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Find lists the ids of all withdrawals that a filter matches, newest first. The indexes may lag behind the
// withdrawals.
//
// What a keyword matches, and what waits for an admin, is little: it is looked up and read in full. Everything else is
// answered from the indexes, and only from the months that the filter covers.
func (s *Store) Find(ctx context.Context, filter funds.Filter) ([]funds.ID, error) {
	times := spanOf(filter.From, filter.Until)
	switch {
	case filter.Keyword != "":
		ids, _, err := s.idsByKeyword(ctx, filter, maxSeq)
		if err != nil {
			return nil, err
		}
		return idsMatched(s.readMatching(ctx, ids, filter))
	case filter.Attention != nil && *filter.Attention:
		keys, err := s.attentionWithin(ctx, times)
		if err != nil {
			return nil, err
		}
		return idsMatched(s.readMatching(ctx, idsOf[funds.ID](keys), filter))
	}
	partitions, err := s.partitions(ctx, times)
	if err != nil {
		return nil, err
	}
	filter.States = inOrderOfLife(filter.States)
	found := make([][]string, len(partitions))
	err = inParallel(len(partitions), func(i int) error {
		var err error
		found[i], err = s.keysOfPartition(ctx, partitions[i], times, filter)
		return err
	})
	if err != nil {
		return nil, err
	}
	keys := slices.Concat(found...)
	if filter.Attention != nil {
		waiting, err := s.attentionWithin(ctx, times)
		if err != nil {
			return nil, err
		}
		keys = slices.DeleteFunc(keys, among(waiting))
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	return idsOf[funds.ID](slices.Compact(keys)), nil
}

// keysOfPartition lists the time keys in a partition that match a filter's states, methods, amounts and times. It reads
// the states in the order in which a withdrawal passes through them, so one that moves on in the meantime is not
// missed, but may be listed twice.
func (s *Store) keysOfPartition(ctx context.Context, in partition, times span, filter funds.Filter) (keys []string, err error) {
	for _, query := range s.keyQueries([]partition{in}, times, filter) {
		err := s.query(ctx, query, func(row item) error {
			keys = append(keys, text(row["timeSK"]))
			return nil
		})
		if err != nil {
			return nil, readError("list withdrawals", err)
		}
	}
	return keys, nil
}

func inOrderOfLife(states []funds.State) []funds.State {
	return slices.DeleteFunc(funds.States(), func(state funds.State) bool { return !slices.Contains(states, state) })
}

// keyQueries are the queries for the time keys, with their amounts, in some partitions that match a filter's states, methods and
// amounts, newest first, or oldest first where the filter says so.
func (s *Store) keyQueries(in []partition, times span, filter funds.Filter) (queries []*dynamodb.QueryInput) {
	for _, p := range in {
		if len(filter.States) == 0 {
			queries = append(queries, times.query(indexByTime, "timePK", timePartition(p.month, p.shard)))
		}
		for _, state := range filter.States {
			queries = append(queries, times.query(indexByStatus, "statusPK", statusPartition(state, p.month, p.shard)))
		}
	}
	for _, query := range queries {
		query.TableName = s.table
		query.ScanIndexForward = aws.Bool(filter.Sort == funds.OldestFirst)
		query.ProjectionExpression = aws.String("timeSK, amount")
		addConditions(query, filter)
	}
	return queries
}

// addConditions restricts a query of by-time or by-status to a filter's methods and amounts.
func addConditions(query *dynamodb.QueryInput, filter funds.Filter) {
	var conditions []string
	values := query.ExpressionAttributeValues
	if len(filter.Methods) > 0 {
		var names []string
		for i, method := range filter.Methods {
			name := fmt.Sprintf(":method%d", i)
			names, values[name] = append(names, name), stringValue(string(method))
		}
		query.ExpressionAttributeNames = map[string]string{"#method": "method"} // a reserved word
		conditions = append(conditions, "#method IN ("+strings.Join(names, ", ")+")")
	}
	if filter.Min > 0 {
		values[":min"] = number(int64(filter.Min))
		conditions = append(conditions, "amount >= :min")
	}
	if filter.Max != nil {
		values[":max"] = number(int64(*filter.Max))
		conditions = append(conditions, "amount <= :max")
	}
	if len(conditions) > 0 {
		query.FilterExpression = aws.String(strings.Join(conditions, " AND "))
	}
}

// readMatching reads withdrawals and returns those that match a filter, newest first, each once.
func (s *Store) readMatching(ctx context.Context, ids []funds.ID, filter funds.Filter) ([]listedKey, error) {
	withdrawals, err := s.Withdrawals(ctx, ids)
	if err != nil {
		return nil, err
	}
	var owners map[string]funds.Wallet
	if filter.Keyword != "" || filter.Holder != "" {
		userIDs := make([]string, 0, len(withdrawals))
		for _, withdrawal := range withdrawals {
			userIDs = append(userIDs, withdrawal.UserID)
		}
		if owners, err = s.Wallets(ctx, userIDs); err != nil {
			return nil, err
		}
	}
	var keys []listedKey
	for _, withdrawal := range withdrawals {
		if filter.Matches(withdrawal, owners[withdrawal.UserID]) {
			keys = append(keys, listedKey{timeKey(withdrawal.CreatedAt, string(withdrawal.ID)), withdrawal.Amount})
		}
	}
	return inTime(keys, funds.NewestFirst), nil
}

// idsMatched are the ids of what was read.
func idsMatched(keys []listedKey, err error) ([]funds.ID, error) {
	ids := make([]funds.ID, 0, len(keys))
	for _, k := range keys {
		ids = append(ids, k.id())
	}
	return ids, err
}

// among says of a key whether it is one of some.
func among(some []string) func(string) bool {
	known := make(map[string]bool, len(some))
	for _, k := range some {
		known[k] = true
	}
	return func(k string) bool { return known[k] }
}
