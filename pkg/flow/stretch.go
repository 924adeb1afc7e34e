package flow

import (
	"context"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	// looked is how many of the newest rows a list by method looks through before it asks the counters, which lag;
	// how many rows of other methods it passes rather than begin to read anew; and how many a node has that is not
	// looked into.
	looked = 500
	// stretchReaders is how many stretches are read at once.
	stretchReaders = 8
)

// byMethod is counted for methods, which no index has: the counters tell where there are any, and long stretches
// without are not read. So what it reads does not grow with the withdrawals of other methods.
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
		search := search{walk: walk, skip: skip, wanted: missing}
		if err := search.through(walk.months); err != nil {
			return Found{}, err
		}
		ids, err := s.inStretches(ctx, walk, search.found, missing)
		if err != nil {
			return Found{}, err
		}
		matching, err := s.recordsOf(ctx, ids, filter)
		if err != nil {
			return Found{}, err
		}
		records = append(records, matching...)
		skip += missing // also past what is counted already, and not in the index yet
	}
	if len(records) > 0 {
		total = max(total, before+int64(len(records)))
	}
	return Found{Records: records, Total: total}, nil
}

// inStretches are the first of the ids in some stretches, several of which are read at once.
func (s *Service) inStretches(ctx context.Context, walk *walk, stretches []stretch, wanted int64) (ids []funds.ID, err error) {
	each := func(ctx context.Context, one stretch) ([]funds.ID, error) {
		return s.Store.Keys(ctx, walk.within(one), one.before, one.skip, one.rows)
	}
	for found, err := range inOrder(ctx, stretchReaders, withoutErrors(stretches), each) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return ids[:min(wanted, int64(len(ids)))], nil
}

// stretch is a time with rows that a filter matches: so many, behind the first ones.
type stretch struct {
	from, before time.Time
	skip, rows   int64
}

// search finds the stretches that hold the rows behind so many, newest first.
type search struct {
	walk         *walk
	skip, wanted int64
	found        []stretch
	passed       int64 // entries of others that lie between the last stretch's rows, and behind them
}

// done says that all that is wanted is found.
func (s *search) done() bool { return s.wanted <= 0 }

// through looks for them in nodes, and below them where they hold much else.
func (s *search) through(nodes []count.Named) error {
	entries := funds.Filter{States: s.walk.filter.States}
	for _, node := range slices.Backward(nodes) {
		rows, all := node.Counts.Of(s.walk.filter).Count, node.Counts.Of(entries).Count
		switch {
		case s.done():
			return nil
		case rows <= 0:
			s.passed += max(all, 0)
			continue
		case s.skip >= rows:
			s.skip -= rows
			continue
		}
		children, isHour, err := s.walk.children(node.Name, all)
		if err != nil {
			return err
		}
		if isHour {
			s.take(node.Name, rows)
		} else if err := s.through(children); err != nil {
			return err
		}
	}
	return nil
}

// take adds a node to the last stretch, or begins another one where too much of others lies between.
func (s *search) take(name string, rows int64) {
	begin, end := s.walk.calendar.Span(name)
	if until := s.walk.filter.Until; !until.IsZero() && end.After(until) {
		end = until
	}
	rows = min(rows-s.skip, s.wanted)
	if n := len(s.found); n > 0 && s.passed <= looked {
		s.found[n-1].from = begin
		s.found[n-1].rows += rows
	} else {
		s.found = append(s.found, stretch{from: begin, before: end, skip: s.skip, rows: rows})
		s.passed = 0
	}
	s.wanted, s.skip = s.wanted-rows, 0
}

// children are a month's days, or a day's hours; a node that holds little is not looked into.
func (w *walk) children(name string, entries int64) (nodes []count.Named, whole bool, err error) {
	switch {
	case len(name) > len(time.DateOnly) || entries <= looked:
		return nil, true, nil
	case len(name) < len(time.DateOnly):
		nodes, err = w.dayNodes(name)
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
