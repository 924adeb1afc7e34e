package webhook_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

func TestEveryActIsAuditedAndNoSecretIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := h.service()
	made := h.endpoint(ours)
	changed, second, err := service.NewSecret(t.Context(), admin, made.ID)
	if err != nil || changed.Secret != 2 {
		t.Fatal(changed, err)
	}
	note := "财务系统"
	if _, err := service.Change(t.Context(), admin, made.ID, webhook.Wish{Note: &note}); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Test(t.Context(), admin, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := service.ReplayOrder(t.Context(), admin, made.ID, "X1", 1); err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, record := range h.audited {
		actions = append(actions, record.Action)
		if record.Actor.ID != "a1" || record.TargetID != made.ID || strings.Contains(record.Detail, "whsec") || strings.Contains(record.Detail, second) {
			t.Errorf("%+v", record)
		}
	}
	if diff := cmp.Diff([]string{"create", "secret", "change", "test", "replay"}, actions); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
	now, err := h.store.Endpoint(t.Context(), made.ID)
	want := made
	want.Version, want.Secret, want.RotatedAt, want.Note = 3, 2, now.RotatedAt, note
	if diff := cmp.Diff(want, now); diff != "" || err != nil || now.RotatedAt.IsZero() {
		t.Errorf("stored (-want +got):\n%s%v", diff, err)
	}
}

// overtaken is a store in which another writer is always faster, so many times.
type overtaken struct {
	webhook.Store

	times int
	by    func(*webhook.Endpoint)
}

func (o *overtaken) PutEndpoint(ctx context.Context, endpoint webhook.Endpoint) error {
	if o.times > 0 {
		o.times--
		other, err := o.Endpoint(ctx, endpoint.ID)
		o.by(&other)
		if err = errors.Join(err, o.Store.PutEndpoint(ctx, other)); err != nil {
			return err
		}
	}
	return o.Store.PutEndpoint(ctx, endpoint)
}

func TestAChangeThatAnotherWriterOvertakesIsMadeAllTheSame(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		by      func(*webhook.Endpoint)
		records int
	}{
		"the worker, whose word the record does not have": {func(e *webhook.Endpoint) { e.FailingSince = someDay }, 1},
		"an admin, after whom the record says something else": {func(e *webhook.Endpoint) {
			e.URL += "x"
		}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			made := h.endpoint(ours)
			h.audited = nil
			service := h.service()
			service.Store = &overtaken{h.store, 3, test.by}
			changed, secret, err := service.NewSecret(t.Context(), admin, made.ID)
			if err != nil || changed.Secret != 2 || secret == "" || changed.Version != made.Version+4 {
				t.Fatalf("%+v, %v", changed, err)
			}
			if len(h.audited) != test.records {
				t.Errorf("%d records, want %d: %+v", len(h.audited), test.records, h.audited)
			}
		})
	}
}

func TestWhatIsWrongWithAnEndpointIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := h.service()
	private, unknown, gone := "https://169.254.169.254/", []string{"withdrawal.exploded"}, webhook.EndpointGone
	address := ours
	for name, test := range map[string]struct {
		wish   webhook.Wish
		reason funds.Reason
	}{
		"without an address":    {webhook.Wish{}, funds.ReasonFieldMissing},
		"at a private one":      {webhook.Wish{URL: &private}, webhook.ReasonAddress},
		"of an unknown type":    {webhook.Wish{URL: &address, Types: &unknown}, funds.ReasonNotOneOf},
		"in a state of its own": {webhook.Wish{URL: &address, State: &gone}, webhook.ReasonStateKnown},
	} {
		_, secret, err := service.Create(t.Context(), admin, test.wish)
		if refused := new(funds.Error); !errors.As(err, &refused) || refused.Reason != test.reason || secret != "" {
			t.Errorf("%s: %q, %v", name, secret, err)
		}
	}
	if _, err := service.Change(t.Context(), admin, "WHNONE", webhook.Wish{}); !errors.Is(err, funds.Missing("url")) {
		t.Errorf("a change of nothing: %v", err)
	}
	if _, err := service.Change(t.Context(), admin, "WHNONE", webhook.Wish{URL: &address}); !errors.Is(err, webhook.ErrNoEndpoint) {
		t.Errorf("an endpoint that is none: %v", err)
	}
	for range webhook.MaxEndpoints {
		h.endpoint(ours)
	}
	if _, _, err := service.Create(t.Context(), admin, webhook.Wish{URL: &address}); !errors.Is(err, funds.Refuse(funds.CodeTooMany, "")) {
		t.Errorf("one too many: %v", err)
	}
	if len(h.audited) != webhook.MaxEndpoints {
		t.Errorf("%d acts are audited, want those that were done", len(h.audited))
	}
}

func TestEveryFieldOfAnEndpointAndADeliverySurvives(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	endpoint := webhook.Endpoint{
		ID: "WHX", URL: ours, Types: []string{"withdrawal.completed"}, Note: "n", State: webhook.EndpointPaused, Secret: 3, RotatedAt: someDay, CreatedAt: someDay.Add(-time.Hour),
		CreatedBy: funds.Actor{Role: funds.RoleAdmin, ID: "a1"}, FailingSince: someDay.Add(time.Minute), Replay: webhook.Replay{From: someDay, Until: someDay.Add(time.Hour), Seen: "x"},
	}
	if err := h.store.PutEndpoint(t.Context(), endpoint); err != nil {
		t.Fatal(err)
	}
	if err := h.store.PutEndpoint(t.Context(), endpoint); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("a second first version: %v", err)
	}
	endpoint.Version = 1
	if got, err := h.store.Endpoint(t.Context(), "WHX"); err != nil || !cmp.Equal(endpoint, got) {
		t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(endpoint, got))
	}
	delivery := webhook.Delivery{
		Endpoint: "WHX", Event: webhook.EventOf(stepTo(7, funds.StateProcessing, funds.StateCompleted), inWords), State: webhook.DeliveryWaiting, Tries: 2, Due: someDay,
		Answers: []webhook.Answer{{At: someDay, Took: 12 * time.Millisecond, Status: 500, Text: "no"}, {At: someDay, Took: time.Second, Fault: webhook.FaultTimeout}},
	}
	if err := h.store.Make(t.Context(), delivery); err != nil {
		t.Fatal(err)
	}
	delivery.Version = 1
	if got, err := h.store.Delivery(t.Context(), "WHX", delivery.Event.ID); err != nil || !cmp.Equal(delivery, got) {
		t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(delivery, got))
	}
	if err := h.store.Move(t.Context(), delivery.After(webhook.Answer{Status: 200}, 0)); err != nil {
		t.Fatal(err)
	}
	if err := h.store.Move(t.Context(), delivery); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("of a version before: %v", err)
	}
	if due, err := h.store.Due(t.Context(), "WHX", someDay.Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("delivered, and due: %+v, %v", due, err)
	}
}
