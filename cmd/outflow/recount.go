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
	flags := p.flags("recount")
	zone := flags.String("zone", defaultZone, "the business time zone of the policy")
	patience := flags.Duration("wait", 10*time.Minute, "how long to wait for the stream")
	if err := parse(flags, arguments); err != nil {
		return err
	}
	calendar, err := calendarOf(*zone)
	if err != nil {
		return err
	}
	client, err := p.client(p.endpoint())
	if err != nil {
		return err
	}
	touched, err := table.New(client, p.tableName(), time.Now).Recount(ctx, calendar, *patience)
	if err != nil {
		return fmt.Errorf("recount %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprintf(p.out, "recounted %d withdrawals\n", touched)
	return err
}

func calendarOf(zone string) (*count.Calendar, error) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("-zone: %w", err)
	}
	return count.NewCalendar(funds.Policy{Zone: location}), nil
}
