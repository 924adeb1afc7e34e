package console

import (
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// counted is what statistics say.
type counted struct {
	list.Stats

	ageing *ageingPart // nil where it is not asked for
}

type ageingPart struct {
	Review ageingView `json:"review"`
	Payout ageingView `json:"payout"`
}

// ageingView is how many have waited for how long.
type ageingView struct {
	Under1h     int64 `json:"under1h"`
	Under4h     int64 `json:"under4h"`
	Under1d     int64 `json:"under1d"`
	Under3d     int64 `json:"under3d"`
	Older       int64 `json:"older"`
	Late        int64 `json:"late"`
	WithinHours int64 `json:"withinHours,omitempty"`
	AtLeast     bool  `json:"atLeast,omitempty"`
}

func ageingViewOf(a funds.Ageing) ageingView {
	b := a.Buckets
	return ageingView{b[0], b[1], b[2], b[3], b[4], a.Late, int64(a.Within.Hours()), a.AtLeast}
}

// stats serves 提现统计 (section 3).
func stats(lists *list.Service) handler {
	return edge.Handle(func(in *edge.Input) bool {
		return filtersOf(in, lists.Policy).flag("ageing")
	}, func(ctx context.Context, aged bool) (counted, error) {
		found, err := lists.Stats(ctx)
		if err != nil || !aged {
			return counted{Stats: found}, err
		}
		review, payout, err := lists.Ageing(ctx)
		return counted{found, &ageingPart{ageingViewOf(review), ageingViewOf(payout)}}, err
	}, func(_ words.Reader, _ bool, found counted) edge.Response {
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
			// What follows is an addition: what to filter by, and, where that is asked for, how long what waits has waited.
			Methods []string    `json:"methods"`
			Ageing  *ageingPart `json:"ageing,omitempty"`
		}{
			pending.Count, edge.Major(pending.Amount), found.All[funds.StateApproved].Count,
			completed.Count, edge.Major(completed.Amount), found.Today, names, found.ageing,
		})
	})
}
