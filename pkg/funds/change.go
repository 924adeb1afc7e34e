package funds

import (
	"slices"
	"time"
)

// Change is everything that one decision writes. It is applied whole or not at all.
type Change struct {
	CommitID string
	At       time.Time

	Wallet     *WalletChange
	Withdrawal *WithdrawalChange
	Recharge   *RechargeChange
	Entries    []Entry

	// Lines are the withdrawal's steps in this change, in order. Those of a change that moves money, which are the first
	// and the last of a withdrawal's life, and of a change that writes nothing but the withdrawal, are kept on the
	// withdrawal itself, unless one of them belongs in the audit, which finds log items. All others form one log item.
	// A defer and a recheck that only move the next look write no line.
	Lines []Line

	Audit        *AuditRecord // an admin's act that is not a step of a withdrawal
	Number       NumberClaim  // claimed for this withdrawal, unless it has it already; may be none
	Claim        *Claim       // the request's idempotency claim; may be nil
	Return       *Return      // money that came back, or what became of it
	Stray        *Stray       // a callback to be kept; nobody may have kept it before
	Twin         *Twin        // the claim of a request that refuses duplicates; may be nil
	ActiveWallet string       // the user whose wallet must be active, where the wallet itself is not written
	Unpaused     *Unpaused    // what must not be paused, or blocked; may be nil

	Proposal *ProposalChange // an act that waits for other people, or what became of it
	Released *ReleasedChange // what one person has released alone
	Policy   *PolicyChange   // a version of the policy, and which one is in force
	Job      *JobChange      // how far a job is

	Batch     *BatchChange     // of payouts by a file
	BatchPart *BatchPartChange // some of its rows

	Pauses    *PausesChange // everything that is paused
	PauseCopy *PauseCopy    // one of its copies

	Blocked *BlockedChange // the accounts of one shard that nothing is paid to

	Bank *BankChange // of statements, and of what does not agree with them
}

// WalletChange is a wallet's next state and the version that it was decided on (0: must not exist).
type WalletChange struct {
	From int64
	To   Wallet
}

// WithdrawalChange is a withdrawal's next state and the version that it was decided on (0: must not exist).
type WithdrawalChange struct {
	From int64
	To   Withdrawal
	// Apart are those who pay it by hand, where the policy keeps them apart from those who approved it; none
	// otherwise. The write door, which knows no policy, has the database hold it too.
	Apart []string
	// Held says that it was decided on with a hold: what is on hold keeps its version apart.
	Held bool
	// Batch is the one that had claimed it when it was decided on: what is in a batch keeps its version apart, too, so that
	// only who decides about that batch writes it.
	Batch BatchID
}

// RechargeChange is a recharge's next state and the version that it was decided on (0: must not exist).
type RechargeChange struct {
	From int64
	To   Recharge
}

// KeptLines says that the lines of this change stay on the withdrawal itself: see [Change.Lines].
func (c Change) KeptLines() bool {
	if c.Withdrawal == nil {
		return false
	}
	alone := c.Wallet == nil && len(c.Entries) == 0 && c.Audit == nil && !c.Number.Some() && c.Claim == nil && c.Twin == nil && c.ActiveWallet == "" && c.Unpaused == nil && c.Stray == nil && c.Return == nil
	return (c.Withdrawal.From == 0 || len(c.Entries) > 0 || alone) && !slices.ContainsFunc(c.Lines, Line.Audited) && c.linesBefore() < maxKeptLines
}

// maxKeptLines bounds what is kept on a withdrawal, which is one item: later lines form log items.
const maxKeptLines = 32

// linesBefore counts the lines that the withdrawal keeps from before this change.
func (c Change) linesBefore() (before int) {
	for _, kept := range c.Withdrawal.To.Lines {
		if len(c.Lines) > 0 && kept.Version < c.Lines[0].Version {
			before++
		}
	}
	return before
}

// PausesChange is the next state of what is paused and the version that it was decided on (0: must not exist).
type PausesChange struct {
	From int64
	To   Pauses
}

// PauseCopy brings one of the copies, from 0 to PauseShards−1, from the revision that it was read with to a later one.
// Where it has another by now, it is [ErrConflict].
type PauseCopy struct {
	Shard  int
	From   int64        // 0: none
	Gone   []PauseScope // what it names, and is not paused any more
	Pauses Pauses
}

// AuditRecord is one admin act that no withdrawal's log holds (审计日志): an adjustment, an export, an
// unmasked read.
type AuditRecord struct {
	ID         string
	Module     string
	Action     string
	TargetID   string
	TargetType string
	Detail     string // JSON
	Filters    string // JSON, of an export
	Actor      Actor
	At         time.Time
}

// Claim is a request's right to its idempotency key, kept by caller.
type Claim struct {
	Caller  string // the token's sub
	Key     string
	Print   Print
	Result  string // the id of what the request made
	Expires time.Time
}

// Print tells a request from another one under its key. A program that is one version older knows Bytes alone, and
// serves what was claimed with both.
type Print struct {
	Bytes string // hash of route and body, byte for byte
	Value string // hash of route and of what the body says, in whatever order and spacing; empty where an older program claimed
}

// Same says that two requests ask for the same.
func (p Print) Same(other Print) bool {
	return p.Bytes == other.Bytes || (p.Value != "" && p.Value == other.Value)
}

// For is the claim with its result; nil stays nil.
func (c *Claim) For(result string) *Claim {
	if c == nil {
		return nil
	}
	claimed := *c
	claimed.Result = result
	return &claimed
}

// ClaimLife is how long an idempotency key is remembered.
const ClaimLife = 7 * 24 * time.Hour

// Empty says that there is nothing to write.
func (c Change) Empty() bool {
	return c.Wallet == nil && c.Withdrawal == nil && c.Recharge == nil && len(c.Entries) == 0 && c.Audit == nil && c.Stray == nil &&
		c.Proposal == nil && c.Released == nil && c.Pauses == nil && c.PauseCopy == nil && c.Policy == nil && c.Blocked == nil && c.Job == nil && c.Batch == nil && c.BatchPart == nil && c.Bank == nil && c.Return == nil
}
