package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// firstRow is where a page's first row is: the matching row that has skip others between it and an edge in time. Newest first, all
// of them were asked for before the edge; oldest first, at it or later.
type firstRow struct {
	edge time.Time // zero: from the newest, or the oldest
	skip int64
}

// locate finds how many withdrawals a filter's states, methods and days match, and where the row is that has skip
// others in front of it: page n's first row, for skip = (n-1) × size. It reads the counters: one node's children at
// each level, and at the edges of the filter's days.
func (s *Service) locate(ctx context.Context, filter funds.Filter, skip int64) (total funds.Tally, at firstRow, err error) {
	tree, err := s.tree(ctx, filter)
	if err != nil {
		return funds.Tally{}, firstRow{}, err
	}
	total = tree.total()
	if skip == 0 || skip >= total.Count {
		return total, firstRow{skip: skip}, nil
	}
	at, err = tree.descend(skip)
	return total, at, err
}

// descend finds the hour that holds the row with skip others in front of it.
func (t *tree) descend(skip int64) (firstRow, error) {
	oldest := t.filter.Sort == funds.OldestFirst
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
	switch {
	case hour == "" && oldest:
		return firstRow{edge: t.calendar.Begin(day), skip: skip}, nil
	case hour == "":
		return firstRow{edge: t.calendar.End(day), skip: skip}, nil
	case oldest:
		return firstRow{edge: t.calendar.HourBegin(day, hour), skip: skip}, nil
	default:
		return firstRow{edge: t.calendar.HourEnd(day, hour), skip: skip}, nil
	}
}

// holder is the node that holds the row with skip others in front of it, and how many of those are in the node itself.
// Where the counters moved on between two levels, it is the last node, as the filter sorts them.
func holder(nodes []count.Child, filter funds.Filter, skip int64) (name string, rest int64) {
	for i := range nodes {
		node := nodes[len(nodes)-1-i]
		if filter.Sort == funds.OldestFirst {
			node = nodes[i]
		}
		n := node.Counts.Of(filter).Count
		if skip < n || i == len(nodes)-1 {
			return node.Name, skip
		}
		skip -= n
	}
	return "", skip
}
