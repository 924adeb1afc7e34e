package table

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Totals counts and sums, by state, the withdrawals that were asked for from a moment on and before
// another; a zero one is no bound. It reads the indexes, which may lag.
func (s *Store) Totals(ctx context.Context, from, until time.Time) (map[funds.State]funds.Tally, error) {
	times := spanOf(from, until)
	partitions, err := s.partitions(ctx, times)
	if err != nil {
		return nil, err
	}
	parts := make([]map[funds.State]funds.Tally, len(partitions))
	err = inParallel(len(partitions), func(i int) error {
		var err error
		parts[i], err = s.totalsIn(ctx, partitions[i], times)
		return err
	})
	if err != nil {
		return nil, err
	}
	totals := map[funds.State]funds.Tally{}
	for _, part := range parts {
		for state, tally := range part {
			sum := totals[state]
			totals[state] = funds.Tally{Count: sum.Count + tally.Count, Amount: sum.Amount + tally.Amount}
		}
	}
	return totals, nil
}

func (s *Store) totalsIn(ctx context.Context, in partition, times span) (map[funds.State]funds.Tally, error) {
	states, err := s.statesIn(ctx, in, times, funds.States())
	if err != nil {
		return nil, err
	}
	totals := map[funds.State]funds.Tally{}
	err = s.query(ctx, times.query(indexByTime, "timePK", timePartition(in.month, in.shard)), func(row item) error {
		state, known := states[text(row["timeSK"])]
		if !known {
			return nil // newer than what was read of the states
		}
		var amount int64
		if err := attributevalue.Unmarshal(row["amount"], &amount); err != nil {
			return err
		}
		sum := totals[state]
		totals[state] = funds.Tally{Count: sum.Count + 1, Amount: sum.Amount + funds.Amount(amount)}
		return nil
	})
	if err != nil {
		return nil, unread("add up withdrawals", err)
	}
	return totals, nil
}

// readers is how many partitions one list reads at once.
const readers = 8

// inParallel runs n jobs, a few at once, waits for all of them and gives the first error.
func inParallel(n int, job func(i int) error) error {
	failed := make([]error, n)
	slots := make(chan struct{}, readers)
	var jobs sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		jobs.Go(func() {
			defer func() { <-slots }()
			failed[i] = job(i)
		})
	}
	jobs.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
