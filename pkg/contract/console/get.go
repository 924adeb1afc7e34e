package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// detail serves 提现详情 (section 4).
func detail(lists *list.Service) handler {
	return edge.Handle((*edge.Input).ID, lists.Record, func(reader words.Reader, _ funds.ID, found list.Record) edge.Response {
		return ok(detailViewOf(found, lists.Policy, lists.Now(), reader))
	})
}

// history is a withdrawal with its log.
type history struct {
	record list.Record
	lines  []funds.Line
}

func historyOf(lists *list.Service) func(context.Context, funds.ID) (history, error) {
	return func(ctx context.Context, id funds.ID) (history, error) {
		record, lines, err := lists.History(ctx, id)
		return history{record, lines}, err
	}
}

// detailWithLogs serves 提现详情（含日志） (section 5).
func detailWithLogs(lists *list.Service) handler {
	return edge.Handle((*edge.Input).ID, historyOf(lists), func(reader words.Reader, id funds.ID, found history) edge.Response {
		return ok(struct {
			detailView
			Logs        []logView        `json:"logs"`
			Settlements []settlementView `json:"settlements,omitempty"`
		}{
			detailViewOf(found.record, lists.Policy, lists.Now(), reader), logViewsOf(id, found.lines, reader), settlementsOf(found.lines, reader),
		})
	})
}

// logs serves 提现操作日志 (section 6).
func logs(lists *list.Service) handler {
	return edge.Handle((*edge.Input).ID, historyOf(lists), func(reader words.Reader, id funds.ID, found history) edge.Response {
		return ok(logViewsOf(id, found.lines, reader))
	})
}
