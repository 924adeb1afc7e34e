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
	return edge.Handle((*edge.Input).ID, func(ctx context.Context, id funds.ID) (judged, error) {
		record, err := lists.Record(ctx, id)
		if err != nil {
			return judged{}, err
		}
		return factsOf(ctx, lists, record)
	}, func(reader words.Reader, _ funds.ID, found judged) edge.Response {
		return ok(judgedViewOf(found, lists, reader))
	})
}

// judgedViewOf is a detail with what its reader should know besides.
func judgedViewOf(found judged, lists *list.Service, reader words.Reader) detailView {
	view := detailViewOf(found.Record, lists.Policy, lists.Now(), reader)
	view.factsPart = found.facts
	return view
}

// history is a withdrawal with its log.
type history struct {
	judged

	lines []funds.Line
}

// detailWithLogs serves 提现详情（含日志） (section 5).
func detailWithLogs(lists *list.Service) handler {
	return edge.Handle((*edge.Input).ID, func(ctx context.Context, id funds.ID) (history, error) {
		record, lines, err := lists.History(ctx, id)
		if err != nil {
			return history{}, err
		}
		found, err := factsOf(ctx, lists, record)
		return history{found, lines}, err
	}, func(reader words.Reader, id funds.ID, found history) edge.Response {
		return ok(struct {
			detailView
			Logs        []logView        `json:"logs"`
			Settlements []settlementView `json:"settlements,omitempty"`
		}{
			judgedViewOf(found.judged, lists, reader), logViewsOf(id, found.lines, reader), settlementsOf(found.lines, reader),
		})
	})
}

// logs serves 提现操作日志 (section 6).
func logs(lists *list.Service) handler {
	return edge.Handle((*edge.Input).ID, func(ctx context.Context, id funds.ID) ([]funds.Line, error) {
		_, lines, err := lists.History(ctx, id)
		return lines, err
	}, func(reader words.Reader, id funds.ID, lines []funds.Line) edge.Response {
		return ok(logViewsOf(id, lines, reader))
	})
}
