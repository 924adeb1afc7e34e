package count

import (
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Placed is a withdrawal as it counts: where, and in which generation of the tree.
type Placed struct {
	At         time.Time // when it was asked for
	State      funds.State
	Method     funds.Method
	Amount     funds.Amount
	Generation int64 // it counts in this tree and in earlier ones
}

// Step is one record of the table's stream about a withdrawal: what it was (nil: nothing), and is now.
type Step struct {
	ID       funds.ID
	Sequence string // the record's number in its shard: decimal digits, of any length
	Old, New *Placed
}

// Later says that a sequence number comes behind another. They are integers too long for a machine's.
func Later(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// Change is what the steps of one node add to it, in the order of their numbers.
type Change struct {
	Sequence string
	Cell     Cell
	Count    int64
	Amount   funds.Amount
}

// Changes sorts the steps' changes of one generation by node. A withdrawal counts in a generation from the
// step on that brings it there: a recount puts one after another there, by writes that come along the stream
// in their place among all others.
func Changes(calendar *Calendar, generation int64, steps []Step) map[Node][]Change {
	changes := map[Node][]Change{}
	for _, step := range steps {
		was, is := counted(step.Old, generation), counted(step.New, generation)
		if was != nil && is != nil && was.State == is.State {
			continue
		}
		for _, side := range []struct {
			placed *Placed
			sign   int64
		}{{was, -1}, {is, 1}} {
			if side.placed == nil {
				continue
			}
			p := side.placed
			change := Change{step.Sequence, Cell{p.State, p.Method}, side.sign, p.Amount * funds.Amount(side.sign)}
			for _, node := range calendar.Path(p.At) {
				changes[node] = append(changes[node], change)
			}
		}
	}
	return changes
}

func counted(placed *Placed, generation int64) *Placed {
	if placed == nil || placed.Generation < generation {
		return nil
	}
	return placed
}

// Beyond sums the changes behind a mark ("" is before all), and gives the last number among all of them.
func Beyond(mark string, changes []Change) (sum Counts, last string) {
	sum, last = Counts{}, mark
	for _, change := range changes {
		if mark != "" && !Later(change.Sequence, mark) {
			continue
		}
		sum.Add(change.Cell, change.Count, change.Amount)
		if last == "" || Later(change.Sequence, last) {
			last = change.Sequence
		}
	}
	return sum, last
}
