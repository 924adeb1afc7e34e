package main

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/table"
)

// verify prints every broken invariant of the table, and where the counters do not say what there is; it is an
// error where there is one.
func (p program) verify(ctx context.Context, arguments []string) error {
	flags := p.flags("verify")
	zone := flags.String("zone", defaultZone, "the business time zone of the policy")
	patience := flags.Duration("wait", 10*time.Second, "how long the counters may lag behind")
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
	store := table.New(client, p.tableName(), time.Now)
	result, err := store.Verify(ctx)
	if err != nil {
		return fmt.Errorf("verify %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	miscounted, err := store.VerifyCounters(ctx, calendar, *patience)
	if err != nil {
		return fmt.Errorf("verify the counters of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	result.Violations = append(result.Violations, miscounted...)
	for _, violation := range result.Violations {
		if _, err := fmt.Fprintln(p.out, violation); err != nil {
			return err
		}
	}
	checked := fmt.Sprintf("verified %d wallets, %d withdrawals, %d recharges, %d entries", result.Wallets, result.Withdrawals, result.Recharges, result.Entries)
	if found := len(result.Violations); found > 0 {
		return fmt.Errorf("%s: %d violations", checked, found)
	}
	_, err = fmt.Fprintln(p.out, checked+": no violation")
	return err
}
