package table_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

func usersAreFoundByPhone(t *testing.T, h *house) {
	t.Helper()
	for userID, phone := range map[string]string{"u1": "13812345678", "u2": "13812345678", "u3": "13800000000", "u4": ""} {
		if _, err := h.Wallet(t.Context(), userID, &funds.Profile{Name: userID, Phone: phone}); err != nil {
			t.Fatal(err)
		}
	}
	for phone, want := range map[string][]string{
		"13812345678": {"u1", "u2"}, "13800000000": {"u3"}, "1381234567": nil, "u1": nil,
	} {
		got, err := h.store.UsersByPhone(t.Context(), phone)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		same(t, phone, want, got)
	}
	for keyword, want := range map[string][]string{
		"u1": {"u1"}, "13812345678": {"u1", "u2"}, "nobody": nil, "u1#x": nil,
	} {
		found, total, err := h.lists.FindWallets(t.Context(), keyword, list.Page{Number: 1, Size: 10})
		if err != nil || total != int64(len(want)) {
			t.Fatalf("%s: %d, %v", keyword, total, err)
		}
		var got []string
		for _, wallet := range found {
			got = append(got, wallet.UserID)
		}
		same(t, keyword, want, got)
	}
	second, total, err := h.lists.FindWallets(t.Context(), "13812345678", list.Page{Number: 2, Size: 1})
	if err != nil || total != 2 || len(second) != 1 || second[0].UserID != "u2" {
		t.Errorf("the second page of one: %v of %d, %v", second, total, err)
	}
	if _, err := h.lists.WalletOf(t.Context(), "nobody"); !errors.Is(err, list.ErrNoWallet) {
		t.Errorf("nobody's wallet: %v", err)
	}
	if _, err := h.store.Wallet(t.Context(), "nobody"); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("looking made a wallet: %v", err)
	}
	for n := range 201 {
		if _, err := h.Wallet(t.Context(), fmt.Sprintf("many-%d", n), &funds.Profile{Phone: "00000000000"}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = h.lists.FindWallets(t.Context(), "00000000000", list.Page{Number: 1, Size: 10})
	if !errors.Is(err, funds.Invalid("keyword", "")) {
		t.Errorf("a number that is nobody's own finds wallets: %v", err)
	}
	_, err = h.lists.Records(t.Context(), funds.Filter{Keyword: "00000000000"}, list.Page{Number: 1, Size: 10})
	if !errors.Is(err, funds.Invalid("keyword", "")) {
		t.Errorf("a number that is nobody's own finds withdrawals: %v", err)
	}
}
