package flow

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// A request reads what it decides on once. Its first decision is made on what it has read already, to find or to check
// something, or on what it has just committed; only a decision that lost its race is made on what is read anew. This is
// as safe as reading again before each decision: everything that is decided on was read with strong consistency, and a
// change is applied only if the versions in the table are still the ones that it was decided on. Two things are not
// guarded in this way:
//
//   - A decision that writes nothing. If the gateway was asked since the reading, it is made again on what is read anew.
//   - A wallet that is looked at but not written. It is never carried across a question to the gateway, but read after it.

// Knowing is the service for a request that has read a withdrawal with its owner's wallet. The first decision about the
// withdrawal is made on them.
func (s *Service) Knowing(record list.Record) *Service {
	knowing := *s
	knowing.known = record
	return &knowing
}

// Showing is the service for a request that says what its caller was shown: the hash of a withdrawal's content, or
// nothing. A decision about something else is refused.
func (s *Service) Showing(hash string) *Service {
	showing := *s
	showing.shown = hash
	return &showing
}

// read is the withdrawal that a request is about, with its owner's wallet if that is known already; an unknown wallet
// has no user.
func (s *Service) read(ctx context.Context, id funds.ID) (list.Record, error) {
	if s.known.Withdrawal.ID == id {
		return s.known, nil
	}
	order, err := s.Store.Withdrawal(ctx, id)
	return list.Record{Withdrawal: order}, err
}

// wallet reads a user's wallet, or gives the new one that a commit would make.
func (s *Service) wallet(ctx context.Context, userID string, at time.Time) (funds.Wallet, error) {
	return list.WalletOrNew(ctx, s.Store, userID, at)
}

// update commits a decision: the first one on what is known, and each one after a lost race on what read returns. asked
// says that the gateway was asked since known was read. before is what the last decision was made on.
func update[T any](ctx context.Context, s *Service, known T, asked bool, read func() (T, error), decide func(T) (funds.Change, error)) (before T, change funds.Change, err error) {
	before = known
	first, fresh := true, !asked
	change, err = s.commit(ctx, func(context.Context) (funds.Change, error) {
		for {
			if !first {
				if before, err = read(); err != nil {
					return funds.Change{}, err
				}
				fresh = true
			}
			first = false
			change, err := decide(before)
			if err != nil || fresh || !change.Empty() {
				return change, err
			}
		}
	})
	return before, change, err
}

// decision is one about a withdrawal and its owner's wallet.
type decision = func(funds.Act, funds.Wallet, funds.Withdrawal) (funds.Change, error)

// updateWithdrawal commits a decision about a withdrawal that needs no wallet.
func (s *Service) updateWithdrawal(ctx context.Context, actor funds.Actor, known funds.Withdrawal, decide func(funds.Act, funds.Withdrawal) (funds.Change, error)) (funds.Withdrawal, error) {
	return s.updateAsked(ctx, actor, known, false, decide)
}

// updateAsked is updateWithdrawal; asked says whether the gateway was asked since the withdrawal was read.
func (s *Service) updateAsked(ctx context.Context, actor funds.Actor, known funds.Withdrawal, asked bool, decide func(funds.Act, funds.Withdrawal) (funds.Change, error)) (funds.Withdrawal, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	read := func() (funds.Withdrawal, error) { return s.Store.Withdrawal(ctx, known.ID) }
	before, change, err := update(ctx, s, known, asked, read, func(order funds.Withdrawal) (funds.Change, error) {
		if err := withdrawal.CheckShown(order, s.shown); err != nil {
			return funds.Change{}, err
		}
		return decide(act, order)
	})
	if err != nil {
		return funds.Withdrawal{}, s.suspected(ctx, before, err)
	}
	return s.after(ctx, before, change), nil
}

// updateWithWallet commits a decision about a withdrawal and its owner's wallet.
func (s *Service) updateWithWallet(ctx context.Context, actor funds.Actor, known list.Record, decide decision) (funds.Withdrawal, error) {
	wallets := firstWallet(known.Wallet, func(userID string) (funds.Wallet, error) { return s.Store.Wallet(ctx, userID) })
	return s.updateBy(ctx, actor, known, wallets, decide)
}

// updateBeside commits a decision about a withdrawal that only looks at its owner's wallet; see [Service.walletsBeside].
func (s *Service) updateBeside(ctx context.Context, actor funds.Actor, known list.Record, decide decision) (funds.Withdrawal, error) {
	return s.updateBy(ctx, actor, known, s.walletsBeside(ctx, actor, known.Wallet), decide)
}

// walletsBeside give the wallets that decisions about people look at, and do not write: the zero one where the policy has
// no rules about people, or nobody acts whom they are about. A wallet is read after the withdrawal that was made from it,
// so that whoever put money into it before is seen.
func (s *Service) walletsBeside(ctx context.Context, actor funds.Actor, known funds.Wallet) func(userID string) (funds.Wallet, error) {
	if s.Policy.Controls.OnePerson() || actor.Role != funds.RoleAdmin {
		return func(string) (funds.Wallet, error) { return funds.Wallet{}, nil }
	}
	return firstWallet(known, func(userID string) (funds.Wallet, error) { return s.Store.Wallet(ctx, userID) })
}

func (s *Service) updateBy(ctx context.Context, actor funds.Actor, known list.Record, wallets func(userID string) (funds.Wallet, error), decide decision) (funds.Withdrawal, error) {
	return s.updateWithdrawal(ctx, actor, known.Withdrawal, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		wallet, err := wallets(order.UserID)
		if err != nil {
			return funds.Change{}, err
		}
		return decide(act, wallet, order)
	})
}

// firstWallet gives a wallet to the first decision, if it is known, and reads it for each one after that.
func firstWallet(known funds.Wallet, read func(userID string) (funds.Wallet, error)) func(userID string) (funds.Wallet, error) {
	return func(userID string) (funds.Wallet, error) {
		wallet := known
		known = funds.Wallet{}
		if wallet.UserID != "" {
			return wallet, nil
		}
		return read(userID)
	}
}

// settle applies what the gateway has said about a withdrawal since it was read.
func (s *Service) settle(ctx context.Context, actor funds.Actor, known funds.Withdrawal, word answer) (funds.Withdrawal, error) {
	return s.updateAsked(ctx, actor, known, true, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		report := word.about(act, order, s.Policy.Timing.SendGrace)
		var wallet funds.Wallet
		if withdrawal.NeedsWallet(order, report) {
			var err error
			if wallet, err = s.Store.Wallet(ctx, order.UserID); err != nil {
				return funds.Change{}, err
			}
		}
		return withdrawal.Settle(act, wallet, order, report, s.policyFor(payoutLane(order.Method)))
	})
}

// suspected raises the alarm about a withdrawal that a decision found to be another than what was approved, and has an
// admin asked for. The refusal stays the answer.
func (s *Service) suspected(ctx context.Context, order funds.Withdrawal, refused error) error {
	var because *funds.Error
	if !errors.As(refused, &because) || because.Reason != withdrawal.ReasonContentChanged {
		return refused
	}
	s.Log.ErrorContext(ctx, "a withdrawal is not what was approved: it is not paid", "withdrawal", order.ID, "state", order.State)
	act, err := s.act(policyActor)
	if err != nil {
		return errors.Join(refused, err)
	}
	read := func() (funds.Withdrawal, error) { return s.Store.Withdrawal(ctx, order.ID) }
	before, change, err := update(ctx, s, order, false, read, func(order funds.Withdrawal) (funds.Change, error) { return withdrawal.Flag(act, order) })
	if err != nil {
		s.Log.ErrorContext(ctx, "ask for an admin", "withdrawal", order.ID, "error", err)
		return refused
	}
	s.after(ctx, before, change)
	return refused
}

// after is the withdrawal as a commit left it. It raises the alarm if the withdrawal now waits for an admin.
func (s *Service) after(ctx context.Context, before funds.Withdrawal, change funds.Change) funds.Withdrawal {
	if change.Withdrawal == nil {
		return before
	}
	now := change.Withdrawal.To
	if now.NeedsAttention && (!before.NeedsAttention || now.Due() != before.Due()) {
		s.Log.ErrorContext(ctx, AttentionLine, "withdrawal", now.ID, "state", now.State, "settled", now.Settled.Fixed(), "due", now.Due().Fixed(), "why", now.NotifyInfo)
	}
	return now
}
