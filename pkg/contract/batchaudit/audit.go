package batchaudit

import (
	"context"
	"math"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// ReasonNoDecision says that a decision is 2 or 3.
const ReasonNoDecision funds.Reason = "no_decision"

// audit serves 批量审核提现申请 (section 4).
func audit(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		ids := body.Texts("withdrawIDs")
		status := body.Whole("status", statusAll, math.MinInt32, math.MaxInt32) // any other number has the document's text
		if status != statusApproved && status != statusRejected {
			body.Fail(funds.Invalid("status", ReasonNoDecision))
		}
		remark := body.Prose("auditRemark")
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		audited, err := service.AuditBatch(ctx, r.Actor(), flow.BatchAudit{IDs: ids, Approve: status == statusApproved, Remark: remark})
		if err != nil {
			return edge.Response{}, err
		}
		return ok(struct {
			SuccessCount int      `json:"successCount"`
			FailCount    int      `json:"failCount"`
			FailedIDs    []string `json:"failedIDs"`
		}{audited.Succeeded, len(audited.Failed), audited.Failed}), nil
	}
}
