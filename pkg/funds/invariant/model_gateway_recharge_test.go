package invariant_test

import "github.com/outflow-pay/outflow/pkg/funds"

// rechargeOrder is an order to collect, at the model's gateway.
type rechargeOrder struct {
	asked    funds.Amount
	state    int
	received funds.Amount
	hidden   bool
	said     map[funds.Amount]bool // what a get called received, in the states 2 and 5
	done     map[funds.Amount]bool // of these, in the state 2
	reversed bool                  // it was done, and then was not
}

// createRecharge answers a request to collect; it may be lost before or after it took effect. It never says done.
func (g *gateway) createRecharge(r funds.Recharge) funds.RechargeReport {
	switch {
	case g.oneIn(10):
		return funds.RechargeReport{Detail: "lost before"}
	case g.oneIn(8):
		return funds.RechargeReport{Outcome: funds.RechargeDeclined, Detail: "refused"}
	}
	g.recharges[r.ID] = &rechargeOrder{asked: r.Amount, received: r.Amount, said: map[funds.Amount]bool{}, done: map[funds.Amount]bool{}}
	g.rechargeSerials = append(g.rechargeSerials, r.ID)
	if g.oneIn(4) {
		return funds.RechargeReport{Detail: "lost after"}
	}
	return funds.RechargeReport{Outcome: funds.RechargeKnown, PlatformID: "p", Amount: r.Amount, URL: "https://pay.example/" + string(r.ID)}
}

// getRecharge answers a question about an order.
func (g *gateway) getRecharge(id funds.RechargeID) funds.RechargeReport {
	known := g.recharges[id]
	switch {
	case g.oneIn(8):
		return funds.RechargeReport{Detail: "time-out"}
	case known == nil || known.hidden:
		return funds.RechargeReport{Outcome: funds.RechargeAbsent}
	}
	amount := known.asked
	if known.state == funds.GatewayDepositDone || known.state == funds.GatewayDepositMismatch {
		amount = known.received
		known.said[amount] = true
		known.done[amount] = known.done[amount] || known.state == funds.GatewayDepositDone
	}
	return funds.RechargeReport{Outcome: funds.RechargeKnown, State: known.state, PlatformID: "p", Amount: amount}
}

// rechargeSteps are the ways of an order through the gateway's states: mostly those that make sense, and now and
// then money that comes late, or goes back.
var rechargeSteps = map[int][]int{
	funds.GatewayDepositNew:        {1, 1, 2, 2, 3, 4, 4, 5},
	funds.GatewayDepositProcessing: {2, 2, 2, 3, 4, 4, 5},
	funds.GatewayDepositDone:       {2, 2, 2, 3, 5},
	funds.GatewayDepositRefused:    {3, 3, 3, 2, 5},
	funds.GatewayDepositTimedOut:   {4, 4, 2, 2, 5},
	funds.GatewayDepositMismatch:   {5, 5, 5, 2, 3},
}

// actOnRecharge lets the gateway do something by itself with one of its orders. It calls back the states 2 and 3.
func (g *gateway) actOnRecharge() (id funds.RechargeID, state int, callback bool) {
	if len(g.rechargeSerials) == 0 {
		return "", 0, false
	}
	id = g.rechargeSerials[g.random.IntN(len(g.rechargeSerials))]
	known := g.recharges[id]
	if known.hidden == (g.random.IntN(6) == 0) {
		known.hidden = !known.hidden
	}
	before := known.state
	known.state = rechargeSteps[before][g.random.IntN(len(rechargeSteps[before]))]
	if known.state == before {
		return id, 0, false
	}
	known.reversed = known.reversed || before == funds.GatewayDepositDone || (before == funds.GatewayDepositMismatch && known.state == funds.GatewayDepositRefused)
	// What was done once keeps its amount.
	if before != funds.GatewayDepositDone && !known.reversed && (known.state == funds.GatewayDepositMismatch || g.random.IntN(4) == 0) {
		known.received = funds.Amount(1+g.random.IntN(20)) * 10_00
	}
	return id, known.state, known.state == funds.GatewayDepositDone || known.state == funds.GatewayDepositRefused
}

// endRecharges finds what was lost and ends what is open.
func (g *gateway) endRecharges() {
	for _, id := range g.rechargeSerials {
		known := g.recharges[id]
		known.hidden = false
		if known.state <= funds.GatewayDepositProcessing {
			known.state = 2 + g.random.IntN(4)
		}
	}
}
