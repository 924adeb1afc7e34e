package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// PayManually records that an admin paid, with the transaction number, which may be empty and is
// unique across all withdrawals: approved → completed, in one commit.
func (s *Service) PayManually(ctx context.Context, actor funds.Actor, id funds.ID, transactionNo string) (funds.Withdrawal, error) {
	return s.moveUnsent(ctx, actor, id, true, func(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
		return funds.PayManually(act, wallet, withdrawal, transactionNo)
	})
}

// CorrectNumber gives a payout by hand another transaction number, for a reason.
func (s *Service) CorrectNumber(ctx context.Context, actor funds.Actor, id funds.ID, transactionNo, reason string) (funds.Withdrawal, error) {
	return s.step(ctx, actor, id, func(act funds.Act, withdrawal funds.Withdrawal) (funds.Change, error) {
		return funds.CorrectNumber(act, withdrawal, transactionNo, reason)
	})
}

// PayByChannel claims an approved withdrawal for the gateway and sends it: the winner of the claim
// alone does. One that is parked is sent again under the same serial, within [funds.Resend]'s rules.
func (s *Service) PayByChannel(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	if withdrawal.State != funds.StateProcessing {
		return s.dispatch(ctx, actor, withdrawal, funds.Dispatch)
	}
	word, err := s.stillAbsent(ctx, actor, withdrawal)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.claim(ctx, actor, id, func(act funds.Act, withdrawal funds.Withdrawal) (funds.Change, error) {
		if word.about(act, withdrawal, s.Policy.Timing.SendGrace).Outcome != funds.OutcomeAbsent {
			return funds.Change{}, errNotAbsent
		}
		return funds.Resend(act, withdrawal, s.Policy)
	})
}

// Why an order is not sent again.
const (
	ReasonResendUnclear   funds.Reason = "resend_unclear"    // the gateway does not say that there is no such order
	ReasonResendOrderBack funds.Reason = "resend_order_back" // it has it after all, and its state is updated
)

// stillAbsent asks, before a resend that is otherwise legal, whether the gateway still has no such
// order. Whatever else it says is applied, and the resend refused.
func (s *Service) stillAbsent(ctx context.Context, actor funds.Actor, withdrawal funds.Withdrawal) (heard, error) {
	act, err := s.act(actor)
	if err != nil {
		return heard{}, err
	}
	if _, err := funds.Resend(act, withdrawal, s.Policy); err != nil {
		return heard{}, err
	}
	word := s.ask(ctx, withdrawal)
	switch word.report.Outcome {
	case funds.OutcomeAbsent:
		return word, nil
	case funds.OutcomeUnknown, funds.OutcomeDeclined, funds.OutcomeUnsent:
		return heard{}, errNotAbsent
	case funds.OutcomeOpen, funds.OutcomePaid, funds.OutcomeRefused:
	}
	if _, err := s.settle(ctx, gatewayActor, withdrawal.ID, word); err != nil {
		return heard{}, err
	}
	return heard{}, funds.Refuse(funds.CodeGatewayDisagrees, ReasonResendOrderBack)
}

var errNotAbsent = funds.Refuse(funds.CodeGatewayDisagrees, ReasonResendUnclear)

// Fail is an admin's word that a payout did not happen, confirmed in as many words or not. One in a channel payout
// asks the gateway first; what the gateway knows is applied whatever becomes of the request. So it is where it was
// never sent from here, but the gateway has it.
func (s *Service) Fail(ctx context.Context, actor funds.Actor, id funds.ID, reason string, confirmed bool) (funds.Withdrawal, error) {
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	var word heard
	if withdrawal.State == funds.StateProcessing && actor.ID != withdrawal.UserID {
		word = s.ask(ctx, withdrawal)
	}
	failed, err := s.moveUnsent(ctx, actor, id, false, func(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
		return funds.Fail(act, wallet, withdrawal, reason, confirmed, word.about(act, withdrawal, s.Policy.Timing.SendGrace), s.Policy)
	})
	if withdrawal.State == funds.StateProcessing && funds.CodeOf(err) == funds.CodeGatewayDisagrees {
		if _, settleErr := s.settle(ctx, gatewayActor, id, word); settleErr != nil {
			s.Log.Error("settle what the gateway said", "withdrawal", id, "error", settleErr)
		}
	}
	return failed, err
}
