package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// place is where a page's first row is: so many matching rows behind a moment, newest first.
type place struct {
	before time.Time // zero: from the newest
	skip   int64
}

// seek finds the total of what a filter's states, methods and days match, and where the row with so many before it
// is. It reads the counters: one node's children at each level, and at the edges of the filter's days.
func (s *Service) seek(ctx context.Context, filter funds.Filter, skip int64) (total int64, at place, err error) {
	walk, err := s.walk(ctx, filter)
	if err != nil {
		return 0, place{}, err
	}
	total = walk.total()
	if skip == 0 || skip >= total {
		return total, place{before: filter.Until, skip: skip}, nil
	}
	at, err = walk.descend(skip)
	return total, at, err
}

// walk reads the months within a filter's days.
func (s *Service) walk(ctx context.Context, filter funds.Filter) (*walk, error) {
	generation, err := s.Store.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	w := &walk{
		service: s, ctx: ctx, generation: generation, filter: filter, calendar: count.NewCalendar(s.Policy),
		days: map[string][]count.Named{}, hours: map[string][]count.Named{},
	}
	w.months, err = w.monthNodes()
	return w, err
}

// total is how many the filter matches.
func (w *walk) total() (total int64) {
	for _, month := range w.months {
		total += month.Counts.Of(w.filter).Count
	}
	return total
}

// walk is one way down the tree, newest first.
type walk struct {
	service    *Service
	ctx        context.Context //nolint:containedctx // a walk lives within one call
	generation int64
	filter     funds.Filter
	calendar   *count.Calendar
	months     []count.Named            // within the filter's days
	days       map[string][]count.Named // of the months that were looked into
	hours      map[string][]count.Named // of the days that were
}

func (w *walk) nodes(parent, first, last string) ([]count.Named, error) {
	return w.service.Store.Nodes(w.ctx, w.generation, parent, first, last)
}

// monthNodes are the months within the filter's days, each with what lies within them.
func (w *walk) monthNodes() ([]count.Named, error) {
	first, last := w.edges()
	months, err := w.nodes(count.All().Name, monthOf(first), monthOf(last))
	if err != nil {
		return nil, err
	}
	for i := range months {
		name := months[i].Name
		cut := (first != "" && name == monthOf(first) && first != name+"-01") || (last != "" && name == monthOf(last) && monthOf(w.calendar.Next(last)) == name)
		if !cut {
			continue
		}
		days, err := w.dayNodes(name)
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
func (w *walk) edges() (first, last string) {
	if !w.filter.From.IsZero() {
		first = w.calendar.Day(w.filter.From)
	}
	if !w.filter.Until.IsZero() {
		last = w.calendar.Day(w.filter.Until.Add(-1))
	}
	return first, last
}

func monthOf(day string) string { return day[:min(len(day), len("2006-01"))] }

// dayNodes are a month's days within the filter.
func (w *walk) dayNodes(month string) ([]count.Named, error) {
	if days, read := w.days[month]; read {
		return days, nil
	}
	first, last := w.edges()
	if first <= month {
		first = ""
	}
	if last > month+"-31" {
		last = ""
	}
	days, err := w.nodes(month, first, last)
	if err == nil {
		w.days[month] = days
	}
	return days, err
}

// hourNodes are a day's hours.
func (w *walk) hourNodes(day string) ([]count.Named, error) {
	if hours, read := w.hours[day]; read {
		return hours, nil
	}
	hours, err := w.nodes(day, "", "")
	if err == nil {
		w.hours[day] = hours
	}
	return hours, err
}

// descend finds the hour that holds the row with so many before it.
func (w *walk) descend(skip int64) (place, error) {
	month, skip := within(w.months, w.filter, skip)
	days, err := w.dayNodes(month)
	if err != nil {
		return place{}, err
	}
	day, skip := within(days, w.filter, skip)
	hours, err := w.hourNodes(day)
	if err != nil {
		return place{}, err
	}
	hour, skip := within(hours, w.filter, skip)
	if hour == "" {
		return place{before: w.calendar.End(day), skip: skip}, nil
	}
	return place{before: w.calendar.HourEnd(day, hour), skip: skip}, nil
}

// within is the newest of the nodes that holds the row with so many before it, and how many of them are its own.
// Where the counters moved on between two levels, it is the oldest.
func within(nodes []count.Named, filter funds.Filter, skip int64) (name string, rest int64) {
	for i := len(nodes) - 1; i >= 0; i-- {
		n := nodes[i].Counts.Of(filter).Count
		if skip < n || i == 0 {
			return nodes[i].Name, skip
		}
		skip -= n
	}
	return "", skip
}
