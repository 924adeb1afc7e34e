package table

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// write is one conditional write of a change. A write without an item only checks its condition.
type write struct {
	key       key
	item      item
	condition string
	values    item
	refusal   refusal
	immutable bool // no later change overwrites the item
}

// writesOf lists the writes of a change. The first one is the proof of the change: the commit id on that item tells
// whether this very change was applied. Where the change has an item that no later change overwrites, that item comes
// first.
func writesOf(change funds.Change, in monthConfig) ([]write, error) {
	var b batch
	for _, entry := range change.Entries {
		b.putImmutable(entryItemOf(entry))
	}
	if len(change.Lines) > 0 && !change.KeptLines() {
		b.putImmutable(logItemOf(change))
	}
	if change.Recharge != nil && change.Recharge.From == 0 {
		b.putImmutable(rechargePointerOf(change.Recharge.To))
	}
	if change.Stray != nil {
		b.putImmutable(strayItemOf(*change.Stray))
	}
	if change.Audit != nil {
		b.putImmutable(auditItemOf(*change.Audit))
	}
	if change.Withdrawal != nil {
		next := withdrawalItemOf(change.Withdrawal.To, in)
		b.putVersion(next, change.Withdrawal.From, refusedCode)
	}
	if change.Recharge != nil {
		b.putVersion(rechargeItemOf(change.Recharge.To, in), change.Recharge.From, refusedCode)
	}
	if change.Wallet != nil {
		b.putVersion(walletItemOf(change.Wallet.To), change.Wallet.From, refusedConflict)
	}
	if change.TransactionNo != "" {
		b.putNumber(change)
	}
	if change.Claim != nil {
		b.putClaim(change)
	}
	if change.Twin != nil {
		b.putTwin(change)
	}
	if change.ActiveWallet != "" {
		b.list = append(b.list, write{
			key: key{pkUser(change.ActiveWallet), skWallet}, condition: "st = :active",
			values: item{":active": &types.AttributeValueMemberS{Value: string(funds.WalletActive)}}, refusal: refusedInactive,
		})
	}
	return b.list, b.err
}

// batch collects writes, and the first error in encoding one.
type batch struct {
	list []write
	err  error
}

func (b *batch) add(row any, condition string, values item, why refusal) {
	marshalled, err := attributevalue.MarshalMap(row)
	if err != nil {
		if b.err == nil {
			b.err = fmt.Errorf("marshal %T: %w", row, err)
		}
		return
	}
	at := key{text(marshalled[attrPK]), text(marshalled[attrSK])}
	b.list = append(b.list, write{key: at, item: marshalled, condition: condition, values: values, refusal: why})
}

// putImmutable adds an item that never changes.
func (b *batch) putImmutable(row any) {
	b.putNew(row, refusedConflict)
	if b.err == nil {
		b.list[len(b.list)-1].immutable = true
	}
}

func (b *batch) putNew(row any, why refusal) { b.add(row, absentCondition, nil, why) }

// putVersion adds the next version of an item. ifNew is what it means if a first version already exists.
func (b *batch) putVersion(row any, from int64, ifNew refusal) {
	if from == 0 {
		b.putNew(row, ifNew)
		return
	}
	b.add(row, "ver = :from", item{":from": number(from)}, refusedConflict)
}

// putNumber claims a transaction number that no other withdrawal has or had.
func (b *batch) putNumber(change funds.Change) {
	id := string(change.Withdrawal.To.ID)
	row := numberItem{PK: pkNumber(change.TransactionNo), SK: skNumber, Withdrawal: id, Commit: change.CommitID}
	b.add(row, absentCondition+" OR wd = :wd", item{":wd": stringValue(id)}, refusedNumber)
}

// putClaim claims an idempotency key that is free or has expired.
func (b *batch) putClaim(change funds.Change) {
	claim := change.Claim
	row := claimItem{PK: pkClaim(claim.Caller), SK: claim.Key, Hash: claim.Print.Bytes, Value: claim.Print.Value, Result: claim.Result, Commit: change.CommitID, TTL: claim.Expires.Unix()}
	b.add(row, expiredCondition, item{":now": number(change.At.Unix())}, refusedConflict)
}

// putTwin claims a likeness that is free, that has expired, or whose holder ended without being paid.
func (b *batch) putTwin(change funds.Change) {
	twin := change.Twin
	row := twinItem{PK: pkTwin(twin.Key), SK: skTwin, Result: twin.Result, Commit: change.CommitID, At: millis(twin.At), TTL: twin.Expires.Unix()}
	condition, values := expiredCondition, item{":now": number(change.At.Unix())}
	if twin.Over != "" {
		condition, values[":over"] = condition+" OR res = :over", stringValue(twin.Over)
	}
	b.add(row, condition, values, refusedConflict)
}

// names is the alias of the reserved word ttl, if the condition uses it.
func (w write) names() map[string]string {
	if _, claim := w.values[":now"]; claim {
		return map[string]string{"#ttl": "ttl"}
	}
	return nil
}
