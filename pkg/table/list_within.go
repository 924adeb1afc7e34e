package table

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// FindWithin is [Store.Find] for filters that the counters cannot answer, those by amount or keyword. It lists the
// newest matches and reads about as many index rows as it is given; complete reports whether it has read them all.
func (s *Store) FindWithin(ctx context.Context, filter funds.Filter, rows int64) (ids []funds.ID, complete bool, err error) {
	if filter.Keyword != "" {
		return s.keywordWithin(ctx, filter, rows)
	}
	times := spanOf(filter.From, filter.Until)
	list, err := s.partitions(ctx, times)
	if err != nil {
		return nil, false, err
	}
	var waiting []string
	if filter.Attention != nil {
		if waiting, err = s.attentionWithin(ctx, times); err != nil {
			return nil, false, err
		}
	}
	var keys []string
	for len(list) > 0 {
		month, rest := newestMonth(list)
		found, read, end, err := s.newestKeysWithin(ctx, month, times, filter, rows)
		if err != nil {
			return nil, false, err
		}
		keys = append(keys, found...)
		list, rows = rest, rows-read
		if end || (rows <= 0 && len(list) > 0) {
			return idsOf[funds.ID](subtract(keys, waiting)), false, nil
		}
	}
	return idsOf[funds.ID](subtract(keys, waiting)), true, nil
}

// keywordWithin is FindWithin for a filter with a keyword.
func (s *Store) keywordWithin(ctx context.Context, filter funds.Filter, rows int64) (ids []funds.ID, complete bool, err error) {
	ids, since, err := s.idsByKeyword(ctx, filter, rows)
	if err != nil {
		return nil, false, err
	}
	if complete = since.IsZero() || since.Before(filter.From); !complete {
		filter.From = since.Add(time.Millisecond) // keys have no finer times
	}
	ids, err = s.readMatching(ctx, ids, filter)
	return ids, complete, err
}

// newestKeysWithin lists the newest matching time keys in the partitions of one month, and how many rows were read to
// find them. cut reports that older rows were left unread; then only keys newer than all unread rows are listed.
func (s *Store) newestKeysWithin(ctx context.Context, month []partition, times span, filter funds.Filter, rows int64) (keys []string, read int64, cut bool, err error) {
	queries := s.keyQueries(month, times, filter)
	share := max(rows/int64(len(queries)), 1)
	type part struct {
		keys []string
		read int64
		left string // the last key that was read, if there are more
	}
	parts := make([]part, len(queries))
	err = inParallel(len(queries), func(i int) error {
		p := &parts[i]
		query := queries[i]
		for {
			query.Limit = aws.Int32(int32(min(max(share-p.read, 1), pageOfKeys)))
			out, err := s.client.Query(ctx, query)
			if err != nil {
				return readError("list withdrawals", err)
			}
			for _, row := range out.Items {
				p.keys = append(p.keys, text(row["timeSK"]))
			}
			p.read += int64(out.ScannedCount)
			query.ExclusiveStartKey = out.LastEvaluatedKey
			if len(out.LastEvaluatedKey) == 0 {
				return nil
			}
			if p.read >= share {
				p.left = text(out.LastEvaluatedKey["timeSK"])
				return nil
			}
		}
	})
	if err != nil {
		return nil, 0, false, err
	}
	oldest := ""
	for _, p := range parts {
		keys = append(keys, p.keys...)
		read += p.read
		oldest = max(oldest, p.left)
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	keys = slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k < oldest })
	return keys, read, oldest != "", nil
}
