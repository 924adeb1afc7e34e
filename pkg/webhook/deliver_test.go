package webhook_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

const ours, theirs = "https://ours.example.com/", "https://theirs.example.com/"

func TestOfAThousandLinesThatAreStreamedThreeTimesAThousandAreToldOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.endpoint(ours)
	for range 3 {
		h.tell(100, 10)
		h.once()
		h.later(time.Hour)
	}
	told := h.times(ours)
	if len(told) != 1000 {
		t.Errorf("%d ids, want 1000", len(told))
	}
	for id, times := range told {
		if times != 1 {
			t.Errorf("%s is told %d times", id, times)
		}
	}
}

// TestAnEndpointThatIsDownFor30HoursHearsItAll by the ids that it would have had.
func TestAnEndpointThatIsDownFor30HoursHearsItAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	down := h.endpoint(ours)
	h.answering(ours, 503)
	tries := 0
	for hours := range 30 {
		if hours < 10 {
			h.tell(hours+1, 3) // of these orders the later ones are new each hour
		}
		tries += h.once().Failed
		h.later(time.Hour)
	}
	if got := h.once(); got.Failing != 1 || len(h.times(ours)) != 0 || tries < 30*5 || tries > 30*8 {
		t.Errorf("while it is down: %+v after %d tries of 30 events, %d heard", got, tries, len(h.times(ours)))
	}
	h.answering(ours, 200)
	for range 24 {
		h.later(time.Hour)
		h.once()
	}
	told := h.times(ours)
	for order := range 10 {
		for _, version := range []string{"1", "2", "3"} {
			if id := "ORDERA" + string(rune('A'+order)) + "-" + version; told[id] != 1 {
				t.Errorf("%s was heard %d times", id, told[id])
			}
		}
	}
	if healed, err := h.store.Endpoint(t.Context(), down.ID); err != nil || !healed.FailingSince.IsZero() || len(told) != 30 {
		t.Errorf("%d ids, then %+v, %v", len(told), healed, err)
	}
}

func TestWhatIsNeverTakenIsGivenUpAfterThreeDaysAndCanBeReplayed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	made := h.endpoint(ours)
	h.answering(ours, 500)
	h.tell(1, 2)
	given, tries := 0, 0
	for range 90 {
		done := h.once()
		given, tries = given+done.GivenUp, tries+done.GivenUp+done.Failed
		h.later(time.Hour)
	}
	if given != 2 || tries != 2*int(webhook.MaxTries) {
		t.Errorf("%d given up after %d tries", given, tries)
	}
	found, next, err := h.service().Deliveries(t.Context(), made.ID, "", webhook.DeliveryGivenUp, 50)
	if err != nil || len(found) != 2 || next != "" || len(found[0].Answers) != webhook.MaxAnswers || found[0].Event.ID != "ORDERAA-2" {
		t.Errorf("given up: %+v, %q, %v", found, next, err)
	}
	h.answering(ours, 200)
	if _, err := h.service().ReplaySince(t.Context(), admin, made.ID, someDay.Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	if h.once(); len(h.times(ours)) != 2 {
		t.Errorf("after a replay %v are heard", h.times(ours))
	}
}

func TestWhoAnswers410IsSentNothingMoreAndKeepsNobodyFromHearing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	gone := h.endpoint(theirs)
	h.endpoint(ours)
	h.answering(theirs, 410)
	h.tell(1, 3)
	h.once()
	h.tell(2, 3)
	h.once()
	if now, err := h.store.Endpoint(t.Context(), gone.ID); err != nil || now.State != webhook.EndpointGone || len(h.times(ours)) != 6 {
		t.Errorf("%+v, %v; the other heard %v", now, err, h.times(ours))
	}
	h.answering(theirs, 200)
	h.later(100 * time.Hour)
	if h.once(); len(h.times(theirs)) != 0 {
		t.Errorf("gone, it heard %v", h.times(theirs))
	}
	active := webhook.EndpointActive
	if _, err := h.service().Change(t.Context(), admin, gone.ID, webhook.Wish{State: &active}); err != nil {
		t.Fatal(err)
	}
	if h.once(); len(h.times(theirs)) != 3 {
		t.Errorf("back, it heard %v, want what waited when it went", h.times(theirs))
	}
}

// TestAnEndpointThatHangsKeepsNobodyWaiting: the other's whole crowd arrives while not one of its is answered.
func TestAnEndpointThatHangsKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.endpoint(theirs)
	h.endpoint(ours)
	all := make(chan struct{})
	h.answers[theirs] = func(webhook.Event) int {
		<-all
		return 200
	}
	h.tell(50, 4)
	var worker sync.WaitGroup
	worker.Go(func() { h.once() })
	for until := time.Now().Add(20 * time.Second); len(h.times(ours)) < 200; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Errorf("%d of 200 arrived beside an endpoint that hangs", len(h.times(ours)))
			break
		}
	}
	if len(h.times(theirs)) != 0 {
		t.Error("the endpoint that hangs has heard something")
	}
	close(all)
	worker.Wait()
}

func TestTwoWorkersAtOnceTellEachOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.endpoint(ours)
	h.tell(50, 2)
	var workers sync.WaitGroup
	for _, name := range []string{"one", "two", "three"} {
		workers.Go(func() {
			if _, err := h.worker(name).Once(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	h.once()
	for id, times := range h.times(ours) {
		if times != 1 {
			t.Errorf("%s is told %d times", id, times)
		}
	}
	if len(h.times(ours)) != 100 {
		t.Errorf("%d are told", len(h.times(ours)))
	}
}

// TestAWorkerThatDiesLosesNothing: its lanes are another's when its lease is over.
func TestAWorkerThatDiesLosesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	made := h.endpoint(ours)
	h.tell(1, 3)
	if held, err := h.store.Take(t.Context(), made.ID, "dead", h.now(), h.now().Add(time.Minute)); err != nil || !held {
		t.Fatal(held, err)
	}
	if h.once(); len(h.times(ours)) != 0 {
		t.Error("two workers send to one endpoint")
	}
	h.later(61 * time.Second)
	if h.once(); len(h.times(ours)) != 3 {
		t.Errorf("heard %v", h.times(ours))
	}
}

func TestAnEndpointHearsOfTheTypesThatItWants(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.endpoint(ours, "withdrawal.completed")
	paused := h.endpoint(theirs)
	state := webhook.EndpointPaused
	if _, err := h.service().Change(t.Context(), admin, paused.ID, webhook.Wish{State: &state}); err != nil {
		t.Fatal(err)
	}
	h.tell(1, 2)
	if h.once(); len(h.times(ours))+len(h.times(theirs)) != 0 {
		t.Errorf("heard %v and %v", h.times(ours), h.times(theirs))
	}
	state = webhook.EndpointActive
	if _, err := h.service().Change(t.Context(), admin, paused.ID, webhook.Wish{State: &state}); err != nil {
		t.Fatal(err)
	}
	if h.once(); len(h.times(theirs)) != 2 {
		t.Errorf("after its pause it heard %v", h.times(theirs))
	}
}

func TestAnOrderIsReplayedFromAVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service, made := h.service(), h.endpoint(ours)
	for range 2 {
		if events, err := service.ReplayOrder(t.Context(), admin, made.ID, "X1", 3); err != nil || events != 3 {
			t.Fatal(events, err)
		}
		h.later(time.Second)
		h.once()
	}
	want := map[string]int{"X1-3": 2, "X1-4": 2, "X1-5": 2}
	if got := h.times(ours); len(got) != 3 || got["X1-3"] != 2 || got["X1-5"] != 2 {
		t.Errorf("got %v, want %v", got, want)
	}
	_, err := service.ReplayOrder(t.Context(), admin, made.ID, "X1", 6)
	if refused := new(funds.Error); !errors.As(err, &refused) || refused.Reason != webhook.ReasonNoEvents {
		t.Errorf("from a version that is not there: %v", err)
	}
	if _, err := service.ReplayOrder(t.Context(), admin, made.ID, "none", 1); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("of no order: %v", err)
	}
}

// TestReplaysAreNoStorm: the same again is the one under way, what is due goes first, and each is sent once.
func TestReplaysAreNoStorm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service, made := h.service(), h.endpoint(ours)
	h.tell(20, 10)
	h.once()
	h.later(time.Minute)
	for range 20 {
		if _, err := service.ReplaySince(t.Context(), admin, made.ID, someDay); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := service.ReplaySince(t.Context(), admin, made.ID, someDay.Add(-time.Hour)); !errors.Is(err, funds.Refuse(funds.CodeIllegal, "")) {
		t.Errorf("further back than what is under way: %v", err)
	}
	h.once()
	told := h.times(ours)
	if slices.ContainsFunc(h.heard[ours], func(id string) bool { return told[id] != 2 }) || len(told) != 200 {
		t.Errorf("%d are told, of which some not twice", len(told))
	}
	if over, err := h.store.Endpoint(t.Context(), made.ID); err != nil || over.Replay.On() {
		t.Errorf("%+v, %v", over, err)
	}
	if _, err := service.ReplaySince(t.Context(), admin, made.ID, h.now().Add(time.Second)); !errors.Is(err, funds.Invalid("since", "")) {
		t.Errorf("since a moment that is to come: %v", err)
	}
}
