package table

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Recharge reads a recharge. It returns [funds.ErrNotFound] if there is none with exactly this id.
func (s *Store) Recharge(ctx context.Context, id funds.RechargeID) (funds.Recharge, error) {
	var row rechargeItem
	if err := s.get(ctx, key{pkRecharge(id), skRecharge}, &row); err != nil {
		return funds.Recharge{}, err
	}
	if row.ID != string(id) { // the key holds the code alone, not the creation time
		return funds.Recharge{}, funds.ErrNotFound
	}
	return row.recharge(), nil
}

// OwnRecharge reads a recharge of a user with the user's wallet, both in one request. It returns [funds.ErrNotFound] if
// the user has no recharge with exactly this id.
func (s *Store) OwnRecharge(ctx context.Context, userID string, id funds.RechargeID) (funds.Recharge, funds.Wallet, error) {
	row, wallet, err := readWithWallet[rechargeItem](ctx, s, key{pkRecharge(id), skRecharge}, userID)
	if err == nil && (row.ID != string(id) || row.UserID != userID) {
		err = funds.ErrNotFound
	}
	if err != nil {
		return funds.Recharge{}, funds.Wallet{}, err
	}
	return row.recharge(), wallet, nil
}

// Recharges reads many recharges, in the order of ids. Unknown ids are left out.
func (s *Store) Recharges(ctx context.Context, ids []funds.RechargeID) ([]funds.Recharge, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkRecharge(id), skRecharge})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read recharges", err)
	}
	found := make([]funds.Recharge, 0, len(rows))
	for i, k := range keys {
		row, ok := rows[k]
		if !ok {
			continue
		}
		stored, err := decode[rechargeItem](row)
		if err != nil {
			return nil, funds.Internal("decode a recharge", err)
		}
		if stored.ID == string(ids[i]) {
			found = append(found, stored.recharge())
		}
	}
	return found, nil
}
