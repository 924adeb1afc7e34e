package funds

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// DuplicateLife is how long a request is a likely duplicate of another like it.
const DuplicateLife = 10 * time.Minute

// RequestKind is what a request is for.
type RequestKind string

// The kinds of requests: one is never like another of another kind.
const (
	RequestWithdrawal RequestKind = "withdrawal"
	RequestRecharge   RequestKind = "recharge"
	RequestAdjustment RequestKind = "adjustment"
)

// Likeness is what makes two requests alike.
type Likeness struct {
	Kind   RequestKind
	UserID string // whose money it is about
	Where  string // a withdrawal's account, or free text where it has none; a recharge's channel; empty for an adjustment
	Amount Amount
}

// Key is the likeness in a form that tells nothing of the account: a hash of its fields, each with its length, so
// that no two likenesses read alike.
func (l Likeness) Key() string {
	hash := sha256.New()
	for _, field := range []string{string(l.Kind), l.UserID, l.Where} {
		writeFramed(hash, field)
	}
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, uint64(l.Amount))) //nolint:gosec // any one-to-one form will do
	return hex.EncodeToString(hash.Sum(nil))
}

// Twin is the claim of a request that refuses duplicates: while it lives, another such request with its key is refused.
type Twin struct {
	Key     string // of the [Likeness]
	Result  string // the id of what the request made
	At      time.Time
	Expires time.Time
	Over    string // the Result of the twin that this one takes the place of, as that ended unpaid; may be empty
}

// ReasonLikelyDuplicate says that another request like it was granted a moment ago.
const ReasonLikelyDuplicate Reason = "likely_duplicate"

// Twin is the claim of a request, which the write door takes together with all else; earlier is what is stored for its
// key, nil for nothing, and unpaid says that what that made has ended without money. An earlier one that lives, and
// has not ended so, is [CodeDuplicate], with its id and time in the Facts.
func (l Likeness) Twin(act Act, earlier *Twin, unpaid bool) (*Twin, error) {
	claim := Twin{Key: l.Key(), At: act.At, Expires: act.At.Add(DuplicateLife)}
	switch {
	case earlier == nil || !earlier.Expires.After(act.At):
	case unpaid:
		claim.Over = earlier.Result
	default:
		return nil, Refuse(CodeDuplicate, ReasonLikelyDuplicate).About(Facts{Earlier: earlier.Result, EarlierAt: earlier.At})
	}
	return &claim, nil
}

// Claiming is the change together with the claim of the request that it grants. Nil is none, and so is one of an
// adjustment that moves no money.
func (c Change) Claiming(twin *Twin) Change {
	if twin == nil {
		return c
	}
	claimed := *twin
	switch {
	case c.Withdrawal != nil && c.Withdrawal.From == 0:
		claimed.Result = string(c.Withdrawal.To.ID)
	case c.Recharge != nil:
		claimed.Result = string(c.Recharge.To.ID)
	case len(c.Entries) > 0:
		claimed.Result = c.Entries[0].ID()
	case c.Proposal != nil:
		claimed.Result = ProposalClaim(c.Proposal.To.ID)
	default:
		return c
	}
	c.Twin = &claimed
	return c
}

// Likeness is what a withdrawal's request was.
func (w Withdrawal) Likeness() Likeness {
	return Likeness{RequestWithdrawal, w.UserID, cmp.Or(w.Target.Account, w.Target.Remark), w.Amount}
}

// Unpaid says that the withdrawal has ended, its money was given back, and nothing contradicts that.
func (w Withdrawal) Unpaid() bool {
	return w.State.Final() && w.State != StateCompleted && !w.NeedsAttention
}

// Likeness is what a recharge's request was.
func (r Recharge) Likeness() Likeness {
	return Likeness{RequestRecharge, r.UserID, r.Channel, r.Amount}
}

// Unpaid says that the recharge has ended without money, and nothing contradicts that.
func (r Recharge) Unpaid() bool {
	return r.State != RechargeNone && !r.State.Waiting() && r.State != RechargeCredited && !r.NeedsAttention
}
