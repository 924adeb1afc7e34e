package list

import (
	"context"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Behind is how far the counters are from the newest withdrawals that there are. It finds what was asked for and is not
// counted, or is counted twice; whether each is counted in its state, `outflow verify` alone says.
type Behind struct {
	Since   time.Time // when the first withdrawal was asked for that is not counted; zero: all that were looked at are
	Missing int64     // how many of those that were looked at are not counted
	Surplus int64     // how many more are counted than there are, in hours that were looked at whole
}

const (
	// behindDays bounds how far back is looked where little happens.
	behindDays = 2
	aDay       = 24 * time.Hour
)

// CountersBehind compares the newest withdrawals that were asked for before a moment, as many as it is told and of two
// days at most, with the hours of the counters' tree that they belong to. What is asked for within one hour in larger
// numbers than that is found missing in the next hour at the latest. The indexes that it reads lag by seconds, so the
// moment is to be minutes ago.
func (s *Service) CountersBehind(ctx context.Context, before time.Time, rows int64) (Behind, error) {
	calendar := count.NewCalendar(s.Policy)
	from := calendar.Begin(calendar.Day(before.Add(-behindDays * aDay)))
	ids, err := s.Store.Keys(ctx, funds.Filter{From: from}, before, 0, rows)
	if err != nil || len(ids) == 0 {
		return Behind{}, err
	}
	slices.Reverse(ids) // oldest first
	counted, err := s.hours(ctx, calendar, ids)
	if err != nil {
		return Behind{}, err
	}
	var behind Behind
	cut := int64(len(ids)) == rows // the first hour may have begun before the first of them
	for first := true; len(ids) > 0; first = false {
		hour := hourOf(calendar, ids[0])
		n := slices.IndexFunc(ids, func(id funds.ID) bool { return hourOf(calendar, id) != hour })
		if n < 0 {
			n = len(ids)
		}
		there, tallied := int64(n), counted[hour]
		_, end := calendar.Span(hour)
		switch {
		case tallied < there:
			behind.Missing += there - tallied
			if behind.Since.IsZero() {
				behind.Since = ids[tallied].Time()
			}
		case !end.After(before) && (!first || !cut):
			behind.Surplus += tallied - there
		}
		ids = ids[n:]
	}
	return behind, nil
}

// hours are how many withdrawals are counted in the hours of the days of some, by the hours' names.
func (s *Service) hours(ctx context.Context, calendar *count.Calendar, ids []funds.ID) (map[string]int64, error) {
	generation, err := s.Store.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	counted := map[string]int64{}
	for day, last := calendar.Day(ids[0].Time()), calendar.Day(ids[len(ids)-1].Time()); day <= last; day = calendar.Next(day) {
		nodes, err := s.Store.Nodes(ctx, generation, day, "", "")
		if err != nil {
			return nil, err
		}
		for _, node := range nodes {
			counted[node.Name] = node.Counts.Of(funds.Filter{}).Count
		}
	}
	return counted, nil
}

func hourOf(calendar *count.Calendar, id funds.ID) string {
	path := calendar.Path(id.Time())
	return path[len(path)-1].Name
}
