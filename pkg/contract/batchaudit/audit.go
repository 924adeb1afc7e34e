package batchaudit

import (
	"context"
	"math"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// What is said of a decision.
const (
	ReasonNoDecision funds.Reason = "no_decision" // it is 2 or 3
	ReasonAuditWaits funds.Reason = "audit_waits" // of it, Count wait for more people
)

// decision is about as many withdrawals as it names.
type decision struct {
	by funds.Actor
	flow.BatchAudit
}

// audit serves 批量审核提现申请 (section 4).
func audit(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) decision {
		body := in.Object()
		ids := body.Texts("withdrawIDs")
		status := body.Whole("status", statusAll, math.MinInt32, math.MaxInt32) // any other number has the document's text
		if status != statusApproved && status != statusRejected {
			in.Fail(funds.Invalid("status", ReasonNoDecision))
		}
		return decision{in.Actor(), flow.BatchAudit{IDs: ids, Approve: status == statusApproved, Remark: body.Prose("auditRemark")}}
	}, func(ctx context.Context, decided decision) (flow.BatchAudited, error) {
		return service.AuditBatch(ctx, decided.by, decided.BatchAudit)
	}, func(reader words.Reader, _ decision, audited flow.BatchAudited) edge.Response {
		return okWith(detailOf(reader, audited), struct {
			SuccessCount int      `json:"successCount"`
			FailCount    int      `json:"failCount"`
			FailedIDs    []string `json:"failedIDs"`
			PendingIDs   []string `json:"pendingIDs,omitempty"` // an addition: those of them that wait for more people
		}{audited.Succeeded, len(audited.Failed), audited.Failed, audited.Waiting})
	})
}

// detailOf says how many wait for more people: whoever reads a success takes it for paid, so that they are none.
func detailOf(reader words.Reader, audited flow.BatchAudited) string {
	if len(audited.Waiting) == 0 {
		return ""
	}
	return reader.Message(funds.Say(ReasonAuditWaits, funds.Facts{Count: int64(len(audited.Waiting))}))
}
