package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// stray keeps a callback about an order that is unknown (no id), or was never sent, once for each content; the
// withdrawal, where there is one, then waits for an admin. Its answer is [funds.ErrNotFound], as ever; nil where
// the withdrawal has been sent by now, and the callback's receipt is recorded.
func (s *Service) stray(ctx context.Context, kind funds.StrayKind, callback Callback, id funds.ID) error {
	stray := funds.Stray{Kind: kind, Serial: callback.Serial, State: callback.State, Amount: callback.Amount, PlatformID: callback.PlatformID}
	act, err := s.act(gatewayActor)
	if err != nil {
		return err
	}
	var before funds.Withdrawal
	sent := false
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		kept, err := s.Store.HasStray(ctx, stray)
		if err != nil || kept {
			return funds.Change{}, err
		}
		if id == "" {
			return withdrawal.KeepStray(act, stray, nil, s.Policy)
		}
		if before, err = s.Store.Withdrawal(ctx, id); err != nil {
			return funds.Change{}, err
		}
		if sent = before.Payout.Attempt > 0; sent {
			return withdrawal.Receive(act, before, callback.State, s.Policy)
		}
		return withdrawal.KeepStray(act, stray, &before, s.Policy)
	})
	if err != nil || sent {
		return err
	}
	if change.Stray != nil {
		s.Log.ErrorContext(ctx, "a callback about an order that was never sent", "kind", kind, "order", stray.Serial, "state", stray.State, "amount", stray.Amount.Major())
		s.after(ctx, before, change)
	}
	return funds.ErrNotFound
}
