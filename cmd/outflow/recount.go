package main

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// defaultZone is the policy's default business time zone.
const defaultZone = "Asia/Shanghai"

// recount builds the counters anew from the table, while the system runs, and switches to them.
func (p program) recount(ctx context.Context, arguments []string) error {
	at, err := p.counting("recount", arguments, 10*time.Minute)
	if err != nil {
		return err
	}
	touched, err := at.store.Recount(ctx, at.calendar, at.patience)
	if err != nil {
		return fmt.Errorf("recount %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprintf(p.out, "recounted %d withdrawals\n", touched)
	return err
}

// counting is a table with its counters, as a command's flags name them.
type counting struct {
	store    *table.Store
	calendar *count.Calendar
	patience time.Duration
}

func (p program) counting(command string, arguments []string, patience time.Duration) (at counting, err error) {
	flags := p.flags(command)
	zone := flags.String("zone", defaultZone, "the business time zone of the policy")
	flags.DurationVar(&at.patience, "wait", patience, "how long to wait for counters that lag behind the table")
	if err := parse(flags, arguments); err != nil {
		return at, err
	}
	location, err := time.LoadLocation(*zone)
	if err != nil {
		return at, fmt.Errorf("-zone: %w", err)
	}
	client, err := p.client(p.endpoint())
	if err != nil {
		return at, err
	}
	at.store, at.calendar = table.New(client, p.tableName(), time.Now), count.NewCalendar(funds.Policy{Zone: location})
	return at, nil
}
