package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/list"
)

// detail serves 提现详情 (section 4).
func detail(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		found, err := lists.Record(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(detailViewOf(found, lists.Policy, lists.Now(), r.Reader())), nil
	}
}

// detailWithLogs serves 提现详情（含日志） (section 5).
func detailWithLogs(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		found, lines, err := lists.History(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(struct {
			detailView
			Logs        []logView        `json:"logs"`
			Settlements []settlementView `json:"settlements,omitempty"`
		}{detailViewOf(found, lists.Policy, lists.Now(), r.Reader()), logViewsOf(id, lines, r.Reader()), settlementsOf(lines, r.Reader())}), nil
	}
}

// logs serves 提现操作日志 (section 6).
func logs(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		_, lines, err := lists.History(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(logViewsOf(id, lines, r.Reader())), nil
	}
}
