package table

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// write is one conditional write of a change. A write without an item is a condition check.
type write struct {
	key       key
	item      item
	condition string
	values    item
	refusal   refusal
	immutable bool // no later change overwrites the item
}

// writes are a change's items. The first one is its proof: what tells whether this very change was
// applied, by its commit id. It is the item that no later change overwrites, where there is one.
func (s *Store) writes(change funds.Change, in monthConfig) ([]write, error) {
	var b batch
	for _, entry := range change.Entries {
		b.putOnce(putEntry(entry))
	}
	if len(change.Lines) > 0 && !change.KeptLines() {
		b.putOnce(putLog(change))
	}
	if change.Recharge != nil && change.Recharge.From == 0 {
		b.putOnce(putRechargePointer(change.Recharge.To))
	}
	if change.Stray != nil {
		b.putOnce(putStray(*change.Stray))
	}
	if change.Audit != nil {
		b.putOnce(putAudit(*change.Audit))
	}
	if change.Withdrawal != nil {
		next := putWithdrawal(change.Withdrawal.To, in)
		b.putVersion(next, change.Withdrawal.From, refusedCode)
	}
	if change.Recharge != nil {
		b.putVersion(putRecharge(change.Recharge.To, in), change.Recharge.From, refusedCode)
	}
	if change.Wallet != nil {
		b.putVersion(putWallet(change.Wallet.To), change.Wallet.From, refusedConflict)
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

// batch collects writes and the first error of marshalling.
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

// putOnce puts an item that stays as it is for ever.
func (b *batch) putOnce(row any) {
	b.putNew(row, refusedConflict)
	if b.err == nil {
		b.list[len(b.list)-1].immutable = true
	}
}

func (b *batch) putNew(row any, why refusal) { b.add(row, absentCondition, nil, why) }

// putVersion puts the next state of something versioned. ifNew is what it means that a first version
// is there already.
func (b *batch) putVersion(row any, from int64, ifNew refusal) {
	if from == 0 {
		b.putNew(row, ifNew)
		return
	}
	b.add(row, "ver = :from", item{":from": number(from)}, refusedConflict)
}

// putNumber takes a transaction number that no other withdrawal has or had.
func (b *batch) putNumber(change funds.Change) {
	id := string(change.Withdrawal.To.ID)
	row := numberItem{PK: pkNumber(change.TransactionNo), SK: skNumber, Withdrawal: id, Commit: change.CommitID}
	b.add(row, absentCondition+" OR wd = :wd", item{":wd": stringValue(id)}, refusedNumber)
}

// putClaim takes an idempotency key that nobody has, or that has expired though DynamoDB has not
// deleted it yet.
func (b *batch) putClaim(change funds.Change) {
	claim := change.Claim
	row := claimItem{PK: pkClaim(claim.Caller), SK: claim.Key, Hash: claim.Print.Bytes, Value: claim.Print.Value, Result: claim.Result, Commit: change.CommitID, TTL: claim.Expires.Unix()}
	b.add(row, expiredCondition, item{":now": number(change.At.Unix())}, refusedConflict)
}

// putTwin takes a likeness that nobody has, that has expired, or whose holder has ended unpaid.
func (b *batch) putTwin(change funds.Change) {
	twin := change.Twin
	row := twinItem{PK: pkTwin(twin.Key), SK: skTwin, Result: twin.Result, Commit: change.CommitID, At: millis(twin.At), TTL: twin.Expires.Unix()}
	condition, values := expiredCondition, item{":now": number(change.At.Unix())}
	if twin.Over != "" {
		condition, values[":over"] = condition+" OR res = :over", stringValue(twin.Over)
	}
	b.add(row, condition, values, refusedConflict)
}

// names gives the reserved word ttl its alias, where the condition uses it.
func (w write) names() map[string]string {
	if _, claim := w.values[":now"]; claim {
		return map[string]string{"#ttl": "ttl"}
	}
	return nil
}
