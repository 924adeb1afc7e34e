package console

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// What a trend may span: a point takes no more than a line of a chart.
const (
	maxTrendDays  = 366
	maxTrendHours = 31 // days, by hour
)

// ReasonRangeTooLong says that a trend spans at most Maximum days.
const ReasonRangeTooLong funds.Reason = "range_too_long"

// trend serves statistics over time, an addition in this contract's form: for each business day or hour from startAt
// to endAt, what was asked for then, by its status now.
func trend(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		f := &filters{request: r, policy: lists.Policy, given: map[string]string{}}
		first, hasFirst := f.day("startAt")
		last, hasLast := f.day("endAt")
		unit := f.text("unit")
		read, most := lists.TrendByDay, maxTrendDays
		switch unit {
		case "hour":
			read, most = lists.TrendByHour, maxTrendHours
		case "", "day":
			unit = "day"
		default:
			f.fail(funds.NotOneOf("unit", "day", "hour"))
		}
		const oneDay = 24 * time.Hour
		switch {
		case f.err != nil:
		case !hasFirst:
			f.fail(funds.Missing("startAt"))
		case !hasLast:
			f.fail(funds.Missing("endAt"))
		case first.After(last):
			f.fail(startAfterEnd())
		case last.Sub(first)/oneDay >= time.Duration(most):
			f.fail(funds.Invalid("startAt", ReasonRangeTooLong).About(funds.Facts{Maximum: int64(most)}))
		}
		if f.err != nil {
			return edge.Response{}, f.err
		}
		points, err := read(ctx, first.Format(time.DateOnly), last.Format(time.DateOnly))
		if err != nil {
			return edge.Response{}, err
		}
		return ok(struct {
			Unit   string      `json:"unit"`
			Points []pointView `json:"points"`
		}{unit, contract.Views(points, pointViewOf)}), nil
	}
}

type tallyView struct {
	Count  int64      `json:"count"`
	Amount edge.Major `json:"amount"`
}

// pointView has all six statuses of the document, whether there are any or not.
type pointView struct {
	At       string               `json:"at"`
	Statuses map[string]tallyView `json:"statuses"`
}

func pointViewOf(point list.Point) pointView {
	view := pointView{At: point.At, Statuses: map[string]tallyView{}}
	for _, state := range funds.States() {
		sum := view.Statuses[statuses[state]]
		sum.Count += point.States[state].Count
		sum.Amount += edge.Major(point.States[state].Amount)
		view.Statuses[statuses[state]] = sum
	}
	return view
}
