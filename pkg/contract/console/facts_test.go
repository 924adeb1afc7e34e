package console_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Whoever reviews sees whether money has gone there before, and how fast this user asks for it.
func TestWhoeverReviewsSeesWhatIsKnownOfTheAccountAndTheUser(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00))
	h.Credited("u1", 1000_00) // by the gateway: whoever gave it alone would not pay it out
	first := h.Withdrawal("u1", funds.StatePending)
	h.Clock.Advance(2 * time.Minute) // so that it is not remembered that nothing was counted
	for _, path := range []string{at(first), at(first) + "/detail"} {
		h.Admin().Get(path).OK().Has("data.payee.firstTime", "true", "data.payee.paidCount", "0", "data.payee.paidAmount", "0", "data.speed.today.count", "1",
			"data.speed.day.count", "1", "data.speed.month.count", "1", "data.speed.month.atLeast", "")
	}
	asked := h.Admin().Get(at(first)).OK()
	if asked.At("data.payee.firstUsedAt") != asked.At("data.createdAt") {
		t.Errorf("first used at %s, asked for at %s", asked.At("data.payee.firstUsedAt"), asked.At("data.createdAt"))
	}
	if paid := h.Withdrawal("u1", funds.StateCompleted); h.Stored(paid).Payee() != h.Stored(first).Payee() {
		t.Fatal("the other goes to another account")
	}
	h.Admin().Get(at(first)).OK().Has("data.payee.firstTime", "false", "data.payee.paidCount", "1", "data.speed.day.count", "2", "data.speed.month.count", "2")
	h.Clock.Advance(25 * time.Hour)
	h.Withdrawal("u1", funds.StateRejected)
	h.Admin().Get(at(first)).OK().Has("data.speed.day.count", "1", "data.speed.today.count", "1", "data.speed.month.count", "3")
	h.Clock.Advance(30 * 24 * time.Hour)
	h.Admin().Get(at(first)).OK().Has("data.speed.day.count", "0", "data.speed.day.amount", "0", "data.speed.month.count", "0")
	h.Admin().Post(at(first)+"/review", approves).OK().Has("data.payee", "", "data.speed", "")
	h.Admin().Get(at(first)).OK().Has("data.status", "approved", "data.payee.firstTime", "false")
	h.Admin().Post(at(first)+"/payout", paysByOne).OK()
	h.Admin().Get(at(first)).OK().Has("data.status", "completed", "data.payee", "", "data.speed", "")
}

// What nobody knows is not said: neither that it is the first time, nor that nothing was paid.
func TestWhatIsNotCountedIsNotKnown(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00))
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StatePending)
	h.Admin().Get(at(id)).OK().Has("data.payee.holder", "unknown", "data.payee.firstTime", "true")
	h.Lists.Store = uncounted{h.Lists.Store}
	h.Admin().Get(at(id)).OK().Has("data.payee.holder", "unknown", "data.payee.firstTime", "", "data.payee.paidCount", "", "data.payee.paidAmount", "", "data.payee.firstUsedAt", "", "data.payee.wallets", "")
}

// A user who asks for more than is looked through has asked for at least that.
func TestASpeedThatIsNotSeenWholeIsALowerBound(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00))
	h.Fund("u1", 10_000_00)
	id := h.Withdrawal("u1", funds.StatePending)
	for range 100 {
		h.Adjust("u1", 1_00, "活动", "admin2")
	}
	h.Admin().Get(at(id)).OK().Has("data.speed.today.count", "0", "data.speed.today.atLeast", "true", "data.speed.month.atLeast", "true")
}

// uncounted is a store in which nothing is counted of payees yet.
type uncounted struct{ list.Store }

func (uncounted) Account(context.Context, string, funds.Payee, int) (funds.AccountUse, error) {
	return funds.AccountUse{Users: 1}, nil
}

// Whoever shares an account is counted, however the others write it.
func TestWhoeverReviewsSeesHowManyWalletsUseTheAccount(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00))
	const account, elsewhere = "6222021234567890123", "6222 0212 3456 7890 124"
	asks := func(userID, account, bank string) funds.ID {
		made, err := h.Flow.Create(t.Context(), flow.WithdrawalRequest{
			Actor: funds.Actor{Role: funds.RoleUser, ID: userID}, UserID: userID, Amount: 10_00, Method: funds.MethodBank,
			Target: funds.Target{Account: account, Bank: bank},
		})
		if err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	for _, userID := range []string{"u1", "u2", "u3"} {
		h.Fund(userID, 1000_00)
	}
	id := asks("u1", account, "中国工商银行")
	alone := asks("u1", elsewhere, "中国工商银行")
	h.Clock.Advance(2 * time.Minute) // so that it is not remembered that nothing was counted
	h.Admin().Get(at(id)).OK().Has("data.payee.wallets", "1", "data.payee.walletsAtLeast", "")
	asks("u2", "6222 0212 3456 7890 123", "工行")
	asks("u3", account, "")
	for _, path := range []string{at(id), at(id) + "/detail"} {
		h.Admin().Get(path).OK().Has("data.payee.wallets", "3", "data.payee.firstTime", "true")
	}
	h.Admin().Get(at(alone)).OK().Has("data.payee.wallets", "1")
	for i := range 80 {
		asks("u3", account, fmt.Sprint("银行", i))
	}
	h.Admin().Get(at(id)).OK().Has("data.payee.walletsAtLeast", "true")
}

// What is blocked or let go meanwhile is shown at once, however the account is written.
func TestWhoeverReviewsSeesThatTheAccountIsBlocked(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00))
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StatePending)
	h.Admin().Get(at(id)).OK().Has("data.payee.blocked", "")
	if _, err := h.Flow.BlockPayee(t.Context(), funds.System("test"), id, "盗刷"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{at(id), at(id) + "/detail"} {
		h.Admin().Get(path).OK().Has("data.payee.blocked", "true")
	}
	all, err := h.Flow.BlockedAccounts(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	if _, _, err := h.Flow.Unblock(t.Context(), funds.System("test"), all[0].ID, "误报"); err != nil {
		t.Fatal(err)
	}
	h.Admin().Get(at(id)).OK().Has("data.payee.blocked", "")
}

func TestOnePersonIsShownTheDocumentsDetail(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	h.Admin().Get(at(h.Withdrawal("u1", funds.StatePending))).OK().Has("data.payee", "", "data.speed", "")
}
