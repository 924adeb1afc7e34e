package config

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestADeploymentChoosesOnePersonOrTwo(t *testing.T) {
	t.Parallel()
	two := map[string]string{"OUTFLOW_APPROVALS": "two-people", "OUTFLOW_PAYOUTS_ABOVE": "10000", "OUTFLOW_ADJUSTMENTS_ABOVE": "500.50"}
	got, err := Load(deployed(two))
	if err != nil {
		t.Fatal(err)
	}
	controls := got.Policy.Controls
	for _, test := range []struct {
		asked funds.Asked
		need  int64
	}{
		{funds.Asked{Act: funds.ActPayout, Amount: 1_000_000}, 1}, {funds.Asked{Act: funds.ActPayout, Amount: 1_000_001}, 2},
		{funds.Asked{Act: funds.ActAdjust, Amount: 50_050}, 1}, {funds.Asked{Act: funds.ActAdjust, Amount: 50_051}, 2},
		{funds.Asked{Act: funds.ActFail}, 2}, {funds.Asked{Act: funds.ActReopen}, 2}, {funds.Asked{Act: funds.ActResolve}, 2}, {funds.Asked{Act: funds.ActPolicy}, 2},
	} {
		if need := controls.Need(test.asked); need != test.need {
			t.Errorf("%+v needs %d, want %d", test.asked, need, test.need)
		}
	}
	again, err := ReadPolicy(got.Text)
	if err != nil || len(again.Policy.Controls.Rules) != len(controls.Rules) {
		t.Errorf("the first version has %d rules, want %d: %v", len(again.Policy.Controls.Rules), len(controls.Rules), err)
	}
	alone, err := Load(deployed(map[string]string{"OUTFLOW_APPROVALS": "one-person", "OUTFLOW_PAYOUTS_ABOVE": "10000", "OUTFLOW_ADJUSTMENTS_ABOVE": "10000"}))
	if err != nil || !alone.Policy.Controls.OnePerson() {
		t.Errorf("one person: %+v, %v", alone.Policy.Controls, err)
	}
	own, err := Load(deployed(map[string]string{"OUTFLOW_APPROVALS": "two-people", "OUTFLOW_POLICY": `{"approvals":[{"act":"payout","need":3}]}`}))
	if err != nil || len(own.Policy.Controls.Rules) != 1 {
		t.Errorf("the policy's own rules: %+v, %v", own.Policy.Controls, err)
	}
}

func TestAChoiceThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for mention, variables := range map[string]map[string]string{
		"OUTFLOW_APPROVALS: want":    {"OUTFLOW_APPROVALS": "three-people"},
		"OUTFLOW_PAYOUTS_ABOVE":      {"OUTFLOW_APPROVALS": "two-people", "OUTFLOW_ADJUSTMENTS_ABOVE": "1"},
		"OUTFLOW_ADJUSTMENTS_ABOVE":  {"OUTFLOW_APPROVALS": "two-people", "OUTFLOW_PAYOUTS_ABOVE": "1", "OUTFLOW_ADJUSTMENTS_ABOVE": "-1"},
		"OUTFLOW_APPROVALS: one-per": {"OUTFLOW_APPROVALS": "one-person", "OUTFLOW_POLICY": `{"approvals":[{"act":"payout","need":2}]}`},
	} {
		if _, err := Load(deployed(variables)); err == nil || !strings.Contains(err.Error(), mention) {
			t.Errorf("%v: got %v, want what mentions %s", variables, err, mention)
		}
	}
}
