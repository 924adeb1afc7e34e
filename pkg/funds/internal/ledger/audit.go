package ledger

import (
	"encoding/json"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// AuditOf is the audit record of an act, with its details as JSON.
func AuditOf(act funds.Act, module, action, targetID, targetType string, detail map[string]string) *funds.AuditRecord {
	text, err := json.Marshal(detail)
	if err != nil {
		panic(fmt.Sprintf("a map of strings does not marshal: %v", err))
	}
	return &funds.AuditRecord{
		ID: act.CommitID, Module: module, Action: action, TargetID: targetID, TargetType: targetType,
		Detail: string(text), Actor: act.Actor, At: act.At,
	}
}
