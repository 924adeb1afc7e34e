package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestWhatStopsIsOnAndInTheScope(t *testing.T) {
	t.Parallel()
	now := fixture.Late
	all, bank := funds.Pause{Scope: funds.PauseAll, Until: now.Add(time.Hour)}, funds.Pause{Scope: "method:bank", Until: now.Add(2 * time.Hour)}
	ended := funds.Pause{Scope: "method:bank", Until: now}
	payout := []funds.PauseScope{funds.PauseAll, funds.PauseMethod(funds.MethodBank)}
	for name, test := range map[string]struct {
		on     []funds.Pause
		scopes []funds.PauseScope
		want   funds.PauseScope
	}{
		"nothing is paused":          {nil, payout, ""},
		"everything is":              {[]funds.Pause{all}, payout, funds.PauseAll},
		"its method is, for longer":  {[]funds.Pause{all, bank}, payout, "method:bank"},
		"it was, until now":          {[]funds.Pause{ended}, payout, ""},
		"another method is":          {[]funds.Pause{bank}, []funds.PauseScope{funds.PauseAll, "method:alipay"}, ""},
		"payouts are, not recharges": {[]funds.Pause{all, bank}, []funds.PauseScope{funds.PauseRecharge}, ""},
	} {
		got, stops := funds.Pauses{On: test.on}.Stop(test.scopes, now)
		if got.Scope != test.want || stops != (test.want != "") {
			t.Errorf("%s: %q, %t", name, got.Scope, stops)
		}
	}
}

func TestAPauseSaysWhoHasPausedWhatUntilWhen(t *testing.T) {
	t.Parallel()
	p := funds.Pause{Scope: "method:bank", By: funds.Actor{ID: "a1", Name: "李"}, Until: fixture.Late}
	got := p.Refusal()
	if got.Code != funds.CodePaused || got.Reason != funds.ReasonPayoutsPaused || got.Facts != (funds.Facts{By: "李", Scope: "method:bank", Until: fixture.Late}) {
		t.Errorf("%+v", got)
	}
	p.Scope = funds.PauseRecharge
	if got := p.Refusal(); got.Code != funds.CodePaused || got.Reason != funds.ReasonRechargesPaused || got.Facts != (funds.Facts{Until: fixture.Late}) {
		t.Errorf("a user is told who: %+v", got)
	}
}

func TestAClonesPausesAreItsOwn(t *testing.T) {
	t.Parallel()
	stored := func() funds.Pauses {
		return funds.Pauses{
			On:    []funds.Pause{{Scope: funds.PauseAll, Until: fixture.Late, Lifts: []string{"li"}}},
			Holds: []funds.PauseHold{{Person: "li", Until: fixture.Late}},
		}
	}
	given := stored()
	clone := given.Clone()
	clone.On[0].Lifts[0], clone.On[0].Scope, clone.Holds[0].Person = "wang", funds.PauseRecharge, "wang"
	fixture.Same(t, given, stored())
}
