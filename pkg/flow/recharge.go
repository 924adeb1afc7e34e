package flow

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/list"
)

// RechargeRequest is what a user asks to put in.
type RechargeRequest struct {
	Actor       funds.Actor
	UserID      string
	Amount      funds.Amount // minor units
	Channel     string       // the gateway's code
	Profile     *funds.Profile
	Idempotency *Idempotency
	// RefuseDuplicates refuses a request like another of the last minutes: see [funds.Likeness].
	RefuseDuplicates bool
}

// Recharge makes an order, claims it for the gateway, sends it once, and answers it as it is then: with the
// URL where the user pays, or without one while the gateway's answer is not known. What the gateway refused is
// [funds.RechargeRefused]. A repeated idempotency key gives the recharge that it made, as it is now.
func (s *Service) Recharge(ctx context.Context, request RechargeRequest) (funds.Recharge, error) {
	if old, found, err := s.replayRecharge(ctx, request.Idempotency, s.Now()); err != nil || found {
		return old, err
	}
	channel, err := s.rechargeChannel(ctx, request.Channel)
	if err != nil {
		return funds.Recharge{}, err
	}
	if err := s.mayCollect(ctx, channel.Code); err != nil {
		return funds.Recharge{}, err
	}
	var old funds.Recharge
	turn, found, err := s.takeTurn(ctx, request.UserID, func(ctx context.Context) (bool, error) {
		var found bool
		old, found, err = s.replayRecharge(ctx, request.Idempotency, s.Now())
		return found, err
	})
	if err != nil || found {
		return old, err
	}
	started, made, err := s.startRecharge(ctx, request, channel)
	if err == nil && made {
		started, err = s.sendRecharge(ctx, started)
	}
	s.endTurn(ctx, turn, err == nil && made && started.State == funds.RechargeRefused)
	return started, err
}

// startRecharge commits a new recharge. made is false where a repeated key found an older one.
func (s *Service) startRecharge(ctx context.Context, request RechargeRequest, channel funds.RechargeChannel) (started funds.Recharge, made bool, err error) {
	act, err := s.act(request.Actor)
	if err != nil {
		return funds.Recharge{}, false, err
	}
	for range codeTries {
		id, err := s.newRechargeID(act.At)
		if err != nil {
			return funds.Recharge{}, false, err
		}
		change, earlier, err := s.commitKeyed(ctx, request.Idempotency, act.At, func(ctx context.Context) (funds.Change, error) {
			wallet, err := s.wallet(ctx, request.UserID, act.At)
			if err != nil {
				return funds.Change{}, err
			}
			like := funds.Recharge{UserID: request.UserID, Channel: channel.Code, Amount: request.Amount}.Likeness()
			twin, err := s.twin(ctx, act, request.RefuseDuplicates, like)
			if err != nil {
				return funds.Change{}, err
			}
			change, err := recharge.Create(act, wallet, recharge.Request{
				ID: id, Amount: request.Amount, Channel: channel, Profile: request.Profile, Claim: request.Idempotency.claim(act),
			}, s.Policy)
			return change.Claiming(twin), err
		})
		switch {
		case errors.Is(err, funds.ErrCodeTaken):
			continue
		case err != nil:
			return funds.Recharge{}, false, err
		case earlier != nil:
			started, err = s.Store.Recharge(ctx, funds.RechargeID(earlier.Result))
			return started, false, err
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
		s.Log.WarnContext(ctx, "the claim ran out before it was sent", "recharge", started.ID)
		return started, nil
	}
	sending, cancel := context.WithDeadline(ctx, started.SendBy)
	defer cancel()
	report := s.Gateway.CreateRecharge(sending, funds.RechargeOrderOf(started))
	report.Asked = asked
	if lane := rechargeLane(started.Channel); report.Outcome == funds.RechargeUnknown {
		s.wordless(ctx, lane)
	} else {
		s.took(ctx, lane)
	}
	s.Log.InfoContext(ctx, "sent to the gateway", "recharge", started.ID, "outcome", report.Outcome.String(), "detail", report.Detail)
	settled, err := s.settleRecharge(ctx, gatewayActor, started, report)
	if err != nil {
		// The order may be with the gateway: reconcile settles it.
		s.Log.ErrorContext(ctx, "record the gateway's answer", "recharge", started.ID, "error", err)
		return started, nil
	}
	return settled, nil
}

// askRecharge asks the gateway about a recharge's order.
func (s *Service) askRecharge(ctx context.Context, order funds.Recharge) funds.RechargeReport {
	asked := s.Now()
	report := s.Gateway.GetRecharge(ctx, string(order.ID))
	report.Asked = asked
	s.asked(ctx, rechargeLane(order.Channel), asked, report.Outcome == funds.RechargeUnknown && !report.Answered)
	return report
}

// settleRecharge applies what the gateway has said about a recharge since it was read.
func (s *Service) settleRecharge(ctx context.Context, actor funds.Actor, known funds.Recharge, report funds.RechargeReport) (funds.Recharge, error) {
	return s.updateRecharge(ctx, actor, known, true, func(act funds.Act, order funds.Recharge) (funds.Change, error) {
		var wallet funds.Wallet
		if recharge.NeedsWallet(order, report) {
			var err error
			if wallet, err = s.Store.Wallet(ctx, order.UserID); err != nil {
				return funds.Change{}, err
			}
		}
		return recharge.Settle(act, wallet, order, report, s.policyFor(rechargeLane(order.Channel)))
	})
}

// updateRechargeWithWallet commits a decision about a recharge and its owner's wallet.
func (s *Service) updateRechargeWithWallet(ctx context.Context, actor funds.Actor, known list.RechargeRecord, decide func(funds.Act, funds.Wallet, funds.Recharge) (funds.Change, error)) (funds.Recharge, error) {
	wallets := firstWallet(known.Wallet, func(userID string) (funds.Wallet, error) { return s.Store.Wallet(ctx, userID) })
	return s.updateRecharge(ctx, actor, known.Recharge, false, func(act funds.Act, order funds.Recharge) (funds.Change, error) {
		wallet, err := wallets(order.UserID)
		if err != nil {
			return funds.Change{}, err
		}
		return decide(act, wallet, order)
	})
}

// updateRecharge commits a decision about a recharge. asked says whether the gateway was asked since it was read. It
// raises the alarm if the recharge then waits for an admin.
func (s *Service) updateRecharge(ctx context.Context, actor funds.Actor, known funds.Recharge, asked bool, decide func(funds.Act, funds.Recharge) (funds.Change, error)) (funds.Recharge, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Recharge{}, err
	}
	read := func() (funds.Recharge, error) { return s.Store.Recharge(ctx, known.ID) }
	before, change, err := update(ctx, s, known, asked, read, func(order funds.Recharge) (funds.Change, error) { return decide(act, order) })
	switch {
	case err != nil:
		return funds.Recharge{}, err
	case change.Recharge == nil:
		return before, nil
	}
	now := change.Recharge.To
	if now.NeedsAttention && (!before.NeedsAttention || now.Due() != before.Due()) {
		s.Log.ErrorContext(ctx, AttentionLine, "recharge", now.ID, "state", now.State, "settled", now.Settled.Fixed(), "due", now.Due().Fixed(), "why", now.NotifyInfo)
	}
	return now, nil
}
