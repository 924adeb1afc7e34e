package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Service runs the use cases. Its fields are set once and not changed after.
type Service struct {
	Store   Store
	Gateway Gateway
	Policy  funds.Policy
	Now     func() time.Time
	Random  io.Reader // for ids; cryptographic
	Log     *slog.Logger
}

const (
	conflictBound = 3 * time.Second // how long lost races are decided again
	conflictTries = 60              // and how often at most
	firstPause    = 5 * time.Millisecond
	longestPause  = 200 * time.Millisecond
	codeTries     = 5 // draws of a withdrawal's code; 40 bits hardly ever need a second
)

// act chooses what a request chooses once: its commit id and its time, in whole milliseconds.
func (s *Service) act(actor funds.Actor) (funds.Act, error) {
	var raw [funds.CommitIDBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return funds.Act{}, funds.Internal("draw a commit id", err)
	}
	return funds.NewAct(raw, s.Now(), actor), nil
}

func (s *Service) newID(at time.Time) (funds.ID, error) {
	var raw [funds.CodeBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return "", funds.Internal("draw a withdrawal's code", err)
	}
	return funds.NewID(raw, at), nil
}

// commit decides and commits, and decides again, on newly loaded state, when a race was lost: bounded
// and jittered, then funds.ErrBusy. Whatever decide refuses is the answer.
func (s *Service) commit(ctx context.Context, decide func(context.Context) (funds.Change, error)) (funds.Change, error) {
	until := s.Now().Add(conflictBound)
	pause := firstPause
	for range conflictTries {
		change, err := decide(ctx)
		if err != nil {
			return funds.Change{}, err
		}
		err = s.Store.Commit(ctx, change)
		if !errors.Is(err, funds.ErrConflict) {
			return change, err
		}
		jittered := pause/2 + rand.N(pause) //nolint:gosec // jitter needs no secrecy
		if s.Now().Add(jittered).After(until) {
			break
		}
		if err := sleep(ctx, jittered); err != nil {
			return funds.Change{}, errors.Join(funds.ErrBusy, err)
		}
		pause = min(pause*2, longestPause)
	}
	return funds.Change{}, funds.ErrBusy
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait for another try: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

// wallet reads a user's wallet, or gives the new one that a commit would make.
func (s *Service) wallet(ctx context.Context, userID string, at time.Time) (funds.Wallet, error) {
	return list.WalletOrNew(ctx, s.Store, userID, at)
}

// withdrawalAndWallet reads both for a decision.
func (s *Service) withdrawalAndWallet(ctx context.Context, id funds.ID) (funds.Withdrawal, funds.Wallet, error) {
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, funds.Wallet{}, err
	}
	wallet, err := s.Store.Wallet(ctx, withdrawal.UserID)
	if err != nil {
		return funds.Withdrawal{}, funds.Wallet{}, err
	}
	return withdrawal, wallet, nil
}

// updateWithdrawal runs a decision about one withdrawal that needs no wallet.
func (s *Service) updateWithdrawal(ctx context.Context, actor funds.Actor, id funds.ID, decide func(funds.Act, funds.Withdrawal) (funds.Change, error)) (funds.Withdrawal, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	var before funds.Withdrawal
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var err error
		if before, err = s.Store.Withdrawal(ctx, id); err != nil {
			return funds.Change{}, err
		}
		return decide(act, before)
	})
	return s.after(before, change, err)
}

// updateWithWallet runs a decision about one withdrawal and its wallet.
func (s *Service) updateWithWallet(ctx context.Context, actor funds.Actor, id funds.ID, decide func(funds.Act, funds.Wallet, funds.Withdrawal) (funds.Change, error)) (funds.Withdrawal, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	var before funds.Withdrawal
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var wallet funds.Wallet
		var err error
		if before, wallet, err = s.withdrawalAndWallet(ctx, id); err != nil {
			return funds.Change{}, err
		}
		return decide(act, wallet, before)
	})
	return s.after(before, change, err)
}

// AttentionLine is the msg of the log line by which whatever waits for an admin raises the alarm: a metric filter of
// template.yaml counts it.
const AttentionLine = "needs attention"

// after is the withdrawal as a commit left it, and the alarm where it now waits for an admin.
func (s *Service) after(before funds.Withdrawal, change funds.Change, err error) (funds.Withdrawal, error) {
	if err != nil {
		return funds.Withdrawal{}, err
	}
	if change.Withdrawal == nil {
		return before, nil
	}
	now := change.Withdrawal.To
	if now.NeedsAttention && (!before.NeedsAttention || now.Due() != before.Due()) {
		s.Log.Error(AttentionLine, "withdrawal", now.ID, "state", now.State, "settled", now.Settled.Fixed(), "due", now.Due().Fixed(), "why", now.NotifyInfo)
	}
	return now, nil
}
