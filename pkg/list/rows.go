package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Row is one line of withdraw-flow's list: a withdrawal, a recharge or an adjustment.
type Row struct {
	Entry      funds.Entry      // that opened it; its Row is the row's number
	Withdrawal funds.Withdrawal // as it is now, where the entry is its freeze
}

// Rows lists a user's rows, newest first, and how many there are. A user without a wallet has none.
func (s *Service) Rows(ctx context.Context, userID string, page Page) ([]Row, int64, error) {
	wallet, err := s.wallet(ctx, userID)
	if err != nil {
		return nil, 0, err
	}
	total := wallet.Counts.FlowRows
	lo, hi := page.numbers(total)
	entries, err := s.Store.Rows(ctx, userID, lo, hi)
	if err != nil {
		return nil, 0, err
	}
	var ids []funds.ID
	for _, entry := range entries {
		if entry.Type == funds.EntryFreeze {
			ids = append(ids, funds.ID(entry.RelatedID))
		}
	}
	found, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	withdrawals := make(map[string]funds.Withdrawal, len(found))
	for _, withdrawal := range found {
		withdrawals[string(withdrawal.ID)] = withdrawal
	}
	rows := make([]Row, 0, len(entries))
	for _, entry := range entries {
		row := Row{Entry: entry}
		if entry.Type == funds.EntryFreeze {
			row.Withdrawal = withdrawals[entry.RelatedID]
		}
		rows = append(rows, row)
	}
	return rows, total, nil
}

// RowsFor is [Service.Rows] for a user or an admin. Rows contain accounts as users typed them, unmasked, so that an
// audit record is written before an admin sees them.
func (s *Service) RowsFor(ctx context.Context, actor funds.Actor, userID string, page Page) ([]Row, int64, error) {
	rows, total, err := s.Rows(ctx, userID, page)
	if err != nil {
		return nil, 0, err
	}
	accounts := 0
	for _, row := range rows {
		if row.Withdrawal.Target.Remark != "" {
			accounts++
		}
	}
	if actor.Role != funds.RoleAdmin || accounts == 0 {
		return rows, total, nil
	}
	act, err := s.act(actor)
	if err != nil {
		return nil, 0, err
	}
	if err := s.Audit.RecordAudit(ctx, funds.UnmaskedList(act, userID, accounts)); err != nil {
		return nil, 0, err
	}
	return rows, total, nil
}
