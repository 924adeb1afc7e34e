package table

import (
	"fmt"
	"maps"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// verifyTwins checks that each claim against duplicates names an order or an entry with the likeness in its key. Claims
// made while the table was scanned are passed over, by whatever clock: the scan may have passed the place of the order
// before it was written.
func verifyTwins(read contents, began time.Time) (found []invariant.Violation) {
	made := maps.Clone(read.proposed) // likeness keys by the id of what was made
	for userID, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			made[string(history.Withdrawal.ID)] = history.Withdrawal.Likeness().Key()
		}
		for _, recharge := range ledger.Recharges {
			made[string(recharge.ID)] = recharge.Likeness().Key()
		}
		for _, entry := range ledger.Entries {
			if entry.Type == funds.EntryAdjustment {
				made[entry.ID()] = funds.Likeness{Kind: funds.RequestAdjustment, UserID: userID, Amount: entry.BalanceEffect()}.Key()
			}
		}
	}
	const clocksDiffer = time.Minute
	for _, twin := range read.twins {
		if made[twin.Result] != twin.Key && twin.At.Before(began.Add(-clocksDiffer)) {
			found = append(found, invariant.Violation{Rule: RuleTwin, Subject: twin.Result, Detail: fmt.Sprintf("it is not what %s asks for", twin.Key)})
		}
	}
	return found
}
