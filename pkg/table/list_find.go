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

// Find lists the ids of all withdrawals that a filter matches, newest first. What the indexes say may
// lag behind the withdrawals themselves.
//
// A keyword, and what waits for an admin, are few: they are looked up, and read whole. All else is read
// within the indexes, in the months of the filter alone.
func (s *Store) Find(ctx context.Context, filter funds.Filter) ([]funds.ID, error) {
	times := spanOf(filter.From, filter.Until)
	switch {
	case filter.Keyword != "":
		ids, _, err := s.named(ctx, filter, maxSeq)
		if err != nil {
			return nil, err
		}
		return s.matching(ctx, ids, filter)
	case filter.Attention != nil && *filter.Attention:
		keys, err := s.waiting(ctx, times)
		if err != nil {
			return nil, err
		}
		return s.matching(ctx, idsOf(keys), filter)
	}
	partitions, err := s.partitions(ctx, times)
	if err != nil {
		return nil, err
	}
	filter.States = inOrderOfLife(filter.States)
	found := make([][]string, len(partitions))
	err = inParallel(len(partitions), func(i int) error {
		var err error
		found[i], err = s.keysIn(ctx, partitions[i], times, filter)
		return err
	})
	if err != nil {
		return nil, err
	}
	keys := slices.Concat(found...)
	if filter.Attention != nil {
		waiting, err := s.waiting(ctx, times)
		if err != nil {
			return nil, err
		}
		keys = without(keys, waiting)
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	return idsOf(slices.Compact(keys)), nil
}

// keysIn are the time keys in a partition of what a filter matches by its states, methods, amounts and times. States
// are read in the order of life: what moves on meanwhile is seen, perhaps twice.
func (s *Store) keysIn(ctx context.Context, in partition, times span, filter funds.Filter) (keys []string, err error) {
	for _, query := range s.newestFirst([]partition{in}, times, filter) {
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

// newestFirst are the queries for what a filter's states, methods and amounts match in some partitions.
func (s *Store) newestFirst(in []partition, times span, filter funds.Filter) (queries []*dynamodb.QueryInput) {
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
		query.ScanIndexForward = aws.Bool(false)
		query.ProjectionExpression = aws.String("timeSK")
		narrow(query, filter)
	}
	return queries
}

// narrow lets a query of by-time or by-status pass what has the filter's methods and amounts.
func narrow(query *dynamodb.QueryInput, filter funds.Filter) {
	var conditions []string
	values := query.ExpressionAttributeValues
	if len(filter.Methods) > 0 {
		var names []string
		for i, method := range filter.Methods {
			name := fmt.Sprintf(":method%d", i)
			names, values[name] = append(names, name), stringValue(string(method))
		}
		query.ExpressionAttributeNames = map[string]string{"#method": "method"} // a word of DynamoDB's own
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

// matching reads withdrawals and keeps what the filter matches, newest first and each once.
func (s *Store) matching(ctx context.Context, ids []funds.ID, filter funds.Filter) ([]funds.ID, error) {
	withdrawals, err := s.Withdrawals(ctx, ids)
	if err != nil {
		return nil, err
	}
	var owners map[string]funds.Wallet
	if filter.Keyword != "" {
		userIDs := make([]string, 0, len(withdrawals))
		for _, withdrawal := range withdrawals {
			userIDs = append(userIDs, withdrawal.UserID)
		}
		if owners, err = s.Wallets(ctx, userIDs); err != nil {
			return nil, err
		}
	}
	var keys []string
	for _, withdrawal := range withdrawals {
		if filter.Matches(withdrawal, owners[withdrawal.UserID]) {
			keys = append(keys, timeKey(withdrawal.CreatedAt, string(withdrawal.ID)))
		}
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	return idsOf(slices.Compact(keys)), nil
}

func without(keys, others []string) []string {
	drop := make(map[string]bool, len(others))
	for _, k := range others {
		drop[k] = true
	}
	return slices.DeleteFunc(keys, func(k string) bool { return drop[k] })
}
