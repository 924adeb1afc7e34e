package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Point is what was asked for in one unit of business time, by the state that it is in now.
type Point struct {
	At     string // yyyy-mm-dd, or yyyy-mm-ddThh with the hour since the day's begin
	States map[funds.State]funds.Tally
}

// TrendByDay is one point for each business day from first to last (yyyy-mm-dd), both included; days without any
// are there too.
func (s *Service) TrendByDay(ctx context.Context, first, last string) ([]Point, error) {
	generation, err := s.Store.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	calendar := count.NewCalendar(s.Policy)
	known := map[string]count.Counts{}
	for _, month := range through(monthOf(first), monthOf(last), count.NextMonth) {
		days, err := s.Store.Nodes(ctx, generation, month, "", "")
		if err != nil {
			return nil, err
		}
		for _, day := range days {
			known[day.Name] = day.Counts
		}
	}
	var points []Point
	for _, day := range through(first, last, calendar.Next) {
		points = append(points, Point{day, known[day].ByState()})
	}
	return points, nil
}

// TrendByHour is [Service.TrendByDay] with one point for each hour.
func (s *Service) TrendByHour(ctx context.Context, first, last string) ([]Point, error) {
	generation, err := s.Store.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	calendar := count.NewCalendar(s.Policy)
	var points []Point
	for _, day := range through(first, last, calendar.Next) {
		hours, err := s.Store.Nodes(ctx, generation, day, "", "")
		if err != nil {
			return nil, err
		}
		known := map[string]count.Counts{}
		for _, hour := range hours {
			known[hour.Name] = hour.Counts
		}
		for n := range calendar.Hours(day) {
			name := count.Hour(day, n)
			points = append(points, Point{name, known[name].ByState()})
		}
	}
	return points, nil
}

// through are the names from first to last, both included. It does not go on from the last one: behind the last
// day of the year 9999 names do not sort as their times do.
func through(first, last string, next func(string) string) (names []string) {
	for name := first; name <= last; name = next(name) {
		names = append(names, name)
		if name == last {
			break
		}
	}
	return names
}
