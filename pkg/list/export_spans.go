package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// spans divides what a filter matches by time, newest first, so that a span has not many more entries in the indexes
// than are listed at once, as the counters say. What they do not count yet is in one of the spans too. What surely
// takes longer than [ExportTime] is [funds.CodeInvalid].
func (s *Service) spans(ctx context.Context, filter funds.Filter) ([]funds.Filter, error) {
	if filter.Keyword != "" || (filter.Attention != nil && *filter.Attention) {
		return []funds.Filter{filter}, nil // few, and looked up
	}
	tree, err := s.tree(ctx, filter)
	if err != nil {
		return nil, err
	}
	if err := affordable(tree.months, filter); err != nil {
		return nil, err
	}
	begins, err := tree.begins()
	if err != nil {
		return nil, err
	}
	var spans []funds.Filter
	rest := filter
	for _, begin := range begins {
		span := rest
		span.From, rest.Until = begin, begin
		spans = append(spans, span)
	}
	return append(spans, rest), nil
}

// affordable refuses what the counters say cannot be exported in time. Nobody counts the rows of one amount, so for a
// filter by amount the rows that must be looked through count.
func affordable(months []count.Child, filter funds.Filter) error {
	var rows, entries int64
	for _, month := range months {
		rows += month.Counts.Of(filter).Count
		entries += month.Counts.Of(funds.Filter{States: filter.States}).Count
	}
	matching := rows
	if filter.Min > 0 || filter.Max != nil || filter.Attention != nil {
		matching = 0
	}
	if time.Duration(matching)*time.Second/exportRowsASecond+time.Duration(entries)*time.Second/exportEntriesASecond > ExportTime {
		return tooMany(rows)
	}
	return nil
}

// begins are the moments at which spans begin, newest first: the first moments of days.
func (t *tree) begins() (begins []time.Time, err error) {
	entries := int64(0)
	states := funds.Filter{States: t.filter.States}
	for i := len(t.months) - 1; i >= 0; i-- {
		ofMonth := t.months[i].Counts.Of(states).Count
		if entries+ofMonth <= exportSpan {
			entries += ofMonth
			continue
		}
		days, err := t.dayNodes(t.months[i].Name)
		if err != nil {
			return nil, err
		}
		for j := len(days) - 1; j >= 0; j-- {
			entries += days[j].Counts.Of(states).Count
			begin := t.calendar.Begin(days[j].Name)
			if entries >= exportSpan && begin.After(t.filter.From) {
				begins, entries = append(begins, begin), 0
			}
		}
	}
	return begins, nil
}
