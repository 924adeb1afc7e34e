package invariant_test

import (
	"math/rand/v2"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// gateway is the model's: it pays, refuses, loses orders and finds them again, and drops questions and
// answers. It never names an outcome that is false, except that a lost order is called absent.
type gateway struct {
	random          *rand.Rand
	honest          bool // no more faults
	refusesRepeated bool // else a repeated serial is paid once more: the worst gateway there is
	orders          map[funds.ID]*order
	serials         []funds.ID // of orders, as made
	recharges       map[funds.RechargeID]*rechargeOrder
	rechargeSerials []funds.RechargeID // as made
}

type order struct {
	amount funds.Amount
	state  int // 0 open, 1 paid, 2 and 3 refused
	copies int // how often it was made, and will be paid
	hidden bool
	denied bool // it was called absent while it was there
	steady bool // it is never lost
	// flipped: it was ended, and then ended otherwise.
	flipped bool
}

func (o *order) payments() int {
	if o == nil || o.state != 1 {
		return 0
	}
	return o.copies
}

func (g *gateway) oneIn(n int) bool { return !g.honest && g.random.IntN(n) == 0 }

// create answers a request to pay; it may be lost before or after it took effect.
func (g *gateway) create(id funds.ID, amount funds.Amount) funds.Report {
	switch known := g.orders[id]; {
	case g.oneIn(10):
		return funds.Report{Detail: "lost before"}
	case g.oneIn(30):
		return funds.Report{Outcome: funds.OutcomeUnsent, Detail: "no key"}
	case known != nil && g.refusesRepeated:
		return funds.Report{Outcome: funds.OutcomeDeclined, Detail: "serial taken"}
	case known != nil:
		known.copies++
	case g.oneIn(12):
		return funds.Report{Outcome: funds.OutcomeDeclined, Detail: "no balance"}
	default:
		g.orders[id] = &order{amount: amount, copies: 1}
		g.serials = append(g.serials, id)
	}
	if g.oneIn(4) {
		return funds.Report{Detail: "lost after"}
	}
	return funds.Report{Outcome: funds.OutcomeOpen, PlatformID: "p-" + string(id), Amount: amount}
}

// get answers a question about an order.
func (g *gateway) get(id funds.ID) funds.Report {
	known := g.orders[id]
	switch {
	case g.oneIn(8):
		return funds.Report{Detail: "time-out"}
	case g.oneIn(8):
		if known != nil {
			known.denied = true
		}
		return funds.Report{Answered: true, Answer: funds.Answer{Code: 500, Message: "busy"}, Detail: "busy"}
	case known == nil:
		return funds.Report{Outcome: funds.OutcomeAbsent}
	case known.hidden:
		known.denied = true
		return funds.Report{Outcome: funds.OutcomeAbsent}
	}
	outcome := funds.OutcomeRefused
	switch known.state {
	case 0:
		outcome = funds.OutcomeOpen
	case 1:
		outcome = funds.OutcomePaid
	}
	return funds.Report{Outcome: outcome, State: known.state, PlatformID: "p-" + string(id), Amount: known.amount}
}

// act lets the gateway do something by itself. It returns the order that it would call back about, if any.
func (g *gateway) act() (id funds.ID, callback bool) {
	if len(g.serials) == 0 {
		return "", false
	}
	id = g.serials[g.random.IntN(len(g.serials))]
	known := g.orders[id]
	switch {
	case known.steady && known.state != 0:
	case !known.steady && known.hidden == (g.random.IntN(4) == 0): // it is lost more easily than it is found
		known.hidden = !known.hidden
	case known.state == 0:
		known.state = []int{1, 1, 1, 2, 3}[g.random.IntN(5)]
	}
	return id, known.state != 0 && g.random.IntN(3) > 0
}
