package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// tree reads the counters' tree (all, month, day, hour) as far as one filter reaches. It remembers what it has read,
// and lives within one call.
type tree struct {
	service    *Service
	ctx        context.Context //nolint:containedctx // a tree lives within one call
	generation int64
	filter     funds.Filter
	calendar   *count.Calendar
	months     []count.Child            // within the filter's days
	days       map[string][]count.Child // by month, of the months that were looked into
	hours      map[string][]count.Child // by day, of the days that were looked into
}

// tree reads the months within a filter's days.
func (s *Service) tree(ctx context.Context, filter funds.Filter) (*tree, error) {
	generation, err := s.Store.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	t := &tree{
		service: s, ctx: ctx, generation: generation, filter: filter, calendar: count.NewCalendar(s.Policy),
		days: map[string][]count.Child{}, hours: map[string][]count.Child{},
	}
	t.months, err = t.monthNodes()
	return t, err
}

// total is how many withdrawals the filter matches, and what they come to.
func (t *tree) total() (total funds.Tally) {
	for _, month := range t.months {
		total = total.Plus(month.Counts.Of(t.filter))
	}
	return total
}

func (t *tree) nodes(parent, first, last string) ([]count.Child, error) {
	return t.service.Store.Nodes(t.ctx, t.generation, parent, first, last)
}

// monthNodes are the months within the filter's days. A month that the filter cuts counts only the days within it.
func (t *tree) monthNodes() ([]count.Child, error) {
	first, last := t.edges()
	months, err := t.nodes(count.All().Name, monthOf(first), monthOf(last))
	if err != nil {
		return nil, err
	}
	for i := range months {
		name := months[i].Name
		cut := (first != "" && name == monthOf(first) && first != name+"-01") || (last != "" && name == monthOf(last) && monthOf(t.calendar.Next(last)) == name)
		if !cut {
			continue
		}
		days, err := t.dayNodes(name)
		if err != nil {
			return nil, err
		}
		months[i].Counts = count.Counts{}
		for _, day := range days {
			months[i].Counts.AddAll(day.Counts)
		}
	}
	return months, nil
}

// edges are the first and the last business day of the filter; empty where it has none.
func (t *tree) edges() (first, last string) {
	if !t.filter.From.IsZero() {
		first = t.calendar.Day(t.filter.From)
	}
	if !t.filter.Until.IsZero() {
		last = t.calendar.Day(t.filter.Until.Add(-1))
	}
	return first, last
}

func monthOf(day string) string { return day[:min(len(day), len("2006-01"))] }

// dayNodes are a month's days within the filter.
func (t *tree) dayNodes(month string) ([]count.Child, error) {
	if days, read := t.days[month]; read {
		return days, nil
	}
	first, last := t.edges()
	if first <= month {
		first = ""
	}
	if last > month+"-31" {
		last = ""
	}
	days, err := t.nodes(month, first, last)
	if err == nil {
		t.days[month] = days
	}
	return days, err
}

// hourNodes are a day's hours.
func (t *tree) hourNodes(day string) ([]count.Child, error) {
	if hours, read := t.hours[day]; read {
		return hours, nil
	}
	hours, err := t.nodes(day, "", "")
	if err == nil {
		t.hours[day] = hours
	}
	return hours, err
}

// children are a month's days, or a day's hours. An hour has none, and neither has a node with few entries, which is
// not worth another read: that is a leaf.
func (t *tree) children(name string, entries int64) (nodes []count.Child, leaf bool, err error) {
	switch {
	case len(name) > len(time.DateOnly) || entries <= scanRows:
		return nil, true, nil
	case len(name) < len(time.DateOnly):
		nodes, err = t.dayNodes(name)
	default:
		nodes, err = t.hourNodes(name)
	}
	return nodes, false, err
}
