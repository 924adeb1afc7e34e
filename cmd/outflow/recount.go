package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// defaultZone is the policy's default business time zone.
const defaultZone = "Asia/Shanghai"

// recount puts what an older version has paid into the index of what was paid, builds the counters anew from the table,
// while the system runs, and switches to them.
func (p program) recount(ctx context.Context, arguments []string) error {
	at, err := p.counting(ctx, "recount", arguments, 10*time.Minute)
	if err != nil {
		return err
	}
	if _, err := at.store.IndexPaid(ctx); err != nil {
		return fmt.Errorf("index what was paid of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	touched, err := at.store.Recount(ctx, count.NewCalendar(funds.Policy{Zone: at.wanted}), at.patience)
	if err != nil {
		return fmt.Errorf("recount %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprintf(p.out, "recounted %d withdrawals by days of %s\n", touched, at.wanted)
	return err
}

// counting is a table with its counters: the business time zone by which they count, and the one by which they should.
type counting struct {
	store          *table.Store
	counts, wanted *time.Location
	patience       time.Duration
}

func (p program) counting(ctx context.Context, command string, arguments []string, patience time.Duration) (at counting, err error) {
	flags := p.flags(command)
	zone := flags.String("zone", "", "the business time zone that the counters should have (default: the deployed policy's, which they keep)")
	flags.DurationVar(&at.patience, "wait", patience, "how long to wait for counters that lag behind the table")
	if err := parse(flags, arguments); err != nil {
		return at, err
	}
	if _, err := time.LoadLocation(*zone); err != nil {
		return at, fmt.Errorf("-zone: %w", err)
	}
	if at.store, err = p.store(ctx); err != nil {
		return at, err
	}
	kept, err := at.store.Generations(ctx)
	if err != nil {
		return at, fmt.Errorf("read the counters of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	wanted := cmp.Or(*zone, kept.PolicyZone, kept.LiveZone, defaultZone)
	if at.wanted, err = time.LoadLocation(wanted); err != nil {
		return at, fmt.Errorf("the counters' zone: %w", err)
	}
	if at.counts, err = time.LoadLocation(cmp.Or(kept.LiveZone, wanted)); err != nil {
		return at, fmt.Errorf("the counters' zone: %w", err)
	}
	return at, nil
}
