package table

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// listedKey is what an index has of a withdrawal: its time key and its amount.
type listedKey struct {
	key    string
	amount funds.Amount
}

func (k listedKey) id() funds.ID {
	_, id, _ := strings.Cut(k.key, "#")
	return funds.ID(id)
}

// inTime sorts keys by time, each once: one that moved between states while they were read stands there twice.
func inTime(keys []listedKey, sorted funds.Sort) []listedKey {
	slices.SortFunc(keys, func(a, b listedKey) int {
		if sorted == funds.OldestFirst {
			return strings.Compare(a.key, b.key)
		}
		return strings.Compare(b.key, a.key)
	})
	return slices.CompactFunc(keys, func(a, b listedKey) bool { return a.key == b.key })
}

// matchesOf are keys in the order that a filter wants.
func matchesOf(keys []listedKey, sorted funds.Sort) []funds.Match {
	keys = inTime(keys, sorted)
	if sorted == funds.LargestFirst {
		slices.SortStableFunc(keys, func(a, b listedKey) int { return cmp.Compare(b.amount, a.amount) })
	}
	matches := make([]funds.Match, 0, len(keys))
	for _, k := range keys {
		matches = append(matches, funds.Match{ID: k.id(), Amount: k.amount})
	}
	return matches
}

// FindWithin is [Store.Find] for filters that the counters cannot answer, as those by amount or keyword, and for orders other
// than the newest first. It lists the newest matches, or the oldest where the filter lists those first, and reads about as many
// index rows as it is given; complete reports whether it has read them all. What waits for an admin is little, and read whole.
func (s *Store) FindWithin(ctx context.Context, filter funds.Filter, rows int64) (found []funds.Match, complete bool, err error) {
	keys, complete, err := s.keysWithin(ctx, filter, rows)
	return matchesOf(keys, filter.Sort), complete, err
}

func (s *Store) keysWithin(ctx context.Context, filter funds.Filter, rows int64) (keys []listedKey, complete bool, err error) {
	if filter.Keyword != "" {
		return s.keywordWithin(ctx, filter, rows)
	}
	times := spanOf(filter.From, filter.Until)
	list, err := s.partitionsOf(ctx, times, filter.Sort)
	if err != nil {
		return nil, false, err
	}
	var waiting []string
	if filter.Attention != nil {
		if waiting, err = s.attentionWithin(ctx, times); err != nil {
			return nil, false, err
		}
		if *filter.Attention {
			keys, err = s.readMatching(ctx, idsOf[funds.ID](waiting), filter)
			return keys, true, err
		}
	}
	for len(list) > 0 {
		month, rest := firstMonth(list)
		found, read, cut, err := s.firstKeysWithin(ctx, month, times, filter, rows)
		if err != nil {
			return nil, false, err
		}
		keys = append(keys, found...)
		list, rows = rest, rows-read
		if cut || (rows <= 0 && len(list) > 0) {
			return without(keys, waiting), false, nil
		}
	}
	return without(keys, waiting), true, nil
}

func without(keys []listedKey, others []string) []listedKey {
	dropped := among(others)
	return slices.DeleteFunc(keys, func(k listedKey) bool { return dropped(k.key) })
}

// keywordWithin is FindWithin for a filter with a keyword. It looks through the newest, whatever the order.
func (s *Store) keywordWithin(ctx context.Context, filter funds.Filter, rows int64) (keys []listedKey, complete bool, err error) {
	ids, since, err := s.idsByKeyword(ctx, filter, rows)
	if err != nil {
		return nil, false, err
	}
	if complete = since.IsZero() || since.Before(filter.From); !complete {
		filter.From = since.Add(time.Millisecond) // keys have no finer times
	}
	keys, err = s.readMatching(ctx, ids, filter)
	return keys, complete, err
}

// firstKeysWithin lists the first matching keys, in the filter's order of time, in the partitions of one month, and how many
// rows were read to find them. cut reports that rows behind them were left unread; then only keys in front of all unread rows
// are listed.
func (s *Store) firstKeysWithin(ctx context.Context, month []partition, times span, filter funds.Filter, rows int64) (keys []listedKey, read int64, cut bool, err error) {
	queries := s.keyQueries(month, times, filter)
	share := max(rows/int64(len(queries)), 1)
	type part struct {
		keys []listedKey
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
				p.keys = append(p.keys, listedKey{text(row["timeSK"]), funds.Amount(integer(row["amount"]))})
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
	behind := func(a, b string) bool { // in the order of time
		if filter.Sort == funds.OldestFirst {
			return a > b
		}
		return a < b
	}
	edge := "" // the first of the last keys that were read
	for _, p := range parts {
		keys = append(keys, p.keys...)
		read += p.read
		if p.left != "" && (edge == "" || behind(edge, p.left)) {
			edge = p.left
		}
	}
	if edge != "" {
		keys = slices.DeleteFunc(keys, func(k listedKey) bool { return behind(k.key, edge) })
	}
	return keys, read, edge != "", nil
}
