package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/local/stack"
)

const (
	channelUnitsAim, channelReadsAim = 44, 7
	autoUnitsAim                     = 28

	channelMethod = "MVola" // the local stack's policy approves it where the merchant contract asks
	settleBound   = 10 * time.Second
	pollPause     = 5 * time.Millisecond
)

// request is one request of a life, and the names of the commits that it makes.
type request struct {
	commits []string
	do      func(context.Context) error
}

// commit is one commit of a life, with the reads before it, and the writes beside the door that bound how busy the
// gateway gets.
type commit struct {
	name   string
	write  operation
	reads  []operation
	bounds []operation
}

// measureCapacity has the deployed binaries live withdrawals' lives on an engine that tells what each
// request consumes.
func (b *bench) measureCapacity(ctx context.Context) error {
	return b.recorded(ctx, b.log, func(r *recorder, s *stack.Stack) error { return b.capacityOf(ctx, r, s) })
}

func (b *bench) capacityOf(ctx context.Context, recorder *recorder, s *stack.Stack) error {
	l, err := newLife(ctx, s)
	if err != nil {
		return err
	}
	if err := do(ctx, slices.Concat(l.byChannel(), l.auto())); err != nil { // starts the processes, which read the month's shards once
		return err
	}
	byChannel, err := record(ctx, recorder, l.byChannel())
	if err != nil {
		return err
	}
	auto, err := record(ctx, recorder, l.auto())
	if err != nil {
		return err
	}
	r := &b.report
	r.section("Write capacity of a withdrawal's life")
	r.say("What %s reports for each commit (`ReturnConsumedCapacity`), logs and audit records included, when the deployed binaries run behind a proxy that asks for it. "+
		"User ids are UUIDs; names, phone, id card, device, a 20-digit account and review note are stored; every create has an `Idempotency-Key`. "+
		"Sizes in bytes are by DynamoDB's rules; indexes are not in them, but in the units. Of each wallet it is the user's second withdrawal or later. "+
		"Bounds are the small items beside the write door that bound how busy the gateway gets: what a user's refused orders are, and the gateway's balance, which everybody shares for a second.", b.engine)
	b.reportLife("Through the channel, reviewed by an admin", byChannel, channelUnitsAim, channelReadsAim)
	b.reportLife("Through the channel, approved by policy", auto, autoUnitsAim, 0)
	return nil
}

// record runs steps, and tells their commits apart: each is a write and the reads before it.
func record(ctx context.Context, recorder *recorder, steps []request) ([]commit, error) {
	var life []commit
	recorder.take()
	for _, s := range steps {
		if err := s.do(ctx); err != nil {
			return nil, err
		}
		next := commit{}
		names := s.commits
		for _, operation := range recorder.take() {
			switch {
			case !operation.writes():
				next.reads = append(next.reads, operation)
				continue
			case operation.counts():
				continue
			case operation.bounds():
				next.bounds = append(next.bounds, operation)
				continue
			}
			if len(names) == 0 {
				return nil, fmt.Errorf("a commit more than %s", strings.Join(s.commits, ", "))
			}
			next.name, next.write, names = names[0], operation, names[1:]
			life = append(life, next)
			next = commit{}
		}
		if len(names) > 0 {
			return nil, fmt.Errorf("no commit for %s", strings.Join(names, ", "))
		}
		if len(life) > 0 {
			last := &life[len(life)-1]
			last.bounds = append(last.bounds, next.bounds...)
		}
		if len(next.reads) > 0 {
			return nil, fmt.Errorf("%d reads after the last of %s", len(next.reads), strings.Join(s.commits, ", "))
		}
	}
	return life, nil
}

// reportLife reports a life's commits. readsAim is 0 where no aim is set.
func (b *bench) reportLife(title string, life []commit, unitsAim, readsAim float64) {
	rows := [][]string{{"commit", "write units", "reads", "read units", "writes", "items, bytes", "bounds, write units"}}
	var written, read, bounded float64
	reads := 0
	for _, c := range life {
		units, bounds := unitsOf(c.reads), unitsOf(c.bounds)
		sizes := make([]string, 0, len(c.write.items))
		for _, item := range c.write.items {
			sizes = append(sizes, fmt.Sprintf("%s %d", item.kind, item.bytes))
		}
		rows = append(rows, []string{
			c.name, fmt.Sprintf("%g", c.write.units), fmt.Sprint(len(c.reads)), fmt.Sprintf("%g", units), "1 " + c.write.name, strings.Join(sizes, ", "), fmt.Sprintf("%g", bounds),
		})
		written, read, bounded, reads = written+c.write.units, read+units, bounded+bounds, reads+len(c.reads)
	}
	rows = append(rows, []string{"**all**", fmt.Sprintf("**%g**", written), fmt.Sprint(reads), fmt.Sprintf("%g", read), fmt.Sprint(len(life)), "", fmt.Sprintf("%g", bounded)})
	b.report.say("### %s", title)
	b.report.table(rows...)
	b.report.say("%s", verdict(written, unitsAim, " write units"))
	if readsAim > 0 {
		b.report.say("%s", verdict(float64(reads), readsAim, " requests that read"))
	}
}

func unitsOf(operations []operation) (units float64) {
	for _, operation := range operations {
		units += operation.units
	}
	return units
}

// life is a user whose withdrawals are lived, an admin, and the gateway.
type life struct {
	user, admin, gateway person
	id                   string // of the withdrawal that is being lived
}

func newLife(ctx context.Context, s *stack.Stack) (*life, error) {
	client := newHTTPClient()
	user, err := newUser(s.URL(), client)
	if err != nil {
		return nil, err
	}
	admin, err := newAdmin(s.URL(), client)
	if err != nil {
		return nil, err
	}
	return &life{user: user, admin: admin, gateway: person{base: s.SandboxURL(), client: client}}, admin.credit(ctx, user, 10_000)
}

func (l *life) byChannel() []request {
	return []request{
		{[]string{"create"}, func(ctx context.Context) error {
			var err error
			l.id, err = l.user.withdraw(ctx, channelMethod, 100)
			return err
		}},
		{[]string{"approve"}, func(ctx context.Context) error { return l.admin.approve(ctx, l.id) }},
		{[]string{"dispatch", "accept"}, func(ctx context.Context) error {
			return l.admin.call(ctx, http.MethodPost, recordPath+l.id+"/payout",
				map[string]any{"payoutMethod": "channel", "operatorConfirmText": "CONFIRM"}, nil)
		}},
		{[]string{"receipt", "complete"}, l.settle},
	}
}

func (l *life) auto() []request {
	return []request{
		{[]string{"create, approve, dispatch", "accept"}, func(ctx context.Context) error {
			var made created
			err := l.user.call(ctx, http.MethodPost, "/api/withdrawal",
				map[string]any{"type": channelMethod, "targetOwner": userName, "targetAccount": l.user.account(), "amount": 100, "device": device}, &made)
			l.id = made.Data.ID
			return err
		}},
		{[]string{"receipt", "complete"}, l.settle},
	}
}

// settle has the gateway pay, and waits until its callback was answered.
func (l *life) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleBound)
	defer cancel()
	if err := l.gateway.call(ctx, http.MethodPost, "/sandbox/orders/"+l.id, map[string]any{"state": 1, "callback": true}, nil); err != nil {
		return err
	}
	for {
		var listing sandbox.Listing
		if err := l.gateway.call(ctx, http.MethodGet, "/sandbox/orders", nil, &listing); err != nil {
			return err
		}
		for _, order := range listing.Orders {
			if order.MerchantSerial != l.id || len(order.Callbacks) == 0 {
				continue
			}
			if answer := order.Callbacks[0].Answer; answer != "success" {
				return fmt.Errorf("the callback was answered with %q", answer)
			}
			return nil
		}
		timer := time.NewTimer(pollPause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(errors.New("the gateway has not called back"), ctx.Err())
		}
	}
}
