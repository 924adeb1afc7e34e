package flow

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// brakes is a store of pauses and their copies, of which a test makes some fail.
type brakes struct {
	Store

	// fails is what a call fails with, nil where it does not: "pauses", "copy 7", "write copy 7", "write", "record", "due" and
	// "orders".
	fails func(call string) error

	mu     sync.Mutex
	held   funds.Pauses
	copies [funds.PauseShards]funds.Pauses
	wrote  []string
}

func (b *brakes) call(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if strings.HasPrefix(name, "write") || name == "record" {
		b.wrote = append(b.wrote, name)
	}
	if b.fails == nil {
		return nil
	}
	return b.fails(name)
}

func (b *brakes) Pauses(context.Context) (funds.Pauses, error) {
	if err := b.call("pauses"); err != nil {
		return funds.Pauses{}, err
	}
	return b.held.Clone(), nil
}

func (b *brakes) PauseCopy(_ context.Context, shard int) (funds.Pauses, error) {
	return b.copies[shard], b.call("copy " + strconv.Itoa(shard))
}

func (b *brakes) Commit(_ context.Context, change funds.Change) error {
	switch {
	case change.PauseCopy != nil:
		if err := b.call("write copy " + strconv.Itoa(change.PauseCopy.Shard)); err != nil {
			return err
		}
		b.copies[change.PauseCopy.Shard] = change.PauseCopy.Pauses
	case change.Pauses != nil && change.Audit == nil:
		if err := b.call("record"); err != nil {
			return err
		}
		b.held = change.Pauses.To
	case change.Pauses != nil:
		if err := b.call("write"); err != nil {
			return err
		}
		b.held = change.Pauses.To
	}
	return nil
}

func (b *brakes) DueWithin(context.Context, time.Time, time.Time, int) ([]string, error) {
	return nil, b.call("due")
}

func (b *brakes) Withdrawals(context.Context, []funds.ID) ([]funds.Withdrawal, error) {
	return nil, b.call("orders")
}

// service is the use cases over the store, with a clock that a test reads and moves.
func (b *brakes) service(now func() time.Time) *Service {
	return &Service{
		Store: b, Policy: funds.Policy{Timing: funds.DefaultTiming()}, Log: slog.New(slog.DiscardHandler), Now: now,
		Random: bytes.NewReader(bytes.Repeat([]byte{7}, 1<<10)),
	}
}

func still() time.Time { return stubbedAt }

// stopped pauses all payouts.
func (b *brakes) stopped(ctx context.Context, now func() time.Time) (Paused, error) {
	return b.service(now).Pause(ctx, stopper, pause.Request{Scope: funds.PauseAll, Hours: 1, Reason: "r"})
}

var stopper = funds.Actor{Role: funds.RoleAdmin, ID: "admin1"}

// failsOn fails some calls so many times each, and then no more.
func failsOn(with error, times int, calls ...string) func(string) error {
	left := map[string]int{}
	for _, call := range calls {
		left[call] = times
	}
	return func(call string) error {
		if left[call] == 0 {
			return nil
		}
		left[call]--
		return with
	}
}

// TestAPauseAnswersOnceEveryCopyHasIt, and whoever asks for the same again writes none of them again.
func TestAPauseAnswersOnceEveryCopyHasIt(t *testing.T) {
	t.Parallel()
	b := &brakes{}
	done, err := b.stopped(t.Context(), still)
	if err != nil || done.Pause.Scope != funds.PauseAll || !done.Pause.Until.Equal(stubbedAt.Add(time.Hour)) {
		t.Fatalf("%+v, %v", done, err)
	}
	for shard, copied := range b.copies {
		if _, on := copied.Find(funds.PauseAll, stubbedAt); !on || copied.Revision != b.held.Revision {
			t.Errorf("copy %d has %+v", shard, copied)
		}
	}
	if last := b.wrote[len(b.wrote)-1]; last != "record" || len(b.wrote) != funds.PauseShards+2 || b.held.Spread != b.held.Revision {
		t.Errorf("%d writes, the last %s: %+v", len(b.wrote), last, b.held)
	}
	b.wrote = nil
	var asked []string
	b.fails = func(call string) error { asked = append(asked, call); return nil }
	if again, err := b.stopped(t.Context(), still); err != nil || again.Pause.Scope != funds.PauseAll || len(b.wrote) != 0 {
		t.Errorf("again: %+v, %v, wrote %v", again.Pause, err, b.wrote)
	}
	if !slices.Equal(asked, []string{"pauses", "due", "orders"}) {
		t.Errorf("what all copies have is looked at again: %v", asked)
	}
}

// TestThatAllCopiesHaveAPauseIsRecordedAfterTheSlowestHasIt: else it would be believed of one that is never written.
func TestThatAllCopiesHaveAPauseIsRecordedAfterTheSlowestHasIt(t *testing.T) {
	t.Parallel()
	b, recorded := &brakes{}, make(chan struct{})
	slow := "write copy " + strconv.Itoa(funds.PauseShards-1)
	var once sync.Once
	b.fails = func(call string) error {
		switch call {
		case "record":
			once.Do(func() { close(recorded) })
		case slow:
			b.mu.Unlock() // others go on meanwhile
			select {
			case <-recorded:
				t.Error("it is recorded before the last copy is written")
			case <-time.After(100 * time.Millisecond):
			}
			b.mu.Lock()
		}
		return nil
	}
	if _, err := b.stopped(t.Context(), still); err != nil {
		t.Error(err)
	}
}

func TestACopyThatIsContendedIsWrittenAgain(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]error{"overtaken": funds.ErrConflict, "busy": funds.ErrBusy} {
		b := &brakes{fails: failsOn(with, 2, "write copy 5", "copy 9")}
		if _, err := b.stopped(t.Context(), still); err != nil || b.copies[5].Revision != 1 || b.copies[9].Revision != 1 {
			t.Errorf("%s: %v, copies %d and %d", name, err, b.copies[5].Revision, b.copies[9].Revision)
		}
	}
}

// TestWhatCannotBePausedEverywhereIsNoPause: no answer says that it holds, and nothing records it.
func TestWhatCannotBePausedEverywhereIsNoPause(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call  string
		with  error
		times int
		now   func() time.Time
		want  error
		tries int // of the failing write
	}{
		"a copy that cannot be read":         {"copy 63", errStore, 1, still, errStore, 0},
		"a copy that cannot be written":      {"write copy 63", errStore, 1, still, errStore, 1},
		"a copy that stays busy":             {"write copy 0", funds.ErrBusy, 1 << 20, hurrying(), funds.ErrBusy, 1},
		"the pauses that cannot be read":     {"pauses", errStore, 1, still, errStore, 0},
		"the pauses that cannot be written":  {"write", errStore, 1, still, errStore, 1},
		"what all have, and nobody may note": {"record", errStore, 1, still, errStore, 1},
		"what is under way, unread":          {"due", errStore, 1, still, errStore, 0},
		"the orders under way, unread":       {"orders", errStore, 1, still, errStore, 0},
	} {
		b := &brakes{fails: failsOn(test.with, test.times, test.call)}
		_, err := b.stopped(t.Context(), test.now)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		tries := 0
		for _, wrote := range b.wrote {
			if wrote == test.call {
				tries++
			}
		}
		if tries != test.tries {
			t.Errorf("%s: tried %d times, want %d", name, tries, test.tries)
		}
		if strings.Contains(test.call, "copy") && (b.held.Spread != 0 || slices.Contains(b.wrote, "record")) {
			t.Errorf("%s, and it is recorded that all have it", name)
		}
		if b.fails = nil; test.call != "pauses" { // the same again completes it
			if _, err := b.stopped(t.Context(), still); err != nil || b.held.Spread != b.held.Revision {
				t.Errorf("%s, and then again: %v, %+v", name, err, b.held)
			}
		}
	}
}

// hurrying is a clock of which every look is [spreadBound] after the one before.
func hurrying() func() time.Time {
	var mu sync.Mutex
	now := stubbedAt
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(spreadBound)
		return now
	}
}

func TestAPauseThatNobodyWaitsForAnyMoreEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b := &brakes{}
	b.fails = func(call string) error {
		if call != "write copy 0" {
			return nil
		}
		cancel()
		return funds.ErrConflict
	}
	if _, err := b.stopped(ctx, still); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	dry := b.service(still)
	dry.Random = bytes.NewReader(nil)
	if _, err := dry.Pause(t.Context(), stopper, pause.Request{Scope: funds.PauseAll, Hours: 1, Reason: "r"}); err == nil || funds.CodeOf(err) != funds.CodeInternal {
		t.Errorf("without an id: %v", err)
	}
	few := b.service(still)
	few.Random, b.fails, b.held = bytes.NewReader(make([]byte, funds.CommitIDBytes)), nil, funds.Pauses{}
	if _, err := few.Pause(t.Context(), stopper, pause.Request{Scope: funds.PauseAll, Hours: 1, Reason: "r"}); err == nil || funds.CodeOf(err) != funds.CodeInternal {
		t.Errorf("without a second id: %v", err)
	}
}

func TestAPauseIsLiftedByAsManyAsThePolicyAsks(t *testing.T) {
	t.Parallel()
	b := &brakes{}
	if _, err := b.stopped(t.Context(), still); err != nil {
		t.Fatal(err)
	}
	s := b.service(still)
	s.Policy.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}
	first, stays, err := s.Lift(t.Context(), stopper, funds.PauseAll, "r")
	if err != nil || !stays || !slices.Equal(first.Lifts, []string{"admin1"}) {
		t.Errorf("the first word: %+v, %t, %v", first, stays, err)
	}
	other := funds.Actor{Role: funds.RoleAdmin, ID: "admin2"}
	b.fails = failsOn(errStore, 1, "pauses")
	if lifted, stays, err := s.Lift(t.Context(), other, funds.PauseAll, "r"); !errors.Is(err, errStore) || stays || lifted.Scope != "" {
		t.Errorf("where it cannot be read: %+v, %t, %v", lifted, stays, err)
	}
	lifted, stays, err := s.Lift(t.Context(), other, funds.PauseAll, "r")
	if err != nil || stays || lifted.Scope != funds.PauseAll || lifted.By.ID != "admin1" || lifted.Reason != "r" {
		t.Errorf("the second word: %+v, %t, %v", lifted, stays, err)
	}
	lifted, stays, err = s.Lift(t.Context(), other, funds.PauseAll, "r")
	if funds.CodeOf(err) != funds.CodeNotFound || stays || lifted.Scope != "" {
		t.Errorf("once more: %+v, %t, %v", lifted, stays, err)
	}
}
