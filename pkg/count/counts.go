package count

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Key names a counter of a node.
type Key struct {
	State  funds.State
	Method funds.Method
}

// Counts are the counters of one node. Those that are zero are left out.
type Counts map[Key]funds.Tally

// Add adds to a counter. n and amount may be negative.
func (c Counts) Add(key Key, n int64, amount funds.Amount) {
	tally := c[key]
	tally.Count += n
	tally.Amount += amount
	if tally == (funds.Tally{}) {
		delete(c, key)
		return
	}
	c[key] = tally
}

// AddAll adds the counters of another node.
func (c Counts) AddAll(other Counts) {
	for key, tally := range other {
		c.Add(key, tally.Count, tally.Amount)
	}
}

// Of sums the counters that a filter's states and methods match.
func (c Counts) Of(filter funds.Filter) (sum funds.Tally) {
	for key, tally := range c {
		if matches(key, filter) {
			sum.Count += tally.Count
			sum.Amount += tally.Amount
		}
	}
	return sum
}

// ByState sums the counters of all methods, for each state.
func (c Counts) ByState() map[funds.State]funds.Tally {
	sums := map[funds.State]funds.Tally{}
	for key, tally := range c {
		sum := sums[key.State]
		sums[key.State] = funds.Tally{Count: sum.Count + tally.Count, Amount: sum.Amount + tally.Amount}
	}
	return sums
}

// Methods lists the methods that are counted, in the order of their names.
func (c Counts) Methods() (methods []funds.Method) {
	for key := range c {
		if !slices.Contains(methods, key.Method) {
			methods = append(methods, key.Method)
		}
	}
	slices.Sort(methods)
	return methods
}

func matches(key Key, filter funds.Filter) bool {
	return (len(filter.States) == 0 || slices.Contains(filter.States, key.State)) &&
		(len(filter.Methods) == 0 || slices.Contains(filter.Methods, key.Method))
}

// Child is a child of a node, with its counters.
type Child struct {
	Name   string
	Counts Counts
}
