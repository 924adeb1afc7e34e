package withdrawal_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestThePastIsRehearsedUnderAnotherPolicy(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
	past := []funds.Withdrawal{ // newest first, as lists have them
		{UserID: "u1", Amount: 400, Method: funds.MethodWechat, Target: funds.Target{Account: "1"}, CreatedAt: began.Add(26 * time.Hour)},
		{UserID: "u1", Amount: 400, Method: funds.MethodWechat, Target: funds.Target{Account: "1"}, CreatedAt: began.Add(2 * time.Hour)},
		{UserID: "u1", Amount: 400, Method: funds.MethodWechat, Target: funds.Target{Account: "1"}, CreatedAt: began.Add(time.Hour)},
		{UserID: "u1", Amount: 400, Method: funds.MethodWechat, Target: funds.Target{Account: "1"}, CreatedAt: began, State: funds.StateRejected},
	}
	given := slices.Clone(past)
	defer func() { fixture.Same(t, past, given) }()
	policy := funds.Policy{Zone: time.UTC, Single: 1000, Daily: 10_000, Minimum: 1, MaxOpen: 1}
	for name, test := range map[string]struct {
		change func(*funds.Policy)
		want   withdrawal.Rehearsal
	}{
		"as it was":            {func(*funds.Policy) {}, withdrawal.Rehearsal{Passed: 4}},
		"a lower single limit": {func(p *funds.Policy) { p.Single = 399 }, withdrawal.Rehearsal{Refused: 4}},
		"a daily limit of two": {func(p *funds.Policy) { p.Daily = 800 }, withdrawal.Rehearsal{Passed: 4}}, // what was given back counts for no day
		"a daily limit of one": {func(p *funds.Policy) { p.Daily = 400 }, withdrawal.Rehearsal{Passed: 3, Refused: 1}},
		"two people for a day's": {func(p *funds.Policy) {
			p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 799, Need: 2}}
		}, withdrawal.Rehearsal{Passed: 2, Waited: 2}},
		"two people for a new payee": {func(p *funds.Policy) {
			p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, NewPayee: true, Need: 2}}
		}, withdrawal.Rehearsal{Passed: 3, Waited: 1}},
	} {
		changed := policy
		test.change(&changed)
		if got := withdrawal.Rehearse(past, changed); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
