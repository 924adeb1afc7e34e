package count

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// returnParent begins the parents of the nodes of what came back. They stand beside the tree, a node for each business day: of
// the day on which the money came back, and not of that on which it was asked for.
const returnParent = "RETURN#"

// ReturnParents begins the names of all parents of those nodes.
func ReturnParents() string { return returnParent }

// ReturnMonth is the parent of a month's nodes, given as yyyy-mm.
func ReturnMonth(month string) string { return returnParent + month }

// ReturnNode is where what came back at a moment counts, by its method.
func ReturnNode(calendar *Calendar, at time.Time) Node {
	day := calendar.Day(at)
	return Node{ReturnMonth(day[:monthChars]), day}
}

// Returned is what came back of a withdrawal to its wallet.
type Returned struct {
	At     time.Time
	Amount funds.Amount
}

// returnedOf are what of a withdrawal came back.
func returnedOf(w funds.Withdrawal) (all []Returned) {
	for _, one := range w.Returns {
		if credited := one.Credited(); credited > 0 {
			all = append(all, Returned{one.At, credited})
		}
	}
	return all
}

// ReturnKey names the counter of what came back of withdrawals of a method.
func ReturnKey(method funds.Method) Key { return Key{funds.StateCompleted, method} }

// AddReturned counts what came back of a withdrawal into the nodes of its days.
func AddReturned(calendar *Calendar, w Withdrawal, add func(Node, funds.Amount)) {
	for _, one := range w.Returned {
		add(ReturnNode(calendar, one.At), one.Amount)
	}
}

// ReturnDeltas lists what records add to the nodes of what came back, in the records' order, as [Deltas] does.
func ReturnDeltas(calendar *Calendar, generation int64, records []Record) map[Node][]Delta {
	deltas := map[Node][]Delta{}
	for _, record := range records {
		sums := map[Node]Delta{}
		for _, side := range []struct {
			withdrawal *Withdrawal
			sign       int64
		}{{counted(record.Old, generation), -1}, {counted(record.New, generation), 1}} {
			if side.withdrawal == nil {
				continue
			}
			AddReturned(calendar, *side.withdrawal, func(node Node, amount funds.Amount) {
				sum := sums[node]
				sum.Sequence, sum.Key = record.Sequence, ReturnKey(side.withdrawal.Method)
				sum.Count += side.sign
				sum.Amount += amount * funds.Amount(side.sign)
				sums[node] = sum
			})
		}
		for node, sum := range sums {
			if sum.Count != 0 || sum.Amount != 0 {
				deltas[node] = append(deltas[node], sum)
			}
		}
	}
	return deltas
}
