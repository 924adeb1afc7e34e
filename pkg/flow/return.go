package flow

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// ReturnReport is a report of money that the bank sent back.
type ReturnReport struct {
	withdrawal.Told

	Withdrawal funds.ID
}

// Returned is what a report of money that came back comes to.
type Returned struct {
	funds.Withdrawal

	Return   funds.Return
	Known    bool             // somebody has reported it before: nothing is written
	Proposal funds.ProposalID // that waits for others, where an admin's word takes more than one person; else empty
}

// ReasonReturnDiffers says that the reference was reported before, with another amount or of another withdrawal.
const ReasonReturnDiffers funds.Reason = "return_differs"

// Return records what the bank sent back of a completed withdrawal, once, whoever reports it: see [withdrawal.Return]. What
// an admin reports takes the people that the policy asks for, and is refused where it is known. What a statement or a file
// reports is the machine's act; reported again it is Known, and with another amount or of another withdrawal it is
// [funds.CodeDuplicateNumber].
func (s *Service) Return(ctx context.Context, by funds.Actor, report ReturnReport) (Returned, error) {
	if report.Source != funds.ReturnByAdmin {
		by = funds.System(string(report.Source))
	}
	known, err := s.read(ctx, report.Withdrawal)
	if err != nil {
		return Returned{}, err
	}
	report.Reference = strings.TrimSpace(report.Reference)
	report.Account = cmp.Or(report.Account, known.Withdrawal.Payout.PaidFrom())
	now := Returned{}
	now.Withdrawal, err = s.updateWithWallet(ctx, by, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		change, err := s.decideReturn(ctx, act, wallet, order, report)
		if err != nil {
			return funds.Change{}, err
		}
		now.Return = *change.Return
		if report.Source == funds.ReturnByAdmin {
			change, err = s.weigh(ctx, act, change, returning(order, report))
			now.Proposal = proposedBy(change)
		}
		return change, err
	})
	if err == nil && now.Proposal == "" {
		s.alarmParked(ctx, now.Return)
	}
	if report.Source == funds.ReturnByAdmin || funds.CodeOf(err) != funds.CodeDuplicateNumber {
		return now, err
	}
	first, failed := s.Store.Return(ctx, report.Account, report.Reference)
	if failed != nil {
		return Returned{}, errors.Join(err, failed)
	}
	if first.Withdrawal != report.Withdrawal || first.Amount != report.Amount {
		return Returned{}, &funds.Error{Code: funds.CodeDuplicateNumber, Reason: ReasonReturnDiffers, Field: "reference"}
	}
	return Returned{Withdrawal: known.Withdrawal, Return: first, Known: true}, nil
}

// alarmParked asks for an admin where something came back that could not be credited.
func (s *Service) alarmParked(ctx context.Context, came funds.Return) {
	if came.State == funds.ReturnParked {
		s.Log.ErrorContext(ctx, AttentionLine, "withdrawal", came.Withdrawal, "cameBack", came.Amount.Fixed(), "why", came.Why)
	}
}

// decideReturn is the decision about a report, whoever has decided it. What another withdrawal has is refused here already, so
// that nothing is proposed that could never be carried out.
func (s *Service) decideReturn(ctx context.Context, act funds.Act, wallet funds.Wallet, order funds.Withdrawal, report ReturnReport) (funds.Change, error) {
	change, err := withdrawal.Return(act, wallet, order, report.Told, s.Policy)
	if err != nil {
		return funds.Change{}, err
	}
	switch _, err := s.Store.Return(ctx, change.Return.Account, change.Return.Reference); {
	case err == nil:
		return funds.Change{}, funds.ErrReturnKnown
	case !errors.Is(err, funds.ErrNotFound):
		return funds.Change{}, err
	}
	return change, nil
}

// ReturnDecision is an admin's decision about a return that is parked.
type ReturnDecision struct {
	Withdrawal                         funds.ID
	Account, Reference, Action, Reason string
}

// ResolveReturn credits or closes a return that is parked, or proposes it: see [withdrawal.ResolveReturn].
func (s *Service) ResolveReturn(ctx context.Context, by funds.Actor, decision ReturnDecision) (Returned, error) {
	known, err := s.read(ctx, decision.Withdrawal)
	if err != nil {
		return Returned{}, err
	}
	decision.Account = cmp.Or(decision.Account, known.Withdrawal.Payout.PaidFrom())
	now := Returned{}
	now.Withdrawal, err = s.updateWithWallet(ctx, by, list.Record{Withdrawal: known.Withdrawal}, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		change, err := s.decideParked(ctx, act, wallet, order, decision)
		if err != nil {
			return funds.Change{}, err
		}
		now.Return = *change.Return
		change, err = s.weigh(ctx, act, change, resolvingReturn(order, now.Return, decision))
		now.Proposal = proposedBy(change)
		return change, err
	})
	return now, err
}

func (s *Service) decideParked(ctx context.Context, act funds.Act, wallet funds.Wallet, order funds.Withdrawal, decision ReturnDecision) (funds.Change, error) {
	parked, err := s.Store.Return(ctx, decision.Account, decision.Reference)
	switch {
	case errors.Is(err, funds.ErrNotFound) || (err == nil && parked.Withdrawal != order.ID):
		return funds.Change{}, funds.Invalid("reference", withdrawal.ReasonReturnNotParked)
	case err != nil:
		return funds.Change{}, err
	}
	return withdrawal.ResolveReturn(act, wallet, order, parked, decision.Action, decision.Reason, s.Policy)
}

// returning is a report as a proposal.
func returning(order funds.Withdrawal, report ReturnReport) proposable {
	return proposable{Request: proposal.Request{
		Act: funds.ProposeReturn, Target: order.UserID, Judged: []funds.Asked{{Act: funds.ActReturn, Amount: report.Amount}},
		Body: funds.ProposalBody{
			funds.BodyWithdrawal: string(order.ID), funds.BodyAmount: strconv.FormatInt(int64(report.Amount), 10),
			funds.BodyReason: report.Reason, funds.BodyAccount: report.Account, funds.BodyReference: report.Reference,
		},
	}}
}

// resolvingReturn is a decision about a parked return as a proposal.
func resolvingReturn(order funds.Withdrawal, of funds.Return, decision ReturnDecision) proposable {
	asked := returning(order, ReturnReport{Told: withdrawal.Told{Account: of.Account, Reference: of.Reference, Reason: decision.Reason, Amount: of.Amount}})
	asked.Body[funds.BodyAction] = decision.Action
	return asked
}

// carryOutReturn decides what a proposal about a return says.
func (s *Service) carryOutReturn(ctx context.Context, act funds.Act, p funds.Proposal) (funds.Change, error) {
	order, wallet, err := s.Store.OwnWithdrawal(ctx, p.Target, funds.ID(p.Body[funds.BodyWithdrawal]))
	if err != nil {
		return funds.Change{}, err
	}
	account, reference, reason := p.Body[funds.BodyAccount], p.Body[funds.BodyReference], p.Body[funds.BodyReason]
	if action := p.Body[funds.BodyAction]; action != "" {
		return s.decideParked(ctx, act, wallet, order, ReturnDecision{order.ID, account, reference, action, reason})
	}
	told := withdrawal.Told{Source: funds.ReturnByAdmin, Account: account, Reference: reference, Reason: reason, Amount: p.Body.Amount()}
	return s.decideReturn(ctx, act, wallet, order, ReturnReport{Told: told, Withdrawal: order.ID})
}
