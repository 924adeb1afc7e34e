package ledger

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// AuditOf is the audit record of an act, with its details as JSON.
func AuditOf(act funds.Act, module, action, targetID, targetType string, detail map[string]string) *funds.AuditRecord {
	return &funds.AuditRecord{
		ID: act.CommitID, Module: module, Action: action, TargetID: targetID, TargetType: targetType,
		Detail: jsonOf(detail), Actor: act.Actor, At: act.At,
	}
}

// WithDetail is an audit record whose details, as [AuditOf] made them, say more.
func WithDetail(record funds.AuditRecord, more map[string]string) *funds.AuditRecord {
	detail := map[string]string{}
	if err := json.Unmarshal([]byte(record.Detail), &detail); err != nil {
		panic(fmt.Sprintf("the details of an audit record are not what made them: %v", err))
	}
	maps.Copy(detail, more)
	record.Detail = jsonOf(detail)
	return &record
}

func jsonOf(detail map[string]string) string {
	text, err := json.Marshal(detail)
	if err != nil {
		panic(fmt.Sprintf("a map of strings does not marshal: %v", err))
	}
	return string(text)
}
