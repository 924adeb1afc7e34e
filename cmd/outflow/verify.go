package main

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// ruleZone is broken after the policy's zone has changed, until a recount.
const ruleZone = "the counters count by the business time zone"

// verify prints every broken invariant of the table, and where the counters do not say what there is; it is an
// error where there is one.
func (p program) verify(ctx context.Context, arguments []string) error {
	at, err := p.counting(ctx, "verify", arguments, 10*time.Second)
	if err != nil {
		return err
	}
	result, err := at.store.Verify(ctx)
	if err != nil {
		return fmt.Errorf("verify %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	miscounted, err := at.store.VerifyCounters(ctx, count.NewCalendar(funds.Policy{Zone: at.counts}), at.patience)
	if err != nil {
		return fmt.Errorf("verify the counters of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	payees, err := at.store.VerifyPayees(ctx, at.patience)
	if err != nil {
		return fmt.Errorf("verify the payees of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	result.Violations = append(append(result.Violations, miscounted...), payees...)
	if counts, wanted := at.counts.String(), at.wanted.String(); counts != wanted {
		result.Violations = append(result.Violations, invariant.Violation{Rule: ruleZone, Subject: counts, Detail: "it is " + wanted + ": run outflow recount"})
	}
	for _, violation := range result.Violations {
		if _, err := fmt.Fprintln(p.out, violation); err != nil {
			return err
		}
	}
	checked := fmt.Sprintf("verified %d wallets, %d withdrawals, %d recharges, %d entries", result.Wallets, result.Withdrawals, result.Recharges, result.Entries)
	if result.Strays > 0 {
		checked += fmt.Sprintf(", %d kept callbacks about orders that were never sent", result.Strays)
	}
	if found := len(result.Violations); found > 0 {
		return fmt.Errorf("%s: %d violations", checked, found)
	}
	_, err = fmt.Fprintln(p.out, checked+": no violation")
	return err
}
