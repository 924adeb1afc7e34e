package table

import (
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// verifyTwins: each claim against duplicates names an order or an entry that is as its key says. One that was made
// while the table was read, by whatever clock, may be of what was not there yet when its turn was.
func verifyTwins(read whole, began time.Time) (found []funds.Violation) {
	made := map[string]string{} // a wish's key, by the id of what it made
	for userID, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			made[string(history.Withdrawal.ID)] = history.Withdrawal.Likeness().Key()
		}
		for _, recharge := range ledger.Recharges {
			made[string(recharge.ID)] = recharge.Likeness().Key()
		}
		for _, entry := range ledger.Entries {
			if entry.Type == funds.EntryAdjustment {
				made[entry.ID()] = funds.Likeness{Kind: funds.WishAdjustment, UserID: userID, Amount: entry.BalanceEffect()}.Key()
			}
		}
	}
	const clocksDiffer = time.Minute
	for _, twin := range read.twins {
		if made[twin.Result] != twin.Key && twin.At.Before(began.Add(-clocksDiffer)) {
			found = append(found, funds.Violation{Rule: RuleTwin, Subject: twin.Result, Detail: fmt.Sprintf("it is not what %s asks for", twin.Key)})
		}
	}
	return found
}
