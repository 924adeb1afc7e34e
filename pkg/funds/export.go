package funds

import (
	"encoding/json"
	"fmt"
)

// Exported is the audit record of an export of so many withdrawals (console, section 7). given are the
// filters as the admin gave them, by name.
func Exported(act Act, count int64, format string, given map[string]string) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: moduleWithdraw, Action: "export",
		Detail: fmt.Sprintf(`{"count":%d,"format":%q}`, count, format), Filters: jsonOf(given), Actor: act.Actor, At: act.At,
	}
}

func jsonOf(texts map[string]string) string {
	text, err := json.Marshal(texts)
	if err != nil {
		panic(fmt.Sprintf("a map of strings does not marshal: %v", err))
	}
	return string(text)
}
