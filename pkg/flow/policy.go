package flow

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Policies changes the policy as data, and shows it.
type Policies struct {
	Service *Service
	Lists   *list.Service
	// Read reads a policy's JSON, and says what is wrong with it.
	Read func(text string) (policy.Decided, error)
}

// Why there is no policy to be shown or to be changed.
const (
	ReasonPolicyUnreadable funds.Reason = "policy_unreadable" // Text says what is wrong, and where
	ReasonNoPolicy         funds.Reason = "policy_not_found"  // there is no version of this number
	ReasonPolicyStale      funds.Reason = "policy_stale"      // which one is in force cannot be read
)

// ErrPolicyStale is the answer where it is not known what may be decided.
var ErrPolicyStale = funds.Refuse(funds.CodeBusy, ReasonPolicyStale)

// errUnreadable says that nobody can read what is stored of a policy: an older program, most likely.
var errUnreadable = errors.New("the stored policy cannot be read")

// What a policy is tried on: the newest withdrawals of the last days, so many at most.
const (
	RehearsedDays = 30
	RehearsedMost = 5000

	// dryRun is the reason of what nobody proposes.
	dryRun = "dry run"
)

// PolicyView is a version, with what is in force.
type PolicyView struct {
	Head    funds.PolicyHead
	InForce int64
	Version funds.PolicyVersion
	Needed  int64     // people that it takes, the proposer among them
	At      time.Time // when it was looked at
}

// ChangedPolicy is a version that an admin has made or might make, with what the past would have been under it.
type ChangedPolicy struct {
	PolicyView

	Rehearsal withdrawal.Rehearsal
	AsItIs    *withdrawal.Rehearsal // under what is in force; nil where the version is made
}

// Version shows one version; 0 is the one in force. It is [funds.CodeNotFound] where there is none.
func (p Policies) Version(ctx context.Context, number int64) (PolicyView, error) {
	head, err := p.Service.Store.PolicyHead(ctx)
	if err != nil {
		return PolicyView{}, err
	}
	at := p.Service.Now()
	if number == 0 {
		number = head.InForce(at)
	}
	version, err := p.version(ctx, number)
	if err != nil {
		return PolicyView{}, err
	}
	state, err := p.stateOf(ctx, head, head.After(at))
	if errors.Is(err, errUnreadable) { // what it takes is not known, and it is shown all the same
		err = nil
	}
	return viewOf(state, head, version, at), err
}

func (p Policies) version(ctx context.Context, number int64) (funds.PolicyVersion, error) {
	version, err := p.Service.Store.PolicyVersion(ctx, number)
	if errors.Is(err, funds.ErrNotFound) {
		err = funds.Refuse(funds.CodeNotFound, ReasonNoPolicy)
	}
	return version, err
}

// Propose makes the next version of the policy, which is in force at once where it only tightens: see [policy.Propose].
func (p Policies) Propose(ctx context.Context, actor funds.Actor, text, reason string) (ChangedPolicy, error) {
	next, err := p.Read(text)
	if err != nil {
		return ChangedPolicy{}, unreadable(err)
	}
	view, err := p.change(ctx, actor, func(act funds.Act, state policy.State) (funds.Change, error) {
		return policy.Propose(act, state, next, reason)
	})
	if err != nil {
		return ChangedPolicy{}, err
	}
	past, err := p.past(ctx, view.At)
	return ChangedPolicy{PolicyView: view, Rehearsal: withdrawal.Rehearse(past, next.Policy)}, err
}

// Preview is what [Policies.Propose] would answer, refusals too, and what the past would have been under what is in force.
// Nothing is written, and the version's number is anybody's still.
func (p Policies) Preview(ctx context.Context, actor funds.Actor, text string) (ChangedPolicy, error) {
	next, err := p.Read(text)
	if err != nil {
		return ChangedPolicy{}, unreadable(err)
	}
	act, err := p.Service.act(actor)
	if err != nil {
		return ChangedPolicy{}, err
	}
	state, err := p.state(ctx, act.At)
	if err != nil {
		return ChangedPolicy{}, err
	}
	act.At = state.Head.After(act.At)
	change, err := policy.Propose(act, state, next, dryRun)
	if err != nil {
		return ChangedPolicy{}, err
	}
	change.Policy.Version.Reason = ""
	past, err := p.past(ctx, act.At)
	asItIs := withdrawal.Rehearse(past, state.InForce.Policy)
	return ChangedPolicy{viewOf(state, change.Policy.Head, change.Policy.Version, act.At), withdrawal.Rehearse(past, next.Policy), &asItIs}, err
}

func (p Policies) past(ctx context.Context, at time.Time) ([]funds.Withdrawal, error) {
	return p.Lists.Past(ctx, at.AddDate(0, 0, -RehearsedDays), RehearsedMost)
}

// unreadable is what is wrong with a policy, as an answer: some of it has a reason of its own.
func unreadable(err error) error {
	var refused *funds.Error
	if errors.As(err, &refused) {
		return refused
	}
	return funds.Invalid("policy", ReasonPolicyUnreadable).About(funds.Facts{Text: err.Error()})
}

// Force makes the next version in force at once, with the rights of the table's owner: see [policy.Force].
func (p Policies) Force(ctx context.Context, actor funds.Actor, text, reason string) (PolicyView, error) {
	next, err := p.Read(text)
	if err != nil {
		return PolicyView{}, unreadable(err)
	}
	return p.change(ctx, actor, func(act funds.Act, state policy.State) (funds.Change, error) {
		return policy.Force(act, state, next, reason)
	})
}

// Approve is one more person's word for a version: see [policy.Approve].
func (p Policies) Approve(ctx context.Context, actor funds.Actor, number int64) (PolicyView, error) {
	return p.decide(ctx, actor, number, policy.Approve)
}

// Withdraw takes back a version that is not in force yet: see [policy.Withdraw].
func (p Policies) Withdraw(ctx context.Context, actor funds.Actor, number int64) (PolicyView, error) {
	return p.decide(ctx, actor, number, policy.Withdraw)
}

func (p Policies) decide(ctx context.Context, actor funds.Actor, number int64, way func(funds.Act, policy.State, funds.PolicyVersion) (funds.Change, error)) (PolicyView, error) {
	var version funds.PolicyVersion
	view, err := p.change(ctx, actor, func(act funds.Act, state policy.State) (change funds.Change, err error) {
		if version, err = p.version(ctx, max(number, 1)); err != nil {
			return funds.Change{}, err
		}
		return way(act, state, version)
	})
	if err == nil && view.Version.Number == 0 { // nothing was to be written
		view.Version = version
	}
	return view, err
}

// change decides on what is stored, and commits. One that changes nothing has no version.
func (p Policies) change(ctx context.Context, actor funds.Actor, decide func(funds.Act, policy.State) (funds.Change, error)) (PolicyView, error) {
	s := p.Service
	act, err := s.act(actor)
	if err != nil {
		return PolicyView{}, err
	}
	var state policy.State
	change, err := s.commit(ctx, func(ctx context.Context) (change funds.Change, err error) {
		if state, err = p.state(ctx, act.At); err != nil {
			return funds.Change{}, err
		}
		act.At = state.Head.After(act.At)
		return decide(act, state)
	})
	if err != nil {
		return PolicyView{}, err
	}
	if change.Policy == nil {
		return viewOf(state, state.Head, funds.PolicyVersion{}, act.At), nil
	}
	return viewOf(state, change.Policy.Head, change.Policy.Version, act.At), nil
}

func viewOf(state policy.State, head funds.PolicyHead, version funds.PolicyVersion, at time.Time) PolicyView {
	return PolicyView{Head: head, InForce: head.InForce(at), Version: version, Needed: max(version.Need, state.Needed()), At: at}
}

// state reads what decisions about the policy are made on.
func (p Policies) state(ctx context.Context, at time.Time) (policy.State, error) {
	head, err := p.Service.Store.PolicyHead(ctx)
	if err != nil {
		return policy.State{}, err
	}
	return p.stateOf(ctx, head, head.After(at))
}

func (p Policies) stateOf(ctx context.Context, head funds.PolicyHead, at time.Time) (policy.State, error) {
	state := policy.State{Head: head}
	version, err := p.Service.Store.PolicyVersion(ctx, head.InForce(at))
	if err != nil {
		return policy.State{}, errors.Join(ErrPolicyStale, err)
	}
	if state.InForce, err = p.Read(version.Text); err != nil {
		return policy.State{}, funds.Internal("read the policy in force", errors.Join(errUnreadable, err))
	}
	if before := policy.BeforeAt(head, at); before > 0 {
		earlier, err := p.Service.Store.PolicyVersion(ctx, before)
		if err != nil {
			return policy.State{}, err
		}
		state.Before = earlier.Text
	}
	for _, number := range head.Beside(at) {
		version, err := p.Service.Store.PolicyVersion(ctx, number)
		if err != nil {
			return policy.State{}, err
		}
		binds, err := p.Read(version.Text)
		if err != nil {
			return policy.State{}, funds.Internal("read a policy that binds beside the one in force", errors.Join(errUnreadable, err))
		}
		state.Beside = append(state.Beside, binds.Policy.Controls)
	}
	return state, nil
}
