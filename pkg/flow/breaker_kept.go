package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// forgotten is how long a breaker that is closed is kept, for people to see when it was open.
const forgotten = 7 * 24 * time.Hour

// storedBreaker is a breaker in the item. Times are milliseconds since 1970; 0: none.
type storedBreaker struct {
	Unknown []int64 `json:"u,omitempty"`
	Last    int64   `json:"l,omitempty"`
	Heard   int64   `json:"h,omitempty"`
	Opened  int64   `json:"o,omitempty"`
	Closed  int64   `json:"c,omitempty"`
	Probe   int64   `json:"p,omitempty"`
}

// breakersOf reads the item's value. One that cannot be read says nothing: it guards no money, and is written anew.
func breakersOf(text string) map[lane]funds.Breaker {
	var stored map[lane]storedBreaker
	if json.Unmarshal([]byte(text), &stored) != nil {
		return map[lane]funds.Breaker{}
	}
	known := make(map[lane]funds.Breaker, len(stored))
	for l, s := range stored {
		b := funds.Breaker{Last: fromMillis(s.Last), Heard: fromMillis(s.Heard), Opened: fromMillis(s.Opened), Closed: fromMillis(s.Closed), Probe: fromMillis(s.Probe)}
		for _, at := range s.Unknown {
			b.Unknown = append(b.Unknown, fromMillis(at))
		}
		known[l] = b
	}
	return known
}

func breakersText(known map[lane]funds.Breaker) string {
	stored := make(map[lane]storedBreaker, len(known))
	for l, b := range known {
		s := storedBreaker{Last: toMillis(b.Last), Heard: toMillis(b.Heard), Opened: toMillis(b.Opened), Closed: toMillis(b.Closed), Probe: toMillis(b.Probe)}
		for _, at := range b.Unknown {
			s.Unknown = append(s.Unknown, toMillis(at))
		}
		stored[l] = s
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return "" // numbers and texts alone: it cannot fail
	}
	return string(text)
}

// withBreaker is a copy of what is known, with another breaker for a lane, and without those that nobody asks for any more.
func withBreaker(known map[lane]funds.Breaker, l lane, b funds.Breaker, at time.Time) map[lane]funds.Breaker {
	changed := map[lane]funds.Breaker{}
	for other, held := range known {
		if at.Sub(funds.Later(held.Last, held.Closed)) < forgotten {
			changed[other] = held
		}
	}
	changed[l] = b
	return changed
}

func fromMillis(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return time.UnixMilli(at).UTC()
}

func toMillis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// Direction says whether money is paid out through a channel or comes in.
type Direction string

// The two directions.
const (
	PaidOut Direction = "withdrawal"
	PaidIn  Direction = "recharge"
)

// ChannelState is how a channel stands with the gateway.
type ChannelState struct {
	funds.Breaker

	Direction Direction
	Code      string // the method; of a recharge, the gateway's code
	Name      string // what people read
	Silent    bool   // its breaker is open: nothing is sent but one probe a minute
}

// Stopped is what is stopped now: by people, or because the gateway is silent, or its balance short.
type Stopped struct {
	funds.Pauses

	Channels []ChannelState
	Queued   funds.Queued // payouts that wait for the gateway's balance
}

// Stopped reads what is paused, how the channels stand, and what waits for the gateway's balance.
func (s *Service) Stopped(ctx context.Context) (now Stopped, err error) {
	if now.Pauses, err = s.Pauses(ctx); err == nil {
		now.Channels, err = s.Channels(ctx)
	}
	if err == nil {
		now.Queued, err = s.Queued(ctx)
	}
	return now, err
}

// Channels are the states of all channels: those that the policy pays through, and those that the gateway offered last to
// pay in by, payouts first, as they were known a few seconds ago. The gateway is not asked.
func (s *Service) Channels(ctx context.Context) ([]ChannelState, error) {
	if s.Breakers == nil {
		return nil, nil
	}
	if _, err := s.breaker(ctx, ""); err != nil {
		return nil, err
	}
	offered, err := s.offered(ctx)
	if err != nil {
		return nil, err
	}
	known := s.Breakers.all()
	names := map[lane]string{}
	for l := range known {
		if direction, code := l.parts(); direction == PaidIn {
			names[l] = code
		}
	}
	for _, channel := range offered {
		names[rechargeLane(channel.Code)] = channel.Name
	}
	for _, channel := range s.Policy.Channels {
		names[payoutLane(channel.Method)] = channel.Name
	}
	states := make([]ChannelState, 0, len(names))
	for l, name := range names {
		direction, code := l.parts()
		states = append(states, ChannelState{known[l], direction, code, cmp.Or(name, code), known[l].Open(s.Now())})
	}
	slices.SortFunc(states, func(a, b ChannelState) int {
		return cmp.Or(strings.Compare(string(b.Direction), string(a.Direction)), strings.Compare(a.Code, b.Code))
	})
	return states, nil
}

// offered are the channels to pay in by that the gateway offered last, as they were kept a minute ago at most; none, where
// nothing is kept.
func (s *Service) offered(ctx context.Context) ([]funds.RechargeChannel, error) {
	b := s.Breakers
	b.mu.Lock()
	held, age := b.offered, s.Now().Round(0).Sub(b.offeredRead.Round(0))
	b.mu.Unlock()
	if age >= 0 && age < time.Minute {
		return held, nil
	}
	kept, err := s.Store.Kept(ctx, channelsName)
	if err != nil {
		return nil, err
	}
	channels, err := channelsOf(kept.Value)
	if err != nil {
		channels = nil // nothing is kept yet
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.offered, b.offeredRead = channels, s.Now()
	return channels, nil
}

// all are the breakers as they were read last. Nobody changes the map: another takes its place.
func (b *Breakers) all() map[lane]funds.Breaker {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.known
}

// laneName is what people call a lane: a payout's channel by its name, one to pay in by the gateway's code.
func (s *Service) laneName(l lane) string {
	direction, code := l.parts()
	if channel, ok := s.Policy.Channel(funds.Method(code)); ok && direction == PaidOut {
		return cmp.Or(channel.Name, code)
	}
	return code
}

// Silent says that the gateway gives no word about a channel that is paid through, as it was known a few seconds ago.
func (s *Service) Silent(ctx context.Context) bool {
	for _, channel := range s.Policy.Channels {
		if known, err := s.breaker(ctx, payoutLane(channel.Method)); err == nil && known.Open(s.Now()) {
			return true
		}
	}
	return false
}
