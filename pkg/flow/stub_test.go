package flow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var errStore = errors.New("the store is broken")

// stub is a store that answers what a test has put into it, and an error where it has put one.
type stub struct {
	Store

	rates  []error // of the writes of what is counted, one after the other; nil once they are used up
	stored funds.Rate
	reads  int // of what is counted

	claim   funds.Claim
	kept    funds.Kept
	keeps   error
	waits   map[string]bool // whether an order waits for an admin
	fails   error
	entries func(lo, hi int64) ([]funds.Entry, error)
	states  map[funds.ID]funds.State
}

func (s *stub) Rate(context.Context, string) (funds.Rate, error) {
	s.reads++
	return s.stored, nil
}

func (s *stub) PutRate(_ context.Context, _ string, rate funds.Rate, _ time.Time) error {
	if len(s.rates) > 0 {
		err := s.rates[0]
		s.rates = s.rates[1:]
		if err != nil {
			return err
		}
	}
	if rate.Version != s.stored.Version {
		return funds.ErrConflict
	}
	s.stored = rate
	s.stored.Version++
	return nil
}

func (s *stub) Claim(context.Context, string, string) (funds.Claim, error) { return s.claim, s.fails }

func (s *stub) Kept(context.Context, string) (funds.Kept, error) { return s.kept, s.fails }

func (s *stub) Keep(context.Context, string, funds.Kept, funds.Kept) error { return s.keeps }

func (s *stub) Withdrawal(_ context.Context, id funds.ID) (funds.Withdrawal, error) {
	return funds.Withdrawal{ID: id, NeedsAttention: s.waits[string(id)]}, s.fails
}

func (s *stub) Recharge(_ context.Context, id funds.RechargeID) (funds.Recharge, error) {
	return funds.Recharge{ID: id, NeedsAttention: s.waits[string(id)]}, s.fails
}

func (s *stub) Entries(_ context.Context, _ string, _ funds.EntryType, lo, hi int64) ([]funds.Entry, error) {
	return s.entries(lo, hi)
}

func (s *stub) Withdrawals(_ context.Context, ids []funds.ID) (found []funds.Withdrawal, err error) {
	for _, id := range ids {
		state, open := s.states[id]
		if !open {
			state = funds.StateCompleted
		}
		found = append(found, funds.Withdrawal{ID: id, State: state})
	}
	return found, nil
}

var stubbedAt = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func (s *stub) service() *Service {
	return &Service{
		Store: s, Policy: funds.Policy{Refusals: funds.DefaultRefusals(), Timing: funds.DefaultTiming()},
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return stubbedAt },
	}
}

func TestATurnIsEndedAsItWasTaken(t *testing.T) {
	t.Parallel()
	store := &stub{}
	s := store.service()
	taken, made, err := s.takeTurn(t.Context(), "u1", nil)
	if err != nil || made || taken.caller != "u1" {
		t.Fatalf("%+v, %t, %v", taken, made, err)
	}
	s.endTurn(t.Context(), taken, true)
	if store.reads != 1 || store.stored.Asking != 0 || store.stored.Refused != 1 {
		t.Errorf("read %d times, and counted is %+v", store.reads, store.stored)
	}
}

func TestWhoWaitsForATurn(t *testing.T) {
	t.Parallel()
	conflicts := func(n int) []error { return slices.Repeat([]error{funds.ErrConflict}, n) }
	for name, test := range map[string]struct {
		made    bool
		replays error
		ends    bool // the request, before its first pause is over
		late    bool // nobody waits that long
		want    error
		taken   bool
	}{
		"takes it once it is free":            {taken: true},
		"takes none where it was made":        {made: true},
		"says what cannot be read meanwhile":  {replays: errStore, want: errStore},
		"says that its own request has ended": {ends: true, want: context.Canceled},
		"is refused in the end":               {late: true, want: &funds.Error{Code: funds.CodeTooMany}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &stub{rates: conflicts(1)}
			s := store.service()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if test.ends {
				cancel()
			}
			if test.late {
				now := stubbedAt
				s.Now = func() time.Time {
					now = now.Add(turnPatience)
					return now
				}
			}
			taken, made, err := s.takeTurn(ctx, "u1", func(context.Context) (bool, error) { return test.made, test.replays })
			if !errors.Is(err, test.want) || made != test.made || (taken != turn{}) != test.taken {
				t.Errorf("%+v, %t, %v", taken, made, err)
			}
		})
	}
}

func TestAPauseEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAClaimCountsWhileItLives(t *testing.T) {
	t.Parallel()
	same := funds.Print{Bytes: "p"}
	key := &Idempotency{Caller: "u1", Key: "k", Print: same}
	for name, test := range map[string]struct {
		expires time.Time
		fails   error
		found   bool
	}{
		"alive":                 {stubbedAt.Add(time.Millisecond), nil, true},
		"expired":               {stubbedAt, nil, false},
		"that cannot be read":   {stubbedAt.Add(time.Hour), errStore, false},
		"that nobody has taken": {stubbedAt.Add(time.Hour), funds.ErrNotFound, false},
	} {
		store := &stub{claim: funds.Claim{Print: same, Expires: test.expires}, fails: test.fails}
		_, found, err := store.service().claimed(t.Context(), key, stubbedAt)
		wrong := test.fails
		if errors.Is(wrong, funds.ErrNotFound) {
			wrong = nil
		}
		if found != test.found || !errors.Is(err, wrong) {
			t.Errorf("a claim %s: %t, %v", name, found, err)
		}
	}
}

func TestAKeptAnswerThatCannotBeReadIsAFault(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]*stub{
		"that is none":               {kept: funds.Kept{Value: "{", At: stubbedAt, Next: stubbedAt.Add(time.Hour)}},
		"that is not there":          {fails: errStore},
		"that may not be asked anew": {keeps: errStore},
	} {
		s := store.service()
		broken := store.fails != nil || store.keeps != nil
		if err := s.gatewayCovers(t.Context(), payoutLane("m"), 1); funds.CodeOf(err) != funds.CodeInternal || err == nil || errors.Is(err, errStore) != broken {
			t.Errorf("a balance %s: %v", name, err)
		}
		if _, err := s.RechargeChannels(t.Context()); funds.CodeOf(err) != funds.CodeInternal || err == nil || errors.Is(err, errStore) != broken {
			t.Errorf("channels %s: %v", name, err)
		}
	}
}

func TestOnlyWhatWaitsKeepsAWalletFrozen(t *testing.T) {
	t.Parallel()
	order, recharge := "0123456720260301080000", "RC0123456720260301080001"
	for name, test := range map[string]struct {
		waits []string
		fails error
		still []string
		want  error
	}{
		"both wait":          {[]string{order, recharge}, nil, []string{order, recharge}, nil},
		"one is settled":     {[]string{recharge}, nil, []string{recharge}, nil},
		"both are settled":   {nil, nil, nil, nil},
		"neither is there":   {[]string{order, recharge}, funds.ErrNotFound, nil, nil},
		"it cannot be known": {nil, errStore, nil, errStore},
	} {
		store := &stub{waits: map[string]bool{}, fails: test.fails}
		for _, id := range test.waits {
			store.waits[id] = true
		}
		for _, one := range []string{order, recharge} {
			if _, err := store.service().needsAttention(t.Context(), one); !errors.Is(err, test.fails) {
				t.Errorf("%s, %s: %v", name, one, err)
			}
		}
		still, err := store.service().stillUnsettled(t.Context(), []string{order, recharge})
		if !slices.Equal(still, test.still) || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v", name, still, err)
		}
	}
}

func TestWhatARequestMadeAndIsNotThereIsUnpaid(t *testing.T) {
	t.Parallel()
	for _, kind := range []funds.RequestKind{funds.RequestWithdrawal, funds.RequestRecharge} {
		unpaid, err := (&stub{fails: funds.ErrNotFound}).service().unpaid(t.Context(), kind, "x")
		if !unpaid || err != nil {
			t.Errorf("%v: %t, %v", kind, unpaid, err)
		}
	}
}

// Unfinished withdrawals are looked for until all are found, none is left, or ten pages have been read.
func TestTheOpenWithdrawalsAreLookedForAsFarAsThereAreSome(t *testing.T) {
	t.Parallel()
	refusal := funds.Refuse(funds.CodeTooManyOpen, "x")
	for name, test := range map[string]struct {
		newest, open int64
		at           map[int64]funds.State
		pages        [][2]int64
	}{
		"all on the first page":  {250, 2, map[int64]funds.State{250: funds.StatePending, 151: funds.StateApproved}, [][2]int64{{151, 250}}},
		"one on the last":        {250, 2, map[int64]funds.State{250: funds.StatePending, 1: funds.StateApproved}, [][2]int64{{151, 250}, {51, 150}, {1, 50}}},
		"fewer than are counted": {200, 3, map[int64]funds.State{200: funds.StatePending}, [][2]int64{{101, 200}, {1, 100}}},
		"too far back": {2000, 1, map[int64]funds.State{1: funds.StatePending}, [][2]int64{
			{1901, 2000}, {1801, 1900}, {1701, 1800}, {1601, 1700}, {1501, 1600}, {1401, 1500}, {1301, 1400}, {1201, 1300}, {1101, 1200}, {1001, 1100},
		}},
	} {
		store := &stub{states: map[funds.ID]funds.State{}}
		waiting := map[funds.State]int64{}
		var pages [][2]int64
		for n, state := range test.at {
			store.states[funds.ID(fmt.Sprint(n))] = state
		}
		store.entries = func(lo, hi int64) (found []funds.Entry, err error) {
			pages = append(pages, [2]int64{lo, hi})
			for n := hi; n >= lo; n-- {
				found = append(found, funds.Entry{RelatedID: fmt.Sprint(n)})
				if state, ok := test.at[n]; ok {
					waiting[state]++
				}
			}
			return found, nil
		}
		wallet := funds.Wallet{UserID: "u1", Open: test.open}
		wallet.Counts.ByType = map[funds.EntryType]int64{funds.EntryFreeze: test.newest}
		var said *funds.Error
		if err := store.service().tooManyOpen(t.Context(), wallet, refusal); !errors.As(err, &said) {
			t.Fatal(err)
		}
		if !slices.Equal(pages, test.pages) {
			t.Errorf("%s: read %v", name, pages)
		}
		if said.Facts.Pending != waiting[funds.StatePending] || said.Facts.Approved != waiting[funds.StateApproved] || said.Reason == refusal.Reason {
			t.Errorf("%s: %+v", name, said)
		}
		store.entries = func(int64, int64) ([]funds.Entry, error) { return nil, errStore }
		if err := store.service().tooManyOpen(t.Context(), wallet, refusal); err != error(refusal) { //nolint:errorlint // it is that one
			t.Errorf("%s, and they cannot be read: %v", name, err)
		}
	}
}

func TestAProposalOfAnActThatNobodyKnowsIsNotCarriedOut(t *testing.T) {
	t.Parallel()
	if _, err := (&stub{}).service().carrying(t.Context(), funds.Proposal{Act: "later"}); funds.CodeOf(err) != funds.CodeForbidden || err == nil {
		t.Error(err)
	}
}
