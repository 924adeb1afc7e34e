package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
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
		return funds.Touch(act, before, profile), nil
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
	Wallet funds.Wallet
	Amount funds.Amount
	Reason string
}

// Adjustment is an admin's wish to change a user's balance.
type Adjustment struct {
	UserID      string
	Amount      funds.Amount
	Reason      string
	Resolves    funds.ID // the withdrawal whose contradiction it settles; may be empty
	Idempotency *Idempotency
	// RefuseDuplicates refuses a wish like another of the last minutes: see [funds.Likeness].
	RefuseDuplicates bool
}

// Adjust is an admin's change of a user's balance. A repeated idempotency key changes nothing more.
func (s *Service) Adjust(ctx context.Context, actor funds.Actor, wish Adjustment) (Adjusted, error) {
	act, err := s.act(actor)
	if err != nil {
		return Adjusted{}, err
	}
	var wallet funds.Wallet
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		_, repeated, err := s.claimed(ctx, wish.Idempotency, act.At)
		if err != nil {
			return funds.Change{}, err
		}
		if wallet, err = s.wallet(ctx, wish.UserID, act.At); err != nil || repeated {
			return funds.Change{}, err
		}
		claim := wish.Idempotency.claim(act)
		twin, err := s.twin(ctx, act, wish.RefuseDuplicates, funds.Likeness{Kind: funds.WishAdjustment, UserID: wish.UserID, Amount: wish.Amount})
		if err != nil {
			return funds.Change{}, err
		}
		if wish.Resolves == "" {
			change, err := funds.Adjust(act, wallet, wish.Amount, wish.Reason, claim)
			return change.Claiming(twin), err
		}
		withdrawal, err := s.Store.Withdrawal(ctx, wish.Resolves)
		if err != nil {
			return funds.Change{}, err
		}
		change, err := funds.Resolve(act, wallet, withdrawal, wish.Amount, wish.Reason, claim)
		return change.Claiming(twin), err
	})
	if err != nil {
		return Adjusted{}, err
	}
	if change.Wallet != nil {
		wallet = change.Wallet.To
	}
	return Adjusted{Wallet: wallet, Amount: wish.Amount, Reason: wish.Reason}, nil
}

// SetStatus freezes, closes or reopens a wallet that exists.
func (s *Service) SetStatus(ctx context.Context, actor funds.Actor, userID string, status funds.WalletStatus, reason string) (funds.Wallet, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Wallet{}, err
	}
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		wallet, err := s.WalletOf(ctx, userID)
		if err != nil {
			return funds.Change{}, err
		}
		return funds.SetStatus(act, wallet, status, reason)
	})
	if err != nil {
		return funds.Wallet{}, err
	}
	return change.Wallet.To, nil
}
