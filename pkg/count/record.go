package count

import (
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Withdrawal is what is counted of a withdrawal.
type Withdrawal struct {
	At         time.Time // when it was requested
	State      funds.State
	Method     funds.Method
	Amount     funds.Amount
	UserID     string
	Payee      funds.Payee // of nobody's own, without To, where somebody else asked for it: that makes nobody known
	Returned   []Returned  // what came back of it
	Generation int64       // it counts in this generation of the tree and in earlier ones
}

// WithdrawalOf is what is counted of a withdrawal that is, or was, in a state.
func WithdrawalOf(w funds.Withdrawal, state funds.State) *Withdrawal {
	payee := w.Payee()
	if w.AskedBy != "" {
		payee.To = ""
	}
	return &Withdrawal{At: w.CreatedAt, State: state, Method: w.Method, Amount: w.Amount, UserID: w.UserID, Payee: payee, Returned: returnedOf(w), Generation: w.Counted}
}

// Record is one record of the table's stream about a withdrawal, before (nil if it was new) and after (nil if it was
// deleted).
type Record struct {
	ID       funds.ID
	Sequence string // the record's number in its shard: decimal digits, of any length
	Old, New *Withdrawal
}

// Later reports whether a sequence number comes behind another. They may be too long for a machine's integers.
func Later(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// Delta is what one record adds to one counter of a node.
type Delta struct {
	Sequence string
	Key      Key
	Count    int64
	Amount   funds.Amount
}

// Deltas lists what records add to the nodes of one generation, in the records' order. A withdrawal counts in a
// generation from the record on that brings it there. A recount brings each of them there by a write, which arrives
// from the stream in its place among all other writes.
func Deltas(calendar *Calendar, generation int64, records []Record) map[Node][]Delta {
	deltas := map[Node][]Delta{}
	each(generation, records, func(w Withdrawal, delta Delta) {
		for _, node := range calendar.Path(w.At) {
			deltas[node] = append(deltas[node], delta)
		}
	})
	return deltas
}

// each passes on what every record takes away and adds, in the records' order.
func each(generation int64, records []Record, take func(Withdrawal, Delta)) {
	for _, record := range records {
		was, is := counted(record.Old, generation), counted(record.New, generation)
		if was != nil && is != nil && was.State == is.State && was.Payee == is.Payee {
			continue
		}
		for _, side := range []struct {
			withdrawal *Withdrawal
			sign       int64
		}{{was, -1}, {is, 1}} {
			w := side.withdrawal
			if w == nil {
				continue
			}
			take(*w, Delta{record.Sequence, Key{w.State, w.Method}, side.sign, w.Amount * funds.Amount(side.sign)})
		}
	}
}

// counted returns nothing for a withdrawal that does not count in a generation.
func counted(withdrawal *Withdrawal, generation int64) *Withdrawal {
	if withdrawal == nil || withdrawal.Generation < generation {
		return nil
	}
	return withdrawal
}

// SumAfter sums the deltas behind a mark ("" comes before all), and returns the last sequence number among all of them.
func SumAfter(mark string, deltas []Delta) (sum Counts, last string) {
	sum, last = Counts{}, mark
	for _, delta := range deltas {
		if mark != "" && !Later(delta.Sequence, mark) {
			continue
		}
		sum.Add(delta.Key, delta.Count, delta.Amount)
		if last == "" || Later(delta.Sequence, last) {
			last = delta.Sequence
		}
	}
	return sum, last
}
