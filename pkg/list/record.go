package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Record is a withdrawal with its owner's wallet, as admins see it.
type Record struct {
	Withdrawal funds.Withdrawal
	Wallet     funds.Wallet
}

// Record reads one withdrawal with its owner's wallet, for an admin.
func (s *Service) Record(ctx context.Context, id funds.ID) (Record, error) {
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return Record{}, err
	}
	wallet, err := s.Store.Wallet(ctx, withdrawal.UserID)
	return Record{withdrawal, wallet}, err
}

// Unmasked is Record for an admin who sees the whole account: it leaves an audit record first.
func (s *Service) Unmasked(ctx context.Context, actor funds.Actor, id funds.ID) (Record, error) {
	record, err := s.Record(ctx, id)
	if err != nil {
		return Record{}, err
	}
	act, err := s.act(actor)
	if err != nil {
		return Record{}, err
	}
	if err := s.Audit.RecordAudit(ctx, funds.Unmasked(act, record.Withdrawal)); err != nil {
		return Record{}, err
	}
	return record, nil
}

// History reads one withdrawal with its owner's wallet and its whole log.
func (s *Service) History(ctx context.Context, id funds.ID) (Record, []funds.Line, error) {
	history, err := s.Store.History(ctx, id)
	if err != nil {
		return Record{}, nil, err
	}
	wallet, err := s.Store.Wallet(ctx, history.Withdrawal.UserID)
	return Record{history.Withdrawal, wallet}, history.Lines, err
}

// OwnHistory reads a user's own withdrawal with its whole log. Another user's is [funds.ErrNotFound].
func (s *Service) OwnHistory(ctx context.Context, userID string, id funds.ID) (funds.History, error) {
	history, err := s.Store.History(ctx, id)
	if err != nil {
		return funds.History{}, err
	}
	if history.Withdrawal.UserID != userID {
		return funds.History{}, funds.ErrNotFound
	}
	return history, nil
}
