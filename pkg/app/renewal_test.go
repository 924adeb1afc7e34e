package app

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

var errAway = errors.New("the table is away")

// shelf is a table that holds nothing but a policy.
type shelf struct {
	mu       sync.Mutex
	away     bool
	taken    bool // the first version is there, whatever the head says
	head     funds.PolicyHead
	versions map[int64]funds.PolicyVersion
	reads    int // of the head
}

func (s *shelf) PolicyHead(context.Context) (funds.PolicyHead, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.away {
		return funds.PolicyHead{}, errAway
	}
	return s.head, nil
}

func (s *shelf) PolicyVersion(_ context.Context, number int64) (funds.PolicyVersion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return funds.PolicyVersion{}, errAway
	}
	return s.versions[number], nil
}

func (s *shelf) Commit(_ context.Context, change funds.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken || change.Policy.FromHead != s.head.Revision {
		return funds.ErrConflict
	}
	s.head, s.versions[change.Policy.Version.Number] = change.Policy.Head, change.Policy.Version
	return nil
}

// watch is a clock that a test moves.
type watch struct{ at time.Time }

func (w *watch) now() time.Time { return w.at }

func single(t *testing.T, major int) config.Decided {
	t.Helper()
	decided, err := config.ReadPolicy(`{"singleLimit":"` + strconv.Itoa(major) + `"}`)
	if err != nil {
		t.Fatal(err)
	}
	return decided
}

func renewing(t *testing.T, on *shelf, clock *watch) *renewal {
	t.Helper()
	acts := 0
	return &renewal{
		stored: on, own: single(t, 1000), now: clock.now, log: slog.New(slog.DiscardHandler), read: map[int64]config.Decided{},
		commit: func() (string, error) { acts++; return "commit-" + strconv.Itoa(acts), nil },
	}
}

// put makes the next version, as somebody who owns the table would.
func (s *shelf) put(t *testing.T, at time.Time, next config.Decided) {
	t.Helper()
	act := funds.Act{CommitID: "put", At: at, Actor: funds.System("test")}
	change, err := policy.Force(act, policy.State{Head: s.head}, next.Decided, "because")
	if err == nil {
		err = s.Commit(t.Context(), change)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheFirstWhoNeedsItWritesTheFirstVersionAndItCountsFromThenOn(t *testing.T) {
	t.Parallel()
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)}
	reader, first, second := renewing(t, on, clock), renewing(t, on, clock), renewing(t, on, clock)
	second.own = single(t, 2000) // another template, of the same deployment
	if got, err := reader.current(t.Context(), false); err != nil || got.Policy.Version != 0 || got.Policy.Single != 1000_00 || on.head.Newest != 0 {
		t.Errorf("who only reads: version %d, %v", got.Policy.Version, err)
	}
	for _, r := range []*renewal{first, second} {
		if got, err := r.current(t.Context(), true); err != nil || got.Policy.Version != 1 || got.Policy.Single != 1000_00 {
			t.Errorf("version %d with %s, %v", got.Policy.Version, got.Policy.Single.Major(), err)
		}
	}
	if on.head.Newest != 1 {
		t.Errorf("%d versions", on.head.Newest)
	}
}

func TestManyAtOnceWriteOneFirstVersion(t *testing.T) {
	t.Parallel()
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)}
	var all sync.WaitGroup
	for i := range 20 {
		r := renewing(t, on, clock)
		r.own = single(t, 1000+i)
		all.Go(func() {
			got, err := r.current(t.Context(), true)
			if err != nil || got.Policy.Version != 1 || got.Text != on.versions[1].Text {
				t.Errorf("version %d, %v", got.Policy.Version, err)
			}
		})
	}
	all.Wait()
}

// What a function that holds the old policy may still do, and for how long: it begins requests by it for less than 60 s
// after the change. None of them runs for longer than 30 s, so that 120 s after the change nothing is done by the old one.
func TestAReadingOfThePolicyCountsForSixtySeconds(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{began}
	r := renewing(t, on, clock)
	const life, longest = time.Minute, 30 * time.Second // the latter is held of every function that serves requests, beside the template
	if policyLife != life || life+longest > funds.PolicySettles || funds.PolicySettles != 2*time.Minute {
		t.Errorf("a reading counts for %s, and a change everywhere after %s", policyLife, funds.PolicySettles)
	}
	version := func(after time.Duration) int64 {
		clock.at = began.Add(after)
		got, err := r.current(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		return got.Policy.Version
	}
	if got := version(0); got != 1 {
		t.Fatalf("version %d", got)
	}
	on.put(t, began.Add(time.Millisecond), single(t, 500))
	if got := version(policyLife - time.Nanosecond); got != 1 || on.reads > 2 {
		t.Errorf("just before its end: version %d after %d readings", got, on.reads)
	}
	if got := version(policyLife); got != 2 {
		t.Errorf("at its end: version %d", got)
	}
	on.put(t, began.Add(policyLife+time.Second), single(t, 400))
	r.expire() // as for each batch of a longer run
	if got := version(policyLife + 2*time.Second); got != 3 {
		t.Errorf("in the next batch: version %d", got)
	}
	if got := version(-time.Hour); got != 2 || on.reads != 5 {
		t.Errorf("a clock that was set back: version %d after %d readings, want the earliest that still counts, read anew", got, on.reads)
	}
}

func TestWhatTakesEffectBetweenTwoReadingsDoesSoInTime(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{began}
	r := renewing(t, on, clock)
	if _, err := r.current(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	on.put(t, began.Add(30*time.Second), single(t, 500)) // scheduled, as what loosens is
	clock.at = began.Add(time.Second)
	r.expire()
	if got, err := r.current(t.Context(), false); err != nil || got.Policy.Version != 1 {
		t.Fatalf("version %d, %v", got.Policy.Version, err)
	}
	clock.at = began.Add(31 * time.Second)
	if got, err := r.current(t.Context(), false); err != nil || got.Policy.Version != 2 {
		t.Errorf("version %d, %v", got.Policy.Version, err)
	}
}

func TestAStalePolicyIsServedWithAnError(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{began}
	r := renewing(t, on, clock)
	if _, err := r.current(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	on.put(t, began, single(t, 500))
	r.expire()
	if _, err := r.current(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	on.away, clock.at = true, began.Add(policyLife)
	if got, err := r.current(t.Context(), true); !errors.Is(err, errAway) || got.Policy.Version != 2 {
		t.Errorf("version %d, %v", got.Policy.Version, err)
	}
	on.away = false
	if got, err := r.current(t.Context(), true); err != nil || got.Policy.Version != 2 {
		t.Errorf("back again: version %d, %v", got.Policy.Version, err)
	}
}

func TestBrokenGlassIsSaidOnceByEachFunction(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{began}
	r := renewing(t, on, clock)
	var said strings.Builder
	r.log = slog.New(slog.NewTextHandler(&said, nil))
	for _, forced := range []bool{false, true, false, false} {
		if _, err := r.current(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if forced {
			on.put(t, clock.at, single(t, 500))
		}
		clock.at = clock.at.Add(policyLife)
	}
	if got := strings.Count(said.String(), funds.PolicyForcedLine); got != 1 {
		t.Errorf("said %d times:\n%s", got, said.String())
	}
}

// What a table has lost of its policy is not made up for by the deployment's own, which may ask for fewer people.
func TestAPolicyThatIsNotWholeIsNoPolicy(t *testing.T) {
	t.Parallel()
	for name, loses := range map[string]func(*shelf){
		"the head":             func(s *shelf) { s.head = funds.PolicyHead{} },
		"when versions count":  func(s *shelf) { s.head.Spans = nil },
		"the version's text":   func(s *shelf) { s.versions[1] = funds.PolicyVersion{Number: 1} },
		"the version":          func(s *shelf) { delete(s.versions, 1) },
		"which one a text is":  func(s *shelf) { v := s.versions[1]; v.Number = 2; s.versions[1] = v },
		"the head, and no one": func(s *shelf) { s.head.Spans, s.head.Newest = nil, 0 },
	} {
		clock := &watch{time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)}
		on := &shelf{versions: map[int64]funds.PolicyVersion{}}
		if _, err := renewing(t, on, clock).current(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		loses(on)
		if name == "the head" {
			on.taken = true
		}
		if _, err := renewing(t, on, clock).current(t.Context(), true); !errors.Is(err, errNotWhole) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// TestNobodyBeginsByAPolicyThatNobodyCouldWorkUnder: a deployment's own policy that lists too few people is no first version,
// and money waits; where there is one already, the deployment's own is not looked at.
func TestNobodyBeginsByAPolicyThatNobodyCouldWorkUnder(t *testing.T) {
	t.Parallel()
	on, clock := &shelf{versions: map[int64]funds.PolicyVersion{}}, &watch{time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)}
	r := renewing(t, on, clock)
	var err error
	if r.own, err = config.ReadPolicy(`{"people":[{"person":"li","subs":["a1"],"perms":["policy"]}],"approvals":[{"act":"payout","need":2}]}`); err != nil {
		t.Fatal(err)
	}
	var refused *funds.Error
	if _, err := r.current(t.Context(), true); !errors.As(err, &refused) || refused.Reason != policy.ReasonTooFewPeople || on.head.Newest != 0 {
		t.Errorf("it begins by what lists too few: %v", err)
	}
	on.put(t, clock.at, single(t, 700))
	if got, err := r.current(t.Context(), true); err != nil || got.Policy.Single != 700_00 {
		t.Errorf("where there is a version: %v", err)
	}
}
