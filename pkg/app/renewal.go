package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	// policyLife is how long a reading of the policy counts, from when it began: a change counts everywhere within this
	// and what a request takes that began just before, which together are less than 120 s.
	policyLife = 60 * time.Second
	// policyTimeout bounds a reading, so that a table that is slow leaves the request some of its time.
	policyTimeout = 3 * time.Second
)

// policies are where the policy as data is kept.
type policies interface {
	PolicyHead(ctx context.Context) (funds.PolicyHead, error)
	PolicyVersion(ctx context.Context, number int64) (funds.PolicyVersion, error)
	Commit(ctx context.Context, change funds.Change) error
}

// renewal keeps the policy in force, and reads it anew where what it has is too old. The clock of a reading is the wall's: a
// function that is frozen between requests would find that hardly any time has passed by its own. Which of the versions
// that it has read is in force is asked at every request, so that what takes effect or lapses meanwhile does so in time.
type renewal struct {
	stored policies
	own    config.Decided // the deployment's, which is the first version
	now    func() time.Time
	log    *slog.Logger
	commit func() (string, error) // draws a commit id

	mu     sync.Mutex
	readAt time.Time // when the last reading began that was answered; zero: none was
	head   funds.PolicyHead
	read   map[int64]config.Decided // by version
	forced time.Time                // of the broken glass that was said
}

// current is the policy in force. Where it cannot be had, the error says why, beside the last one that was known: the
// deployment's own, where there was none. first says that the caller may make the first version out of it.
func (r *renewal) current(ctx context.Context, first bool) (config.Decided, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now().Round(0) // the wall's clock alone
	var err error
	if age := now.Sub(r.readAt); r.readAt.IsZero() || age >= policyLife || age < 0 || (first && r.head.Newest == 0) {
		err = r.renew(ctx, now, first)
	}
	number := r.head.InForce(now)
	held, known := r.read[number]
	switch {
	case number == 0:
		return r.own, cmp.Or(err, whole(r.head, now, false))
	case !known && err != nil:
		return r.own, err
	case !known: // it came into force since it was read
		if held, err = r.version(ctx, number); err != nil {
			return r.own, err
		}
	}
	return held, err
}

// renew reads the head, and the version that is in force, if that is another.
func (r *renewal) renew(ctx context.Context, now time.Time, first bool) error {
	ctx, cancel := context.WithTimeout(ctx, policyTimeout)
	defer cancel()
	head, err := r.stored.PolicyHead(ctx)
	if err == nil && head.Newest == 0 && first {
		head, err = r.begin(ctx, now)
	}
	if err == nil {
		err = whole(head, now, first)
	}
	if err != nil {
		return fmt.Errorf("read which policy is in force: %w", err)
	}
	if number := head.InForce(now); number > 0 {
		if _, err := r.version(ctx, number); err != nil {
			return err
		}
	}
	r.head, r.readAt = head, now
	if head.Forced(now) && !head.ForcedAt.Equal(r.forced) {
		r.forced = head.ForcedAt
		r.log.WarnContext(ctx, funds.PolicyForcedLine, "version", head.Newest, "at", head.ForcedAt)
	}
	return nil
}

// whole refuses a head that says nothing of what is in force, though there are versions, or must be one by now: a table that
// has lost a part of its policy is never ruled by the deployment's own, which may ask for fewer people.
func whole(head funds.PolicyHead, now time.Time, must bool) error {
	if head.InForce(now) == 0 && (must || head.Revision > 0 || head.Newest > 0) {
		return errNotWhole
	}
	return nil
}

var errNotWhole = errors.New("the table's policy is not whole: outflow policy show")

// begin makes the first version out of the deployment's own policy. Of any number of functions that do, one wins; all others
// read what that one wrote.
func (r *renewal) begin(ctx context.Context, now time.Time) (funds.PolicyHead, error) {
	id, err := r.commit()
	if err != nil {
		return funds.PolicyHead{}, err
	}
	act := funds.Act{CommitID: id, At: now.UTC().Truncate(time.Millisecond), Actor: funds.System("deployment")}
	change, err := policy.First(act, r.own.Decided)
	if err != nil {
		return funds.PolicyHead{}, err
	}
	if err := r.stored.Commit(ctx, change); err != nil && !errors.Is(err, funds.ErrConflict) {
		return funds.PolicyHead{}, err
	}
	return r.stored.PolicyHead(ctx)
}

func newCommitID(random io.Reader) (string, error) {
	var raw [funds.CommitIDBytes]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("draw a commit id: %w", err)
	}
	return funds.NewAct(raw, time.Time{}, funds.Actor{}).CommitID, nil
}

// version reads a version once.
func (r *renewal) version(ctx context.Context, number int64) (config.Decided, error) {
	if held, known := r.read[number]; known {
		return held, nil
	}
	stored, err := r.stored.PolicyVersion(ctx, number)
	if err != nil {
		return config.Decided{}, fmt.Errorf("read version %d of the policy: %w", number, err)
	}
	if stored.Text == "" || stored.Number != number {
		return config.Decided{}, fmt.Errorf("version %d of the policy: %w", number, errNotWhole)
	}
	decided, err := config.ReadPolicy(stored.Text)
	if err != nil {
		return config.Decided{}, fmt.Errorf("version %d of the policy: %w", number, err)
	}
	decided.Policy.Version = number
	r.read[number] = decided
	return decided, nil
}

// apply lets everything decide by a policy. Nothing else may run meanwhile: a function serves one request at a time.
func (a *App) apply(decided config.Decided) {
	a.Flow.Policy, a.Lists.Policy = decided.Policy, decided.Policy
	a.Gateway.Decide(gatewayDecisions(decided))
	a.table.MonthShards = decided.MonthShards
}

// renew puts the policy in force in the place of an older one, between two requests. The error is [flow.ErrPolicyStale]:
// whoever moves money then does not.
func (a *App) renew(ctx context.Context, first bool) error {
	if a.policy == nil {
		return nil // a function without a table has the deployment's
	}
	decided, err := a.policy.current(ctx, first)
	a.apply(decided)
	if err != nil {
		a.Flow.Log.WarnContext(ctx, "the policy in force is not known", "error", err)
		return errors.Join(flow.ErrPolicyStale, err)
	}
	return nil
}

// policyOfBatch is the policy in force for the next part of a longer run: read anew, whatever its age.
func (a *App) policyOfBatch(ctx context.Context) (funds.Policy, error) {
	if a.policy == nil {
		return a.Flow.Policy, nil
	}
	a.policy.expire()
	decided, err := a.policy.current(ctx, true)
	a.Gateway.Decide(gatewayDecisions(decided))
	return decided.Policy, err
}

func gatewayDecisions(decided config.Decided) gateway.Decisions {
	return gateway.Decisions{PayHosts: decided.PayHosts, Declined: decided.Declined, Absent: decided.Absent}
}

// expire lets the next question read.
func (r *renewal) expire() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readAt = time.Time{}
}

// Policies changes the policy as data, and shows it.
func (a *App) Policies() flow.Policies {
	return flow.Policies{Service: a.Flow, Lists: a.Lists, Read: func(text string) (policy.Decided, error) {
		decided, err := config.ReadPolicy(text)
		return decided.Decided, err
	}}
}

var _ policies = (*table.Store)(nil)
