package funds_test

import (
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func contentOf(edits ...func(*funds.Withdrawal)) funds.Withdrawal {
	w := funds.Withdrawal{
		ID: "0123456720260301080000", UserID: "u1", Amount: 20_000_00, Fee: 1_00, Method: funds.MethodBank,
		Target: funds.Target{Account: "6222", Owner: "张三", Bank: "工商银行", Remark: "r"}, Note: "急",
		CreatedAt: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
	}
	for _, edit := range edits {
		edit(&w)
	}
	return w
}

// The hash is stored: a program of another version, and whoever checks it elsewhere, computes the same.
func TestTheContentOfAWithdrawalHashesAsItAlwaysDid(t *testing.T) {
	t.Parallel()
	for want, w := range map[string]funds.Withdrawal{
		"56c726131b4dfb213b7b445286aff705b0144c133fec046469484ef206ae9ef6": contentOf(),
		"d4796d8bc059b416ba030f67b5e9a3f7431509069817cf341f320db25f6b0113": {},
	} {
		if got := hex.EncodeToString([]byte(w.Content())); got != want {
			t.Errorf("%s hashes to %s", w.ID, got)
		}
	}
}

func TestNoTwoContentsHashAlike(t *testing.T) {
	t.Parallel()
	contents := []funds.Withdrawal{contentOf()}
	texts := map[string]func(*funds.Withdrawal) *string{
		"user":    func(w *funds.Withdrawal) *string { return &w.UserID },
		"account": func(w *funds.Withdrawal) *string { return &w.Target.Account },
		"owner":   func(w *funds.Withdrawal) *string { return &w.Target.Owner },
		"bank":    func(w *funds.Withdrawal) *string { return &w.Target.Bank },
		"remark":  func(w *funds.Withdrawal) *string { return &w.Target.Remark },
		"note":    func(w *funds.Withdrawal) *string { return &w.Note },
	}
	for name, one := range texts {
		contents = append(contents, contentOf(func(w *funds.Withdrawal) { *one(w) += "x" }), contentOf(func(w *funds.Withdrawal) { *one(w) = "" }))
		for other, two := range texts {
			if name == other {
				continue
			}
			contents = append(contents, contentOf(func(w *funds.Withdrawal) { // a boundary moves
				*one(w), *two(w) = *one(w)+*two(w), ""
			}))
			if name < other && *one(&contents[0]) != *two(&contents[0]) {
				contents = append(contents, contentOf(func(w *funds.Withdrawal) { *one(w), *two(w) = *two(w), *one(w) }))
			}
		}
	}
	contents = append(contents,
		contentOf(func(w *funds.Withdrawal) { w.ID = "1123456720260301080000" }),
		contentOf(func(w *funds.Withdrawal) { w.Method = funds.MethodWechat }),
		contentOf(func(w *funds.Withdrawal) { w.Amount++ }),
		contentOf(func(w *funds.Withdrawal) { w.Fee++ }),
		contentOf(func(w *funds.Withdrawal) { w.Amount, w.Fee = w.Amount+1, w.Fee+1 }), // the net is the same
		contentOf(func(w *funds.Withdrawal) { w.Amount, w.Fee = w.Fee, w.Amount }),
		contentOf(func(w *funds.Withdrawal) { w.CreatedAt = w.CreatedAt.Add(time.Millisecond) }),
	)
	seen := map[string]string{}
	for _, w := range contents {
		what := fmt.Sprintf("%+v", w)
		if before, twice := seen[w.Content()]; twice && before != what {
			t.Errorf("%s\nhashes as\n%s", what, before)
		}
		seen[w.Content()] = what
	}
	if len(seen) < 50 {
		t.Errorf("only %d contents", len(seen))
	}
}

// What happens to a withdrawal is not what was approved.
func TestTheContentStaysAsAWithdrawalIsPaid(t *testing.T) {
	t.Parallel()
	later := contentOf(func(w *funds.Withdrawal) {
		w.Version, w.State, w.Review, w.Need = 9, funds.StateCompleted, funds.Review{By: "a1"}, 2
		w.Payout, w.Origin, w.Before = funds.Payout{Attempt: 1}, funds.Origin{IP: "192.0.2.1"}, funds.Balances{Balance: 1}
	})
	if later.Content() != contentOf().Content() {
		t.Error("it has another content")
	}
}
