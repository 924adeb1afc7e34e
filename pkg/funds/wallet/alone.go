package wallet

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Alone notes on the wallet who alone puts money into it by an adjustment, where the policy has rules about people:
// they neither approve nor pay from it for a while ([funds.FilledAloneFor]). What others have approved too, and what takes
// money, is not noted. As many as can be noted are enough: the next one is refused ([funds.CodeApproval]).
func Alone(act funds.Act, change funds.Change, policy funds.Policy) (funds.Change, error) {
	puts := slices.ContainsFunc(change.Entries, func(e funds.Entry) bool {
		return e.Type == funds.EntryAdjustment && e.BalanceEffect() > 0
	})
	if !puts || policy.Controls.OnePerson() || act.Actor.Role != funds.RoleAdmin {
		return change, nil
	}
	next := *change.Wallet
	if err := next.To.FillAlone(policy.Controls.PersonOf(act.Actor), act.At); err != nil {
		return funds.Change{}, err
	}
	change.Wallet = &next
	return change, nil
}
