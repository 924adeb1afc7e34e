package webhook_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Run(m)) }

// house is the store on a fresh table of a real engine, under a clock that tests move, and what each address hears.
type house struct {
	t       *testing.T
	store   *table.Hooks
	clock   atomic.Int64
	audited []funds.AuditRecord

	mu      sync.Mutex
	answers map[string]func(webhook.Event) int // by address; none is 200
	heard   map[string][]string                // ids of events, by address
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, answers: map[string]func(webhook.Event) int{}, heard: map[string][]string{}}
	h.clock.Store(someDay.UnixNano())
	running, name := enginetest.Hooks(t, engine.Dynoxide)
	h.store = table.NewHooks(running.Client(), name, h.now)
	return h
}

func (h *house) now() time.Time { return time.Unix(0, h.clock.Load()).UTC() }

func (h *house) later(by time.Duration) { h.clock.Add(int64(by)) }

// Post implements [webhook.Poster].
func (h *house) Post(_ context.Context, address string, event webhook.Event, secrets []string) webhook.Answer {
	h.mu.Lock()
	answer := h.answers[address]
	h.mu.Unlock()
	status := 200
	if answer != nil {
		status = answer(event)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(secrets) == 0 {
		h.t.Error("an event is sent unsigned")
	}
	if status == 200 {
		h.heard[address] = append(h.heard[address], event.ID)
	}
	return webhook.Answer{At: h.now(), Status: status}
}

func (h *house) answering(address string, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers[address] = func(webhook.Event) int { return status }
}

// times says how often an address has taken each event.
func (h *house) times(address string) map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	times := map[string]int{}
	for _, id := range h.heard[address] {
		times[id]++
	}
	return times
}

// RecordAudit implements [webhook.Auditor]. As in the table, no two records have one id.
func (h *house) RecordAudit(_ context.Context, record funds.AuditRecord) error {
	if slices.ContainsFunc(h.audited, func(kept funds.AuditRecord) bool { return kept.ID == record.ID }) {
		return funds.ErrConflict
	}
	h.audited = append(h.audited, record)
	return nil
}

// Steps implements [webhook.Orders]: every order has five.
func (h *house) Steps(_ context.Context, order string) (steps []webhook.Step, err error) {
	if order == "none" {
		return nil, funds.ErrNotFound
	}
	for version := range int64(5) {
		steps = append(steps, webhook.Step{Kind: webhook.KindWithdrawal, Order: order, Version: version + 1, To: "pending", At: someDay})
	}
	return steps, nil
}

func (h *house) keys(context.Context) (webhook.Keys, error) {
	return webhook.Keys{Current: webhook.DevelopmentKey}, nil
}

func (h *house) service() webhook.Service {
	return webhook.Service{
		Store: h.store, Orders: h, Audit: h, Keys: h.keys, Words: inWords, Now: h.now, Random: counter{},
	}
}

// counter is no two of whose readings are alike.
type counter struct{}

var drawn atomic.Int64

func (counter) Read(into []byte) (int, error) {
	n := drawn.Add(1)
	for i := range into {
		into[i] = byte(n >> (8 * (i % 8)))
	}
	return len(into), nil
}

func (h *house) worker(name string) webhook.Worker {
	return webhook.Worker{
		Store: h.store, Post: h, Keys: h.keys, Now: h.now, Jitter: func() float64 { return 0.5 }, Name: name, Log: slog.New(slog.DiscardHandler),
	}
}

// once delivers what is due now.
func (h *house) once() webhook.Run {
	h.t.Helper()
	done, err := h.worker("w").Once(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return done
}

var admin = funds.Actor{Role: funds.RoleAdmin, ID: "a1"}

// endpoint makes one that hears of some types, or of all.
func (h *house) endpoint(address string, types ...string) webhook.Endpoint {
	h.t.Helper()
	wish := webhook.Wish{URL: &address}
	if len(types) > 0 {
		wish.Types = &types
	}
	made, secret, err := h.service().Create(h.t.Context(), admin, wish)
	if err != nil || !strings.HasPrefix(secret, "whsec_") {
		h.t.Fatal(secret != "", err)
	}
	h.later(time.Millisecond) // they are listed by when they were made
	return made
}

// tell is the stream's: so many lines of so many orders.
func (h *house) tell(orders, versions int) {
	h.t.Helper()
	var steps []webhook.Step
	for order := range orders {
		for version := range versions {
			steps = append(steps, webhook.Step{
				Kind: webhook.KindWithdrawal, Order: "ORDER" + string(rune('A'+order/26)) + string(rune('A'+order%26)), Version: int64(version + 1), To: "pending", At: someDay.Add(time.Duration(version) * time.Second),
			})
		}
	}
	if err := (webhook.FanOut{Store: h.store, Words: inWords, Now: h.now}).Tell(h.t.Context(), steps); err != nil {
		h.t.Fatal(err)
	}
}
