package list

import (
	"context"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	// scanRows is how many of the newest rows a list by method looks through before it asks the counters, which lag.
	// It is also how many rows of other methods it reads past rather than start another query, and how many entries
	// a node of the tree has at most that is read whole.
	scanRows = 500
	// intervalReaders is how many intervals are read at once.
	intervalReaders = 8
)

// recordsByMethod is [Service.Records] for methods, which no index has: the counters tell at which times there are
// any, and long intervals without one are not read. So what it reads does not grow with the withdrawals of other
// methods.
func (s *Service) recordsByMethod(ctx context.Context, filter funds.Filter, page Page) (RecordPage, error) {
	before := (page.Number - 1) * page.Size
	var records []Record
	skip := before
	if skip == 0 {
		found, complete, err := s.Store.FindWithin(ctx, filter, scanRows)
		if err != nil {
			return RecordPage{}, err
		}
		first, err := s.pageOf(ctx, filter, page, found, complete)
		if err != nil || complete {
			return first, err
		}
		records, skip = first.Records, int64(len(found))
	}
	tree, err := s.tree(ctx, filter)
	if err != nil {
		return RecordPage{}, err
	}
	total := tree.total()
	for missing := page.Size - int64(len(records)); missing > 0 && skip < total.Count; missing = page.Size - int64(len(records)) {
		search := intervalSearch{tree: tree, skip: skip, wanted: missing}
		if err := search.visit(tree.months); err != nil {
			return RecordPage{}, err
		}
		ids, err := s.idsIn(ctx, tree, search.found, missing)
		if err != nil {
			return RecordPage{}, err
		}
		matching, err := s.recordsOf(ctx, ids, filter)
		if err != nil {
			return RecordPage{}, err
		}
		records = append(records, matching...)
		skip += missing // also past rows that are counted already, and not in the index yet
	}
	return withShown(records, total, before), nil
}

// idsIn lists ids in some intervals, several of which are read at once, up to as many as are wanted.
func (s *Service) idsIn(ctx context.Context, tree *tree, intervals []interval, wanted int64) (ids []funds.ID, err error) {
	read := func(ctx context.Context, one interval) ([]funds.ID, error) {
		return s.Store.Keys(ctx, tree.narrowed(one), one.before, one.skip, one.rows)
	}
	for found, err := range inOrder(ctx, intervalReaders, withoutErrors(intervals), read) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return ids[:min(wanted, int64(len(ids)))], nil
}

// interval is a stretch of time in which the filter matches rows. The wanted ones begin after its newest skip rows.
type interval struct {
	from, before time.Time
	skip, rows   int64
}

// intervalSearch finds the intervals that hold the wanted rows, newest first, after it has passed skip rows.
type intervalSearch struct {
	tree         *tree
	skip, wanted int64
	found        []interval
	passed       int64 // entries that do not match, since the last interval's oldest row
}

// done says that everything that is wanted has been found.
func (s *intervalSearch) done() bool { return s.wanted <= 0 }

// visit looks for them in nodes of the tree, and goes into those that hold much else.
func (s *intervalSearch) visit(nodes []count.Child) error {
	entries := funds.Filter{States: s.tree.filter.States}
	for _, node := range slices.Backward(nodes) {
		rows, all := node.Counts.Of(s.tree.filter).Count, node.Counts.Of(entries).Count
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
		children, leaf, err := s.tree.children(node.Name, all)
		if err != nil {
			return err
		}
		if leaf {
			s.take(node.Name, rows)
		} else if err := s.visit(children); err != nil {
			return err
		}
	}
	return nil
}

// take adds a node to the last interval, or begins another one where too many other entries lie between.
func (s *intervalSearch) take(name string, rows int64) {
	begin, end := s.tree.calendar.Span(name)
	if until := s.tree.filter.Until; !until.IsZero() && end.After(until) {
		end = until
	}
	rows = min(rows-s.skip, s.wanted)
	if n := len(s.found); n > 0 && s.passed <= scanRows {
		s.found[n-1].from = begin
		s.found[n-1].rows += rows
	} else {
		s.found = append(s.found, interval{from: begin, before: end, skip: s.skip, rows: rows})
		s.passed = 0
	}
	s.wanted, s.skip = s.wanted-rows, 0
}

// narrowed is the tree's filter, which begins no earlier than an interval.
func (t *tree) narrowed(to interval) funds.Filter {
	narrow := t.filter
	if to.from.After(narrow.From) {
		narrow.From = to.from
	}
	return narrow
}
