package flow

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

// openBreaksMost are looked at again with each statement, newest first.
const openBreaksMost = 1_000

// sweep looks for the payouts of the next day that a statement settles. After the last day it looks at open breaks again,
// for what the statement has brought, and finishes it.
func (s *Service) sweep(ctx context.Context, kept funds.KeptStatement) error {
	chain, err := s.Store.BankChain(ctx, kept.Account)
	if err != nil {
		return err
	}
	act, err := s.act(statementActor)
	if err != nil {
		return err
	}
	day, more := statement.NextToSweep(kept, chain, s.bankRules(kept.Account))
	if !more || s.Paid == nil {
		if err := s.rematch(ctx, kept.Account); err != nil {
			return err
		}
		return s.Store.Commit(ctx, statement.Sweep(act, kept, kept.Swept, true))
	}
	if err := s.missing(ctx, kept.Account, day); err != nil {
		return err
	}
	return s.Store.Commit(ctx, statement.Sweep(act, kept, day, false))
}

// missing opens a break for each payout of a day that no line was found for.
func (s *Service) missing(ctx context.Context, account, day string) error {
	sheets, err := s.Store.BankSheets(ctx, account, day)
	if err != nil {
		return err
	}
	ids, err := s.paidOn(ctx, account, day)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(ids, statement.MaxPosted) {
		if err := s.missingOf(ctx, account, day, part, sheets); err != nil {
			return err
		}
	}
	return nil
}

// paidOn are the payouts of an account on a business day.
func (s *Service) paidOn(ctx context.Context, account, day string) (ids []funds.ID, err error) {
	from, err := time.ParseInLocation(time.DateOnly, day, s.Policy.Zone)
	if err != nil {
		return nil, funds.Internal("read a day of a statement", err)
	}
	if s.Paid == nil {
		return nil, nil
	}
	err = s.Paid.Paid(ctx, from, from.AddDate(0, 0, 1), func(w funds.Withdrawal) error {
		if w.Payout.PaidFrom() == account {
			ids = append(ids, w.ID)
		}
		return nil
	})
	return ids, err
}

func (s *Service) missingOf(ctx context.Context, account, day string, ids []funds.ID, sheets []funds.BankSheet) error {
	act, err := s.act(statementActor)
	if err != nil {
		return err
	}
	paid, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return err
	}
	breakIDs := make([]funds.BreakID, 0, len(ids))
	for _, id := range ids {
		breakIDs = append(breakIDs, statement.MissingID(account, id))
	}
	_, err = s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		known, err := s.Store.Breaks(ctx, breakIDs)
		return statement.Missing(act, account, day, paid, sheets, known), err
	})
	return err
}

// rematch looks at an account's open breaks again: what was missing may have its line by now, and what was unknown a payout.
func (s *Service) rematch(ctx context.Context, account string) error {
	ids, err := s.Store.OpenBreakIDs(ctx, account, openBreaksMost)
	if err != nil {
		return err
	}
	breaks, err := s.Store.Breaks(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		b := breaks[id]
		if b.State != funds.BreakOpen {
			continue
		}
		if err := s.lookAgain(ctx, b); err != nil && !errors.Is(err, funds.ErrConflict) { // it moved: next time
			return err
		}
	}
	return nil
}

// lookAgain ends a break whose difference is no more.
func (s *Service) lookAgain(ctx context.Context, b funds.Break) error {
	switch b.Kind {
	case funds.BreakMissing:
		sheet, err := s.Store.BankSheet(ctx, b.Account, b.Day, funds.BankSheetShard(b.Withdrawal))
		if _, has := sheet.Of(b.Withdrawal); err != nil || !has {
			return err
		}
		act, err := s.act(statementActor)
		if err != nil {
			return err
		}
		return s.Store.Commit(ctx, statement.Found(act, b))
	case funds.BreakUnknown, funds.BreakUnpaid:
		return s.lookAtLine(ctx, b)
	case funds.BreakAmount, funds.BreakTwice, funds.BreakReversal, funds.BreakReturned, funds.BreakGap:
	}
	return nil
}

// lookAtLine matches the line of a break again.
func (s *Service) lookAtLine(ctx context.Context, b funds.Break) error {
	kept, booking, ok, err := s.booking(ctx, b.Line)
	if err != nil || !ok || !kept.Finished && kept.Done < kept.Blocks { // what is not counted yet cannot be moved
		return err
	}
	ours, err := s.ours(ctx, b.Account, []statement.Booking{booking})
	if err != nil {
		return err
	}
	found := ours.Find(booking)
	if len(found) == 1 && found[0].BreakID(b.Account) == b.ID {
		return nil
	}
	var others, onSheets []statement.Finding
	for _, f := range found {
		if f.OnSheet() {
			onSheets = append(onSheets, f)
		} else {
			others = append(others, f)
		}
	}
	posted, err := s.post(ctx, b.Account, onSheets)
	if err != nil {
		return err
	}
	if err := s.openBreaks(ctx, b.Account, others); err != nil {
		return err
	}
	act, err := s.act(statementActor)
	if err != nil {
		return err
	}
	was := statement.Finding{Booking: booking, Outcome: funds.BankLineUnknown}
	if b.Kind == funds.BreakUnpaid {
		was.Outcome = funds.BankLineUnpaid
	}
	return s.Store.Commit(ctx, statement.Resolve(act, b, kept, was, append(posted, others...)))
}

// booking reads the line that a break is about; false where it is not there.
func (s *Service) booking(ctx context.Context, ref funds.BankLineRef) (funds.KeptStatement, statement.Booking, bool, error) {
	kept, err := s.Store.BankStatement(ctx, ref.Statement)
	if err != nil {
		return kept, statement.Booking{}, false, err
	}
	for from := 0; from < kept.Blocks; from++ {
		blocks, err := s.Store.BankBlocks(ctx, ref.Statement, from, 1)
		if err != nil || len(blocks) == 0 {
			return kept, statement.Booking{}, false, err
		}
		if ref.Line >= blocks[0].First+int64(len(blocks[0].Lines)) {
			continue
		}
		for _, booking := range statement.Bookings(blocks[0]) {
			if booking.Ref == ref {
				return kept, booking, true, nil
			}
		}
	}
	return kept, statement.Booking{}, false, nil
}
