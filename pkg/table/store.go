package table

import (
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Store is the table, through one DynamoDB client.
type Store struct {
	client *dynamodb.Client
	table  *string
	now    func() time.Time

	// MonthShards is how many shards a month's index keys get when the month begins; 0 is 1. It is set before the
	// store is used.
	MonthShards int

	monthsMu sync.Mutex
	months   map[string]placement // known months

	marks marks
}

// New gives the store of a table that exists. now is the wall clock, for the door's own time bound.
func New(client *dynamodb.Client, table string, now func() time.Time) *Store {
	return &Store{client: client, table: aws.String(table), now: now, months: map[string]placement{}}
}

// once switches the SDK's own retries off: the door decides alone what is sent again.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }
