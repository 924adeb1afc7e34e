package pause

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// MaxBlocked is how many accounts of one shard may be blocked at once: each makes a payout's condition larger.
const MaxBlocked = 200

// Why nothing is blocked, or lifted.
const (
	ReasonNotBlocked  funds.Reason = "not_blocked"  // no account is blocked under this id
	ReasonBlockedFull funds.Reason = "blocked_full" // Maximum accounts of its shard are blocked already
)

// BlockRequest is an account that somebody wants nothing paid to.
type BlockRequest struct {
	Account string // or the free text that stands in its place
	Reason  string
}

// moduleBlock is the audit log's word for what is about blocked accounts.
const moduleBlock = "block"

// Block stops every payout to an account until the block is lifted. It takes one person, and may be repeated: an account
// that is blocked already stays so by its first block, and is written again, so that the answer is true whatever has
// become of the copy of the pauses; who wanted it lifted before has to say so again. Where all places of its shard are taken it is [funds.CodeIllegal].
func Block(act funds.Act, held funds.BlockedShard, request BlockRequest) (funds.Change, error) {
	mark := funds.MarkAccount(request.Account)
	switch {
	case !mark.Some():
		return funds.Change{}, funds.Missing("account")
	case request.Reason == "":
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	}
	if err := cmp.Or(funds.CheckProse("account", request.Account), funds.CheckProse("reason", request.Reason)); err != nil {
		return funds.Change{}, err
	}
	if block, on := held.Find(mark); on {
		return blockedAgain(act, held, block, request.Reason), nil
	}
	if len(held.On) >= MaxBlocked {
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonBlockedFull).About(funds.Facts{Maximum: MaxBlocked})
	}
	block := funds.BlockedAccount{ID: act.CommitID, Mark: mark, Shown: funds.MaskAccount(request.Account), By: by(act), At: act.At, Reason: request.Reason}
	next := shardAfter(act, held)
	next.On = append(next.On, block)
	if act.Actor.Role == funds.RoleSystem {
		next.Forced = funds.ForcedBlock{BlockedAccount: block}
	}
	return blockChange(act, held, next, auditOfBlock(act, block, request.Reason)), nil
}

// blockedAgain writes what is blocked again. Nothing new is said by it, unless somebody wanted it lifted.
func blockedAgain(act funds.Act, held funds.BlockedShard, block funds.BlockedAccount, reason string) funds.Change {
	if len(block.Lifts) == 0 {
		return Reblock(act, held)
	}
	next := shardAfter(act, held)
	at := slices.IndexFunc(next.On, func(b funds.BlockedAccount) bool { return b.ID == block.ID })
	next.On[at].Lifts = nil
	return blockChange(act, held, next, auditOfBlock(act, block, reason))
}

func auditOfBlock(act funds.Act, block funds.BlockedAccount, reason string) *funds.AuditRecord {
	return ledger.AuditOf(act, moduleBlock, "block", block.ID, moduleBlock, map[string]string{"account": block.Shown, "reason": reason})
}

// Unblock lifts a block, within [Lift]'s rules about people. The block is returned as it was. What nobody blocks is
// [funds.CodeNotFound].
func Unblock(act funds.Act, held funds.BlockedShard, id, reason string, policy funds.Policy) (funds.Change, error) {
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	block, on := held.FindID(id)
	if !on {
		return funds.Change{}, funds.Refuse(funds.CodeNotFound, ReasonNotBlocked)
	}
	lifts, ends, again := wantedBy(act, block.Lifts, policy)
	if again {
		return funds.Change{}, nil
	}
	next := shardAfter(act, held)
	at := slices.IndexFunc(next.On, func(b funds.BlockedAccount) bool { return b.ID == id })
	if ends {
		next.On = slices.Delete(next.On, at, at+1)
	} else {
		next.On[at].Lifts = lifts
	}
	if act.Actor.Role == funds.RoleSystem {
		block.By, block.At, block.Reason, block.Lifts = by(act), act.At, reason, nil
		next.Forced = funds.ForcedBlock{BlockedAccount: block, Lifted: true}
	}
	return blockChange(act, held, next, ledger.AuditOf(act, moduleBlock, "lift", id, moduleBlock, map[string]string{
		"account": block.Shown, "lifted": strconv.FormatBool(ends), "reason": reason,
	})), nil
}

// Reblock writes what is blocked again, and changes nothing about it: the copy of the pauses has lost it.
func Reblock(act funds.Act, held funds.BlockedShard) funds.Change {
	return blockChange(act, held, shardAfter(act, held), nil)
}

// shardAfter is the next version of a shard, which may be changed without touching the one that was read.
func shardAfter(act funds.Act, held funds.BlockedShard) funds.BlockedShard {
	next := held
	next.Version, next.CommitID, next.On = held.Version+1, act.CommitID, slices.Clone(held.On)
	return next
}

func blockChange(act funds.Act, held, next funds.BlockedShard, audit *funds.AuditRecord) funds.Change {
	return funds.Change{CommitID: act.CommitID, At: act.At, Blocked: &funds.BlockedChange{From: held.Version, To: next}, Audit: audit}
}
