package pause_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

func TestAnUnknownScopeIsAnsweredWithAllThatThereAre(t *testing.T) {
	t.Parallel()
	_, err := pause.Set(fixture.Act(fixture.Admin, fixture.Late), funds.Pauses{}, pause.Request{Scope: "x", Hours: 1, Reason: "r"}, fixture.Policy())
	if got, want := fixture.RefusalOf(t, err).Facts.Options, "all,recharge,method:bank,method:alipay,method:wechat,method:MVola"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What is over is forgotten with the next change, and what somebody held counts for seven days after its end.
func TestWhatIsOverIsForgotten(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.must(b.set(admin("a1"), funds.PauseAll, 1))
	b.now = b.now.Add(time.Hour)
	b.must(b.set(admin("a2"), funds.PauseRecharge, 1))
	if len(b.held.On) != 1 || b.held.On[0].Scope != funds.PauseRecharge || len(b.held.Holds) != 2 {
		t.Errorf("it keeps %+v, held by %+v", b.held.On, b.held.Holds)
	}
	b.now = b.now.Add(7*24*time.Hour - 1)
	b.must(b.set(admin("a2"), funds.PauseRecharge, 1))
	if len(b.held.Holds) != 3 {
		t.Errorf("just within the time %d are kept", len(b.held.Holds))
	}
	b.now = b.now.Add(1)
	b.must(b.set(admin("a2"), funds.PauseRecharge, 2))
	if len(b.held.Holds) != 2 {
		t.Errorf("after it %d are kept", len(b.held.Holds))
	}
}

func TestOneWordOfTwoLiftsNothingAndGivesNothingBack(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.policy = fixture.With(b.policy, twoPeople)
	b.must(b.set(admin("a1"), funds.PauseAll, 10))
	held := b.held.Holds
	b.now = b.now.Add(time.Hour)
	b.must(b.lift(admin("a2"), funds.PauseAll))
	fixture.Same(t, b.held.Holds, held)
	b.policy = fixture.Policy() // from now on one is enough, and says so again
	b.must(b.lift(admin("a2"), funds.PauseAll))
	b.want(funds.PauseAll, 0)
}

func TestALiftsReasonIsReadAsAnyOther(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.must(b.set(admin("a1"), funds.PauseAll, 1))
	change, err := pause.Lift(fixture.Act(admin("a1"), b.now), b.held, funds.PauseAll, "a\u202eb", b.policy)
	fixture.RefusedAs(t, change, err, fixture.Invalid("reason"))
}

// TestWhoeverPausesAgainTakesNobodysOldWord: what was said before somebody wanted it paused lifts nothing after that.
func TestWhoeverPausesAgainTakesNobodysOldWord(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.policy = fixture.With(b.policy, twoPeople)
	b.must(b.set(admin("a1"), funds.PauseAll, 20))
	b.must(b.lift(admin("a2"), funds.PauseAll))
	b.must(b.set(admin("a3"), funds.PauseAll, 1)) // for less, which is paused already
	b.must(b.lift(admin("a4"), funds.PauseAll))
	b.want(funds.PauseAll, 20*60)
	before := b.held
	b.now = b.now.Add(time.Hour)
	b.must(b.set(outside, funds.PauseRecharge, 1)) // about something else
	if i := slices.IndexFunc(b.held.On, func(p funds.Pause) bool { return p.Scope == funds.PauseAll }); len(b.held.On[i].Lifts) != 1 {
		t.Errorf("of %+v is left %+v", before.On, b.held.On)
	}
	b.must(b.lift(admin("a2"), funds.PauseAll))
	b.want(funds.PauseAll, 0)
}

// TestWhoHasNoTimeLeftDoesNotKeepAPauseOn that others want lifted.
func TestWhoHasNoTimeLeftDoesNotKeepAPauseOn(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	b.policy = fixture.With(b.policy, twoPeople)
	b.must(b.set(admin("a1"), funds.PauseAll, 24))
	b.now = b.now.Add(24 * time.Hour)
	b.must(b.set(admin("a2"), funds.PauseAll, 20))
	b.must(b.lift(admin("a3"), funds.PauseAll))
	b.must(b.set(admin("a1"), funds.PauseAll, 1))
	b.must(b.lift(admin("a4"), funds.PauseAll))
	b.want(funds.PauseAll, 0)
}
