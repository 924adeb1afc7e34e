package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
)

// detail serves 提现详情 (section 4).
func detail(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		found, err := service.Record(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(detailViewOf(found, service.Policy, service.Now())), nil
	}
}

// detailWithLogs serves 提现详情（含日志） (section 5).
func detailWithLogs(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		found, lines, err := service.History(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(struct {
			detailView
			Logs        []logView        `json:"logs"`
			Settlements []settlementView `json:"settlements,omitempty"`
		}{detailViewOf(found, service.Policy, service.Now()), logViewsOf(id, lines), settlementsOf(lines)}), nil
	}
}

// logs serves 提现操作日志 (section 6).
func logs(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		_, lines, err := service.History(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(logViewsOf(id, lines)), nil
	}
}
