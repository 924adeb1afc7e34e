package table

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

// The hook_ files keep endpoints and deliveries, in a table of their own: whoever sends to strangers' addresses has no right to
// the table that has the money, and no number of deliveries slows that down.

// Hooks is the table of endpoints and deliveries. It is safe for concurrent use.
type Hooks struct{ database }

// NewHooks returns the store of a table that exists. now is the wall clock.
func NewHooks(client *dynamodb.Client, table string, now func() time.Time) *Hooks {
	return &Hooks{database{client: client, table: aws.String(table), now: now}}
}

const (
	pkEndpoints   = "ENDPOINT"
	pkLeases      = "LEASE"
	pkHookPoison  = "POISON"
	skDelivery    = "DELIVERY"
	hookDueShards = 4 // of each endpoint: an index takes 1,000 writes a second in one partition

	hookBound = 10 * time.Second // of one write: nobody waits for it

	indexHookDue  = "due"
	indexHookMade = "made"
)

// Endpoints implements [webhook.Endpoints].
func (h *Hooks) Endpoints(ctx context.Context) (all []webhook.Endpoint, err error) {
	err = h.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"), ExpressionAttributeValues: item{":pk": stringValue(pkEndpoints)},
	}, func(row item) error {
		stored, err := decode[endpointItem](row)
		all = append(all, stored.endpoint())
		return err
	})
	if err != nil {
		return nil, readError("list endpoints", err)
	}
	return oldestFirst(all), nil
}

// Endpoint implements [webhook.Endpoints].
func (h *Hooks) Endpoint(ctx context.Context, id string) (webhook.Endpoint, error) {
	var row endpointItem
	err := h.get(ctx, key{pkEndpoints, id}, &row)
	if errors.Is(err, funds.ErrNotFound) {
		return webhook.Endpoint{}, webhook.ErrNoEndpoint
	}
	return row.endpoint(), err
}

// PutEndpoint implements [webhook.Endpoints].
func (h *Hooks) PutEndpoint(ctx context.Context, endpoint webhook.Endpoint) error {
	row := endpointItemOf(endpoint)
	if endpoint.Version == 0 {
		made, err := wholeOf(row, absentCondition)
		return h.put(ctx, made, err)
	}
	made, err := attributesOf(row, "ver = :from")
	made.with(":from", number(endpoint.Version))
	return h.put(ctx, made, err)
}

// put is one conditional write; [funds.ErrConflict] where its condition does not hold.
func (h *Hooks) put(ctx context.Context, made conditional, err error) error {
	if err != nil {
		return funds.Internal("encode what webhooks keep", err)
	}
	ctx, cancel := context.WithTimeout(ctx, hookBound)
	defer cancel()
	err = h.write(ctx, made)
	switch {
	case err == nil:
		return nil
	case isConditionFailed(err):
		return funds.ErrConflict
	}
	return readError("write what webhooks keep", err)
}

// Take implements [webhook.Lease].
func (h *Hooks) Take(ctx context.Context, endpoint, worker string, now, until time.Time) (bool, error) {
	made, err := wholeOf(leaseItem{PK: pkLeases, SK: endpoint, Worker: worker, Until: millis(until)}, absentCondition+" OR worker = :worker OR #until < :now")
	made.alias("#until", "until")
	made.with(":worker", stringValue(worker))
	made.with(":now", number(millis(now)))
	err = h.put(ctx, made, err)
	if errors.Is(err, funds.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// Poison keeps a stream record that could not be read, so that it does not block its shard. One that comes again is kept
// already.
func (h *Hooks) Poison(ctx context.Context, shard, sequence, record, why string) error {
	now := h.now()
	kept, err := wholeOf(hookPoisonItem{
		PK: pkHookPoison, SK: shard + "#" + sequence, Why: why, Record: record[:min(len(record), maxPoison)], At: millis(now), TTL: now.Add(webhook.Kept).Unix(),
	}, absentCondition)
	if err = h.put(ctx, kept, err); errors.Is(err, funds.ErrConflict) {
		return nil
	}
	return err
}

var _ webhook.Store = (*Hooks)(nil)
