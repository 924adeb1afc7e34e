package funds

import "time"

// Queued is what is approved, and waits for the machine to pay it until the gateway's balance covers it.
type Queued struct {
	Tally // how many wait, and what they take of the balance

	Balance Amount // as the gateway said it
	At      time.Time
}

// Covered is how many of the first of some payouts a balance covers, one after the other. The first that it does not cover
// keeps all behind it: small ones do not overtake, or a large one might wait for ever.
func Covered(balance Amount, nets []Amount) (n int) {
	for _, net := range nets {
		if net > balance {
			return n
		}
		balance -= net
		n++
	}
	return n
}
