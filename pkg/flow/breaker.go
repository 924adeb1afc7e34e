package flow

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// SilentLine is the msg of the log line about a channel that the gateway gives no word about, when its breaker opens and while
// calls go on failing. It is no fault of ours: the alarm is by what reconcile hears.
const SilentLine = "a channel is silent"

const (
	breakersName  = "BREAKERS"      // of the item
	breakersLife  = 5 * time.Second // how long a reading counts: a process may send that long through a channel that others have found silent
	breakerTries  = 5               // to write what is counted
	breakerBound  = 2 * time.Second // of all of that
	briefSilence  = time.Second     // a question that we end ourselves before is no word's lack
	silentBackoff = time.Minute     // the longest wait for the next look, while the channel is silent
)

// ReasonChannelSilent says that the gateway gives no word about Channel, and that nothing is sent through it for Wait.
const ReasonChannelSilent funds.Reason = "channel_silent"

// Breakers are what a process knows of the channels' breakers. All copies of a [Service] share them. The breakers
// themselves are one item of the table, which is written when calls fail, and never while all is well.
type Breakers struct {
	mu    sync.Mutex
	known map[lane]funds.Breaker
	read  time.Time          // when they were read last; zero: never
	queue funds.Queued       // what waits for the gateway's balance, as it was read with them
	heard map[lane]time.Time // when the gateway took a send of this process's last

	offered     []funds.RechargeChannel // what the gateway offered last to pay in by, as it was kept
	offeredRead time.Time
}

// lane is a channel in one direction: what is paid out through it, or what is paid in.
type lane string

func payoutLane(method funds.Method) lane { return lane(string(PaidOut) + "/" + string(method)) }
func rechargeLane(code string) lane       { return lane(string(PaidIn) + "/" + code) }

func (l lane) parts() (direction Direction, code string) {
	before, code, _ := strings.Cut(string(l), "/")
	return Direction(before), code
}

// breaker is what is known of a lane, read a few seconds ago at most.
func (s *Service) breaker(ctx context.Context, l lane) (funds.Breaker, error) {
	if s.Breakers == nil {
		return funds.Breaker{}, nil
	}
	if at := s.Now(); !s.Breakers.young(at) {
		kept, err := s.Store.Kept(ctx, breakersName)
		if err != nil {
			return funds.Breaker{}, err
		}
		queue, err := s.Queued(ctx)
		if err != nil {
			return funds.Breaker{}, err
		}
		s.Breakers.remember(breakersOf(kept.Value), at)
		s.Breakers.rememberQueue(queue)
	}
	return s.Breakers.of(l), nil
}

func (b *Breakers) young(at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	age := at.Round(0).Sub(b.read.Round(0)) // the wall's clock alone: a process may be frozen between requests
	return !b.read.IsZero() && age >= 0 && age < breakersLife
}

func (b *Breakers) of(l lane) funds.Breaker {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.known[l]
}

func (b *Breakers) remember(known map[lane]funds.Breaker, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known, b.read = known, at
}

// changeBreaker writes what becomes of a lane's breaker, decided again on what is read anew where another process was
// quicker, a few times. A change that is lost is no harm: whoever was quicker has counted too.
func (s *Service) changeBreaker(ctx context.Context, l lane, decide func(funds.Breaker) (funds.Breaker, bool)) (now funds.Breaker, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), breakerBound)
	defer cancel()
	var known map[lane]funds.Breaker // as the item says then
	at := s.Now()
	err = s.changeKept(ctx, breakersName, breakerTries, func(kept funds.Kept) (next funds.Kept, changed bool) {
		known = breakersOf(kept.Value)
		s.Breakers.remember(known, at)
		if now, changed = decide(known[l]); !changed {
			return funds.Kept{}, false
		}
		at = s.Now()
		known = withBreaker(known, l, now, at)
		// Next moves with each version, so that it tells one from another.
		return funds.Kept{Value: breakersText(known), At: at, Next: funds.Later(at, kept.Next.Add(time.Millisecond))}, true
	})
	if err != nil {
		return funds.Breaker{}, err
	}
	s.Breakers.remember(known, at)
	return now, nil
}

// mayClaim refuses what would be sent through a silent channel, by a code, but for one probe a minute, whose right it takes. It
// is asked before the claim, so what is refused is as it was: what waits for the machine stays due. What is claimed goes its
// way.
func (s *Service) mayClaim(ctx context.Context, l lane, code funds.Code) (probes bool, err error) {
	known, err := s.breaker(ctx, l)
	switch wait := known.Wait(s.Now()); {
	case err != nil:
		return false, err
	case !known.Open(s.Now()):
		return false, nil
	case wait > 0:
		return false, s.silent(l, code, wait)
	}
	sends := false
	now, err := s.changeBreaker(ctx, l, func(b funds.Breaker) (funds.Breaker, bool) {
		probes = b.Open(s.Now())
		b, sends = b.Probing(s.Now())
		return b, sends && probes
	})
	switch {
	case err != nil:
		s.Log.WarnContext(ctx, "take the right to probe a silent channel", "channel", l, "error", err)
		return false, s.silent(l, code, time.Second)
	case !sends:
		return false, s.silent(l, code, now.Wait(s.Now()))
	}
	return probes, nil
}

// silent is the refusal of what would be sent through a silent channel.
func (s *Service) silent(l lane, code funds.Code, wait time.Duration) error {
	return funds.Refuse(code, ReasonChannelSilent).About(funds.Facts{Channel: s.laneName(l), Wait: max(wait, time.Second)})
}

// wordless counts a call that got no word: no answer, or none that could be understood, so that what has become of the order
// is not known.
func (s *Service) wordless(ctx context.Context, l lane) {
	if s.Breakers == nil {
		return
	}
	at, heard := s.Now(), s.Breakers.heardOf(l)
	if _, counts := s.Breakers.of(l).Failed(at, heard); !counts && s.Breakers.young(at) {
		return // somebody has just said so
	}
	told := false
	now, err := s.changeBreaker(ctx, l, func(b funds.Breaker) (funds.Breaker, bool) {
		next, changed := b.Failed(at, heard)
		told = changed
		return next, changed
	})
	switch {
	case err != nil:
		s.Log.WarnContext(ctx, "count a call without a word", "channel", l, "error", err)
	case told && now.Open(at):
		s.Log.WarnContext(ctx, SilentLine, "channel", l, "since", now.Opened, "heard", now.Heard)
	}
}

// took hears that the gateway has answered a send with what becomes of the order, be it a refusal. While all is well it costs
// nothing.
func (s *Service) took(ctx context.Context, l lane) {
	if s.Breakers == nil {
		return
	}
	at := s.Now()
	s.Breakers.hear(l, at)
	if s.Breakers.of(l).Opened.IsZero() {
		return
	}
	closed := false
	_, err := s.changeBreaker(ctx, l, func(b funds.Breaker) (funds.Breaker, bool) {
		next, changed := b.Taken(at)
		closed = changed
		return next, changed
	})
	switch {
	case err != nil:
		s.Log.WarnContext(ctx, "close a channel's breaker", "channel", l, "error", err)
	case closed:
		s.Log.InfoContext(ctx, "a channel is not silent any more", "channel", l)
	}
}

// asked counts a question that was put to the gateway and got no word. One that we ended ourselves, and at once, says nothing;
// an error that the gateway answered with is a word here, as not every deployment lists the one for "no such order".
func (s *Service) asked(ctx context.Context, l lane, began time.Time, unknown bool) {
	if unknown && (ctx.Err() == nil || s.Now().Sub(began) >= briefSilence) {
		s.wordless(ctx, l)
	}
}

// sent counts what a send was answered with. What never left us says nothing of the gateway.
func (s *Service) sent(ctx context.Context, l lane, outcome funds.Outcome) {
	switch outcome {
	case funds.OutcomeUnknown:
		s.wordless(ctx, l)
	case funds.OutcomeUnsent:
	case funds.OutcomeOpen, funds.OutcomePaid, funds.OutcomeRefused, funds.OutcomeDeclined, funds.OutcomeAbsent:
		s.took(ctx, l)
	}
}

func (b *Breakers) heardOf(l lane) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.heard[l]
}

func (b *Breakers) hear(l lane, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.heard == nil {
		b.heard = map[lane]time.Time{}
	}
	b.heard[l] = at
}

// open says whether a lane's breaker is open, as far as this process knows without reading.
func (s *Service) open(l lane) (known funds.Breaker, open bool) {
	if s.Breakers == nil {
		return funds.Breaker{}, false
	}
	known = s.Breakers.of(l)
	return known, known.Open(s.Now())
}

// policyFor is the policy for an order whose channel may be silent: then the next look is not far off, so that what was
// under way is settled soon after the gateway is back.
func (s *Service) policyFor(l lane) funds.Policy {
	policy := s.Policy
	if _, open := s.open(l); open {
		policy.Timing.BackoffMax = min(policy.Timing.BackoffMax, silentBackoff)
	}
	return policy
}
