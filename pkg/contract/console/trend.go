package console

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
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
	return edge.Handle(func(in *edge.Input) trendAsked {
		return trendOf(in, lists.Policy)
	}, func(ctx context.Context, asked trendAsked) ([]list.Point, error) {
		read := lists.TrendByDay
		if asked.unit == "hour" {
			read = lists.TrendByHour
		}
		return read(ctx, asked.first.Format(time.DateOnly), asked.last.Format(time.DateOnly))
	}, func(_ words.Reader, asked trendAsked, points []list.Point) edge.Response {
		return ok(struct {
			Unit   string      `json:"unit"`
			Points []pointView `json:"points"`
		}{asked.unit, contract.Views(points, pointViewOf)})
	})
}

// trendAsked is a trend from one day to another, both included.
type trendAsked struct {
	first, last time.Time
	unit        string
}

func trendOf(in *edge.Input, policy funds.Policy) trendAsked {
	f := filtersOf(in, policy)
	first, hasFirst := f.day("startAt")
	last, hasLast := f.day("endAt")
	unit, most := f.text("unit"), maxTrendDays
	switch unit {
	case "hour":
		most = maxTrendHours
	case "", "day":
		unit = "day"
	default:
		in.Fail(funds.NotOneOf("unit", "day", "hour"))
	}
	const oneDay = 24 * time.Hour
	switch {
	case !hasFirst:
		in.Fail(funds.Missing("startAt"))
	case !hasLast:
		in.Fail(funds.Missing("endAt"))
	case first.After(last):
		in.Fail(startAfterEnd())
	case last.Sub(first)/oneDay >= time.Duration(most):
		in.Fail(funds.Invalid("startAt", ReasonRangeTooLong).About(funds.Facts{Maximum: int64(most)}))
	}
	return trendAsked{first, last, unit}
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
