package table_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func batchesAreReadWhole(t *testing.T, h *house) {
	t.Helper()
	const rows = 210 // two batches and a bit
	var ids, asked []funds.ID
	users := []string{"nobody"}
	for i := range rows {
		userID := fmt.Sprint("u", i)
		act, id := h.act(user(userID)), newID(h.clock.now())
		wallet := funds.NewWallet(userID, act.At)
		wallet.Version, wallet.CommitID = 1, act.CommitID
		h.commit(t, funds.Change{
			CommitID: act.CommitID, At: act.At, Wallet: &funds.WalletChange{To: wallet},
			Withdrawal: &funds.WithdrawalChange{To: funds.Withdrawal{ID: id, UserID: userID, Version: 1, State: funds.StatePending, CreatedAt: act.At}},
		}, nil)
		ids, users = append(ids, id), append(users, userID)
		asked = append(asked, id, newID(someDay)) // every other one is unknown
	}
	asked, users = append(asked, ids[0]), append(users, "u0")
	found, err := h.store.Withdrawals(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	var got []funds.ID
	for _, withdrawal := range found {
		got = append(got, withdrawal.ID)
	}
	if diff := cmp.Diff(append(slices.Clone(ids), ids[0]), got); diff != "" {
		t.Errorf("withdrawals (-want +got):\n%s", diff)
	}
	wallets, err := h.store.Wallets(t.Context(), users)
	if err != nil || len(wallets) != rows {
		t.Errorf("%d wallets, %v", len(wallets), err)
	}
	for userID, wallet := range wallets {
		if wallet.UserID != userID {
			t.Errorf("%s has the wallet of %s", userID, wallet.UserID)
		}
	}
}
