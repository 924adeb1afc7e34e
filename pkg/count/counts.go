package count

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Cell is what is counted apart.
type Cell struct {
	State  funds.State
	Method funds.Method
}

// Counts are the tallies of one node.
type Counts map[Cell]funds.Tally

// Add changes a cell by so many and so much; both may be negative.
func (c Counts) Add(cell Cell, n int64, amount funds.Amount) {
	tally := c[cell]
	tally.Count += n
	tally.Amount += amount
	if tally == (funds.Tally{}) {
		delete(c, cell)
		return
	}
	c[cell] = tally
}

// AddAll adds another node's.
func (c Counts) AddAll(other Counts) {
	for cell, tally := range other {
		c.Add(cell, tally.Count, tally.Amount)
	}
}

// Of is the sum of what a filter's states and methods match.
func (c Counts) Of(filter funds.Filter) (sum funds.Tally) {
	for cell, tally := range c {
		if matches(cell, filter) {
			sum.Count += tally.Count
			sum.Amount += tally.Amount
		}
	}
	return sum
}

// ByState is the sum of all methods for each state.
func (c Counts) ByState() map[funds.State]funds.Tally {
	sums := map[funds.State]funds.Tally{}
	for cell, tally := range c {
		sum := sums[cell.State]
		sums[cell.State] = funds.Tally{Count: sum.Count + tally.Count, Amount: sum.Amount + tally.Amount}
	}
	return sums
}

// Methods are those that are counted, in the order of their names.
func (c Counts) Methods() (methods []funds.Method) {
	for cell := range c {
		if !slices.Contains(methods, cell.Method) {
			methods = append(methods, cell.Method)
		}
	}
	slices.Sort(methods)
	return methods
}

func matches(cell Cell, filter funds.Filter) bool {
	return (len(filter.States) == 0 || slices.Contains(filter.States, cell.State)) &&
		(len(filter.Methods) == 0 || slices.Contains(filter.Methods, cell.Method))
}

// Named is a node of a parent that is known, with what it counts.
type Named struct {
	Name   string
	Counts Counts
}
