package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// looked is how many of the newest rows a list by method looks through before it asks the counters: they lag.
const looked = 500

// byMethod is counted for methods, which no index has: hours in which none of them was asked for are not read. So
// what it reads does not grow with the withdrawals of other methods.
func (s *Service) byMethod(ctx context.Context, filter funds.Filter, page Page) (Found, error) {
	before := (page.Number - 1) * page.Size
	var records []Record
	skip := before
	if skip == 0 {
		ids, complete, err := s.Store.FindWithin(ctx, filter, looked)
		if err != nil {
			return Found{}, err
		}
		found, err := s.found(ctx, filter, page, ids, complete)
		if err != nil || complete {
			return found, err
		}
		records, skip = found.Records, int64(len(ids))
	}
	walk, err := s.walk(ctx, filter)
	if err != nil {
		return Found{}, err
	}
	total := walk.total()
	for missing := page.Size - int64(len(records)); missing > 0 && skip < total; missing = page.Size - int64(len(records)) {
		next := stretch{skip: skip, wanted: missing}
		if _, err := walk.stretch(walk.months, &next); err != nil {
			return Found{}, err
		}
		if next.rows == 0 {
			break
		}
		rows := min(missing, next.rows)
		ids, err := s.Store.Keys(ctx, walk.within(next), next.before, next.skip, rows)
		if err != nil {
			return Found{}, err
		}
		matching, err := s.recordsOf(ctx, ids, filter)
		if err != nil {
			return Found{}, err
		}
		records = append(records, matching...)
		skip += rows // also past what is counted already, and not in the index yet
	}
	if len(records) > 0 {
		total = max(total, before+int64(len(records)))
	}
	return Found{Records: records, Total: total}, nil
}

// stretch is some hours without a gap that all hold what a filter matches: so many rows, behind the first ones.
type stretch struct {
	from, before time.Time
	skip, rows   int64
	wanted       int64
}

// stretch finds the newest stretch behind so many rows: from the hour of the first that is wanted to that of the
// last, or up to a gap. It says whether it is found whole.
func (w *walk) stretch(nodes []count.Named, found *stretch) (whole bool, err error) {
	for i := len(nodes) - 1; i >= 0; i-- {
		rows := nodes[i].Counts.Of(w.filter).Count
		switch {
		case rows <= 0 && found.rows > 0:
			return true, nil
		case rows <= 0:
			continue
		case found.rows == 0 && found.skip >= rows:
			found.skip -= rows
			continue
		}
		children, isHour, err := w.children(nodes[i].Name)
		switch {
		case err != nil:
			return false, err
		case isHour:
			whole = w.extend(found, nodes[i].Name, rows)
		default:
			whole, err = w.stretch(children, found)
		}
		if err != nil || whole {
			return whole, err
		}
	}
	return false, nil
}

// extend takes one more hour, and says whether the stretch ends before it or with it.
func (w *walk) extend(found *stretch, hour string, rows int64) (whole bool) {
	day := hour[:len(time.DateOnly)]
	end := w.calendar.HourEnd(day, hour)
	switch {
	case found.rows == 0:
		found.before, found.rows = end, rows-found.skip
	case !end.Equal(found.from):
		return true
	default:
		found.rows += rows
	}
	found.from = w.calendar.HourBegin(day, hour)
	return found.rows >= found.wanted
}

// children are a month's days, or a day's hours.
func (w *walk) children(name string) (nodes []count.Named, isHour bool, err error) {
	switch {
	case len(name) < len(time.DateOnly):
		nodes, err = w.dayNodes(name)
	case len(name) > len(time.DateOnly):
		return nil, true, nil
	default:
		nodes, err = w.hourNodes(name)
	}
	return nodes, false, err
}

// within is the walk's filter, no further back than a stretch.
func (w *walk) within(found stretch) funds.Filter {
	narrow := w.filter
	if found.from.After(narrow.From) {
		narrow.From = found.from
	}
	return narrow
}
