package main

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/table"
)

// verify prints every broken invariant of the table, and is an error where there is one.
func (p program) verify(ctx context.Context, arguments []string) error {
	if err := parse(p.flags("verify"), arguments); err != nil {
		return err
	}
	client, err := p.client(p.endpoint())
	if err != nil {
		return err
	}
	result, err := table.New(client, p.tableName(), time.Now).Verify(ctx)
	if err != nil {
		return fmt.Errorf("verify %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
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
