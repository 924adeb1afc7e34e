package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// CheckRecharge asks the gateway about a user's own recharge until it is credited, at most once in the policy's
// interval, and answers from the table otherwise. Another user's is [funds.ErrNotFound].
func (s *Service) CheckRecharge(ctx context.Context, userID string, id funds.RechargeID) (funds.Recharge, error) {
	recharge, err := s.Store.Recharge(ctx, id)
	if err != nil {
		return funds.Recharge{}, err
	}
	if recharge.UserID != userID {
		return funds.Recharge{}, funds.ErrNotFound
	}
	asking := false
	checker := funds.System("check")
	recharge, err = s.moveRecharge(ctx, checker, id, func(act funds.Act, wallet funds.Wallet, recharge funds.Recharge) (funds.Change, error) {
		change, ok, err := funds.AskDeposit(act, wallet, recharge, s.Policy)
		asking = ok
		return change, err
	})
	if err != nil || !asking {
		return recharge, err
	}
	asked := s.Now()
	return s.settleRecharge(ctx, checker, id, s.Gateway.GetDeposit(ctx, string(id)), asked)
}

// AskAgainRecharge asks the gateway about a recharge for an admin, and applies its word: [funds.AskDepositAgain] says
// of which.
func (s *Service) AskAgainRecharge(ctx context.Context, actor funds.Actor, id funds.RechargeID) (funds.Recharge, error) {
	recharge, err := s.moveRecharge(ctx, actor, id, func(act funds.Act, wallet funds.Wallet, recharge funds.Recharge) (funds.Change, error) {
		return funds.AskDepositAgain(act, wallet, recharge, s.Policy)
	})
	if err != nil {
		return recharge, err
	}
	asked := s.Now()
	return s.settleRecharge(ctx, gatewayActor, id, s.Gateway.GetDeposit(ctx, string(id)), asked)
}

// NotifiedDeposit is [Service.Notified] for a deposit: get confirms the callback before money moves, and says
// how much. Only states 2 and 3 are called back ([funds.CodeInvalid], field state, for others).
func (s *Service) NotifiedDeposit(ctx context.Context, callback Callback) error {
	id, err := funds.ParseRechargeID(callback.Serial)
	if err != nil || string(id) != callback.Serial {
		return s.stray(ctx, funds.StrayDeposit, callback, "")
	}
	recharge, err := s.Store.Recharge(ctx, id)
	switch {
	case errors.Is(err, funds.ErrNotFound):
		return s.stray(ctx, funds.StrayDeposit, callback, "")
	case err != nil:
		return err
	case callback.State != funds.DepositDone && callback.State != funds.DepositRefused:
		return funds.NotOneOf("state", "2", "3")
	case callback.isOfAnother(recharge.PlatformID):
		return errPlatformID
	case recharge.Knows(callback.State):
		return nil // the end that we know
	}
	asks := false
	_, err = s.moveRecharge(ctx, gatewayActor, id, func(act funds.Act, _ funds.Wallet, recharge funds.Recharge) (funds.Change, error) {
		if callback.Stale {
			return funds.ReceiveDeposit(act, recharge, callback.State, s.Policy)
		}
		change, hears, err := funds.HearDeposit(act, recharge, callback.State, s.Policy)
		asks = hears
		return change, err
	})
	if err != nil || !asks {
		return err
	}
	asked := s.Now()
	report := s.Gateway.GetDeposit(ctx, string(id))
	if report.Outcome == funds.DepositKnown && report.State == callback.State {
		_, err := s.settleRecharge(ctx, gatewayActor, id, report, asked)
		return err
	}
	s.Log.Warn("a callback is not confirmed", "recharge", id, "state", callback.State, "outcome", report.Outcome.String(), "detail", report.Detail)
	return nil
}

// ResolveRecharge is an admin's decision about a recharge that needs attention. To credit it, the gateway is
// asked first: only what it confirms now is credited.
func (s *Service) ResolveRecharge(ctx context.Context, actor funds.Actor, id funds.RechargeID, action, reason string) (funds.Recharge, error) {
	recharge, err := s.Store.Recharge(ctx, id)
	if err != nil {
		return funds.Recharge{}, err
	}
	var report funds.DepositReport
	if action == funds.ResolveCredit && recharge.NeedsAttention {
		report = s.Gateway.GetDeposit(ctx, string(id))
	}
	return s.moveRecharge(ctx, actor, id, func(act funds.Act, wallet funds.Wallet, recharge funds.Recharge) (funds.Change, error) {
		return funds.ResolveRecharge(act, wallet, recharge, action, reason, report)
	})
}
