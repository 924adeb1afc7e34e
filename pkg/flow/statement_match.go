package flow

import (
	"cmp"
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

// match tells what bookings are, writes that down, and gives it back.
func (s *Service) match(ctx context.Context, kept funds.KeptStatement, bookings []statement.Booking) ([]statement.Finding, error) {
	if kept.Said.Details {
		return detailed(bookings), nil
	}
	ours, err := s.ours(ctx, kept.Account, bookings)
	if err != nil {
		return nil, err
	}
	var onSheets, others []statement.Finding
	for _, booking := range bookings {
		for _, finding := range ours.Find(booking) {
			if finding.OnSheet() {
				onSheets = append(onSheets, finding)
			} else {
				others = append(others, finding)
			}
		}
	}
	posted, err := s.post(ctx, kept.Account, onSheets)
	if err != nil {
		return nil, err
	}
	return append(posted, others...), s.openBreaks(ctx, kept.Account, others)
}

// detailed are the bookings of a statement that only tells more of others.
func detailed(bookings []statement.Booking) (found []statement.Finding) {
	for _, booking := range bookings {
		found = append(found, statement.Finding{Booking: booking, Outcome: funds.BankLineDetail})
	}
	return found
}

// ours reads what the keys of bookings name.
func (s *Service) ours(ctx context.Context, account string, bookings []statement.Booking) (statement.Ours, error) {
	keys := statement.KeysOf(bookings, account)
	numbers, err := s.Store.NumberHolders(ctx, keys.Numbers)
	if err != nil {
		return statement.Ours{}, err
	}
	ids := slices.Clone(keys.IDs)
	for _, id := range numbers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	withdrawals, err := s.Store.Withdrawals(ctx, slices.Compact(ids))
	if err != nil {
		return statement.Ours{}, err
	}
	byID := make(map[funds.ID]funds.Withdrawal, len(withdrawals))
	for _, w := range withdrawals {
		byID[w.ID] = w
	}
	return statement.Ours{
		Account: account, Rules: s.bankRules(account), Withdrawals: byID, Numbers: numbers,
		Day:  func(w funds.Withdrawal) string { return s.Policy.Day(w.Payout.PaidAt) },
		From: func(w funds.Withdrawal) string { return w.Payout.PaidFrom() },
	}, nil
}

// defaultTransitDays is how many days after it was paid a payout may be booked, where the policy does not say.
const defaultTransitDays = 1

func (s *Service) bankRules(string) funds.BankRules {
	return funds.BankRules{TransitDays: defaultTransitDays}
}

// post puts findings on the sheets of their payouts, sheet by sheet, and gives them back with their outcomes.
func (s *Service) post(ctx context.Context, account string, found []statement.Finding) (settled []statement.Finding, err error) {
	type place struct {
		day   string
		shard int
	}
	of := func(f statement.Finding) place { return place{f.Paid, funds.BankSheetShard(f.Withdrawal)} }
	slices.SortStableFunc(found, func(a, b statement.Finding) int {
		return cmp.Or(cmp.Compare(of(a).day, of(b).day), cmp.Compare(of(a).shard, of(b).shard))
	})
	for len(found) > 0 {
		size := 1
		for size < len(found) && of(found[size]) == of(found[0]) {
			size++
		}
		sheet, err := s.postSheet(ctx, account, of(found[0]).day, of(found[0]).shard, found[:size])
		if err != nil {
			return nil, err
		}
		settled, found = append(settled, sheet...), found[size:]
	}
	return settled, nil
}

// postSheet puts findings on one sheet. Each commit takes as many of them as may all be breaks.
func (s *Service) postSheet(ctx context.Context, account, day string, shard int, found []statement.Finding) (settled []statement.Finding, err error) {
	for part := range slices.Chunk(found, statement.MaxPosted) {
		act, err := s.act(statementActor)
		if err != nil {
			return nil, err
		}
		var done []statement.Finding
		_, err = s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
			sheet, err := s.Store.BankSheet(ctx, account, day, shard)
			if err != nil {
				return funds.Change{}, err
			}
			var change funds.Change
			if change, done, err = statement.Post(act, account, sheet, part, nil); err != nil || change.Bank == nil || len(change.Bank.Breaks) == 0 {
				return change, err
			}
			known, err := s.knownBreaks(ctx, account, done)
			if err != nil {
				return funds.Change{}, err
			}
			change, done, err = statement.Post(act, account, sheet, part, known)
			return change, err
		})
		if err != nil {
			return nil, err
		}
		settled = append(settled, done...)
	}
	return settled, nil
}

// openBreaks opens the breaks of findings that stand on no sheet.
func (s *Service) openBreaks(ctx context.Context, account string, found []statement.Finding) error {
	found = slices.DeleteFunc(slices.Clone(found), func(f statement.Finding) bool { return f.BreakID(account) == "" })
	for part := range slices.Chunk(found, statement.MaxPosted) {
		act, err := s.act(statementActor)
		if err != nil {
			return err
		}
		if _, err = s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
			known, err := s.knownBreaks(ctx, account, part)
			return statement.Open(act, account, part, known), err
		}); err != nil {
			return err
		}
	}
	return nil
}

// knownBreaks are those of the breaks of findings that there are already.
func (s *Service) knownBreaks(ctx context.Context, account string, found []statement.Finding) (map[funds.BreakID]funds.Break, error) {
	var ids []funds.BreakID
	for _, f := range found {
		if id := f.BreakID(account); id != "" {
			ids = append(ids, id)
		}
	}
	return s.Store.Breaks(ctx, ids)
}
