package pause_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// brake is what is paused, while a test sets and lifts.
type brake struct {
	t      *testing.T
	now    time.Time
	policy funds.Policy
	held   funds.Pauses
}

// must is for what is to be done.
func (b *brake) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Error(err)
	}
}

func newBrake(t *testing.T) *brake {
	t.Helper()
	return &brake{t: t, now: fixture.Late, policy: fixture.Policy()}
}

func admin(id string) funds.Actor { return funds.Actor{Role: funds.RoleAdmin, ID: id, IP: "192.0.2.1"} }

var outside = funds.System("outflow pause")

func (b *brake) decide(change funds.Change, err error) error {
	b.t.Helper()
	if err == nil && !change.Empty() {
		if change.Pauses.From != b.held.Version || change.Pauses.To.Version != b.held.Version+1 || change.Audit == nil {
			b.t.Errorf("%+v", change)
		}
		b.held = change.Pauses.To
	}
	return err
}

func (b *brake) set(actor funds.Actor, scope funds.PauseScope, hours int64) error {
	b.t.Helper()
	return b.decide(pause.Set(fixture.Act(actor, b.now), b.held, pause.Request{Scope: scope, Hours: hours, Reason: "疑似盗号"}, b.policy))
}

func (b *brake) lift(actor funds.Actor, scope funds.PauseScope) error {
	b.t.Helper()
	return b.decide(pause.Lift(fixture.Act(actor, b.now), b.held, scope, "", b.policy))
}

// until is how long a scope is paused from now on, in whole minutes; 0 where it is not.
func (b *brake) until(scope funds.PauseScope) int {
	found, on := b.held.Find(scope, b.now)
	if !on {
		return 0
	}
	return int(found.Until.Sub(b.now) / time.Minute)
}

func (b *brake) want(scope funds.PauseScope, minutes int) {
	b.t.Helper()
	if got := b.until(scope); got != minutes {
		b.t.Errorf("%s is paused for %d minutes, want %d", scope, got, minutes)
	}
}

func refused(t *testing.T, err error, code funds.Code, reason funds.Reason) {
	t.Helper()
	if got := fixture.RefusalOf(t, err); got.Code != code || got.Reason != reason {
		t.Errorf("%v, want %s for %s", err, code, reason)
	}
}

func TestAPauseSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	right := pause.Request{Scope: funds.PauseAll, Hours: 1, Reason: "r"}
	for name, test := range map[string]struct {
		request pause.Request
		field   string
		reason  funds.Reason
	}{
		"no scope":         {fixture.With(right, func(r *pause.Request) { r.Scope = "" }), "scope", pause.ReasonPauseScope},
		"an unknown one":   {fixture.With(right, func(r *pause.Request) { r.Scope = "method:mvola" }), "scope", pause.ReasonPauseScope},
		"no time":          {fixture.With(right, func(r *pause.Request) { r.Hours = 0 }), "hours", pause.ReasonPauseHours},
		"too long":         {fixture.With(right, func(r *pause.Request) { r.Hours = 25 }), "hours", pause.ReasonPauseHours},
		"no reason":        {fixture.With(right, func(r *pause.Request) { r.Reason = "" }), "reason", funds.ReasonNoReasonGiven},
		"a hidden mark":    {fixture.With(right, func(r *pause.Request) { r.Reason = "a\u200b" }), "reason", funds.ReasonTextUnseen},
		"not one by hand":  {fixture.With(right, func(r *pause.Request) { r.Scope = "method:cash" }), "scope", pause.ReasonPauseScope},
		"recharge's other": {fixture.With(right, func(r *pause.Request) { r.Scope = "recharges" }), "scope", pause.ReasonPauseScope},
	} {
		_, err := pause.Set(fixture.Act(fixture.Admin, fixture.Late), funds.Pauses{}, test.request, fixture.Policy())
		if got := fixture.RefusalOf(t, err); got.Code != funds.CodeInvalid || got.Field != test.field || got.Reason != test.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, scope := range fixture.Policy().PauseScopes() {
		if _, err := pause.Set(fixture.Act(fixture.Admin, fixture.Late), funds.Pauses{}, fixture.With(right, func(r *pause.Request) { r.Scope = scope }), fixture.Policy()); err != nil {
			t.Errorf("%s: %v", scope, err)
		}
	}
}

func TestAPauseIsExtendedAndNeverShortened(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	for _, step := range []struct {
		by    string
		hours int64
		want  int
	}{{"a1", 2, 120}, {"a1", 1, 120}, {"a1", 2, 120}, {"a2", 1, 120}, {"a2", 3, 180}, {"a1", 4, 240}} {
		if err := b.set(admin(step.by), funds.PauseAll, step.hours); err != nil {
			t.Error(err)
		}
		b.want(funds.PauseAll, step.want)
	}
	if len(b.held.On) != 1 || b.held.On[0].By.IP != "" || b.held.Revision != b.held.Version {
		t.Errorf("%+v", b.held)
	}
	b.now = b.now.Add(4 * time.Hour)
	b.want(funds.PauseAll, 0)
}

// TestOnePersonPausesForADayInAWeek: whatever they name, one after the other or at the same time.
func TestOnePersonPausesForADayInAWeek(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.must(b.set(admin("a1"), funds.PauseAll, 20))
	b.must(b.set(admin("a1"), funds.PauseRecharge, 20)) // at the same time
	b.want(funds.PauseRecharge, 20*60)
	b.now = b.now.Add(30 * time.Hour)
	b.must(b.set(admin("a1"), "method:bank", 24)) // 4 hours are left
	b.want("method:bank", 4*60)
	b.now = b.now.Add(time.Hour)
	b.must(b.set(admin("a1"), "method:bank", 24)) // a lost answer is repeated
	b.want("method:bank", 3*60)
	b.must(b.set(admin("a2"), "method:bank", 5)) // a second person may go on
	b.want("method:bank", 5*60)
	before := b.held
	refused(t, b.set(admin("a1"), "method:bank", 6), funds.CodeIllegal, pause.ReasonPauseUsedUp)
	b.now = b.now.Add(6 * time.Hour)
	refused(t, b.set(admin("a1"), funds.PauseAll, 1), funds.CodeIllegal, pause.ReasonPauseUsedUp)
	fixture.Same(t, b.held, before)
	b.must(b.set(outside, funds.PauseAll, 24))
	b.want(funds.PauseAll, 24*60)
	if b.held.Forced.Scope != funds.PauseAll || b.held.Forced.By.Name != outside.Name {
		t.Errorf("forced is %+v", b.held.Forced)
	}
	b.now = b.now.Add(7 * 24 * time.Hour)
	b.must(b.set(admin("a1"), funds.PauseAll, 24))
	b.want(funds.PauseAll, 24*60)
}

func TestTwoAccountsOfOnePersonAreOnePerson(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	phone := fixture.With(admin("phone"), func(a *funds.Actor) { a.Person = "li" })
	laptop := fixture.With(admin("laptop"), func(a *funds.Actor) { a.Person = "li" })
	if err := b.set(phone, funds.PauseAll, 24); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(24 * time.Hour)
	refused(t, b.set(laptop, funds.PauseAll, 1), funds.CodeIllegal, pause.ReasonPauseUsedUp)
}

func twoPeople(p *funds.Policy) {
	p.Controls = funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Above: 10_000_00, Need: 2}}}
}

func TestLiftingTakesTwoWhereThePolicyHasRules(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.must(b.set(admin("a1"), funds.PauseAll, 10))
	b.must(b.lift(admin("a1"), funds.PauseAll)) // one-person
	b.want(funds.PauseAll, 0)
	refused(t, b.lift(admin("a1"), funds.PauseAll), funds.CodeNotFound, pause.ReasonNotPaused)

	b.policy = fixture.With(b.policy, twoPeople)
	b.must(b.set(admin("a1"), funds.PauseAll, 10))
	b.must(b.set(admin("a1"), funds.PauseRecharge, 2))
	b.must(b.lift(admin("a1"), funds.PauseAll))
	before := b.held
	b.must(b.lift(admin("a1"), funds.PauseAll)) // the same person again
	fixture.Same(t, b.held, before)
	b.want(funds.PauseAll, 600)
	b.must(b.set(admin("a3"), funds.PauseAll, 11)) // there is a new reason: what was said before does not count
	b.must(b.lift(admin("a2"), funds.PauseAll))
	b.want(funds.PauseAll, 660)
	b.must(b.lift(admin("a1"), funds.PauseAll))
	b.want(funds.PauseAll, 0)
	b.want(funds.PauseRecharge, 120)
	if i := slices.IndexFunc(b.held.Holds, func(h funds.PauseHold) bool { return h.Person == "a1" }); b.held.Holds[i].Until.Sub(b.now) != 2*time.Hour {
		t.Errorf("what a1 holds no more is not given back: %+v", b.held.Holds)
	}
	b.must(b.lift(outside, funds.PauseRecharge))
	b.want(funds.PauseRecharge, 0)
	if b.held.Forced.Scope != funds.PauseRecharge || b.held.Forced.On(b.now) {
		t.Errorf("forced is %+v", b.held.Forced)
	}
}

func TestWhoMayNotAnyMoreLiftsNothing(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.policy = fixture.With(b.policy, twoPeople)
	may := funds.Permissions{funds.PermissionWallet}
	b.policy.Controls.People = []funds.Person{{ID: "a1", Permissions: may}, {ID: "a2", Permissions: may}, {ID: "a3", Permissions: funds.Permissions{funds.PermissionPay}}}
	for _, err := range []error{b.set(admin("a1"), funds.PauseAll, 10), b.lift(admin("a2"), funds.PauseAll)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b.policy.Controls.People[1].Permissions = funds.Permissions{funds.PermissionReview}
	if err := b.lift(admin("a3"), funds.PauseAll); err != nil {
		t.Fatal(err)
	}
	b.want(funds.PauseAll, 600)
	b.policy.Controls.People[1].Permissions, b.policy.Controls.People[2].Dismissed = may, true // neither the one nor the other
	if err := b.lift(admin("a2"), funds.PauseAll); err != nil {
		t.Fatal(err)
	}
	b.want(funds.PauseAll, 600)
	if err := b.lift(admin("a1"), funds.PauseAll); err != nil {
		t.Fatal(err)
	}
	b.want(funds.PauseAll, 0)
}

func TestACopyIsOfARevisionAndThatAllHaveItIsRecordedOnce(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	if err := b.set(admin("a1"), funds.PauseAll, 10); err != nil {
		t.Fatal(err)
	}
	before := funds.Pauses{On: []funds.Pause{{Scope: funds.PauseAll}, {Scope: funds.PauseRecharge}}}
	copied := pause.Copy(fixture.Act(fixture.Admin, b.now), 7, b.held, before)
	fixture.Same(t, copied.PauseCopy.Gone, []funds.PauseScope{funds.PauseRecharge})
	if again := pause.Copy(fixture.Act(fixture.Admin, b.now), 7, b.held, b.held); !again.Empty() {
		t.Errorf("%+v", again)
	}
	if copied.PauseCopy.Shard != 7 || copied.PauseCopy.Pauses.Revision != 1 || copied.CommitID == "c9" || copied.Empty() {
		t.Errorf("%+v", copied)
	}
	change := pause.Spread(fixture.Act(fixture.Admin, b.now), b.held, 1)
	if change.Pauses.From != 1 || change.Pauses.To.Version != 2 || change.Pauses.To.Revision != 1 || change.Pauses.To.Spread != 1 || change.Empty() {
		t.Errorf("%+v", change)
	}
	if again := pause.Spread(fixture.Act(fixture.Admin, b.now), change.Pauses.To, 1); !again.Empty() {
		t.Errorf("%+v", again)
	}
}
