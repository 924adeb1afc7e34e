package config

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// What a deployment chooses about people. On a developer's machine nothing is chosen: the policy alone says.
const (
	twoPeople = "two-people"
	onePerson = "one-person"
)

// ownPolicy is the deployment's own policy: the parameter's, with the rules that it chooses. They are part of the first
// version of the policy as data, and count no more than all else of it once there is one.
func ownPolicy(getenv func(string) string) (Decided, error) {
	raw := defaultPolicy()
	if err := raw.read(getenv(envPolicy)); err != nil {
		return Decided{}, fmt.Errorf("%s: %w", envPolicy, err)
	}
	switch choice := getenv(envApprovals); {
	case choice == twoPeople && len(raw.Approvals) == 0:
		for _, name := range []string{envPayoutsAbove, envAdjustmentAbove} {
			if amount, err := funds.ParseAmount(getenv(name)); err != nil || amount < 0 {
				return Decided{}, fmt.Errorf("%s: want an amount in major units, as 10000, not %q", name, getenv(name))
			}
		}
		raw.Approvals = rulesOfTwo(getenv(envPayoutsAbove), getenv(envAdjustmentAbove))
	case choice == onePerson && len(raw.Approvals) > 0:
		return Decided{}, fmt.Errorf("%s: %s, and the policy has approvals", envApprovals, onePerson)
	case choice != "" && choice != twoPeople && choice != onePerson:
		return Decided{}, fmt.Errorf("%s: want %s or %s, not %q", envApprovals, twoPeople, onePerson, choice)
	}
	decided, err := raw.decided()
	if err != nil {
		return Decided{}, fmt.Errorf("%s: %w", envPolicy, err)
	}
	return decided, nil
}

// rulesOfTwo are the rules of two people: payouts and adjustments above an amount, and whatever ends, opens or settles.
func rulesOfTwo(payouts, adjustments string) []approval {
	const two = 2
	return []approval{
		{Act: string(funds.ActPayout), Above: payouts, Need: two},
		{Act: string(funds.ActAdjust), Above: adjustments, Need: two},
		{Act: string(funds.ActFail), Need: two},
		{Act: string(funds.ActReopen), Need: two},
		{Act: string(funds.ActResolve), Need: two},
		{Act: string(funds.ActPolicy), Need: two},
	}
}
