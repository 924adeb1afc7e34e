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
	// Entries are numbered lo to hi within the type, newest first.
	Entries(ctx context.Context, userID string, entryType funds.EntryType, lo, hi int64) ([]funds.Entry, error)
}

// Withdrawals reads withdrawals, consistently.
type Withdrawals interface {
	// Withdrawal is funds.ErrNotFound where there is none of this id.
	Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error)
	// OwnWithdrawal reads a user's withdrawal with their wallet, both at once; funds.ErrNotFound where the user has
	// none of this id.
	OwnWithdrawal(ctx context.Context, userID string, id funds.ID) (funds.Withdrawal, funds.Wallet, error)
	// Withdrawals keeps the order of ids and leaves unknown ones out.
	Withdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)
	// Return is what was reported to have come back to a paying account under a bank's reference; funds.ErrNotFound where
	// nothing was.
	Return(ctx context.Context, account, reference string) (funds.Return, error)
}

// Recharges reads recharges, consistently.
type Recharges interface {
	// Recharge is funds.ErrNotFound where there is none of this id.
	Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error)
	// OwnRecharge reads a user's recharge with their wallet, both at once; funds.ErrNotFound where the user has none
	// of this id.
	OwnRecharge(ctx context.Context, userID string, id funds.RechargeID) (funds.Recharge, funds.Wallet, error)
}

// Queue is what waits for the machine, and for an admin.
type Queue interface {
	// Due lists up to limit serials, of withdrawals and recharges, of one of the queue's shards, longest waiting
	// first, from behind the place after; end is where it ended, and empty once nothing is left. It may lag.
	Due(ctx context.Context, shard int, at time.Time, after string, limit int) (serials []string, end string, err error)
	// DueNewest is Due from the other end, shortest waiting first, up to the place before.
	DueNewest(ctx context.Context, shard int, at time.Time, before string, limit int) (serials []string, end string, err error)
	// DueWithin lists up to limit serials of each of the queue's shards that wait for the machine from one moment to
	// another. It may lag.
	DueWithin(ctx context.Context, from, to time.Time, limit int) (serials []string, err error)
	// Backlog counts what has waited for the machine since a moment or longer, and says since when the first of it has.
	// What is beyond some thousands is not counted. It may lag.
	Backlog(ctx context.Context, at time.Time) (count int, oldest time.Time, err error)
	// PendingBefore lists up to limit withdrawals that are pending and were asked for before a moment, oldest first; it
	// may lag.
	PendingBefore(ctx context.Context, before time.Time, limit int) ([]funds.ID, error)
	// FindWithin lists what a filter matches, as it sorts it, and reads about as many rows as it is told; complete says that there
	// are no more. It may lag.
	FindWithin(ctx context.Context, filter funds.Filter, rows int64) (found []funds.Match, complete bool, err error)
	// Attention lists up to limit withdrawals that wait for an admin, newest first; it may lag.
	Attention(ctx context.Context, limit int) ([]funds.ID, error)
	// Strays lists up to limit serials of kept callbacks about orders that were not sent, newest first; it may lag.
	Strays(ctx context.Context, limit int) ([]string, error)
	// RechargeAttention lists up to limit recharges that wait for an admin, newest first; it may lag.
	RechargeAttention(ctx context.Context, limit int) ([]funds.RechargeID, error)
	// ParkedReturns lists up to limit withdrawals of which something came back that waits for an admin, newest first; it
	// may lag.
	ParkedReturns(ctx context.Context, limit int) ([]funds.ID, error)
}

// Pauses reads what is paused, consistently.
type Pauses interface {
	// Pauses are empty where nothing ever was paused.
	Pauses(ctx context.Context) (funds.Pauses, error)
	// PauseCopy is what one of the copies names; it is empty where that was never written.
	PauseCopy(ctx context.Context, shard int) (funds.Pauses, error)
}

// Blocks reads which accounts are blocked, consistently.
type Blocks interface {
	// BlockedShard is empty where nothing of it ever was blocked.
	BlockedShard(ctx context.Context, shard int) (funds.BlockedShard, error)
	// Blocked is everything that is blocked. Shards of which nothing ever was are left out.
	Blocked(ctx context.Context) ([]funds.BlockedShard, error)
	// Unnamed are those of the shards whose copy of the pauses does not name exactly what is blocked.
	Unnamed(ctx context.Context, shards []funds.BlockedShard) ([]funds.BlockedShard, error)
	// WalletToPay reads a wallet, and whether an account is blocked, both at once. The wallet is funds.ErrNotFound where
	// none was made yet, and blocked counts all the same.
	WalletToPay(ctx context.Context, userID string, account funds.AccountMark) (wallet funds.Wallet, blocked bool, err error)
}

// Payees reads what is counted of accounts.
type Payees interface {
	// Payee is what is counted of a user's withdrawals to a payee. It lags, and
	// is empty where nothing is counted yet.
	Payee(ctx context.Context, userID string, payee funds.Payee) (funds.PayeeUse, error)
	// Account is the same with what is counted of all users of the account, of most of them at most.
	Account(ctx context.Context, userID string, payee funds.Payee, most int) (funds.AccountUse, error)
}

// Strays reads kept callbacks.
type Strays interface {
	// HasStray says whether one of this content is kept.
	HasStray(ctx context.Context, stray funds.Stray) (bool, error)
}

// Bounds keep us from asking the gateway too often. They are neither money nor state, so they do not go through the
// write door: each write is conditional on what was read, and [funds.ErrConflict] where somebody else has written since.
type Bounds interface {
	// Kept is the gateway's last answer to a question that is the same for all users; the zero value where there is
	// none yet.
	Kept(ctx context.Context, name string) (funds.Kept, error)
	// Keep replaces what was read.
	Keep(ctx context.Context, name string, was, is funds.Kept) error
	// Rate is what is counted of a caller's refused orders; the zero value where none is.
	Rate(ctx context.Context, caller string) (funds.Rate, error)
	// PutRate replaces what was read; the item expires at until.
	PutRate(ctx context.Context, caller string, rate funds.Rate, until time.Time) error
}

// Proposals reads acts that wait for other people, consistently, and what people have released alone.
type Proposals interface {
	// Proposal is funds.ErrNoProposal where there is none of this id.
	Proposal(ctx context.Context, id funds.ProposalID) (funds.Proposal, error)
	// Released is of nothing yet where nothing is stored.
	Released(ctx context.Context, person string) (funds.Released, error)
}

// Claims reads idempotency claims, and those against duplicates.
type Claims interface {
	// Claim is funds.ErrNotFound where there is none; an expired one may be returned.
	Claim(ctx context.Context, caller, key string) (funds.Claim, error)
	// NumberClaimedBy is the withdrawal that has, or had, a transaction number; funds.ErrNotFound where none has.
	NumberClaimedBy(ctx context.Context, claim funds.NumberClaim) (funds.ID, error)
	// Twin is funds.ErrNotFound where there is none; an expired one may be returned.
	Twin(ctx context.Context, likeness string) (funds.Twin, error)
}

// PolicyReader reads the policy as data, consistently.
type PolicyReader interface {
	// PolicyHead is the zero value where there is no policy as data yet.
	PolicyHead(ctx context.Context) (funds.PolicyHead, error)
	// PolicyVersion is funds.ErrNotFound where there is none of this number.
	PolicyVersion(ctx context.Context, number int64) (funds.PolicyVersion, error)
}

// Store is everything that the acts need of the table.
type Store interface {
	Committer
	Wallets
	Withdrawals
	Recharges
	Queue
	Strays
	Pauses
	Blocks
	Payees
	Bounds
	Claims
	PolicyReader
	Proposals
	Batches
	Statements
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
	Channels(ctx context.Context) ([]funds.RechargeChannel, error)
	// CreateRecharge sends one order to collect, as Create does. ctx ends at the claim's SendBy.
	CreateRecharge(ctx context.Context, order funds.RechargeOrder) funds.RechargeReport
	// GetRecharge asks about the recharge of a serial, of whatever amount; another serial in the answer is unknown.
	GetRecharge(ctx context.Context, serial string) funds.RechargeReport
}
