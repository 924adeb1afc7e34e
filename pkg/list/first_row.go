package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// firstRow is where a page's first row is: the matching row, newest first, that was asked for before a moment and has
// skip others in front of it.
type firstRow struct {
	before time.Time // zero: from the newest
	skip   int64
}

// locate finds how many withdrawals a filter's states, methods and days match, and where the row is that has skip
// others in front of it: page n's first row, for skip = (n-1) × size. It reads the counters: one node's children at
// each level, and at the edges of the filter's days.
func (s *Service) locate(ctx context.Context, filter funds.Filter, skip int64) (total int64, at firstRow, err error) {
	tree, err := s.tree(ctx, filter)
	if err != nil {
		return 0, firstRow{}, err
	}
	total = tree.total()
	if skip == 0 || skip >= total {
		return total, firstRow{before: filter.Until, skip: skip}, nil
	}
	at, err = tree.descend(skip)
	return total, at, err
}

// descend finds the hour that holds the row with skip others in front of it.
func (t *tree) descend(skip int64) (firstRow, error) {
	month, skip := holder(t.months, t.filter, skip)
	days, err := t.dayNodes(month)
	if err != nil {
		return firstRow{}, err
	}
	day, skip := holder(days, t.filter, skip)
	hours, err := t.hourNodes(day)
	if err != nil {
		return firstRow{}, err
	}
	hour, skip := holder(hours, t.filter, skip)
	if hour == "" {
		return firstRow{before: t.calendar.End(day), skip: skip}, nil
	}
	return firstRow{before: t.calendar.HourEnd(day, hour), skip: skip}, nil
}

// holder is the node that holds the row with skip others in front of it, and how many of those are in the node itself.
// Where the counters moved on between two levels, it is the oldest node.
func holder(nodes []count.Child, filter funds.Filter, skip int64) (name string, rest int64) {
	for i := len(nodes) - 1; i >= 0; i-- {
		n := nodes[i].Counts.Of(filter).Count
		if skip < n || i == 0 {
			return nodes[i].Name, skip
		}
		skip -= n
	}
	return "", skip
}
