package flow

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	askLease       = 12 * time.Second // longer than a question to the gateway takes: its asker has died after that
	sharedPatience = 3 * time.Second  // how long one waits for another's answer
	sharedPause    = 50 * time.Millisecond
)

// ReasonGatewaySilent says that the gateway cannot be asked now.
const ReasonGatewaySilent funds.Reason = "gateway_silent"

// errGatewaySilent is the answer where the gateway cannot be asked.
var errGatewaySilent = funds.Refuse(funds.CodeBusy, ReasonGatewaySilent)

// shared gives the gateway's answer to a question of everybody's: the kept one while it is fresh, and otherwise that
// of the one process which takes the right to ask. The others use the kept one while it is usable, and wait for
// the new one where it is not. [funds.CodeBusy] where there is none in time.
func (s *Service) shared(ctx context.Context, name string, terms funds.Terms, ask func(context.Context) (string, error)) (string, error) {
	for until := s.Now().Add(sharedPatience); ; {
		kept, err := s.Store.Kept(ctx, name)
		if err != nil {
			return "", err
		}
		now := s.Now()
		switch {
		case kept.Young(now, terms.Fresh):
			return kept.Value, nil
		case !now.Before(kept.Next):
			mine := kept.Asking(now, askLease)
			err := s.Store.Keep(ctx, name, kept, mine)
			if err == nil {
				return s.answer(ctx, name, terms, mine, ask)
			}
			if !errors.Is(err, funds.ErrConflict) {
				return "", err
			}
			continue // another was quicker
		case kept.Young(now, terms.Usable):
			return kept.Value, nil
		case !now.Before(until):
			return "", errGatewaySilent
		}
		if err := sleep(ctx, jitter(sharedPause)); err != nil {
			return "", errors.Join(errGatewaySilent, err)
		}
	}
}

// changeKept changes what is kept under a name, decided again on what is read anew where another process was quicker, so
// many times at most. decide is false where there is nothing to write. [funds.CodeBusy] where others were quicker every time.
func (s *Service) changeKept(ctx context.Context, name string, tries int, decide func(funds.Kept) (funds.Kept, bool)) error {
	for range tries {
		kept, err := s.Store.Kept(ctx, name)
		if err != nil {
			return err
		}
		next, changed := decide(kept)
		if !changed {
			return nil
		}
		if err := s.Store.Keep(ctx, name, kept, next); !errors.Is(err, funds.ErrConflict) {
			return err
		}
		if err := sleep(ctx, jitter(firstPause)); err != nil {
			return err
		}
	}
	return funds.ErrBusy
}

// answer asks, and keeps what came of it for everybody.
func (s *Service) answer(ctx context.Context, name string, terms funds.Terms, mine funds.Kept, ask func(context.Context) (string, error)) (string, error) {
	value, failed := ask(ctx)
	result := terms.Answered(value, s.Now())
	if failed != nil {
		s.Log.WarnContext(ctx, "ask the gateway", "for", name, "error", failed)
		result = terms.Failed(mine, s.Now())
	}
	if err := s.Store.Keep(ctx, name, mine, result); err != nil {
		s.Log.WarnContext(ctx, "keep the gateway's answer", "for", name, "error", err) // the next one asks when our right ends
	}
	if failed != nil && !result.Young(s.Now(), terms.Usable) {
		return "", errGatewaySilent
	}
	return result.Value, nil
}
