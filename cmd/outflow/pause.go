package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// operator is whoever has the table's own credentials. Reconcile raises the alarm about what they do.
var operator = funds.System("outflow pause")

// pause shows what is paused, or pauses and lifts with the table's own credentials: when nobody can sign in, or when it is
// the people who can that have to be stopped.
func (p program) pause(ctx context.Context, arguments []string) error {
	act, arguments := actOf(arguments, "show")
	if !slices.Contains([]string{"show", "set", "lift"}, act) {
		return fmt.Errorf("pause: there is set and lift, and no %q", act)
	}
	flags := p.flags("pause " + act)
	var asked pause.Request
	if act != "show" {
		flags.Func("scope", "all, recharge, or method:<a method's name>", func(scope string) error {
			asked.Scope = funds.PauseScope(scope)
			return nil
		})
		flags.StringVar(&asked.Reason, "reason", "", "why; it is kept in the audit log, and shown to admins")
	}
	if act == "set" {
		flags.Int64Var(&asked.Hours, "hours", pause.MaxHours, "for how long, from 1 to 24; it may be set again")
	}
	if err := parse(flags, arguments); err != nil {
		return err
	}
	if act != "show" && asked.Reason == "" {
		return errors.New("pause: -reason is missing")
	}
	service, err := p.service(ctx, policyOf(asked.Scope))
	if err != nil {
		return err
	}
	switch act {
	case "set":
		return p.setPause(ctx, service, asked)
	case "lift":
		return p.liftPause(ctx, service, asked)
	default:
		return p.showPauses(ctx, service)
	}
}

// service is the use cases with the table's own credentials. They write no log: reconcile alarms about what they do.
func (p program) service(ctx context.Context, policy funds.Policy) (*flow.Service, error) {
	store, err := p.store(ctx)
	if err != nil {
		return nil, err
	}
	return &flow.Service{Store: store, Policy: policy, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}, nil
}

// policyOf is a policy that has the method of a scope: from outside, whatever is named may be paused.
func policyOf(scope funds.PauseScope) funds.Policy {
	policy := funds.Policy{Timing: funds.DefaultTiming()}
	if method, ok := strings.CutPrefix(string(scope), string(funds.PauseMethod(""))); ok && method != "" {
		policy.ByHand = []funds.Method{funds.Method(method)}
	}
	return policy
}

func (p program) showPauses(ctx context.Context, service *flow.Service) error {
	held, err := service.Pauses(ctx)
	if err != nil {
		return fmt.Errorf("read what is paused in %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	shown := ""
	for _, set := range held.OnAt(service.Now()) {
		shown += line(set, held.Spread >= held.Revision)
	}
	if shown == "" {
		shown = "nothing is paused\n"
	}
	_, err = fmt.Fprint(p.out, shown)
	return err
}

func line(set funds.Pause, holds bool) string {
	begun := ""
	if !holds {
		begun = ", begun and not completed: set it again"
	}
	return fmt.Sprintf("%s is paused until %s by %s: %s%s\n", set.Scope, set.Until.Format(time.RFC3339), set.By.Known(), set.Reason, begun)
}

func (p program) setPause(ctx context.Context, service *flow.Service, asked pause.Request) error {
	done, err := service.Pause(ctx, operator, asked)
	if err != nil {
		return fmt.Errorf("pause %s in %s at %s: %w", asked.Scope, p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprint(p.out, line(done.Pause, true)+claimedBefore(done.UnderWay))
	return err
}

// claimedBefore names the payouts that may still be sent.
func claimedBefore(orders []funds.Withdrawal) (said string) {
	for _, order := range orders {
		said += fmt.Sprintf("%s, %s by %s, was claimed before, and may be sent until %s\n", order.ID, order.Amount.Fixed(), order.Method, order.Payout.SendBy.Format(time.RFC3339))
	}
	return said
}

func (p program) liftPause(ctx context.Context, service *flow.Service, asked pause.Request) error {
	lifted, _, err := service.Lift(ctx, operator, asked.Scope, asked.Reason)
	if err != nil {
		return fmt.Errorf("lift the pause of %s in %s at %s: %w", asked.Scope, p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprintf(p.out, "%s is not paused any more; it was until %s\n", lifted.Scope, lifted.Until.Format(time.RFC3339))
	return err
}
