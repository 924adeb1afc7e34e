package count

import (
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Node is one span of business time. Its name sorts as its time does among the children of one parent.
type Node struct {
	Parent, Name string
}

// All is the node of the whole tree, in which every withdrawal counts.
func All() Node { return Node{"", "ALL"} }

// Day is the node of a business day, given as yyyy-mm-dd.
func Day(day string) Node { return Node{day[:monthChars], day} }

// Calendar knows when business days begin. It keeps what it has computed, so it serves one goroutine only.
type Calendar struct {
	policy funds.Policy
	begins map[string]time.Time
}

// NewCalendar makes the calendar of a policy's time zone.
func NewCalendar(policy funds.Policy) *Calendar {
	return &Calendar{policy, map[string]time.Time{}}
}

// Zone is the IANA name of the calendar's time zone.
func (c *Calendar) Zone() string { return c.policy.Zone.String() }

const mostRemembered = 1000

// Begin is the first moment of a business day, given as yyyy-mm-dd.
func (c *Calendar) Begin(day string) time.Time {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return c.begin(date)
}

// End is the first moment after a business day, given as yyyy-mm-dd, even after 9999-12-31.
func (c *Calendar) End(day string) time.Time {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return c.begin(date.AddDate(0, 0, 1))
}

func (c *Calendar) begin(date time.Time) time.Time {
	day := date.Format(time.DateOnly)
	if begin, known := c.begins[day]; known {
		return begin
	}
	begin := c.policy.Begin(date.Date())
	if len(c.begins) >= mostRemembered {
		clear(c.begins)
	}
	c.begins[day] = begin
	return begin
}

// Day is the business day of a moment, as yyyy-mm-dd.
func (c *Calendar) Day(at time.Time) string { return c.policy.Day(at) }

// Next is the business day after a day.
func (c *Calendar) Next(day string) string {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return date.AddDate(0, 0, 1).Format(time.DateOnly)
}

// NextMonth is the month after a month, both as yyyy-mm.
func NextMonth(month string) string {
	date, err := time.Parse(monthLayout, month)
	if err != nil {
		return ""
	}
	return date.AddDate(0, 1, 0).Format(monthLayout)
}

const (
	monthLayout = "2006-01"
	monthChars  = len(monthLayout)
)

// Path lists the nodes that a moment belongs to, from that of the whole tree down to that of its hour.
func (c *Calendar) Path(at time.Time) []Node {
	day := c.Day(at)
	month := day[:monthChars]
	return []Node{All(), {All().Name, month}, Day(day), {day, Hour(day, int(at.Sub(c.Begin(day))/time.Hour))}}
}

// Hour is the name of the nth hour after the beginning of a day, from 0. A day on which the clocks go back has more than
// 24 hours.
func Hour(day string, n int) string { return fmt.Sprintf("%sT%02d", day, n) }

// Hours is the number of hours of a business day; an incomplete one counts.
func (c *Calendar) Hours(day string) int {
	length := c.End(day).Sub(c.Begin(day))
	return int((length + time.Hour - 1) / time.Hour)
}

// Span returns the first moment of a month, day or hour, given by the name of its node, and the first moment after it.
func (c *Calendar) Span(name string) (begin, end time.Time) {
	switch {
	case len(name) <= monthChars:
		return c.Begin(name + "-01"), c.Begin(NextMonth(name) + "-01")
	case len(name) <= len(time.DateOnly):
		return c.Begin(name), c.End(name)
	default:
		day := name[:len(time.DateOnly)]
		return c.HourBegin(day, name), c.HourEnd(day, name)
	}
}

// HourBegin is the first moment of an hour of a day.
func (c *Calendar) HourBegin(day, name string) time.Time {
	var n int
	if _, err := fmt.Sscanf(name[len(day):], "T%02d", &n); err != nil {
		return time.Time{}
	}
	return c.Begin(day).Add(time.Duration(n) * time.Hour)
}

// HourEnd is the end of an hour of a day: an hour after its beginning, or the end of the day if that comes first.
func (c *Calendar) HourEnd(day, name string) time.Time {
	end, night := c.HourBegin(day, name).Add(time.Hour), c.End(day)
	if end.After(night) {
		return night
	}
	return end
}
