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

// TestWhatIsOpenIsCountedAndWhoeverItStillTakes: what was made is refused by no limit, and no policy takes fewer people
// than were stored.
func TestWhatIsOpenIsCountedAndWhoeverItStillTakes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
	one := func(state funds.State, amount funds.Amount, need int64, known bool) funds.Withdrawal {
		return funds.Withdrawal{
			UserID: "u", Amount: amount, Method: funds.MethodWechat, Target: funds.Target{Account: "1"}, CreatedAt: at, State: state, Need: need, KnownPayee: known,
		}
	}
	above, fresh := funds.ApprovalRule{Act: funds.ActPayout, Above: 99, Need: 2}, funds.ApprovalRule{Act: funds.ActPayout, NewPayee: true, Need: 2}
	for name, test := range map[string]struct {
		of           funds.Withdrawal
		rule         funds.ApprovalRule
		open, raised int64
	}{
		"pending, and it takes two now":      {one(funds.StatePending, 100, 1, true), above, 1, 1},
		"approved by policy, and now by two": {one(funds.StateApproved, 100, 0, true), above, 1, 1},
		"it took two already":                {one(funds.StatePending, 100, 2, true), above, 1, 0},
		"one is enough":                      {one(funds.StatePending, 99, 0, true), above, 1, 0},
		"a payee who was known":              {one(funds.StatePending, 100, 1, true), fresh, 1, 0},
		"a payee who was new":                {one(funds.StatePending, 100, 1, false), fresh, 1, 1},
		"above the limit, and made":          {one(funds.StatePending, 2000, 1, true), above, 1, 1},
		"under way":                          {one(funds.StateProcessing, 100, 1, true), above, 0, 0},
		"paid":                               {one(funds.StateCompleted, 100, 1, true), above, 0, 0},
	} {
		policy := funds.Policy{Zone: time.UTC, Single: 1000, Daily: 10_000, Minimum: 1, MaxOpen: 1, Controls: funds.Controls{Rules: []funds.ApprovalRule{test.rule}}}
		if got := withdrawal.Rehearse([]funds.Withdrawal{test.of}, policy); got.Open != test.open || got.Raised != test.raised {
			t.Errorf("%s: %+v, want %d open, %d raised", name, got, test.open, test.raised)
		}
	}
}
