package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

type auditItem struct {
	PK         string    `dynamodbav:"PK"`
	SK         string    `dynamodbav:"SK"`
	AuditPK    string    `dynamodbav:"auditPK"`
	AuditSK    string    `dynamodbav:"auditSK"`
	ID         string    `dynamodbav:"id"`
	Module     string    `dynamodbav:"mod"`
	Action     string    `dynamodbav:"act"`
	TargetID   string    `dynamodbav:"tid,omitempty"`
	TargetType string    `dynamodbav:"tt,omitempty"`
	Detail     string    `dynamodbav:"detail,omitempty"`
	Filters    string    `dynamodbav:"filters,omitempty"`
	Actor      actorItem `dynamodbav:"by"`
	Commit     string    `dynamodbav:"commit"`
	At         int64     `dynamodbav:"at"`
}

func auditItemOf(r funds.AuditRecord, shards int) auditItem {
	at := padded(r.At.UnixMilli(), millisDigits) + "#" + r.ID
	return auditItem{
		PK: auditPartition(r.At, r.ID), SK: at, AuditPK: auditDay(r.At, shardOf(r.ID, shards)), AuditSK: at, ID: r.ID,
		Module: r.Module, Action: r.Action, TargetID: r.TargetID, TargetType: r.TargetType,
		Detail: r.Detail, Filters: r.Filters, Actor: actorItemOf(r.Actor), Commit: r.ID, At: millis(r.At),
	}
}

func (i auditItem) record() funds.AuditRecord {
	return funds.AuditRecord{
		ID: i.ID, Module: i.Module, Action: i.Action, TargetID: i.TargetID, TargetType: i.TargetType,
		Detail: i.Detail, Filters: i.Filters, Actor: i.Actor.actor(), At: moment(i.At),
	}
}
