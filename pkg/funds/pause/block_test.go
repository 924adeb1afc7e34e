package pause_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// blocked decides about a shard, and gives what it is after that.
func blocked(t *testing.T, held funds.BlockedShard, change funds.Change, err error) funds.BlockedShard {
	t.Helper()
	change = fixture.MustDecide(t, change, err)
	if change.Empty() {
		return held
	}
	if change.Blocked.From != held.Version || change.Blocked.To.Version != held.Version+1 || change.Blocked.To.CommitID != change.CommitID {
		t.Errorf("%+v", change)
	}
	return change.Blocked.To
}

func TestABlockSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request pause.BlockRequest
		field   string
		reason  funds.Reason
	}{
		"no account": {pause.BlockRequest{Reason: "r"}, "account", funds.ReasonFieldMissing},
		"no reason":  {pause.BlockRequest{Account: "6222"}, "reason", funds.ReasonNoReasonGiven},
		"hidden":     {pause.BlockRequest{Account: "6222", Reason: "a\u200b"}, "reason", funds.ReasonTextUnseen},
	} {
		_, err := pause.Block(fixture.Act(fixture.Admin, fixture.Late), funds.BlockedShard{}, test.request)
		if got := fixture.RefusalOf(t, err); got.Code != funds.CodeInvalid || got.Field != test.field || got.Reason != test.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABlockTakesOneAndLiftingTwoWhereThePolicyHasRules(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	act := func(actor funds.Actor) funds.Act { return fixture.Act(actor, b.now) }
	asked := pause.BlockRequest{Account: "6222 0212 3456 7894", Reason: "盗刷"}
	change, err := pause.Block(act(admin("a1")), funds.BlockedShard{}, asked)
	held := blocked(t, funds.BlockedShard{}, change, err)
	first := held.On[0]
	if first.Shown != "****7894" || first.By.IP != "" || change.Audit == nil || change.Audit.TargetID != first.ID {
		t.Errorf("%+v", change)
	}
	again, err := pause.Block(act(admin("a2")), held, pause.BlockRequest{Account: "6222021234567894", Reason: "r"})
	held = blocked(t, held, again, err)
	fixture.Same(t, held.On, []funds.BlockedAccount{first})
	if again.Audit != nil {
		t.Error("what is blocked already is blocked once more")
	}

	lift := func(actor funds.Actor) {
		t.Helper()
		change, err := pause.Unblock(act(actor), held, first.ID, "", b.policy)
		held = blocked(t, held, change, err)
	}
	alone := held
	lift(admin("a1")) // one-person
	fixture.Same(t, held.On, []funds.BlockedAccount(nil))
	_, err = pause.Unblock(act(admin("a1")), held, first.ID, "", b.policy)
	refused(t, err, funds.CodeNotFound, pause.ReasonNotBlocked)

	held, b.policy = alone, fixture.With(b.policy, twoPeople)
	lift(admin("a1"))
	lift(admin("a1"))
	fixture.Same(t, held.On[0].Lifts, []string{"a1"})
	again, err = pause.Block(act(admin("a3")), held, asked) // whose word is the newer one
	held = blocked(t, held, again, err)
	if again.Audit == nil || again.Audit.TargetID != first.ID {
		t.Errorf("%+v", again.Audit)
	}
	lift(admin("a2"))
	fixture.Same(t, held.On[0].Lifts, []string{"a2"})
	lift(admin("a1"))
	fixture.Same(t, held.On, []funds.BlockedAccount(nil))

	held = alone
	lift(outside)
	if len(held.On) > 0 || !held.Forced.Lifted || held.Forced.ID != first.ID {
		t.Errorf("%+v", held)
	}
}

func TestAShardHasRoomForSoMany(t *testing.T) {
	t.Parallel()
	held := funds.BlockedShard{}
	for i := range pause.MaxBlocked {
		change, err := pause.Block(fixture.Act(fixture.Admin, fixture.Late), held, pause.BlockRequest{Account: "6222" + strconv.Itoa(i), Reason: "r"})
		held = blocked(t, held, change, err)
	}
	_, err := pause.Block(fixture.Act(fixture.Admin, fixture.Late), held, pause.BlockRequest{Account: "1", Reason: "r"})
	refused(t, err, funds.CodeIllegal, pause.ReasonBlockedFull)
}

// TestWhatIsBlockedOrLiftedFromOutsideIsRemembered, as the machine repeats the alarm about it; what an admin does is not.
func TestWhatIsBlockedOrLiftedFromOutsideIsRemembered(t *testing.T) {
	t.Parallel()
	b := newBrake(t)
	asked := pause.BlockRequest{Account: "6222021234567894", Reason: "盗刷"}
	change, err := pause.Block(fixture.Act(admin("a1"), b.now), funds.BlockedShard{}, asked)
	held := blocked(t, funds.BlockedShard{}, change, err)
	fixture.Same(t, held.Forced, funds.ForcedBlock{})

	change, err = pause.Block(fixture.Act(outside, b.now), funds.BlockedShard{}, asked)
	held = blocked(t, funds.BlockedShard{}, change, err)
	fixture.Same(t, held.Forced, funds.ForcedBlock{BlockedAccount: held.On[0]})
	block := held.On[0]

	later := b.now.Add(time.Hour)
	_, err = pause.Unblock(fixture.Act(outside, later), held, block.ID, "a\u200b", b.policy)
	refused(t, err, funds.CodeInvalid, funds.ReasonTextUnseen)
	held.On[0].Lifts = []string{"a1"}
	change, err = pause.Unblock(fixture.Act(outside, later), held, block.ID, "误报", b.policy)
	held = blocked(t, held, change, err)
	block.At, block.Reason = later, "误报"
	fixture.Same(t, held.Forced, funds.ForcedBlock{BlockedAccount: block, Lifted: true})
}
