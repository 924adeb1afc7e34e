package batchaudit

import (
	"context"
	"math"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// ReasonNoDecision says that a decision is 2 or 3.
const ReasonNoDecision funds.Reason = "no_decision"

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
	}, func(_ words.Reader, _ decision, audited flow.BatchAudited) edge.Response {
		return ok(struct {
			SuccessCount int      `json:"successCount"`
			FailCount    int      `json:"failCount"`
			FailedIDs    []string `json:"failedIDs"`
		}{audited.Succeeded, len(audited.Failed), audited.Failed})
	})
}
