package flow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// What a house decided is held, when its test ends, against what it was decided by: a stricter policy of that moment would
// have refused it.
func TestAHouseIsHeldAgainstWhatItDecidedBy(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, flowtest.TwoAbove(100_00))
	h.Changes(func(p *funds.Policy) {
		p.Controls.Rules = append(p.Controls.Rules, funds.ApprovalRule{Act: funds.ActAdjust, Above: 1000_00, Need: 2})
	})
	admin := func(sub string) funds.Actor { return funds.Actor{Role: funds.RoleAdmin, ID: sub} }
	for _, amount := range []funds.Amount{300_00, 700_00} {
		if _, err := h.Flow.Adjust(t.Context(), admin("admin1"), flow.Adjustment{UserID: "u1", Amount: amount, Reason: "r"}); err != nil {
			t.Fatal(err)
		}
	}
	made, err := h.Flow.Create(t.Context(), flow.WithdrawalRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: "u1"}, UserID: "u1", Amount: 200_00, Method: funds.MethodBank, Target: funds.Target{Account: "6222"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"admin2", "admin3"} {
		if _, err := h.Flow.Approve(t.Context(), admin(sub), made.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Flow.PayManually(t.Context(), admin("admin2-phone"), made.ID, funds.Transfer{}); err != nil {
		t.Fatal(err)
	}
	decided := h.Store.Policies
	for rule, stricter := range map[string]func(*funds.Controls){
		"":                   func(*funds.Controls) {},
		invariant.RuleNeed:   func(c *funds.Controls) { c.Rules[0].Need = 3 },
		invariant.RuleAlone:  func(c *funds.Controls) { c.Rules[1].Above = 999_99 },
		invariant.RuleApart:  func(c *funds.Controls) { c.PayerApart = true },
		invariant.RulePeople: func(c *funds.Controls) { c.People[1].Subs, c.People[2].Subs = c.People[2].Subs, c.People[1].Subs },
	} {
		h.Store.Policies = func(at time.Time) (known []funds.Controls) {
			for _, controls := range decided(at) {
				controls.Rules, controls.People = slices.Clone(controls.Rules), slices.Clone(controls.People)
				stricter(&controls)
				known = append(known, controls)
			}
			return known
		}
		verified, err := h.Store.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		broken := slices.ContainsFunc(verified.Violations, func(v invariant.Violation) bool { return v.Rule == rule })
		if broken != (rule != "") || (rule == "" && len(verified.Violations) > 0) {
			t.Errorf("%q: %v", rule, verified.Violations)
		}
	}
	h.Store.Policies = decided
}
