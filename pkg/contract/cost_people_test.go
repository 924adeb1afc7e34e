package contract_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// TestWhatASecondPersonCosts: a life that takes two people reads what it reads under one, once more for the second review, and
// the wallet anew after the payout has asked for the gateway's balance; that review writes 5 units more.
func TestWhatASecondPersonCosts(t *testing.T) {
	t.Parallel()
	l := newLives(t, func(p *funds.Policy) { p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}} })
	first, second := l.admin, l.house.Called(identity.Caller{Sub: "4c1b7a52-0c6e-4d55-9f0b-1a2b3c4d5e6f", Role: funds.RoleAdmin, Name: "王审核"})
	by := func(person *flowtest.Person, what, body string) func() {
		return func() { l.admin = person; l.decides(what, body)() }
	}
	life := []exchange{
		{"create", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"endorse", nil, by(first, "review", `{"action":"approve"}`), cost(2, 2, 1, 5)},
		{"approve", nil, by(second, "review", `{"action":"approve"}`), cost(2, 2, 1, 7)},
		{"dispatch and accept", nil, by(first, "payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`), cost(3, 3, 2, 13)},
		{"complete", l.paysAtOnce, l.calls, cost(2, 2, 2, 12)},
	}
	for _, s := range life { // a process reads a month's item once
		l.costs(t, s)
	}
	for _, s := range life {
		if diff := cmp.Diff(s.want, l.costs(t, s)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.name, diff)
		}
	}
}
