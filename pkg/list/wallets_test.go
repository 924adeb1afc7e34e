package list

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// wallets are the only ones that a store has.
type wallets struct {
	Store

	of map[string]bool
}

func (w wallets) Wallet(_ context.Context, userID string) (funds.Wallet, error) {
	if !w.of[userID] {
		return funds.Wallet{}, funds.ErrNotFound
	}
	return funds.NewWallet(userID, time.Time{}), nil
}

func TestNoWalletBeginsUnderAnIDThatLooksLikeAnother(t *testing.T) {
	t.Parallel()
	const composed, decomposed = "Jos\u00e9", "Jose\u0301"
	for name, test := range map[string]struct {
		userID string
		ok     bool
	}{
		"a usual one":                    {"user-1", true},
		"one in NFC":                     {composed, true},
		"one that is not in NFC":         {decomposed, false},
		"a blank one":                    {"\u3164", false},
		"one with a variation selector":  {"a\ufe0f", false},
		"one with an unassigned one":     {"a\u0378", false},
		"one not in NFC, with a wallet":  {"Rene\u0301", true},
		"one that is blank, with wallet": {"\u2800", true},
	} {
		service := &Service{Now: time.Now, Store: wallets{of: map[string]bool{"Rene\u0301": true, "\u2800": true}}}
		wallet, err := service.wallet(context.Background(), test.userID)
		if test.ok && (err != nil || wallet.UserID != test.userID) {
			t.Errorf("%s: %q, %v", name, wallet.UserID, err)
		}
		if !test.ok && !errors.Is(err, funds.Invalid("userId", "")) {
			t.Errorf("%s: %v, want the id refused", name, err)
		}
	}
}
