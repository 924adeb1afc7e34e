package flow

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	turnPatience = 5 * time.Second // how long an order waits for others of its caller that are under way
	turnPause    = 50 * time.Millisecond
)

// turn is an order's right to ask the gateway, in a caller's name.
type turn struct {
	caller string
	taken  funds.Rate
}

// takeTurn counts an order against its caller's refused ones before the gateway is asked. It waits for those under
// way, and looks each time whether another has meanwhile made what a repeated key asks for: then made is true, and
// no turn is taken. [funds.CodeTooMany] says when to try again.
func (s *Service) takeTurn(ctx context.Context, caller string, replayed func(context.Context) (bool, error)) (taken turn, made bool, err error) {
	if s.Policy.Refusals == (funds.RateLimit{}) {
		return turn{}, false, nil
	}
	for until := s.Now().Add(turnPatience); ; {
		rate, err := s.Store.Rate(ctx, caller)
		if err != nil {
			return turn{}, false, err
		}
		next, busy, refused := rate.Take(s.Now(), s.Policy.Refusals)
		if refused == nil {
			err = s.Store.PutRate(ctx, caller, next, s.Now().Add(s.Policy.Refusals.Life()))
			if err == nil {
				next.Version++
				return turn{caller, next}, false, nil
			}
			if busy = errors.Is(err, funds.ErrConflict); !busy {
				return turn{}, false, err
			}
			refused = funds.TooMany(time.Second)
		}
		if !busy || !s.Now().Before(until) {
			return turn{}, false, refused
		}
		if err := sleep(ctx, jitter(turnPause)); err != nil {
			return turn{}, false, errors.Join(refused, err)
		}
		if made, err := replayed(ctx); err != nil || made {
			return turn{}, made, err
		}
	}
}

// endTurn says whether the gateway refused the order. Where that cannot be written, the order counts as under way until
// the window ends.
func (s *Service) endTurn(ctx context.Context, of turn, refused bool) {
	if of == (turn{}) {
		return
	}
	rate, err := of.taken, error(nil) // as it was stored then: mostly no other order has moved it since
	for range conflictTries {
		if err == nil {
			err = s.Store.PutRate(ctx, of.caller, rate.Ended(of.taken, refused), s.Now().Add(s.Policy.Refusals.Life()))
		}
		if err == nil {
			return
		}
		if !errors.Is(err, funds.ErrConflict) || sleep(ctx, jitter(firstPause)) != nil {
			s.Log.WarnContext(ctx, "count a refused order", "caller", of.caller, "error", err)
			return
		}
		rate, err = s.Store.Rate(ctx, of.caller)
	}
}
