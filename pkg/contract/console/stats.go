package console

import (
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// stats serves 提现统计 (section 3).
func stats(lists *list.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) (list.Stats, error) {
		return lists.Stats(ctx)
	}, func(_ words.Reader, _ *edge.Request, found list.Stats) edge.Response {
		pending, completed := found.All[funds.StatePending], found.All[funds.StateCompleted]
		names := []string{} // as rows print them
		for _, method := range found.Methods {
			if name := methodOf(method, lists.Policy); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return ok(struct {
			PendingCount    int64      `json:"pendingCount"`
			PendingAmount   edge.Major `json:"pendingAmount"`
			ApprovedCount   int64      `json:"approvedCount"`
			CompletedCount  int64      `json:"completedCount"`
			CompletedAmount edge.Major `json:"completedAmount"`
			TodayCount      int64      `json:"todayCount"`
			Methods         []string   `json:"methods"` // an addition: what to filter by
		}{
			pending.Count, edge.Major(pending.Amount), found.All[funds.StateApproved].Count,
			completed.Count, edge.Major(completed.Amount), found.Today, names,
		})
	})
}
