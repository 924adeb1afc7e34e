package table

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// Store is Outflow's table. It is safe for concurrent use.
type Store struct {
	database

	// MonthShards is how many shards the index keys of the current month get, once more than it has; 0 means 1. It is set before
	// the store is used.
	MonthShards int

	// Controls reads what a version of the policy, which is kept as text, says about people. Only [Store.Verify] asks, and
	// holds nothing against it where it is nil. It is set before the store is used.
	Controls func(text string) (funds.Controls, error)
	// Policies stands in for the versions in the table, where something else is decided by. It, too, is for [Store.Verify].
	Policies invariant.Policies

	months monthMemory
	marks  markMemory
	shards shardMemory
	payees payeeMemory
}

// New returns the store of a table that exists. now is the wall clock, which bounds how long a request is tried again.
func New(client *dynamodb.Client, table string, now func() time.Time) *Store {
	return &Store{database: database{client: client, table: aws.String(table), now: now}}
}
