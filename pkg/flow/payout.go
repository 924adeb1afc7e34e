package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// PayManually records that an admin paid, from which account, and with the transaction number, which may be empty and is
// unique across all withdrawals of that account: approved → completed, in one commit.
func (s *Service) PayManually(ctx context.Context, actor funds.Actor, id funds.ID, paid funds.Transfer) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateUnsent(ctx, actor, known, true, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.PayManually(act, wallet, order, paid, s.Policy)
	})
}

// CorrectNumber gives a payout by hand another transaction number, for a reason.
func (s *Service) CorrectNumber(ctx context.Context, actor funds.Actor, id funds.ID, transactionNo, reason string) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateWithdrawal(ctx, actor, known.Withdrawal, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.CorrectNumber(act, order, transactionNo, reason)
	})
}

// PayByChannel claims an approved withdrawal for the gateway and sends it: the winner of the claim
// alone does. One that is parked is sent again under the same serial, within [withdrawal.Resend]'s rules.
func (s *Service) PayByChannel(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	order := known.Withdrawal
	if order.State != funds.StateProcessing {
		return s.dispatch(ctx, actor, known, withdrawal.Dispatch)
	}
	word, err := s.stillAbsent(ctx, actor, known)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	if _, err := s.floatCovers(ctx, actor, order); err != nil {
		return funds.Withdrawal{}, err
	}
	return s.claim(ctx, actor, list.Record{Withdrawal: order}, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		if word.about(act, order, s.Policy.Timing.SendGrace).Outcome != funds.OutcomeAbsent {
			return funds.Change{}, errNotAbsent
		}
		return withdrawal.Resend(act, wallet, order, s.Policy)
	})
}

// Why an order is not sent again.
const (
	ReasonResendUnclear   funds.Reason = "resend_unclear"    // the gateway does not say that there is no such order
	ReasonResendOrderBack funds.Reason = "resend_order_back" // it has it after all, and its state is updated
)

// stillAbsent asks, before a resend that is otherwise legal, whether the gateway still has no such
// order. Whatever else it says is applied, and the resend refused.
func (s *Service) stillAbsent(ctx context.Context, actor funds.Actor, known list.Record) (answer, error) {
	act, err := s.act(actor)
	if err != nil {
		return answer{}, err
	}
	order := known.Withdrawal
	wallet, err := s.walletsBeside(ctx, actor, known.Wallet)(order.UserID)
	if err != nil {
		return answer{}, err
	}
	if _, err := withdrawal.Resend(act, wallet, order, s.Policy); err != nil {
		return answer{}, s.suspected(ctx, order, err)
	}
	if _, err := s.mayClaim(ctx, payoutLane(order.Method), funds.CodePaused); err != nil {
		return answer{}, err
	}
	word := s.ask(ctx, order)
	switch word.report.Outcome {
	case funds.OutcomeAbsent:
		return word, nil
	case funds.OutcomeUnknown, funds.OutcomeDeclined, funds.OutcomeUnsent:
		return answer{}, errNotAbsent
	case funds.OutcomeOpen, funds.OutcomePaid, funds.OutcomeRefused:
	}
	if _, err := s.settle(ctx, gatewayActor, order, word); err != nil {
		return answer{}, err
	}
	return answer{}, funds.Refuse(funds.CodeGatewayDisagrees, ReasonResendOrderBack)
}

var errNotAbsent = funds.Refuse(funds.CodeGatewayDisagrees, ReasonResendUnclear)

// Failing is a withdrawal after an admin's word that its payout did not happen.
type Failing struct {
	funds.Withdrawal

	Proposal funds.ProposalID // that waits for others, where the word takes more than one person; else empty
}

// Fail is an admin's word that a payout did not happen. confirmed says that the admin has typed the confirmation.
// About a payout through a channel the gateway is asked first, and its answer is applied even where the request is
// then refused. That includes an order that was never sent from here, and that the gateway has all the same. Where the
// word takes more than one person it is only proposed.
func (s *Service) Fail(ctx context.Context, actor funds.Actor, id funds.ID, reason string, confirmed bool) (Failing, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return Failing{}, err
	}
	order := known.Withdrawal
	var word answer
	if order.AtGateway() && actor.ID != order.UserID {
		word = s.ask(ctx, order)
		known.Wallet = funds.Wallet{}
	}
	var proposed funds.ProposalID
	failed, err := s.updateUnsent(ctx, actor, known, false, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		change, err := withdrawal.Fail(act, wallet, order, reason, confirmed, word.about(act, order, s.Policy.Timing.SendGrace), s.Policy)
		if err != nil {
			return funds.Change{}, err
		}
		change, err = s.weigh(ctx, act, change, failing(order, reason, confirmed))
		proposed = proposedBy(change)
		return change, err
	})
	s.hearRefused(ctx, order, word, err)
	return Failing{failed, proposed}, err
}
