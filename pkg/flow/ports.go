package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
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
	// UsersByPhone lists the ids of the users who have a phone number; it may lag.
	UsersByPhone(ctx context.Context, phone string) ([]string, error)
	// Entries are numbered lo to hi (within the type, where one is given), newest first.
	Entries(ctx context.Context, userID string, entryType funds.EntryType, lo, hi int64) ([]funds.Entry, error)
	// Rows are the entries that open the rows numbered lo to hi (withdraw-flow's list), newest first.
	Rows(ctx context.Context, userID string, lo, hi int64) ([]funds.Entry, error)
}

// Withdrawals reads withdrawals, consistently but for Find and Totals.
type Withdrawals interface {
	// Withdrawal is funds.ErrNotFound where there is none of this id.
	Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error)
	// History is a withdrawal with all its lines, in order.
	History(ctx context.Context, id funds.ID) (funds.History, error)
	// Withdrawals keeps the order of ids and leaves unknown ones out.
	Withdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)
	// Outlines are Withdrawals with what lists show alone.
	Outlines(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)
	// Find lists what a filter matches, newest first; it may lag.
	Find(ctx context.Context, filter funds.Filter) ([]funds.ID, error)
	// FindWithin is Find for the newest, reading about so many rows at most; complete says that there are no more.
	FindWithin(ctx context.Context, filter funds.Filter, rows int64) (ids []funds.ID, complete bool, err error)
	// Keys lists up to limit ids of what a filter's states, methods and days match, newest first, from behind so
	// many of them that were asked for before a moment; it may lag.
	Keys(ctx context.Context, filter funds.Filter, before time.Time, skip, limit int64) ([]funds.ID, error)
}

// Counters read the tree that counts all withdrawals; it lags by the stream's delay.
type Counters interface {
	// LiveGeneration is the tree that is read.
	LiveGeneration(ctx context.Context) (int64, error)
	// Nodes are a node's children named from first to last ("": no bound), in the order of their names.
	Nodes(ctx context.Context, generation int64, parent, first, last string) ([]count.Named, error)
	// Node is one node; nothing counted is no error.
	Node(ctx context.Context, generation int64, node count.Node) (count.Counts, error)
}

// Recharges reads recharges, consistently but for RechargeIDs.
type Recharges interface {
	// Recharge is funds.ErrNotFound where there is none of this id.
	Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error)
	// Recharges keeps the order of ids and leaves unknown ones out.
	Recharges(ctx context.Context, ids []funds.RechargeID) ([]funds.Recharge, error)
	// UserRecharges are numbered lo to hi, newest first.
	UserRecharges(ctx context.Context, userID string, lo, hi int64) ([]funds.RechargeID, error)
	// RechargeIDs lists what shows any of the gateway's states (none: all), newest first; it may lag.
	RechargeIDs(ctx context.Context, shown []int) ([]funds.RechargeID, error)
}

// Queue is what waits for the machine, and for an admin.
type Queue interface {
	// Due lists up to limit serials, of withdrawals and recharges, of one of the queue's shards, longest waiting
	// first, from behind the place after; end is where it ended, and empty once nothing is left. It may lag.
	Due(ctx context.Context, shard int, at time.Time, after string, limit int) (serials []string, end string, err error)
	// Attention lists up to limit withdrawals that wait for an admin, newest first; it may lag.
	Attention(ctx context.Context, limit int) ([]funds.ID, error)
	// Strays lists up to limit serials of kept callbacks about orders that were not sent, newest first; it may lag.
	Strays(ctx context.Context, limit int) ([]string, error)
	// RechargeAttention lists up to limit recharges that wait for an admin, newest first; it may lag.
	RechargeAttention(ctx context.Context, limit int) ([]funds.RechargeID, error)
}

// Strays reads kept callbacks.
type Strays interface {
	// HasStray says whether one of this content is kept.
	HasStray(ctx context.Context, stray funds.Stray) (bool, error)
}

// Bounds keep the gateway from being made busy. They are no money and no state: a write of theirs is one conditional
// write beside the door, and [funds.ErrConflict] where what it was decided on has moved.
type Bounds interface {
	// Kept is the gateway's last answer to a question of everybody's; nothing where there is none.
	Kept(ctx context.Context, name string) (funds.Kept, error)
	// Keep puts the next in the place of what was read.
	Keep(ctx context.Context, name string, was, is funds.Kept) error
	// Rate is what is counted of a caller's refused orders; nothing where none is.
	Rate(ctx context.Context, caller string) (funds.Rate, error)
	// PutRate puts the next of what was read, to be kept until a moment.
	PutRate(ctx context.Context, caller string, rate funds.Rate, until time.Time) error
}

// Claims reads idempotency claims, and those against duplicates.
type Claims interface {
	// Claim is funds.ErrNotFound where there is none; an expired one may be returned.
	Claim(ctx context.Context, caller, key string) (funds.Claim, error)
	// Twin is funds.ErrNotFound where there is none; an expired one may be returned.
	Twin(ctx context.Context, likeness string) (funds.Twin, error)
}

// Audits reads the audit log; it may lag.
type Audits interface {
	// Audits lists what admins did from one moment until another, which is not included, newest first. It reads
	// about so many lines at most, but the newest business day whole; complete says that there are no more.
	Audits(ctx context.Context, from, until time.Time, lines int) (found []funds.Audited, complete bool, err error)
}

// Store is everything that the use cases need of the table.
type Store interface {
	Committer
	Wallets
	Withdrawals
	Counters
	Recharges
	Queue
	Strays
	Bounds
	Claims
	Audits
}

// Gateway is the payment gateway. Its answers are outcomes, never errors: unknown is not failed.
type Gateway interface {
	// Balance is what the gateway can pay out for us, in minor units.
	Balance(ctx context.Context) (funds.Amount, error)
	// Create sends one order over one connection, and never again. ctx ends at the claim's SendBy.
	Create(ctx context.Context, order funds.Order) funds.Report
	// Get asks about the order of a serial; another serial or amount in the answer is unknown.
	Get(ctx context.Context, serial string, amount funds.Amount) funds.Report
	// Channels are the ways to pay in that it offers.
	Channels(ctx context.Context) ([]funds.DepositChannel, error)
	// CreateDeposit sends one order to collect, as Create does. ctx ends at the claim's SendBy.
	CreateDeposit(ctx context.Context, order funds.DepositOrder) funds.DepositReport
	// GetDeposit asks about the deposit of a serial, of whatever amount; another serial in the answer is unknown.
	GetDeposit(ctx context.Context, serial string) funds.DepositReport
}
