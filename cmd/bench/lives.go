package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	livesTime = 8 * time.Second // of measuring, for each number of clients
	livesWarm = 2 * time.Second // before it, so that processes are running

	manyFunds      = 1_000_000 // what a user has, in major units
	lifeAmount     = 10        // what a user takes out of it at a time
	manual         = "bank"    // a method without a channel
	requestsOfLife = 3
)

// startStack starts the deployed binaries on the engine at an address, or on one of its own, without the schedule. A
// table that is to be filled needs no stream: what it would tell is counted by the filling.
func (b *bench) startStack(ctx context.Context, engine string, stream bool) (*stack.Stack, error) {
	return b.startStackSaying(ctx, engine, stream, b.log)
}

// startStackSaying has them write what they say to output.
func (b *bench) startStackSaying(ctx context.Context, engine string, stream bool, output io.Writer) (*stack.Stack, error) {
	policy, err := unhurried(stack.Policy)
	if err != nil {
		return nil, err
	}
	return stack.Start(ctx, stack.Options{
		Template: "template.yaml", Functions: ".build/functions", Sandbox: ".build/sandbox", Storage: ".build/versitygw",
		DynamoDB: engine, Streamless: !stream, Output: output,
		Env: map[string]string{"OUTFLOW_POLICY": policy, "OUTFLOW_LOG_READS": "20"},
	})
}

// unhurried is a policy with the waits that a deployment has where it chooses none: shorter ones, which suit a person who
// watches, move what is planned, and each move costs two writes.
func unhurried(policy string) (string, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(policy), &fields); err != nil {
		return "", err
	}
	for _, wait := range []string{"backoffMinSeconds", "backoffMaxSeconds", "absentGraceSeconds", "absentTimes"} {
		delete(fields, wait)
	}
	text, err := json.Marshal(fields)
	return string(text), err
}

// measureLives has clients live withdrawals' lives over HTTP: create, approve, manual payout. Each number
// of clients gets a stack of its own.
func (b *bench) measureLives(ctx context.Context) error {
	rows := [][]string{{"clients", "lives a second", "requests a second", "a life, median, ms"}}
	withdrawals := 0
	for _, clients := range []int{1, 16} {
		lives, verified, err := b.livesOf(ctx, clients)
		if err != nil {
			return err
		}
		rate := rateOf(lives, livesTime)
		rows = append(rows, []string{fmt.Sprint(clients), fmt.Sprintf("%.0f", rate), fmt.Sprintf("%.0f", requestsOfLife*rate), milliseconds(median(lives))})
		withdrawals += verified
	}
	r := &b.report
	r.section("The whole stack over HTTP")
	r.say("A life is three requests: a user creates, an admin approves, the admin pays by hand with a transaction number. Each client has its own user and admin, and sends the next request when the last "+
		"one is answered, for %s after %s of warming up. Requests pass the local front, the local Lambda host (one process per concurrent request, at most eight per function, "+
		"stopped between requests) and the deployed binaries; the table's stream is delivered and counted meanwhile.", livesTime, livesWarm)
	r.table(rows...)
	r.say("Afterwards every invariant held on the tables' %d withdrawals.", withdrawals)
	return nil
}

// rateOf is how many lives a second ended within a time.
func rateOf(lives []time.Duration, span time.Duration) float64 {
	return float64(len(lives)) / span.Seconds()
}

// livesOf runs one number of clients on a new stack, and counts the withdrawals on its table, which keeps
// every invariant.
func (b *bench) livesOf(ctx context.Context, clients int) (lives []time.Duration, withdrawals int, err error) {
	s, err := b.startStack(ctx, "", true)
	if err != nil {
		return nil, 0, err
	}
	defer s.Close() //nolint:contextcheck // stopping has its own time
	if _, err := live(ctx, s, clients, livesWarm); err != nil {
		return nil, 0, err
	}
	if lives, err = live(ctx, s, clients, livesTime); err != nil {
		return nil, 0, err
	}
	withdrawals, err = verify(ctx, s)
	return lives, withdrawals, err
}

// verify counts the withdrawals on a stack's table; a violation of an invariant is an error.
func verify(ctx context.Context, s *stack.Stack) (withdrawals int, err error) {
	verified, err := table.New(s.Client(), s.Table(), time.Now).Verify(ctx)
	if err != nil {
		return 0, err
	}
	if len(verified.Violations) > 0 {
		return 0, fmt.Errorf("the lives broke the table: %v", verified.Violations[0])
	}
	return verified.Withdrawals, nil
}

// live has clients live for a time, and gives how long each life took that ended within it.
func live(ctx context.Context, s *stack.Stack, clients int, span time.Duration) ([]time.Duration, error) {
	client := newHTTPClient()
	defer client.CloseIdleConnections()
	pairs := make([][2]person, clients)
	for i := range pairs {
		user, err := newUser(s.URL(), client)
		if err != nil {
			return nil, err
		}
		admin, err := newAdmin(s.URL(), client)
		if err != nil {
			return nil, err
		}
		if err := admin.credit(ctx, user, manyFunds); err != nil {
			return nil, err
		}
		pairs[i] = [2]person{user, admin}
	}
	end := time.Now().Add(span)
	lives := make([][]time.Duration, clients)
	failures := make(chan error, clients)
	var all sync.WaitGroup
	for i, pair := range pairs {
		all.Go(func() {
			for {
				began := time.Now()
				if err := liveOnce(ctx, pair[0], pair[1]); err != nil {
					failures <- err
					return
				}
				now := time.Now()
				if now.After(end) {
					return
				}
				lives[i] = append(lives[i], now.Sub(began))
			}
		})
	}
	all.Wait()
	close(failures)
	var took []time.Duration
	for _, some := range lives {
		took = append(took, some...)
	}
	if err := <-failures; err != nil {
		return nil, err
	}
	if len(took) == 0 {
		return nil, fmt.Errorf("no life ended within %s", span)
	}
	return took, nil
}

func liveOnce(ctx context.Context, user, admin person) error {
	id, err := user.withdraw(ctx, manual, lifeAmount)
	if err != nil {
		return err
	}
	if err := admin.approve(ctx, id); err != nil {
		return err
	}
	return admin.call(ctx, http.MethodPost, recordPath+id+"/payout", map[string]any{
		"payoutMethod": "manual", "transactionNo": "TXN" + newUUID(), "operatorConfirmText": "CONFIRM",
	}, nil)
}
