package config

import (
	"encoding/json"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// canonical is the policy with all that it leaves out, and each amount in one spelling.
func (w written) canonical(read funds.Policy) written {
	w.SingleLimit, w.DailyLimit, w.Minimum = read.Single.Major(), read.Daily.Major(), read.Minimum.Major()
	w.Rolling24h.Amount, w.Rolling30d.Amount = read.Rolling24h.Amount.Major(), read.Rolling30d.Amount.Major()
	w.Fee.Fixed, w.Fee.Min, w.Fee.Max = read.Fee.Fixed.Major(), read.Fee.Min.Major(), read.Fee.Max.Major()
	w.Recharge.Step = read.Recharge.Step.Major()
	w.Channels = append([]channel{}, w.Channels...)
	for i, c := range read.Channels {
		w.Channels[i].Min, w.Channels[i].Max, w.Channels[i].Step = c.Min.Major(), c.Max.Major(), c.Step.Major()
	}
	w.Approvals = append([]approval{}, w.Approvals...)
	for i, rule := range read.Controls.Rules {
		if w.Approvals[i].Above != "" {
			w.Approvals[i].Above = rule.Above.Major()
		}
	}
	w.People = append([]person{}, w.People...)
	for i := range w.People {
		w.People[i].Perms = append([]string{}, w.People[i].Perms...)
	}
	w.ByHand, w.Recharge.PayHosts = append([]string{}, w.ByHand...), append([]string{}, w.Recharge.PayHosts...)
	w.Gateway.Declined = append([]gateway.Pattern{}, w.Gateway.Declined...)
	w.Gateway.Absent = append([]gateway.Pattern{}, w.Gateway.Absent...)
	w.Rechecks = append([]int64{}, w.Rechecks...)
	return w
}

func textOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("a policy does not marshal: %v", err))
	}
	return string(text)
}
