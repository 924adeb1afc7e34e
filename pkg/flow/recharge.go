package flow

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RechargeWish is what a user asks to put in.
type RechargeWish struct {
	Actor       funds.Actor
	UserID      string
	Amount      funds.Amount // minor units
	Channel     string       // the gateway's code
	Profile     *funds.Profile
	Idempotency *Idempotency
	// RefuseDuplicates refuses a wish like another of the last minutes: see [funds.Likeness].
	RefuseDuplicates bool
}

// Recharge makes an order, claims it for the gateway, sends it once, and answers it as it is then: with the
// URL where the user pays, or without one while the gateway's answer is not known. What the gateway refused is
// [funds.RechargeRefused]. A repeated idempotency key gives the recharge that it made, as it is now.
func (s *Service) Recharge(ctx context.Context, wish RechargeWish) (funds.Recharge, error) {
	if old, found, err := s.replayRecharge(ctx, wish.Idempotency, s.Now()); err != nil || found {
		return old, err
	}
	channel, err := s.depositChannel(ctx, wish.Channel)
	if err != nil {
		return funds.Recharge{}, err
	}
	var old funds.Recharge
	turn, found, err := s.takeTurn(ctx, wish.UserID, func(ctx context.Context) (bool, error) {
		var found bool
		old, found, err = s.replayRecharge(ctx, wish.Idempotency, s.Now())
		return found, err
	})
	if err != nil || found {
		return old, err
	}
	started, made, err := s.startRecharge(ctx, wish, channel)
	if err == nil && made {
		started, err = s.sendRecharge(ctx, started)
	}
	s.endTurn(ctx, turn, err == nil && made && started.State == funds.RechargeRefused)
	return started, err
}

// startRecharge commits a new recharge. made is false where a repeated key found an older one.
func (s *Service) startRecharge(ctx context.Context, wish RechargeWish, channel funds.DepositChannel) (started funds.Recharge, made bool, err error) {
	act, err := s.act(wish.Actor)
	if err != nil {
		return funds.Recharge{}, false, err
	}
	for range codeTries {
		id, err := s.newRechargeID(act.At)
		if err != nil {
			return funds.Recharge{}, false, err
		}
		change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
			old, found, err := s.replayRecharge(ctx, wish.Idempotency, act.At)
			if err != nil || found {
				started = old
				return funds.Change{}, err
			}
			wallet, err := s.wallet(ctx, wish.UserID, act.At)
			if err != nil {
				return funds.Change{}, err
			}
			like := funds.Recharge{UserID: wish.UserID, Channel: channel.Code, Amount: wish.Amount}.Likeness()
			twin, err := s.twin(ctx, act, wish.RefuseDuplicates, like)
			if err != nil {
				return funds.Change{}, err
			}
			change, err := funds.StartRecharge(act, wallet, funds.RechargeRequest{
				ID: id, Amount: wish.Amount, Channel: channel, Profile: wish.Profile, Claim: wish.Idempotency.claim(act),
			}, s.Policy)
			return change.Claiming(twin), err
		})
		switch {
		case errors.Is(err, funds.ErrCodeTaken):
			continue
		case err != nil:
			return funds.Recharge{}, false, err
		case change.Recharge == nil:
			return started, false, nil
		}
		return change.Recharge.To, true, nil
	}
	return funds.Recharge{}, false, funds.Internal("draw a recharge's code", funds.ErrCodeTaken)
}

func (s *Service) newRechargeID(at time.Time) (funds.RechargeID, error) {
	var raw [funds.CodeBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return "", funds.Internal("draw a recharge's code", err)
	}
	return funds.NewRechargeID(raw, at), nil
}

func (s *Service) replayRecharge(ctx context.Context, key *Idempotency, at time.Time) (funds.Recharge, bool, error) {
	claim, found, err := s.claimed(ctx, key, at)
	if err != nil || !found {
		return funds.Recharge{}, false, err
	}
	recharge, err := s.Store.Recharge(ctx, funds.RechargeID(claim.Result))
	return recharge, err == nil, err
}

// sendRecharge makes the one request of a new recharge, between two commits. It starts before SendBy and its
// context ends there; where that time has passed, nothing is sent, and reconcile finds out.
func (s *Service) sendRecharge(ctx context.Context, started funds.Recharge) (funds.Recharge, error) {
	asked := s.Now()
	if !asked.Before(started.SendBy) {
		s.Log.Warn("the claim ran out before it was sent", "recharge", started.ID)
		return started, nil
	}
	sending, cancel := context.WithDeadline(ctx, started.SendBy)
	defer cancel()
	report := s.Gateway.CreateDeposit(sending, funds.DepositOf(started))
	s.Log.Info("sent to the gateway", "recharge", started.ID, "outcome", report.Outcome.String(), "detail", report.Detail)
	settled, err := s.settleRecharge(ctx, gatewayActor, started.ID, report, asked)
	if err != nil {
		// The order may be with the gateway: reconcile settles it.
		s.Log.Error("record the gateway's answer", "recharge", started.ID, "error", err)
		return started, nil
	}
	return settled, nil
}

// settleRecharge applies the gateway's word, which was asked for at a moment.
func (s *Service) settleRecharge(ctx context.Context, actor funds.Actor, id funds.RechargeID, report funds.DepositReport, asked time.Time) (funds.Recharge, error) {
	return s.moveRecharge(ctx, actor, id, func(act funds.Act, wallet funds.Wallet, recharge funds.Recharge) (funds.Change, error) {
		return funds.SettleRecharge(act, wallet, recharge, report, asked, s.Policy)
	})
}

// moveRecharge runs a decision about one recharge and its wallet.
func (s *Service) moveRecharge(ctx context.Context, actor funds.Actor, id funds.RechargeID, decide func(funds.Act, funds.Wallet, funds.Recharge) (funds.Change, error)) (funds.Recharge, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Recharge{}, err
	}
	var before funds.Recharge
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		if before, err = s.Store.Recharge(ctx, id); err != nil {
			return funds.Change{}, err
		}
		wallet, err := s.Store.Wallet(ctx, before.UserID)
		if err != nil {
			return funds.Change{}, err
		}
		return decide(act, wallet, before)
	})
	switch {
	case err != nil:
		return funds.Recharge{}, err
	case change.Recharge == nil:
		return before, nil
	}
	now := change.Recharge.To
	if now.NeedsAttention && (!before.NeedsAttention || now.Due() != before.Due()) {
		s.Log.Error(AttentionLine, "recharge", now.ID, "state", now.State, "settled", now.Settled.Fixed(), "due", now.Due().Fixed(), "why", now.NotifyInfo)
	}
	return now, nil
}
