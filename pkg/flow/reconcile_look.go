package flow

import (
	"context"
	"log/slog"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// overdue is how long a payout may wait for the gateway's final word before every look at it alarms.
const overdue = 24 * time.Hour

// look asks about one order. A failure leaves it due, for the next run.
func (r looker) look(ctx context.Context, serial string) {
	ctx = logline.Open(ctx, slog.String(logline.KeyOrder, serial))
	var word heard
	var err error
	if id, unknown := funds.ParseRechargeID(serial); unknown == nil {
		word, err = r.lookAtRecharge(ctx, id)
	} else {
		word, err = r.lookAtWithdrawal(ctx, funds.ID(serial))
	}
	r.looked(ctx, serial, word, err)
}

// heard is what a look has heard of the gateway.
type heard int

const (
	heardNothing heard = iota // it was not asked
	heardWord
	heardUnknown
	heardAbsent
)

// looked counts what became of one order.
func (r *reconcileRun) looked(ctx context.Context, serial string, word heard, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if word != heardNothing {
		r.done.Asked++
	}
	switch word {
	case heardUnknown:
		r.done.Unknown++
	case heardAbsent:
		r.done.Absent++
	case heardNothing, heardWord:
	}
	if err != nil {
		r.done.Failed++
		r.service.Log.ErrorContext(ctx, "reconcile", "order", serial, "error", err)
	}
}

func (r looker) lookAtRecharge(ctx context.Context, id funds.RechargeID) (heard, error) {
	s := r.service
	recharge, err := s.Store.Recharge(ctx, id)
	if err != nil || !recharge.Watch.IsDue(s.Now()) {
		return heardNothing, err // where it is not due, the index lags: somebody has looked
	}
	var report funds.RechargeReport
	if !r.ask(ctx, func(ctx context.Context) bool {
		report = s.askRecharge(ctx, recharge)
		return report.Outcome != funds.RechargeUnknown
	}) {
		return heardNothing, nil
	}
	_, err = s.settleRecharge(ctx, funds.System("reconcile"), recharge, report)
	s.Log.InfoContext(ctx, "reconciled", "recharge", id, "outcome", report.Outcome.String(), "detail", report.Detail)
	switch report.Outcome {
	case funds.RechargeUnknown:
		return heardUnknown, err
	case funds.RechargeAbsent:
		return heardAbsent, err
	default:
		return heardWord, err
	}
}

func (r looker) lookAtWithdrawal(ctx context.Context, id funds.ID) (heard, error) {
	s := r.service
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil || !withdrawal.Watch.IsDue(s.Now()) {
		return heardNothing, err
	}
	switch {
	case withdrawal.Held():
		return heardNothing, s.endHold(ctx, withdrawal)
	case withdrawal.State == funds.StateApproved:
		return heardNothing, r.pay(ctx, withdrawal)
	}
	var word answer
	if !r.ask(ctx, func(ctx context.Context) bool {
		word = s.ask(ctx, withdrawal)
		return word.report.Outcome != funds.OutcomeUnknown || word.report.Answered
	}) {
		return heardNothing, nil
	}
	settled, err := s.settle(ctx, funds.System("reconcile"), withdrawal, word)
	s.Log.InfoContext(ctx, "reconciled", "withdrawal", id, "outcome", word.report.Outcome.String(), "detail", word.report.Detail)
	if err == nil && settled.State == funds.StateProcessing && s.Now().Sub(settled.Payout.SendBy) > overdue {
		s.Log.ErrorContext(ctx, "a payout stays without a final word", "withdrawal", id, "since", settled.Payout.SendBy, "detail", word.report.Detail)
	}
	switch word.report.Outcome {
	case funds.OutcomeUnknown:
		return heardUnknown, err
	case funds.OutcomeAbsent:
		return heardAbsent, err
	default:
		return heardWord, err
	}
}

// pay pays what was approved for the machine to pay. A payout that is paused, or that the run has no time for, is a later
// one's, and so is all while the policy in force is not known, or this run hears nothing. What others have found silent is
// probed: see [Service.mayClaim].
func (r looker) pay(ctx context.Context, approved funds.Withdrawal) error {
	if _, stopped := r.paused.Stop(funds.UnpausedPayout(approved).Scopes, r.at); stopped || !r.sends || r.patience.ended() {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Sub(r.service.Now()) < firstQuestion+r.service.Policy.Timing.SendWindow {
		return nil
	}
	if covered, err := r.float.allows(ctx, r, approved); err != nil || !covered || !r.turn(ctx) {
		return err
	}
	paid, err := r.service.payApproved(ctx, approved)
	if err == nil && paid.State == funds.StateProcessing {
		r.patience.hears(!paid.Payout.AcceptedAt.IsZero(), r.patience.long)
	}
	return err
}

// ask puts one question to the gateway, in its turn and within its time; it says whether the gateway has answered it. ask is
// false where the question was not put, or our own deadline cut it off: that is no word of the gateway's.
func (r *reconcileRun) ask(ctx context.Context, question func(context.Context) bool) bool {
	if !r.turn(ctx) {
		return false
	}
	within, ends := r.patience.begins()
	defer ends()
	asking, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	answered := question(asking)
	if ctx.Err() != nil {
		return false
	}
	r.patience.hears(answered, within)
	return true
}

// turn waits until one more question may be put to the gateway. It is false where none may within the run's time.
func (r *reconcileRun) turn(ctx context.Context) bool {
	err := r.pace.wait(ctx)
	if err != nil && ctx.Err() == nil {
		r.note(err)
	}
	return err == nil
}
