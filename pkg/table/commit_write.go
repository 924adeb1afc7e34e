package table

import (
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// write is one conditional write of a change.
type write struct {
	conditional

	refusal   refusal
	immutable bool     // no later change overwrites the item
	pauses    *pausing // of a check that nothing is paused
}

// writesOf lists the writes of a change. The first one is the proof of the change: the commit id on that item tells
// whether this very change was applied. Where the change has an item that no later change overwrites, that item comes
// first.
func writesOf(change funds.Change, in monthConfig, auditShards int) ([]write, error) {
	var b batch
	for _, entry := range change.Entries {
		b.putImmutable(entryItemOf(entry))
	}
	if len(change.Lines) > 0 && !change.KeptLines() {
		b.putImmutable(logItemOf(change, auditShards))
	}
	if change.Recharge != nil && change.Recharge.From == 0 {
		b.putImmutable(rechargePointerOf(change.Recharge.To))
	}
	if change.Stray != nil {
		b.putImmutable(strayItemOf(*change.Stray))
	}
	if change.Audit != nil {
		b.putImmutable(auditItemOf(*change.Audit, auditShards))
	}
	b.putBank(change.Bank)
	if change.Withdrawal != nil {
		w := b.putVersion(withdrawalItemOf(change.Withdrawal.To, in), change.Withdrawal.From, refusedCode)
		if change.Withdrawal.From > 0 {
			w.condition = isVersion(*change.Withdrawal)
			w.holdPeople(change)
			w.holdBatch(*change.Withdrawal)
			w.holdReturns(change)
		}
	}
	if change.Recharge != nil {
		b.putVersion(rechargeItemOf(change.Recharge.To, in), change.Recharge.From, refusedCode)
	}
	if change.Wallet != nil {
		b.putVersion(walletItemOf(change.Wallet.To), change.Wallet.From, refusedConflict)
	}
	if change.Policy != nil {
		b.putPolicy(*change.Policy)
	}
	b.putBatch(change)
	b.putProposal(change.Proposal)
	b.putReleased(change.Released)
	b.putNumber(change)
	b.putReturn(change.Return)
	if change.Claim != nil {
		b.putClaim(change)
	}
	if change.Twin != nil {
		b.putTwin(change)
	}
	if change.Pauses != nil {
		b.putVersion(pausesItemOf(change.Pauses.To), change.Pauses.From, refusedConflict)
	}
	if change.PauseCopy != nil {
		b.putPauseCopy(change)
	}
	if change.Blocked != nil {
		b.putBlocked(*change.Blocked)
	}
	if change.Unpaused != nil {
		b.list = append(b.list, unpausedCheck(*change.Unpaused, change.At))
	}
	if change.ActiveWallet != "" {
		b.list = append(b.list, write{conditional: conditional{
			key: key{pkUser(change.ActiveWallet), skWallet}, condition: "st = :active", values: item{":active": stringValue(string(funds.WalletActive))},
		}, refusal: refusedInactive})
	}
	return b.list, b.err
}

// batch collects writes, and the errors in encoding them.
type batch struct {
	list []write
	err  error
}

// add adds a write, and returns it for whatever its condition needs.
func (b *batch) add(made conditional, err error, why refusal) *write {
	b.err = errors.Join(b.err, err)
	b.list = append(b.list, write{conditional: made, refusal: why})
	return &b.list[len(b.list)-1]
}

func (b *batch) putNew(row any, why refusal) *write {
	made, err := wholeOf(row, absentCondition)
	return b.add(made, err, why)
}

// putImmutable adds an item that never changes.
func (b *batch) putImmutable(row any) { b.putNew(row, refusedConflict).immutable = true }

// putVersion adds the next version of an item: the first one whole, a later one by its attributes. ifNew is what it
// means if a first version already exists.
func (b *batch) putVersion(row any, from int64, ifNew refusal) *write {
	if from == 0 {
		return b.putNew(row, ifNew)
	}
	made, err := attributesOf(row, "ver = :from")
	w := b.add(made, err, refusedConflict)
	w.with(":from", number(from))
	return w
}

// putPolicy writes a version and the head, each where it is as it was read.
func (b *batch) putPolicy(change funds.PolicyChange) {
	b.putVersion(policyVersionItemOf(change.Version), change.From, refusedConflict)
	b.putVersion(policyHeadItemOf(change.Head), change.FromHead, refusedConflict)
}

// putNumber claims a transaction number that no other withdrawal has or had from this account. Where this withdrawal has
// it already, it is the same claim still, so what else is stored with it stays.
func (b *batch) putNumber(change funds.Change) {
	if !change.Number.Some() {
		return
	}
	id, at := string(change.Withdrawal.To.ID), numberKey(change.Number)
	row := numberItem{PK: at.pk, SK: at.sk, Withdrawal: id, Commit: change.CommitID}
	made, err := attributesOf(row, absentCondition+" OR wd = :wd")
	made.failing = true
	b.add(made, err, refusedNumber).with(":wd", stringValue(id))
}

// putClaim claims an idempotency key that is free or has expired. It begins anew: whatever was stored with an expired
// claim was about another request.
func (b *batch) putClaim(change funds.Change) {
	claim := change.Claim
	row := claimItem{PK: pkClaim(claim.Caller), SK: claim.Key, Hash: claim.Print.Bytes, Value: claim.Print.Value, Result: claim.Result, Commit: change.CommitID, TTL: claim.Expires.Unix()}
	b.putUnlessAlive(row, change)
}

// putTwin claims a likeness that is free, that has expired, or whose holder ended without being paid. It begins anew, as
// a claim does.
func (b *batch) putTwin(change funds.Change) {
	twin := change.Twin
	row := twinItem{PK: pkTwin(twin.Key), SK: skTwin, Result: twin.Result, Commit: change.CommitID, At: millis(twin.At), TTL: twin.Expires.Unix()}
	w := b.putUnlessAlive(row, change)
	if twin.Over != "" {
		w.condition += " OR res = :over"
		w.with(":over", stringValue(twin.Over))
	}
}

func (b *batch) putUnlessAlive(row any, change funds.Change) *write {
	made, err := wholeOf(row, expiredCondition)
	w := b.add(made, err, refusedConflict)
	w.alias("#ttl", "ttl")
	w.with(":now", number(change.At.Unix()))
	return w
}
