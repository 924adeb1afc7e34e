package list

import (
	"cmp"
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// UserRecharges lists a user's recharges, newest first, and how many there are.
func (s *Service) UserRecharges(ctx context.Context, userID string, page Page) ([]funds.Recharge, int64, error) {
	wallet, err := s.wallet(ctx, userID)
	if err != nil {
		return nil, 0, err
	}
	total := wallet.Counts.Recharges
	lo, hi := page.numbers(total)
	ids, err := s.Store.UserRecharges(ctx, userID, lo, hi)
	if err != nil {
		return nil, 0, err
	}
	recharges, err := s.Store.Recharges(ctx, ids)
	return recharges, total, err
}

// RechargeFilter is what an admin's list of recharges shows.
type RechargeFilter struct {
	States    []int  // the gateway's states; none is all
	Attention bool   // only those that wait for an admin
	Keyword   string // an id in any spelling, or the owner's id or phone number
}

func (f RechargeFilter) matches(r funds.Recharge) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, r.PublicState())) && (!f.Attention || r.NeedsAttention)
}

// RechargeRecord is a recharge with its owner's wallet, as admins see it.
type RechargeRecord struct {
	Recharge funds.Recharge
	Wallet   funds.Wallet
}

// maxAttention bounds how many recharges are listed that wait for an admin, or that a keyword means.
const maxAttention = 1000

// RechargeRecords lists recharges of all users, newest first, and how many there are. One that has left the
// filter since the index was read is dropped.
func (s *Service) RechargeRecords(ctx context.Context, filter RechargeFilter, page Page) ([]RechargeRecord, int64, error) {
	if filter.Attention || filter.Keyword != "" { // few: all are read
		ids, err := s.fewRecharges(ctx, filter.Keyword)
		if err != nil {
			return nil, 0, err
		}
		rows, err := s.Store.Recharges(ctx, ids)
		if err != nil {
			return nil, 0, err
		}
		rows = slices.DeleteFunc(rows, func(r funds.Recharge) bool { return !filter.matches(r) })
		total := int64(len(rows))
		lo, hi := page.numbers(total)
		if lo > hi {
			return nil, total, nil
		}
		records, err := s.rechargeOwners(ctx, rows[total-hi:total-lo+1])
		return records, total, err
	}
	ids, err := s.Store.RechargeIDs(ctx, filter.States)
	if err != nil {
		return nil, 0, err
	}
	total := int64(len(ids))
	lo, hi := page.numbers(total)
	if lo > hi {
		return nil, total, nil
	}
	rows, err := s.Store.Recharges(ctx, ids[total-hi:total-lo+1])
	if err != nil {
		return nil, 0, err
	}
	rows = slices.DeleteFunc(rows, func(r funds.Recharge) bool { return !filter.matches(r) })
	records, err := s.rechargeOwners(ctx, rows)
	return records, total, err
}

// fewRecharges are those that wait for an admin or, of a keyword, those that it means, newest first.
func (s *Service) fewRecharges(ctx context.Context, keyword string) ([]funds.RechargeID, error) {
	if keyword == "" {
		return s.Store.RechargeAttention(ctx, maxAttention)
	}
	if id, err := funds.FindRechargeID(keyword); err == nil {
		return []funds.RechargeID{id}, nil
	}
	wallets, _, err := s.FindWallets(ctx, keyword, Page{Number: 1, Size: maxAttention})
	if err != nil {
		return nil, err
	}
	var ids []funds.RechargeID
	for _, wallet := range wallets {
		total := wallet.Counts.Recharges
		found, err := s.Store.UserRecharges(ctx, wallet.UserID, max(total-maxAttention, 0)+1, total)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.SortFunc(ids, func(a, b funds.RechargeID) int { return cmp.Compare(b.Time(), a.Time()) })
	return ids[:min(len(ids), maxAttention)], nil
}

// RechargeRecord reads one recharge with its owner's wallet, for an admin.
func (s *Service) RechargeRecord(ctx context.Context, id funds.RechargeID) (RechargeRecord, error) {
	recharge, err := s.Store.Recharge(ctx, id)
	if err != nil {
		return RechargeRecord{}, err
	}
	wallet, err := s.Store.Wallet(ctx, recharge.UserID)
	return RechargeRecord{recharge, wallet}, err
}

func (s *Service) rechargeOwners(ctx context.Context, rows []funds.Recharge) ([]RechargeRecord, error) {
	users := make([]string, 0, len(rows))
	for _, row := range rows {
		users = append(users, row.UserID)
	}
	wallets, err := s.Store.Owners(ctx, users)
	if err != nil {
		return nil, err
	}
	records := make([]RechargeRecord, 0, len(rows))
	for _, row := range rows {
		records = append(records, RechargeRecord{row, wallets[row.UserID]})
	}
	return records, nil
}
