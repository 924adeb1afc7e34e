package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// unlistedError is what a gateway answers whose codes nobody has listed.
var unlistedError = funds.Report{Answered: true, Answer: funds.Answer{Code: 500, Message: "no such order"}, Detail: `code 500 "no such order"`}

// muchLater is when an admin may end by their own word what the gateway never knew.
var muchLater = fixture.SendBy.Add(72 * time.Hour)

func TestAnAdminHasAWayToTheEndWhereTheGatewayAnswersButNeverHadTheOrder(t *testing.T) {
	t.Parallel()
	disagrees := fixture.Coded(funds.CodeGatewayDisagrees)
	ours := fixture.With(unlistedError, func(r *funds.Report) { r.Exists = true })
	tests := map[string]struct {
		edit      func(*funds.Withdrawal)
		at        time.Time
		report    funds.Report
		confirmed bool
		want      *funds.Error
	}{
		"at last, confirmed":                    {nil, muchLater, unlistedError, true, nil},
		"one that is parked":                    {func(w *funds.Withdrawal) { *w = fixture.Parked() }, muchLater, unlistedError, true, nil},
		"not confirmed":                         {nil, muchLater, unlistedError, false, fixture.Invalid("operatorConfirmText")},
		"a moment too early":                    {nil, muchLater.Add(-1), unlistedError, true, disagrees},
		"the gateway is silent":                 {nil, muchLater, funds.Report{}, true, disagrees},
		"the gateway has an order of that name": {nil, muchLater, ours, true, disagrees},
		"it once had the order":                 {func(w *funds.Withdrawal) { w.Payout.AcceptedAt = fixture.Late }, muchLater, unlistedError, true, disagrees},
		"it once spoke of the order":            {func(w *funds.Withdrawal) { w.Payout.Seen = true }, muchLater, unlistedError, true, disagrees},
		"it is paid":                            {nil, muchLater, funds.Report{Outcome: fixture.Paid}, true, disagrees},
		"the last sender may still be at it":    {func(w *funds.Withdrawal) { w.Payout.SendBy = muchLater }, muchLater, unlistedError, true, fixture.Coded(funds.CodeTooEarly)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := fixture.WithdrawalIn(funds.StateProcessing)
			if test.edit != nil {
				test.edit(&before)
			}
			change, err := withdrawal.Fail(fixture.Act(fixture.Admin, test.at), fixture.WalletOf(), before, "网关从未有此订单", test.confirmed, test.report, fixture.Policy())
			if test.want != nil {
				fixture.RefusedAs(t, change, err, test.want)
				return
			}
			after := fixture.MustDecide(t, change, err).Withdrawal.To
			fixture.WantDue(t, after, test.at, time.Hour) // it may have been paid all the same
			if after.State != funds.StateFailed || change.Wallet.To.Frozen != 0 {
				t.Errorf("%s, %d frozen", after.State, change.Wallet.To.Frozen)
			}
		})
	}
}

func TestWhatWasNeverSentEndsAFirstAttemptAlone(t *testing.T) {
	t.Parallel()
	unsent := funds.Report{Outcome: funds.OutcomeUnsent, Detail: "not sent: no key"}
	act := fixture.Act(fixture.Machine, fixture.Claimed.Add(time.Second))
	settle := func(w funds.Withdrawal) (funds.Change, funds.Withdrawal) {
		change, err := withdrawal.Settle(act, fixture.WalletOf(), w, unsent, fixture.Policy())
		fixture.MustDecide(t, change, err)
		if change.Withdrawal == nil {
			return change, w
		}
		return change, change.Withdrawal.To
	}
	first := fixture.WithdrawalIn(funds.StateProcessing)
	change, failed := settle(first)
	if failed.State != funds.StateFailed || change.Wallet.To.Frozen != 0 || failed.Watch.Due.IsZero() {
		t.Errorf("a first attempt: %s, due %v", failed.State, failed.Watch.Due)
	}
	for name, edit := range map[string]func(*funds.Withdrawal){
		"accepted": func(w *funds.Withdrawal) { w.Payout.AcceptedAt = fixture.Claimed },
		"seen":     func(w *funds.Withdrawal) { w.Payout.Seen = true },
	} {
		if change, open := settle(fixture.With(first, edit)); open.State != funds.StateProcessing || open.Parked || change.Wallet != nil {
			t.Errorf("%s: %s, parked %t", name, open.State, open.Parked)
		}
	}
	again := fixture.With(first, func(w *funds.Withdrawal) { w.Payout.Attempt = 2 })
	_, back := settle(again)
	if back.State != funds.StateProcessing || !back.Parked || !back.NeedsAttention || !back.Watch.Due.Equal(fixture.Gone) {
		t.Errorf("a later attempt: %s, parked %t, due %v", back.State, back.Parked, back.Watch.Due)
	}
}

func TestARefusedCreateIsKeptAtOnceAndAsksForAnAdminAfterTheGrace(t *testing.T) {
	t.Parallel()
	policy := fixture.Policy()
	w := fixture.WithdrawalIn(funds.StateProcessing)
	hear := func(at time.Time, report funds.Report) funds.Change {
		change, err := withdrawal.Settle(fixture.Act(fixture.Machine, at), fixture.WalletOf(), w, report, policy)
		fixture.MustDecide(t, change, err)
		if change.Withdrawal != nil {
			w = change.Withdrawal.To
		}
		return change
	}
	sent := fixture.Claimed.Add(time.Second)
	hear(sent, unlistedError)
	if w.Payout.Answer != unlistedError.Answer || w.NeedsAttention || !w.Watch.Due.Equal(fixture.Gone) {
		t.Fatalf("at once: %+v, attention %t, due %v", w.Payout.Answer, w.NeedsAttention, w.Watch.Due)
	}
	if change := hear(sent.Add(time.Second), unlistedError); !change.Empty() {
		t.Errorf("the same again is news: %+v", change)
	}
	for at := fixture.Gone; at.Before(sent.Add(10 * time.Minute)); at = w.Watch.Due {
		if hear(at, unlistedError); w.NeedsAttention {
			t.Fatalf("an admin is asked for after %s", at.Sub(sent))
		}
	}
	change := hear(w.Watch.Due, unlistedError)
	if !w.NeedsAttention || w.Parked || !w.Watch.IsDue(w.Watch.Due) || len(change.Lines) != 1 {
		t.Fatalf("after the grace: attention %t, parked %t, due %v, %v", w.NeedsAttention, w.Parked, w.Watch.Due, change.Lines)
	}
	later := w.Watch.Due
	if change, err := withdrawal.Resend(fixture.Act(fixture.Admin, later), funds.Wallet{}, w, policy); err == nil {
		t.Errorf("what is not parked was sent again: %+v", change)
	}
	change, err := withdrawal.Fail(fixture.Act(fixture.Admin, later), fixture.WalletOf(), w, "r", true, funds.Report{Outcome: fixture.Absent}, policy)
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeGatewayDisagrees))
	hear(later, funds.Report{Outcome: fixture.Open, PlatformID: "p1", Exists: true})
	if w.NeedsAttention || w.Payout.Answer != (funds.Answer{}) || !w.Watch.OddSince.IsZero() {
		t.Errorf("it has the order after all: %+v", w)
	}
}
