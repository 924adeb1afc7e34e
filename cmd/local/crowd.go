package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	crowdDays = 90
	ofEach    = 30 // withdrawals of a user, on average
	crowdSeed = 1
	findable  = 100 // users whose withdrawals a keyword finds
)

// crowd fills a table with withdrawals of the last days, as if they had been there for long: to see pages and lists
// among many.
func crowd(withdrawals int, now time.Time, policy funds.Policy) func(context.Context, *dynamodb.Client, string) error {
	users := max(1, withdrawals/ofEach)
	plan := seed.Plan{
		Seed: crowdSeed, Withdrawals: withdrawals, Users: users, Ledgers: min(users, findable),
		From: now.AddDate(0, 0, -crowdDays), Until: now,
	}
	return func(ctx context.Context, client *dynamodb.Client, table string) error {
		return plan.Fill(ctx, client, table, policy)
	}
}
