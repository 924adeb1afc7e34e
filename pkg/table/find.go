package table

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	maxSeq    = 999_999_999_999   // the last that has seqDigits
	maxMillis = 9_999_999_999_999 // the last that has millisDigits: in 2286
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
			return nil, unread("list withdrawals", err)
		}
	}
	return keys, nil
}

func inOrderOfLife(states []funds.State) []funds.State {
	return slices.DeleteFunc(funds.States(), func(state funds.State) bool { return !slices.Contains(states, state) })
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

// waiting are the time keys of the withdrawals that wait for an admin.
func (s *Store) waiting(ctx context.Context, times span) (keys []string, err error) {
	err = s.query(ctx, times.query(indexAttention, "attnPK", pkAttention), func(row item) error {
		keys = append(keys, text(row["timeSK"]))
		return nil
	})
	if err != nil {
		return nil, unread("list what needs attention", err)
	}
	return keys, nil
}

func without(keys, others []string) []string {
	drop := make(map[string]bool, len(others))
	for _, k := range others {
		drop[k] = true
	}
	return slices.DeleteFunc(keys, func(k string) bool { return drop[k] })
}

// named are the withdrawals that the filter's keyword may mean: the one of a code or an id, the one of a transaction number, and those of
// the user, or of the users with the phone number. Some may be there twice. Of the users' it reads about so many
// rows, newest first; where there are more, only those that were asked for after since are all there.
func (s *Store) named(ctx context.Context, filter funds.Filter, rows int64) (ids []funds.ID, since time.Time, err error) {
	if code, _ := filter.Named(); code != "" {
		var row withdrawalItem
		err := s.get(ctx, key{pkWithdrawal(funds.ID(code)), skWithdrawal}, &row)
		switch {
		case err == nil:
			ids = append(ids, row.id())
		case !errors.Is(err, funds.ErrNotFound):
			return nil, time.Time{}, err
		}
	}
	var numbered numberItem
	switch err := s.get(ctx, key{pkNumber(funds.ClaimedNumber(filter.Keyword)), skNumber}, &numbered); {
	case err == nil:
		ids = append(ids, funds.ID(numbered.Withdrawal))
	case !errors.Is(err, funds.ErrNotFound):
		return nil, time.Time{}, err
	}
	users, err := s.UsersByPhone(ctx, filter.Keyword)
	if err != nil {
		return nil, time.Time{}, err
	}
	users = append(users, filter.Keyword)
	share := max(rows/int64(len(users)), 1)
	for _, userID := range users {
		freezes, more, err := s.newestFreezes(ctx, userID, spanOf(filter.From, filter.Until), share) // one for each withdrawal
		if err != nil {
			return nil, time.Time{}, err
		}
		for _, freeze := range freezes {
			ids = append(ids, funds.ID(freeze.RelatedID))
		}
		if oldest := len(freezes) - 1; more && freezes[oldest].At.After(since) {
			since = freezes[oldest].At
		}
	}
	return ids, since, nil
}

// newestFreezes are so many of a user's freezes in a time, newest first, and whether there are more. Newer ones are
// read past: they are small.
func (s *Store) newestFreezes(ctx context.Context, userID string, times span, rows int64) (freezes []funds.Entry, more bool, err error) {
	query := entriesBetween(userID, funds.EntryFreeze, 1, maxSeq)
	query.TableName = s.table
	query.FilterExpression = aws.String("#at >= :from AND #at < :until")
	query.ExpressionAttributeNames = map[string]string{"#at": "at"}
	query.ExpressionAttributeValues[":from"], query.ExpressionAttributeValues[":until"] = number(times.from), number(times.until)
	for {
		out, err := s.client.Query(ctx, query)
		if err != nil {
			return nil, false, unread("list a user's withdrawals", err)
		}
		for _, row := range out.Items {
			stored, err := decode[entryItem](row)
			if err != nil {
				return nil, false, funds.Internal("decode an entry", err)
			}
			freezes = append(freezes, stored.entry())
		}
		query.ExclusiveStartKey = out.LastEvaluatedKey
		switch {
		case int64(len(freezes)) > rows:
			return freezes[:rows], true, nil
		case len(out.LastEvaluatedKey) == 0:
			return freezes, false, nil
		}
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

// span is a time from one moment on and before another, in milliseconds since 1970.
type span struct{ from, until int64 }

// spanOf is the span between two moments; a zero one is no bound.
func spanOf(from, until time.Time) span {
	within := func(at time.Time) int64 { return min(max(at.UnixMilli(), 0), maxMillis) }
	first, end := within(from), int64(maxMillis)
	if !until.IsZero() {
		end = max(within(until), first)
	}
	return span{first, end}
}

// query reads one partition of an index that is sorted by time keys, within the span.
func (s span) query(index, attribute, partition string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		IndexName: aws.String(index), KeyConditionExpression: aws.String(attribute + " = :pk AND timeSK BETWEEN :from AND :until"),
		ExpressionAttributeValues: item{
			":pk": stringValue(partition), ":from": stringValue(padded(s.from, millisDigits)),
			":until": stringValue(padded(s.until, millisDigits)), // without an id it sorts before all of that moment
		},
	}
}

// partition is one of a month's partitions, in by-time and in each state of by-status.
type partition struct {
	month string
	shard int
}

// partitions are those that hold withdrawals of the span, newest month first.
func (s *Store) partitions(ctx context.Context, times span) (list []partition, err error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	first, last := month(time.UnixMilli(times.from)), month(time.UnixMilli(times.until-1))
	for _, m := range months {
		if m.stamp < first || m.stamp > last {
			continue
		}
		for shard := range m.shards {
			list = append(list, partition{m.stamp, shard})
		}
	}
	return list, nil
}
