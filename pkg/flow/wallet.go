package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Wallet reads a user's wallet for the user, makes it on first access, and takes over a new profile
// of their token.
func (s *Service) Wallet(ctx context.Context, userID string, profile *funds.Profile) (funds.Wallet, error) {
	act, err := s.act(funds.Actor{Role: funds.RoleUser, ID: userID})
	if err != nil {
		return funds.Wallet{}, err
	}
	var before funds.Wallet
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var err error
		if before, err = s.wallet(ctx, userID, act.At); err != nil {
			return funds.Change{}, err
		}
		return wallet.Touch(act, before, profile), nil
	})
	switch {
	case err != nil:
		return funds.Wallet{}, err
	case change.Wallet != nil:
		return change.Wallet.To, nil
	}
	return before, nil
}

// Adjusted is what an adjustment came to.
type Adjusted struct {
	Wallet   funds.Wallet
	Amount   funds.Amount
	Reason   string
	Proposal funds.ProposalID // that waits for others, where the adjustment takes more than one person; else empty
}

// Adjustment is an admin's request to change a user's balance.
type Adjustment struct {
	UserID      string
	Amount      funds.Amount
	Reason      string
	Resolves    funds.ID         // the withdrawal whose contradiction it settles; may be empty
	Recharge    funds.RechargeID // the recharge that it is about, instead; may be empty
	Idempotency *Idempotency
	// RefuseDuplicates refuses a request like another of the last minutes: see [funds.Likeness].
	RefuseDuplicates bool
}

// Adjust is an admin's change of a user's balance, or its proposal where that takes more than one person. A repeated
// idempotency key changes nothing more.
func (s *Service) Adjust(ctx context.Context, actor funds.Actor, request Adjustment) (Adjusted, error) {
	act, err := s.act(actor)
	if err != nil {
		return Adjusted{}, err
	}
	var wallet funds.Wallet
	change, earlier, err := s.commitKeyed(ctx, request.Idempotency, act.At, func(ctx context.Context) (funds.Change, error) {
		var err error
		if wallet, err = s.wallet(ctx, request.UserID, act.At); err != nil {
			return funds.Change{}, err
		}
		twin, err := s.twin(ctx, act, request.RefuseDuplicates, funds.Likeness{Kind: funds.RequestAdjustment, UserID: request.UserID, Amount: request.Amount})
		if err != nil {
			return funds.Change{}, err
		}
		change, err := s.decideAdjust(ctx, act, wallet, request)
		return change.Claiming(twin), err
	})
	proposed := proposedBy(change)
	switch {
	case err != nil:
		return Adjusted{}, err
	case earlier != nil: // the wallet may be what could not be read before
		proposed, _ = funds.ClaimedProposal(earlier.Result)
		if wallet, err = s.wallet(ctx, request.UserID, act.At); err != nil {
			return Adjusted{}, err
		}
	case change.Wallet != nil:
		wallet = change.Wallet.To
	}
	return Adjusted{Wallet: wallet, Amount: request.Amount, Reason: request.Reason, Proposal: proposed}, nil
}

// decideAdjust decides an adjustment that one person makes alone, or proposes it where that takes more.
func (s *Service) decideAdjust(ctx context.Context, act funds.Act, held funds.Wallet, request Adjustment) (funds.Change, error) {
	change, err := s.adjustment(ctx, act, held, request)
	if err != nil {
		return funds.Change{}, err
	}
	if change, err = s.weigh(ctx, act, change, adjusting(request)); err != nil || change.Proposal != nil {
		return change, err
	}
	return wallet.Alone(act, change, s.Policy)
}

// adjustment is the change of an adjustment, whoever has decided it.
func (s *Service) adjustment(ctx context.Context, act funds.Act, held funds.Wallet, request Adjustment) (funds.Change, error) {
	claim := request.Idempotency.claim(act)
	switch {
	case request.Resolves != "":
		withdrawal, err := s.Store.Withdrawal(ctx, request.Resolves)
		if err != nil {
			return funds.Change{}, err
		}
		return wallet.AdjustWithdrawal(act, held, withdrawal, request.Amount, request.Reason, claim)
	case request.Recharge != "":
		recharge, err := s.Store.Recharge(ctx, request.Recharge)
		if errors.Is(err, funds.ErrNotFound) {
			err = funds.ErrNoRecharge
		}
		if err != nil {
			return funds.Change{}, err
		}
		return wallet.AdjustRecharge(act, held, recharge, request.Amount, request.Reason, claim)
	}
	return wallet.Adjust(act, held, request.Amount, request.Reason, claim)
}

// StatusSet is a wallet after an admin's decision about its status.
type StatusSet struct {
	funds.Wallet

	Proposal funds.ProposalID // that waits for others, where the decision takes more than one person; else empty
}

// SetStatus freezes, closes or reopens a wallet that exists, or proposes it where that takes more than one person.
func (s *Service) SetStatus(ctx context.Context, actor funds.Actor, userID string, status funds.WalletStatus, reason string) (StatusSet, error) {
	act, err := s.act(actor)
	if err != nil {
		return StatusSet{}, err
	}
	var held funds.Wallet
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var change funds.Change
		var err error
		if held, change, err = s.decideStatus(ctx, act, userID, status, reason); err != nil {
			return funds.Change{}, err
		}
		return s.weigh(ctx, act, change, settingStatus(userID, held.Status, status, reason))
	})
	switch {
	case err != nil:
		return StatusSet{}, err
	case change.Wallet != nil:
		held = change.Wallet.To
	}
	return StatusSet{held, proposedBy(change)}, nil
}

// decideStatus is the decision about the wallet as it is, which it also gives.
func (s *Service) decideStatus(ctx context.Context, act funds.Act, userID string, status funds.WalletStatus, reason string) (held funds.Wallet, change funds.Change, err error) {
	if held, err = list.ExistingWallet(ctx, s.Store, userID); err != nil {
		return held, funds.Change{}, err
	}
	if status == funds.WalletActive {
		if held.Unsettled, err = s.stillUnsettled(ctx, held.Unsettled); err != nil {
			return held, funds.Change{}, err
		}
	}
	change, err = wallet.SetStatus(act, held, status, reason)
	return held, change, err
}

// stillUnsettled are those of a wallet's unsettled orders that wait for an admin. A program from before they were
// noted on the wallet may have settled one.
func (s *Service) stillUnsettled(ctx context.Context, ids []string) (still []string, err error) {
	for _, id := range ids {
		waits, err := s.needsAttention(ctx, id)
		switch {
		case errors.Is(err, funds.ErrNotFound): // nothing that could be settled
		case err != nil:
			return nil, err
		case waits:
			still = append(still, id)
		}
	}
	return still, nil
}

func (s *Service) needsAttention(ctx context.Context, id string) (bool, error) {
	if recharge, err := funds.ParseRechargeID(id); err == nil {
		found, err := s.Store.Recharge(ctx, recharge)
		return found.NeedsAttention, err
	}
	found, err := s.Store.Withdrawal(ctx, funds.ID(id))
	return found.NeedsAttention, err
}
