package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// ReasonProposalMoved says that what a proposal is about is no longer what it was about.
const ReasonProposalMoved funds.Reason = "proposal_moved"

// carrying is how a proposed act is decided, with what the gateway was asked for it before.
type carrying struct {
	decide func(ctx context.Context, act funds.Act) (funds.Change, error)
	// after is told what was committed, and why the act was refused where it was.
	after func(ctx context.Context, change funds.Change, refused error)
}

// carrying asks what a proposal's act needs to know of the gateway, and says how the act is then decided.
func (s *Service) carrying(ctx context.Context, p funds.Proposal) (carrying, error) {
	quiet := func(context.Context, funds.Change, error) {}
	switch p.Act {
	case funds.ProposeAdjust, funds.ProposeSettle:
		return carrying{func(ctx context.Context, act funds.Act) (funds.Change, error) {
			held, err := s.wallet(ctx, p.Target, act.At)
			if err != nil {
				return funds.Change{}, err
			}
			return s.adjustment(ctx, act, held, adjustmentOf(p))
		}, quiet}, nil
	case funds.ProposeStatus:
		return carrying{func(ctx context.Context, act funds.Act) (funds.Change, error) {
			_, change, err := s.decideStatus(ctx, act, p.Target, funds.WalletStatus(p.Body[funds.BodyStatus]), p.Body[funds.BodyReason])
			return change, err
		}, quiet}, nil
	case funds.ProposeFail:
		return s.carryingFail(ctx, p)
	case funds.ProposeResolve:
		report := s.wordForResolve(ctx, funds.RechargeID(p.Body[funds.BodyRecharge]), p.Body[funds.BodyAction])
		return carrying{func(ctx context.Context, act funds.Act) (funds.Change, error) {
			return s.decideResolve(ctx, act, p, report)
		}, quiet}, nil
	case funds.ProposeRelease, funds.ProposeRecall:
		return carrying{func(ctx context.Context, act funds.Act) (funds.Change, error) {
			return s.decideReleased(ctx, act, p)
		}, quiet}, nil
	case funds.ProposeBreak:
		return carrying{func(ctx context.Context, act funds.Act) (funds.Change, error) {
			return s.decideWriteOff(ctx, act, funds.BreakID(p.Body[funds.BodyBreak]), p.Body[funds.BodyReason])
		}, quiet}, nil
	case funds.ProposeReturn:
		return carrying{func(ctx context.Context, act funds.Act) (funds.Change, error) {
			return s.carryOutReturn(ctx, act, p)
		}, func(ctx context.Context, change funds.Change, _ error) {
			if change.Return != nil {
				s.alarmParked(ctx, *change.Return)
			}
		}}, nil
	default:
		return carrying{}, funds.ErrForbidden
	}
}

// carryingFail asks the gateway about the order, as [Service.Fail] does, whose word is applied even where it refuses.
func (s *Service) carryingFail(ctx context.Context, p funds.Proposal) (carrying, error) {
	known, err := s.Store.Withdrawal(ctx, funds.ID(p.Body[funds.BodyWithdrawal]))
	if err != nil {
		return carrying{}, err
	}
	var word answer
	if known.AtGateway() {
		word = s.ask(ctx, known)
	}
	order := known
	decide := func(ctx context.Context, act funds.Act) (funds.Change, error) {
		var wallet funds.Wallet
		var err error
		if order, wallet, err = s.Store.OwnWithdrawal(ctx, p.Target, known.ID); err != nil {
			return funds.Change{}, err
		}
		if order.State == funds.StateApproved { // the table was put back: nobody proposed this
			return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonProposalMoved)
		}
		report := word.about(act, order, s.Policy.Timing.SendGrace)
		change, err := withdrawal.Fail(act, wallet, order, p.Body[funds.BodyReason], p.Body[funds.BodyConfirmed] == "true", report, s.Policy)
		if funds.CodeOf(err) == funds.CodeGatewayDisagrees && !report.Answered && !report.Known() {
			return funds.Change{}, errGatewaySilent
		}
		return change, err
	}
	return carrying{decide, func(ctx context.Context, change funds.Change, refused error) {
		s.after(ctx, order, change)
		s.hearRefused(ctx, known, word, refused)
	}}, nil
}

// hearRefused applies the gateway's word about a payout under way where it is why an admin's request was refused.
func (s *Service) hearRefused(ctx context.Context, order funds.Withdrawal, word answer, refused error) {
	if order.State != funds.StateProcessing || funds.CodeOf(refused) != funds.CodeGatewayDisagrees {
		return
	}
	if _, err := s.settle(ctx, gatewayActor, order, word); err != nil {
		s.Log.ErrorContext(ctx, "settle what the gateway said", "withdrawal", order.ID, "error", err)
	}
}

// wordForResolve is what the gateway says now of a recharge that is to be credited.
func (s *Service) wordForResolve(ctx context.Context, id funds.RechargeID, action string) funds.RechargeReport {
	if action != recharge.ResolveCredit {
		return funds.RechargeReport{}
	}
	return s.Gateway.GetRecharge(ctx, string(id))
}

func (s *Service) decideResolve(ctx context.Context, act funds.Act, p funds.Proposal, report funds.RechargeReport) (funds.Change, error) {
	order, wallet, err := s.Store.OwnRecharge(ctx, p.Target, funds.RechargeID(p.Body[funds.BodyRecharge]))
	if err != nil {
		return funds.Change{}, err
	}
	action := p.Body[funds.BodyAction]
	change, err := recharge.Resolve(act, wallet, order, action, p.Body[funds.BodyReason], report)
	switch {
	case funds.CodeOf(err) == funds.CodeGatewayDisagrees && report.Outcome == funds.RechargeUnknown:
		return funds.Change{}, errGatewaySilent
	case err == nil && action == recharge.ResolveCredit && change.Recharge.To.Credited != p.Body.Amount():
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonProposalMoved) // more or less came than was approved
	}
	return change, err
}
