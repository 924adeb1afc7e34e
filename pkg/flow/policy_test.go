package flow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Policies of an office, by their texts: the same people, and more or less of one withdrawal.
const (
	ownText   = "as deployed"
	tightText = "at most 50"
	looseText = "at most 2,000,000"
	// brokenText is one that says what is wrong with it by a reason of its own.
	brokenText = "nobody can approve"
)

var errText = errors.New("line 1: not a policy")

func readPolicy(text string) (policy.Decided, error) {
	next := policy.Decided{Policy: flowtest.Policy(), Text: text}
	next.Policy.Controls = twoPeople()
	switch text {
	case ownText:
	case tightText:
		next.Policy.Single = 50_00
	case looseText:
		next.Policy.Single = 2_000_000_00
	case brokenText:
		return policy.Decided{}, funds.Invalid("approvals", "too_few_people")
	default:
		return policy.Decided{}, errText
	}
	return next, nil
}

// office is a house whose policy is data: version 1 is the deployment's own.
type office struct {
	desk
	flow.Policies
}

func officeOf(t *testing.T) office {
	t.Helper()
	d := deskOf(t, 1000_00)
	own, err := readPolicy(ownText)
	if err != nil {
		t.Fatal(err)
	}
	first, err := policy.First(funds.NewAct([funds.CommitIDBytes]byte{1}, d.Clock.Now(), funds.System("first")), own)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Store.Commit(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	return office{d, flow.Policies{Service: d.Flow, Lists: d.Lists, Read: readPolicy}}
}

// by is the office through other services.
func (o office) by(flows *flow.Service, lists *list.Service) flow.Policies {
	return flow.Policies{Service: flows, Lists: lists, Read: readPolicy}
}

func (o office) proposes(sub, text string) flow.ChangedPolicy {
	o.t.Helper()
	made, err := o.Propose(o.t.Context(), person(sub), text, "一次抢劫")
	if err != nil {
		o.t.Fatal(err)
	}
	return made
}

// inForce fails the test where another version is in force, as whoever asks is told.
func (o office) inForce(want int64) {
	o.t.Helper()
	view, err := o.Version(o.t.Context(), 0)
	if err != nil || view.InForce != want || view.Version.Number != want {
		o.t.Errorf("version %d is in force, and shown is %d, %v; want %d", view.InForce, view.Version.Number, err, want)
	}
}

func TestATableWithoutAPolicyShowsNoneAndTakesNone(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	none := flow.Policies{Service: h.Flow, Lists: h.Lists, Read: readPolicy}
	h.Unchanged(func() {
		_, err := none.Version(t.Context(), 0)
		refusedFor(t, "the one in force", err, funds.CodeNotFound, flow.ReasonNoPolicy)
		_, err = none.Propose(t.Context(), admin, tightText, "r")
		refusedFor(t, "a next one", err, funds.CodeBusy, flow.ReasonPolicyStale)
	})
}

// refusedFor fails the test where an error has another code or another reason.
func refusedFor(t *testing.T, what string, err error, code funds.Code, why funds.Reason) {
	t.Helper()
	var said *funds.Error
	if !errors.As(err, &said) || said.Code != code || said.Reason != why {
		t.Errorf("%s: %v, want %s for %s", what, err, code, why)
	}
}

func TestAVersionIsShownWithWhatIsInForceAndHowManyItTakes(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	before := o.Clock.Now()
	view, err := o.Version(t.Context(), 1)
	if err != nil || view.Version.Text != ownText || view.InForce != 1 || view.Needed != 2 || view.Head.Newest != 1 || view.At.Before(before) {
		t.Errorf("%+v, %v", view, err)
	}
	o.proposes("li-phone", looseText)
	if view, err := o.Version(t.Context(), 2); err != nil || view.Version.Text != looseText || view.InForce != 1 {
		t.Errorf("one that waits: %+v, %v", view, err)
	}
	o.inForce(1)
	_, err = o.Version(t.Context(), 3)
	refusedFor(t, "one that is not there", err, funds.CodeNotFound, flow.ReasonNoPolicy)
}

func TestWhatTightensIsInForceByOneAndIsTriedOnThePast(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	o.withdrawal(funds.StatePending) // of 100.00
	made := o.proposes("li-phone", tightText)
	if made.InForce != 2 || made.Version.Number != 2 || made.Version.Kind != funds.PolicyTighten || made.Needed != 2 || made.Head.Newest != 2 {
		t.Errorf("%+v", made.PolicyView)
	}
	if made.Rehearsal.Refused != 1 || made.Rehearsal.Passed != 0 {
		t.Errorf("tried on the past: %+v", made.Rehearsal)
	}
	o.inForce(2)
	if _, err := o.Approve(t.Context(), person("wang"), 0); funds.CodeOf(err) != funds.CodeIllegal {
		t.Errorf("a word for no version counts for the one in force: %v", err)
	}
	o.Clock.Advance(policy.Lapse)
	o.inForce(1)
}

// TestADryRunSaysWhatAProposalWouldAndWritesNothing, neither a version nor a line of the audit.
func TestADryRunSaysWhatAProposalWouldAndWritesNothing(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	o.withdrawal(funds.StatePending) // of 100.00
	for text, want := range map[string]struct {
		kind    funds.PolicyKind
		inForce int64
		refused int64
	}{tightText: {funds.PolicyTighten, 2, 1}, looseText: {funds.PolicyLoosen, 1, 0}} {
		o.Unchanged(func() {
			tried, err := o.Preview(t.Context(), person("li-phone"), text)
			if err != nil || tried.Version.Number != 2 || tried.Version.Kind != want.kind || tried.Version.Text != text || tried.Version.Reason != "" ||
				tried.InForce != want.inForce || tried.Needed != 2 || tried.At.IsZero() {
				t.Errorf("%s: %+v, %v", text, tried, err)
			}
			if tried.Rehearsal.Refused != want.refused || tried.Rehearsal.Open != 1 || tried.AsItIs == nil || tried.AsItIs.Passed != 1 || tried.AsItIs.Open != 1 {
				t.Errorf("%s: under it %+v, as it is %+v", text, tried.Rehearsal, tried.AsItIs)
			}
		})
	}
	o.inForce(1)
	if made := o.proposes("li-phone", tightText); made.Version.Number != 2 || made.AsItIs != nil {
		t.Errorf("made afterwards: %+v", made)
	}
}

// TestThePastIsThatOfThirtyDays: what is older tells nothing of how a policy is used.
func TestThePastIsThatOfThirtyDays(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	o.withdrawal(funds.StatePending)
	for after, want := range map[time.Duration]int64{29 * 24 * time.Hour: 1, 31 * 24 * time.Hour: 0} {
		began := o.Clock.Now()
		o.Clock.Advance(after)
		tried, err := o.Preview(t.Context(), person("zhao"), looseText)
		if err != nil || tried.Rehearsal.Open != want {
			t.Errorf("after %s: %+v, %v", after, tried.Rehearsal, err)
		}
		o.Clock.Advance(began.Sub(o.Clock.Now()))
	}
}

func TestWhatLoosensTakesASecondPersonAndADay(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	o.proposes("li-phone", looseText)
	_, err := o.Approve(t.Context(), person("li-laptop"), 2)
	refusedFor(t, "its proposer's other account", err, funds.CodeForbidden, policy.ReasonOwnPolicy)
	approved, err := o.Approve(t.Context(), person("wang"), 2)
	if err != nil || approved.Version.Number != 2 || len(approved.Version.Approvals) != 2 || approved.InForce != 1 || approved.Needed != 2 {
		t.Fatalf("%+v, %v", approved, err)
	}
	o.Unchanged(func() { // a lost answer is repeated
		again, err := o.Approve(t.Context(), person("wang"), 2)
		if err != nil || again.Version.Number != 2 || again.Version.Text != looseText || again.InForce != 1 {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
	o.Clock.Advance(policy.LoosensAfter - time.Minute)
	o.inForce(1)
	o.Clock.Advance(time.Minute)
	o.inForce(2)
}

func TestOnePersonTakesBackWhatIsNotInForceYet(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	o.proposes("li-phone", looseText)
	if _, err := o.Approve(t.Context(), person("wang"), 2); err != nil {
		t.Fatal(err)
	}
	back, err := o.Withdraw(t.Context(), person("zhao"), 2)
	if err != nil || back.Version.WithdrawnAt.IsZero() || back.Version.Withdrawn.ID != "zhao" || back.InForce != 1 {
		t.Fatalf("%+v, %v", back, err)
	}
	o.Clock.Advance(policy.LoosensAfter)
	o.inForce(1)
	for what, decide := range map[string]func(context.Context, funds.Actor, int64) (flow.PolicyView, error){"approve": o.Approve, "withdraw": o.Withdraw} {
		o.Unchanged(func() {
			_, err := decide(t.Context(), person("zhao"), 2)
			refusedFor(t, what+" what was taken back", err, funds.CodeIllegal, policy.ReasonPolicyEnded)
			_, err = decide(t.Context(), person("zhao"), 9)
			refusedFor(t, what+" one that is not there", err, funds.CodeNotFound, flow.ReasonNoPolicy)
		})
	}
}

// TestWhatWasInForceBeforeComesBackAtOnceByTwo: a mistake that loosened is not to last another day.
func TestWhatWasInForceBeforeComesBackAtOnceByTwo(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	if _, err := o.Force(t.Context(), funds.System("outflow policy force"), tightText, "r"); err != nil {
		t.Fatal(err)
	}
	o.inForce(2)
	back := o.proposes("li-phone", ownText)
	if back.Version.Kind != funds.PolicyBack || back.InForce != 2 {
		t.Errorf("proposed it is %+v", back.PolicyView)
	}
	if back, err := o.Approve(t.Context(), person("wang"), 3); err != nil || back.InForce != 3 {
		t.Errorf("approved it is %+v, %v", back, err)
	}
	o.inForce(3)
}

func TestForcingIsInForceAtOnceWhateverItLoosens(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	forced, err := o.Force(t.Context(), funds.System("outflow policy force"), looseText, "没人能登录")
	if err != nil || forced.InForce != 2 || forced.Version.Kind != funds.PolicyForced || forced.Version.Reason != "没人能登录" || forced.Head.ForcedAt.IsZero() {
		t.Errorf("%+v, %v", forced, err)
	}
	o.inForce(2)
}

func TestAPolicyThatCannotBeReadSaysWhyAndChangesNothing(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	for what, change := range map[string]func(text string) error{
		"propose": func(text string) error { _, err := o.Propose(t.Context(), person("zhao"), text, "r"); return err },
		"preview": func(text string) error { _, err := o.Preview(t.Context(), person("zhao"), text); return err },
		"force":   func(text string) error { _, err := o.Force(t.Context(), funds.System("x"), text, "r"); return err },
	} {
		o.Unchanged(func() {
			err := change("{")
			refusedFor(t, what, err, funds.CodeInvalid, flow.ReasonPolicyUnreadable)
			var said *funds.Error
			if errors.As(err, &said) && (said.Field != "policy" || said.Facts.Text != errText.Error()) {
				t.Errorf("%s: %+v", what, said)
			}
			refusedFor(t, what+" what has a reason of its own", change(brokenText), funds.CodeInvalid, "too_few_people")
			refusedFor(t, what+" what is in force", change(ownText), funds.CodeInvalid, policy.ReasonSamePolicy)
		})
	}
	o.Read = func(string) (policy.Decided, error) { return policy.Decided{}, errText }
	_, err := o.Withdraw(t.Context(), person("zhao"), 1)
	refused(t, "where the one in force cannot be read", err, funds.CodeInternal)
}

func TestWhicheverRequestOfThePolicyBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	o := officeOf(t)
	ctx, machine := t.Context(), funds.System("outflow policy force")
	for what, do := range map[string]func(flow.Policies) error{
		"show":    func(p flow.Policies) error { _, err := p.Version(ctx, 0); return err },
		"propose": func(p flow.Policies) error { _, err := p.Propose(ctx, person("zhao"), looseText, "r"); return err },
		"preview": func(p flow.Policies) error { _, err := p.Preview(ctx, person("zhao"), tightText); return err },
		"approve": func(p flow.Policies) error {
			_, err := p.Approve(ctx, person("wang"), o.proposes("zhao", looseText).Version.Number)
			return err
		},
		"withdraw": func(p flow.Policies) error {
			_, err := p.Withdraw(ctx, person("wang"), o.proposes("zhao", looseText).Version.Number)
			return err
		},
	} {
		o.EveryRequestBreaks(what, func(flows *flow.Service, lists *list.Service) error { return do(o.by(flows, lists)) })
	}
	o.Clock.Advance(policy.Waits)
	o.EveryRequestBreaks("force", func(flows *flow.Service, lists *list.Service) error {
		_, err := o.by(flows, lists).Force(ctx, machine, tightText, "r")
		return err
	})
	o.EveryRequestBreaks("go back", func(flows *flow.Service, lists *list.Service) error {
		_, err := o.by(flows, lists).Propose(ctx, person("zhao"), ownText, "r")
		return err
	})
	o.Flow.Random = dry{}
	_, err := o.Propose(ctx, person("zhao"), ownText, "r")
	refused(t, "without an id", err, funds.CodeInternal)
	_, err = o.Preview(t.Context(), person("zhao"), tightText)
	refused(t, "tried without an id", err, funds.CodeInternal)
}
