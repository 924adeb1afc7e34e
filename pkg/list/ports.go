package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Auditor keeps the audit records of exports and of unmasked reads. It can write nothing else.
type Auditor interface {
	// RecordAudit is safe to call again with the same record.
	RecordAudit(ctx context.Context, record funds.AuditRecord) error
}

// WalletReader reads one wallet, consistently.
type WalletReader interface {
	// Wallet is funds.ErrNotFound where none was made yet.
	Wallet(ctx context.Context, userID string) (funds.Wallet, error)
}

// Wallets reads wallets and their ledgers, consistently.
type Wallets interface {
	WalletReader
	// Owners are wallets with only what lists show of their owners; unknown users are left out.
	Owners(ctx context.Context, userIDs []string) (map[string]funds.Wallet, error)
	// Wallets leaves unknown users out.
	Wallets(ctx context.Context, userIDs []string) (map[string]funds.Wallet, error)
	// UsersByPhone lists the ids of the users who have a phone number; it may lag.
	UsersByPhone(ctx context.Context, phone string) ([]string, error)
	// Entries are numbered lo to hi (within the type, where one is given), newest first.
	Entries(ctx context.Context, userID string, entryType funds.EntryType, lo, hi int64) ([]funds.Entry, error)
	// Rows are the entries that open the rows numbered lo to hi (withdraw-flow's list), newest first.
	Rows(ctx context.Context, userID string, lo, hi int64) ([]funds.Entry, error)
}

// Withdrawals reads withdrawals, consistently but for Find, FindWithin and Keys.
type Withdrawals interface {
	// Withdrawal is funds.ErrNotFound where there is none of this id.
	Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error)
	// History is a withdrawal with all its lines, in order.
	History(ctx context.Context, id funds.ID) (funds.History, error)
	// Withdrawals keeps the order of ids and leaves unknown ones out.
	Withdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)
	// ListedWithdrawals are Withdrawals with only what lists show.
	ListedWithdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error)
	// Find lists what a filter matches, newest first; it may lag.
	Find(ctx context.Context, filter funds.Filter) ([]funds.ID, error)
	// FindWithin is Find for the newest, or, where the filter lists those first, the oldest, as the filter sorts them. It reads
	// about as many rows as it is told; complete says that there are no more.
	FindWithin(ctx context.Context, filter funds.Filter, rows int64) (found []funds.Match, complete bool, err error)
	// Paid passes what was paid within a time on, in that order, as far as sums need it; it may lag.
	Paid(ctx context.Context, from, until time.Time, take func(funds.Withdrawal) error) error
	// Keys lists up to limit ids of what a filter's states, methods and days match beyond a moment, newest first before it, or,
	// where the filter says so, oldest first from it on, after it has passed skip of them; it may lag.
	Keys(ctx context.Context, filter funds.Filter, edge time.Time, skip, limit int64) ([]funds.ID, error)
}

// Counters read the tree that counts all withdrawals; it lags by the stream's delay.
type Counters interface {
	// LiveGeneration is the tree that is read.
	LiveGeneration(ctx context.Context) (int64, error)
	// Nodes are a node's children named from first to last ("": no bound), in the order of their names.
	Nodes(ctx context.Context, generation int64, parent, first, last string) ([]count.Child, error)
	// Node is one node; nothing counted is no error.
	Node(ctx context.Context, generation int64, node count.Node) (count.Counts, error)
}

// Recharges reads recharges, consistently but for RechargeIDs and RechargeAttention.
type Recharges interface {
	// Recharge is funds.ErrNotFound where there is none of this id.
	Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error)
	// Recharges keeps the order of ids and leaves unknown ones out.
	Recharges(ctx context.Context, ids []funds.RechargeID) ([]funds.Recharge, error)
	// UserRecharges are numbered lo to hi, newest first.
	UserRecharges(ctx context.Context, userID string, lo, hi int64) ([]funds.RechargeID, error)
	// RechargeIDs lists what shows any of the gateway's states (none: all), newest first; it may lag.
	RechargeIDs(ctx context.Context, shown []int) ([]funds.RechargeID, error)
	// RechargeAttention lists up to limit recharges that wait for an admin, newest first; it may lag.
	RechargeAttention(ctx context.Context, limit int) ([]funds.RechargeID, error)
}

// Proposals reads acts that wait for other people, consistently but for ProposalIDs.
type Proposals interface {
	// Proposal is funds.ErrNoProposal where there is none of this id.
	Proposal(ctx context.Context, id funds.ProposalID) (funds.Proposal, error)
	// Proposals keeps the order of ids and leaves unknown ones out.
	Proposals(ctx context.Context, ids []funds.ProposalID) ([]funds.Proposal, error)
	// ProposalIDs lists those in any of the states, newest first; it may lag.
	ProposalIDs(ctx context.Context, states []funds.ProposalState) ([]funds.ProposalID, error)
}

// Payees reads what is known of accounts. What is counted lags.
type Payees interface {
	// Account is what is counted of a user's withdrawals to a payee, and of all withdrawals to its account, of most users
	// whole; of none where nothing is counted, or nothing yet.
	Account(ctx context.Context, userID string, payee funds.Payee, most int) (funds.AccountUse, error)
	// PayeeUses are what is counted of the payees of some withdrawals, in their order.
	PayeeUses(ctx context.Context, withdrawals []funds.Withdrawal) ([]funds.PayeeUse, error)
	// AccountBlocked says whether payouts to an account are refused; it does not lag.
	AccountBlocked(ctx context.Context, account funds.AccountMark) (bool, error)
}

// AuditLog reads the audit log; it may lag.
type AuditLog interface {
	// Audits lists what admins did from one moment until another, which is not included, newest first. It reads
	// about as many lines as it is told, but the newest business day whole; complete says that there are no more.
	Audits(ctx context.Context, from, until time.Time, lines int) (found []funds.Audited, complete bool, err error)
}

// Store is all that is read of the table. None of it writes.
type Store interface {
	Wallets
	Withdrawals
	Counters
	Recharges
	Proposals
	Batches
	Payees
	AuditLog
}
