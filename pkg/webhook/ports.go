package webhook

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Endpoints keep endpoints. What they read is consistent.
type Endpoints interface {
	// Endpoints are all, the oldest first.
	Endpoints(ctx context.Context) ([]Endpoint, error)
	// Endpoint is [ErrNoEndpoint] where there is none of this id.
	Endpoint(ctx context.Context, id string) (Endpoint, error)
	// PutEndpoint writes the next version of what was read; [funds.ErrConflict] where another one was written since.
	PutEndpoint(ctx context.Context, endpoint Endpoint) error
}

// Deliveries keep deliveries. What they read is consistent but for which there are.
type Deliveries interface {
	// Make keeps a new delivery. One of the same event to the same endpoint stays as it is, and is no error.
	Make(ctx context.Context, delivery Delivery) error
	// Delivery is [funds.ErrNotFound] where there is none.
	Delivery(ctx context.Context, endpoint, event string) (Delivery, error)
	// Move writes the next version of what was read; [funds.ErrConflict] where another one was written since.
	Move(ctx context.Context, delivery Delivery) error
	// Due are up to about most deliveries of an endpoint that are due at a moment, those that have waited longest first.
	Due(ctx context.Context, endpoint string, at time.Time, most int) ([]Delivery, error)
	// Made are up to most deliveries of what happened in a time, Until included, oldest first, behind a place in that list
	// (empty: its beginning). next is the place behind them; empty where there are no more.
	Made(ctx context.Context, endpoint string, in Span, behind string, most int) (found []Delivery, next string, err error)
	// Newest are the same from the end.
	Newest(ctx context.Context, endpoint string, before string, most int) (found []Delivery, next string, err error)
}

// Span is a time, both ends included.
type Span struct{ From, Until time.Time }

// Lease lets one worker at a time send to an endpoint.
type Lease interface {
	// Take gives an endpoint to a worker until a moment, and says whether it has it. Who has it may take it again.
	Take(ctx context.Context, endpoint, worker string, now, until time.Time) (bool, error)
}

// Store is all that is kept.
type Store interface {
	Endpoints
	Deliveries
	Lease
}

// Poster sends one event to an address, once. Whatever happens is an answer.
type Poster interface {
	Post(ctx context.Context, address string, event Event, secrets []string) Answer
}

// Orders read what happened to one order.
type Orders interface {
	// Steps are those of the withdrawal or recharge that an id or a number names, in order; [funds.ErrNotFound] where
	// there is none.
	Steps(ctx context.Context, order string) ([]Step, error)
}

// Auditor keeps the audit records of what admins do here.
type Auditor interface {
	RecordAudit(ctx context.Context, record funds.AuditRecord) error
}
