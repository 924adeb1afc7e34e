package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

type entryItem struct {
	PK          string    `dynamodbav:"PK"`
	SK          string    `dynamodbav:"SK"`
	TypeKey     string    `dynamodbav:"typeKey"`          // key of by-type
	RowKey      string    `dynamodbav:"rowKey,omitempty"` // key of by-row
	Seq         int64     `dynamodbav:"seq"`
	TypeSeq     int64     `dynamodbav:"tseq"`
	Row         int64     `dynamodbav:"row,omitempty"`
	Type        string    `dynamodbav:"type"`
	BalBefore   int64     `dynamodbav:"b0"`
	BalAfter    int64     `dynamodbav:"b1"`
	FrzBefore   int64     `dynamodbav:"f0"`
	FrzAfter    int64     `dynamodbav:"f1"`
	Description string    `dynamodbav:"desc,omitempty"`
	RelatedType string    `dynamodbav:"rtyp,omitempty"`
	RelatedID   string    `dynamodbav:"rid,omitempty"`
	Actor       actorItem `dynamodbav:"by"`
	Commit      string    `dynamodbav:"commit"`
	At          int64     `dynamodbav:"at"`
}

func entryItemOf(e funds.Entry) entryItem {
	item := entryItem{
		PK: pkUser(e.UserID), SK: skEntry(e.Seq), TypeKey: typeKey(e.Type, e.TypeSeq),
		Seq: e.Seq, TypeSeq: e.TypeSeq, Row: e.Row, Type: string(e.Type),
		BalBefore: int64(e.BalanceBefore), BalAfter: int64(e.BalanceAfter), FrzBefore: int64(e.FrozenBefore), FrzAfter: int64(e.FrozenAfter),
		Description: string(e.Description), RelatedType: e.RelatedType, RelatedID: e.RelatedID,
		Actor:  bareActorItemOf(e.Actor),
		Commit: e.CommitID, At: millis(e.At),
	}
	if e.Row > 0 {
		item.RowKey = rowKey(e.Row)
	}
	return item
}

func (i entryItem) entry() funds.Entry {
	return funds.Entry{
		UserID: i.PK[len(pkUser("")):], Seq: i.Seq, TypeSeq: i.TypeSeq, Row: i.Row, Type: funds.EntryType(i.Type),
		BalanceBefore: funds.Amount(i.BalBefore), BalanceAfter: funds.Amount(i.BalAfter),
		FrozenBefore: funds.Amount(i.FrzBefore), FrozenAfter: funds.Amount(i.FrzAfter),
		Description: funds.Message(i.Description), RelatedType: i.RelatedType, RelatedID: i.RelatedID,
		Actor: i.Actor.actor(), CommitID: i.Commit, At: moment(i.At),
	}
}
