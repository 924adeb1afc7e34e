package withdrawal_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// autoPaid asks for money that the policy may approve and pay by itself.
func autoPaid(amount funds.Amount) withdrawal.Request {
	request := fixture.RequestOf(amount)
	request.Method, request.AutoPay = fixture.Channel, true
	return request
}

// created is what a request makes, of a wallet with nothing else open.
func created(t *testing.T, actor funds.Actor, request withdrawal.Request, policy funds.Policy) funds.Withdrawal {
	t.Helper()
	wallet := fixture.With(fixture.WalletOf(), nothingOpen)
	return fixture.Decided(t)(withdrawal.Create(fixture.Act(actor, fixture.Late), wallet, request, policy)).Withdrawal.To
}

func TestThePolicyApprovesNothingThatTakesPeople(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	if w := created(t, fixture.User, autoPaid(51_00), policy); w.State != funds.StatePending || w.Need != 2 {
		t.Errorf("what takes two is %s", w.State)
	}
	if w := created(t, fixture.User, autoPaid(50_00), policy); w.State != funds.StateProcessing || w.Need != 0 {
		t.Errorf("what takes nobody is %s", w.State)
	}
	filled := fixture.With(fixture.WalletOf(), nothingOpen)
	if err := filled.FillAlone("li", fixture.Late); err != nil {
		t.Fatal(err)
	}
	for policyName, test := range map[string]struct {
		policy funds.Policy
		want   funds.State
	}{"two people": {policy, funds.StatePending}, "one person": {fixture.Policy(), funds.StateProcessing}} {
		change := fixture.Decided(t)(withdrawal.Create(fixture.Act(fixture.User, fixture.Late), filled, autoPaid(50_00), test.policy))
		if got := change.Withdrawal.To.State; got != test.want {
			t.Errorf("%s: from a wallet that one filled alone it is %s", policyName, got)
		}
	}
}

func TestAWithdrawalRemembersWhoAskedForItUnlessItIsTheUser(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		actor   funds.Actor
		askedBy funds.Role
		maker   string
	}{
		{fixture.User, "", ""}, {fixture.Admin, funds.RoleAdmin, "a1"}, {funds.Actor{Role: funds.RoleService, ID: "s1"}, funds.RoleService, ""},
	} {
		if w := created(t, test.actor, fixture.RequestOf(1_00), fixture.Policy()); w.AskedBy != test.askedBy || w.Maker != test.maker {
			t.Errorf("%s: asked for by %q, maker %q", test.actor.Role, w.AskedBy, w.Maker)
		}
	}
	change, err := withdrawal.Create(fixture.Act(fixture.Self, fixture.Late), fixture.WalletOf(), fixture.RequestOf(1_00), fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

// A new payee cools from when the user first asked for money to it: asking again does not begin it anew.
func TestANewPayeeCoolsFromWhenTheUserFirstAskedForIt(t *testing.T) {
	t.Parallel()
	const cooling = time.Hour
	policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Controls.Cooling = cooling })
	for name, test := range map[string]struct {
		actor funds.Actor
		since time.Time
		want  time.Time
	}{
		"never asked for":                        {fixture.User, time.Time{}, fixture.Late.Add(cooling)},
		"asked for before":                       {fixture.User, fixture.Late.Add(-cooling + 1), fixture.Late.Add(1)},
		"asked for long enough ago":              {fixture.User, fixture.Late.Add(-cooling), time.Time{}},
		"known, but asked for by an admin":       {fixture.Admin, fixture.Late.Add(-cooling), fixture.Late.Add(cooling)},
		"known, but asked for by a program":      {funds.Actor{Role: funds.RoleService, ID: "s1"}, fixture.Late.Add(-9 * cooling), fixture.Late.Add(cooling)},
		"by a clock that is ahead of the user's": {fixture.User, fixture.Late.Add(time.Second), fixture.Late.Add(cooling + time.Second)},
	} {
		request := fixture.RequestOf(1_00)
		request.PayeeSince = test.since
		if w := created(t, test.actor, request, policy); !w.NotBefore.Equal(test.want) {
			t.Errorf("%s: it waits until %s, want %s", name, w.NotBefore, test.want)
		}
	}
	if w := created(t, fixture.Admin, fixture.RequestOf(1_00), fixture.Policy()); !w.NotBefore.IsZero() {
		t.Errorf("where nothing cools, it waits until %s", w.NotBefore)
	}
}

func TestWhatMayNotBePaidNowIsDueForTheMachine(t *testing.T) {
	t.Parallel()
	paused := autoPaid(50_00)
	paused.Paused = true
	cooling := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Controls.Cooling = time.Hour })
	for name, test := range map[string]struct {
		request withdrawal.Request
		policy  funds.Policy
		due     time.Time
	}{
		"paused":             {paused, fixture.Policy(), fixture.Late},
		"to a new payee":     {autoPaid(50_00), cooling, fixture.Late.Add(time.Hour)},
		"both, by the later": {paused, cooling, fixture.Late.Add(time.Hour)},
	} {
		if w := created(t, fixture.User, test.request, test.policy); w.State != funds.StateApproved || !w.Watch.Due.Equal(test.due) || w.Payout.Attempt != 0 {
			t.Errorf("%s: %s, due %s, attempt %d", name, w.State, w.Watch.Due, w.Payout.Attempt)
		}
	}
}

func TestWhatCannotBeSeenIsNoAccountOfAnyMethod(t *testing.T) {
	t.Parallel()
	for field, edit := range map[string]func(*withdrawal.Request){
		"account":     func(r *withdrawal.Request) { r.Target.Account = "6222\u200b" },
		"accountName": func(r *withdrawal.Request) { r.Target.Owner = "张三\u202e" },
		"bankName":    func(r *withdrawal.Request) { r.Target.Bank = "工商\u200b银行" },
		"remark":      func(r *withdrawal.Request) { r.Target.Remark = "a\x00" },
		"note":        func(r *withdrawal.Request) { r.Note = "a\x00" },
	} {
		request := fixture.With(fixture.RequestOf(1_00), edit)
		change, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Late), fixture.WalletOf(), request, fixture.Policy())
		fixture.RefusedAs(t, change, err, fixture.Invalid(field))
	}
}

func TestAnotherErrorSaysNothingOfWhatIsOpen(t *testing.T) {
	t.Parallel()
	silent := errors.New("no answer")
	if got := withdrawal.TooManyOpen(silent, map[funds.State]int64{funds.StatePending: 2}); !errors.Is(got, silent) {
		t.Errorf("it becomes %v", got)
	}
}
