package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/list"
)

// CheckRecharge asks the gateway about a user's own recharge until it is credited, at most once in the policy's
// interval, and answers from the table otherwise. Another user's is [funds.ErrNotFound].
func (s *Service) CheckRecharge(ctx context.Context, userID string, id funds.RechargeID) (funds.Recharge, error) {
	order, wallet, err := s.Store.OwnRecharge(ctx, userID, id)
	if err != nil {
		return funds.Recharge{}, err
	}
	asking := false
	checker := funds.System("check")
	order, err = s.updateRechargeWithWallet(ctx, checker, list.RechargeRecord{Recharge: order, Wallet: wallet}, func(act funds.Act, wallet funds.Wallet, order funds.Recharge) (funds.Change, error) {
		change, ok, err := recharge.Ask(act, wallet, order, s.Policy)
		asking = ok
		return change, err
	})
	if err != nil || !asking {
		return order, err
	}
	return s.settleRecharge(ctx, checker, order, s.askRecharge(ctx, order))
}

// AskAgainRecharge asks the gateway about a recharge for an admin, and applies its word: [recharge.AskAgain] says
// of which.
func (s *Service) AskAgainRecharge(ctx context.Context, actor funds.Actor, id funds.RechargeID) (funds.Recharge, error) {
	order, err := s.Store.Recharge(ctx, id)
	if err != nil {
		return funds.Recharge{}, err
	}
	order, err = s.updateRechargeWithWallet(ctx, actor, list.RechargeRecord{Recharge: order}, func(act funds.Act, wallet funds.Wallet, order funds.Recharge) (funds.Change, error) {
		return recharge.AskAgain(act, wallet, order, s.Policy)
	})
	if err != nil {
		return order, err
	}
	return s.settleRecharge(ctx, gatewayActor, order, s.askRecharge(ctx, order))
}

// ReceiveRechargeCallback is [Service.ReceiveCallback] for a recharge: get confirms the callback before money moves, and says
// how much. Only states 2 and 3 are called back ([funds.CodeInvalid], field state, for others).
func (s *Service) ReceiveRechargeCallback(ctx context.Context, callback Callback) error {
	id, err := funds.ParseRechargeID(callback.Serial)
	if err != nil || string(id) != callback.Serial {
		return s.stray(ctx, funds.StrayRecharge, callback, "")
	}
	order, err := s.Store.Recharge(ctx, id)
	switch {
	case errors.Is(err, funds.ErrNotFound):
		return s.stray(ctx, funds.StrayRecharge, callback, "")
	case err != nil:
		return err
	case callback.State != funds.GatewayDepositDone && callback.State != funds.GatewayDepositRefused:
		return funds.NotOneOf("state", "2", "3")
	case callback.isOfAnother(order.PlatformID):
		return errPlatformID
	case order.Knows(callback.State):
		return nil // the end that we know
	}
	asks := false
	order, err = s.updateRecharge(ctx, gatewayActor, order, false, func(act funds.Act, order funds.Recharge) (funds.Change, error) {
		if callback.Stale {
			return recharge.Receive(act, order, callback.State, s.Policy)
		}
		change, hears, err := recharge.ReceiveAndAsk(act, order, callback.State, s.Policy)
		asks = hears
		return change, err
	})
	if err != nil || !asks {
		return err
	}
	report := s.askRecharge(ctx, order)
	if report.Outcome == funds.RechargeKnown && report.State == callback.State {
		_, err := s.settleRecharge(ctx, gatewayActor, order, report)
		return err
	}
	s.Log.WarnContext(ctx, "a callback is not confirmed", "recharge", id, "state", callback.State, "outcome", report.Outcome.String(), "detail", report.Detail)
	return nil
}

// Resolved is a recharge after an admin's decision about it.
type Resolved struct {
	funds.Recharge

	Proposal funds.ProposalID // that waits for others, where the decision takes more than one person; else empty
}

// ResolveRecharge is an admin's decision about a recharge that needs attention, or its proposal where that takes more than
// one person. To credit it, the gateway is asked first: only what it confirms now is credited.
func (s *Service) ResolveRecharge(ctx context.Context, actor funds.Actor, id funds.RechargeID, action, reason string) (Resolved, error) {
	order, err := s.Store.Recharge(ctx, id)
	if err != nil {
		return Resolved{}, err
	}
	var report funds.RechargeReport
	if order.NeedsAttention {
		report = s.wordForResolve(ctx, id, action)
	}
	var proposed funds.ProposalID
	resolved, err := s.updateRechargeWithWallet(ctx, actor, list.RechargeRecord{Recharge: order}, func(act funds.Act, wallet funds.Wallet, order funds.Recharge) (funds.Change, error) {
		change, err := recharge.Resolve(act, wallet, order, action, reason, report)
		if err != nil {
			return funds.Change{}, err
		}
		change, err = s.weigh(ctx, act, change, resolving(order, action, reason, change))
		proposed = proposedBy(change)
		return change, err
	})
	return Resolved{resolved, proposed}, err
}
