package story

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	// auditLines bounds what is read of the audit: it is kept by day, not by order.
	auditLines = 100_000
	// lookAfter is how long after an order's last step somebody who looked at it is still told.
	lookAfter = 24 * time.Hour
)

// Order is what the table keeps of an order.
type Order struct {
	ID     string // as it is stored
	Events []Event
	Now    string // what it waits for
	Since  time.Time
	Until  time.Time
}

// Read reads an order's steps, the proposals about it, who looked at it, and what was paused meanwhile;
// [funds.ErrNotFound] where there is none of this id.
func Read(ctx context.Context, store *table.Store, id string) (Order, error) {
	order, method, err := steps(ctx, store, id)
	if err != nil {
		return Order{}, err
	}
	proposed, err := proposals(ctx, store, order.ID)
	if err != nil {
		return Order{}, err
	}
	acts, err := acts(ctx, store, order, method)
	if err != nil {
		return Order{}, err
	}
	order.Events = slices.Concat(order.Events, proposed, acts)
	return order, nil
}

func steps(ctx context.Context, store *table.Store, text string) (Order, funds.Method, error) {
	if id, err := funds.ParseRechargeID(text); err == nil {
		recharge, err := store.Recharge(ctx, id)
		return ofRecharge(recharge), "", err
	}
	id, err := funds.ParseID(text)
	if err != nil {
		return Order{}, "", errors.Join(funds.ErrNotFound, err)
	}
	history, err := store.History(ctx, id)
	return ofWithdrawal(history), history.Withdrawal.Method, err
}

func ofWithdrawal(history funds.History) Order {
	w := history.Withdrawal
	order := Order{ID: string(w.ID), Since: w.CreatedAt, Until: w.UpdatedAt, Now: now(string(w.State), w.Watch, w.NeedsAttention, w.NotifyInfo)}
	for _, line := range history.Lines {
		order.Events = append(order.Events, step(line.At, string(line.Command), string(line.From), string(line.To), line.Actor, line.Version, line.Message))
	}
	for _, approval := range w.Approvals {
		order.Events = append(order.Events, Event{
			At: approval.At, From: FromTable, What: "counts as approved", By: "person " + approval.Person, Version: approval.Version, Detail: fmt.Sprintf("of %d", w.Need),
		})
	}
	if w.Hold.Kind != "" {
		order.Now += ", on hold: " + string(w.Hold.Kind)
	}
	return order
}

func ofRecharge(r funds.Recharge) Order {
	order := Order{ID: string(r.ID), Since: r.CreatedAt, Until: r.UpdatedAt, Now: now(string(r.State), r.Watch, r.NeedsAttention, r.NotifyInfo)}
	for _, line := range r.Lines {
		order.Events = append(order.Events, step(line.At, string(line.Command), string(line.From), string(line.To), line.Actor, line.Version, line.Message))
	}
	return order
}

func step(at time.Time, command, from, to string, actor funds.Actor, version int64, message funds.Message) Event {
	state := to
	if from != "" && from != to {
		state = from + " → " + to
	}
	return Event{At: at, From: FromTable, What: command, State: state, By: by(actor), Version: version, Detail: said(message)}
}

// now says what an order waits for.
func now(state string, watch funds.Watch, attention bool, word funds.Message) string {
	parts := []string{state}
	if attention {
		parts = append(parts, "waits for an admin")
	}
	for _, one := range []struct {
		name string
		at   time.Time
	}{{"the machine looks at it next at ", watch.Due}, {"a user last asked at ", watch.AskedAt}, {"the gateway last called back at ", watch.HeardAt}} {
		if !one.at.IsZero() {
			parts = append(parts, one.name+one.at.UTC().Format(time.RFC3339))
		}
	}
	if text := said(word); text != "" {
		parts = append(parts, "last word: "+text)
	}
	return strings.Join(parts, ", ")
}

// proposals are those that name the order.
func proposals(ctx context.Context, store *table.Store, id string) (events []Event, err error) {
	ids, err := store.ProposalIDs(ctx, funds.ProposalStates())
	if err != nil {
		return nil, err
	}
	all, err := store.Proposals(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if one.Body[funds.BodyWithdrawal] != id && one.Body[funds.BodyRecharge] != id {
			continue
		}
		for i, approval := range one.Approvals {
			what := "proposal approved"
			if i == 0 {
				what = "proposed: " + string(one.Act)
			}
			events = append(events, Event{At: approval.At, From: FromTable, What: what, By: "person " + approval.Person, Detail: string(one.ID)})
		}
		if one.State != funds.ProposalOpen {
			events = append(events, Event{
				At: one.EndedAt, From: FromTable, What: "proposal ended", State: string(one.State), By: by(one.Ended), Commit: one.CommitID, Detail: string(one.ID),
			})
		}
	}
	return events, nil
}

// acts are what admins did about the order beside its steps, as looking at its account, and what they paused meanwhile.
func acts(ctx context.Context, store *table.Store, order Order, method funds.Method) (events []Event, err error) {
	audited, _, err := store.Audits(ctx, order.Since, order.Until.Add(lookAfter), auditLines)
	if err != nil {
		return nil, err
	}
	scopes := []string{string(funds.PauseAll), string(funds.PauseMethod(method))}
	if method == "" {
		scopes = []string{string(funds.PauseRecharge)}
	}
	for _, one := range audited {
		about := one.TargetID == order.ID && one.To == "" // a step stands in the order's own log
		paused := one.TargetType == pauseTarget && slices.Contains(scopes, one.TargetID)
		switch {
		case about:
			events = append(events, Event{At: one.At, From: FromTable, What: one.Action, By: by(one.Actor), Commit: one.ID})
		case paused:
			events = append(events, Event{At: one.At, From: FromTable, What: one.Action + " " + one.TargetID, By: by(one.Actor), Commit: one.ID})
		}
	}
	return events, nil
}

// pauseTarget is the audit's word for what is paused.
const pauseTarget = "pause"
