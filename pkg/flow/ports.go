package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Committer is the one write door.
type Committer interface {
	// Commit applies a whole change or nothing of it, and is safe to call again with the same change.
	// funds.ErrConflict: a version moved, decide again. funds.ErrCodeTaken: draw another code.
	Commit(ctx context.Context, change funds.Change) error
}

// Wallets reads wallets and their ledgers, consistently.
type Wallets interface {
	// Wallet is funds.ErrNotFound where none was made yet.
	Wallet(ctx context.Context, userID string) (funds.Wallet, error)
	// Wallets leaves unknown users out.
	Wallets(ctx context.Context, userIDs []string) (map[string]funds.Wallet, error)
	// Entries are numbered lo to hi (within the type, where one is given), newest first.
	Entries(ctx context.Context, userID string, entryType funds.EntryType, lo, hi int64) ([]funds.Entry, error)
}

// Withdrawals reads withdrawals, consistently but for IDs.
type Withdrawals interface {
	// Withdrawal is funds.ErrNotFound where there is none of this id.
	Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error)
	// History is a withdrawal with all its lines, in order.
	History(ctx context.Context, id funds.ID) (funds.History, error)
	// Withdrawals keeps the order of ids and leaves unknown ones out.
	Withdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)
	// IDs lists what is in any of the states (none: all), newest first; it may lag.
	IDs(ctx context.Context, states []funds.State) ([]funds.ID, error)
}

// Queue is what waits for the machine, and for an admin.
type Queue interface {
	// Due lists up to limit ids of one of the queue's shards, longest waiting first, from behind the place
	// after; end is where it ended, and empty once nothing is left. It may lag.
	Due(ctx context.Context, shard int, at time.Time, after string, limit int) (ids []funds.ID, end string, err error)
	// Attention lists up to limit ids of what waits for an admin, newest first; it may lag.
	Attention(ctx context.Context, limit int) ([]funds.ID, error)
}

// Claims reads idempotency claims.
type Claims interface {
	// Claim is funds.ErrNotFound where there is none; an expired one may be returned.
	Claim(ctx context.Context, caller, key string) (funds.Claim, error)
}

// Store is everything that the use cases need of the table.
type Store interface {
	Committer
	Wallets
	Withdrawals
	Queue
	Claims
}

// Gateway is the payment gateway. Its answers are outcomes, never errors: unknown is not failed.
type Gateway interface {
	// Balance is what the gateway can pay out for us, in minor units.
	Balance(ctx context.Context) (funds.Amount, error)
	// Create sends one order over one connection, and never again. ctx ends at the claim's SendBy.
	Create(ctx context.Context, order funds.Order) funds.Report
	// Get asks about the order of a serial; another serial or amount in the answer is unknown.
	Get(ctx context.Context, serial string, amount funds.Amount) funds.Report
}
