package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// unlistedError is what a gateway answers whose codes nobody has listed.
var unlistedError = funds.Report{Answered: true, Answer: funds.Answer{Code: 500, Message: "no such order"}, Detail: `code 500 "no such order"`}

// muchLater is when an admin may end by their own word what the gateway never knew.
var muchLater = sendBy.Add(72 * time.Hour)

func TestAnAdminHasAWayToTheEndWhereTheGatewayAnswersButNeverHadTheOrder(t *testing.T) {
	t.Parallel()
	disagrees := coded(funds.CodeGatewayDisagrees)
	ours := with(unlistedError, func(r *funds.Report) { r.Exists = true })
	tests := map[string]struct {
		edit      func(*funds.Withdrawal)
		at        time.Time
		report    funds.Report
		confirmed bool
		want      *funds.Error
	}{
		"at last, confirmed":                    {nil, muchLater, unlistedError, true, nil},
		"one that is parked":                    {func(w *funds.Withdrawal) { *w = parked() }, muchLater, unlistedError, true, nil},
		"not confirmed":                         {nil, muchLater, unlistedError, false, invalid("operatorConfirmText")},
		"a moment too early":                    {nil, muchLater.Add(-1), unlistedError, true, disagrees},
		"the gateway is silent":                 {nil, muchLater, funds.Report{}, true, disagrees},
		"the gateway has an order of that name": {nil, muchLater, ours, true, disagrees},
		"it once had the order":                 {func(w *funds.Withdrawal) { w.Payout.AcceptedAt = late }, muchLater, unlistedError, true, disagrees},
		"it once spoke of the order":            {func(w *funds.Withdrawal) { w.Payout.Seen = true }, muchLater, unlistedError, true, disagrees},
		"it is paid":                            {nil, muchLater, funds.Report{Outcome: paid}, true, disagrees},
		"the last sender may still be at it":    {func(w *funds.Withdrawal) { w.Payout.SendBy = muchLater }, muchLater, unlistedError, true, coded(funds.CodeTooEarly)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := withdrawalIn(funds.StateProcessing)
			if test.edit != nil {
				test.edit(&before)
			}
			change, err := funds.Fail(actOf(admin, test.at), walletOf(), before, "网关从未有此订单", test.confirmed, test.report, testPolicy())
			if test.want != nil {
				refusedAs(t, change, err, test.want)
				return
			}
			after := mustDecide(t, change, err).Withdrawal.To
			wantDue(t, after, test.at, time.Hour) // it may have been paid all the same
			if after.State != funds.StateFailed || change.Wallet.To.Frozen != 0 {
				t.Errorf("%s, %d frozen", after.State, change.Wallet.To.Frozen)
			}
		})
	}
}

func TestWhatWasNeverSentEndsAFirstAttemptAlone(t *testing.T) {
	t.Parallel()
	unsent := funds.Report{Outcome: funds.OutcomeUnsent, Detail: "not sent: no key"}
	act := actOf(machine, claimed.Add(time.Second))
	settle := func(w funds.Withdrawal) (funds.Change, funds.Withdrawal) {
		change, err := funds.Settle(act, walletOf(), w, unsent, testPolicy())
		mustDecide(t, change, err)
		if change.Withdrawal == nil {
			return change, w
		}
		return change, change.Withdrawal.To
	}
	first := withdrawalIn(funds.StateProcessing)
	change, failed := settle(first)
	if failed.State != funds.StateFailed || change.Wallet.To.Frozen != 0 || failed.Watch.Due.IsZero() {
		t.Errorf("a first attempt: %s, due %v", failed.State, failed.Watch.Due)
	}
	for name, edit := range map[string]func(*funds.Withdrawal){
		"accepted": func(w *funds.Withdrawal) { w.Payout.AcceptedAt = claimed },
		"seen":     func(w *funds.Withdrawal) { w.Payout.Seen = true },
	} {
		if change, open := settle(with(first, edit)); open.State != funds.StateProcessing || open.Parked || change.Wallet != nil {
			t.Errorf("%s: %s, parked %t", name, open.State, open.Parked)
		}
	}
	again := with(first, func(w *funds.Withdrawal) { w.Payout.Attempt = 2 })
	_, back := settle(again)
	if back.State != funds.StateProcessing || !back.Parked || !back.NeedsAttention || !back.Watch.Due.Equal(gone) {
		t.Errorf("a later attempt: %s, parked %t, due %v", back.State, back.Parked, back.Watch.Due)
	}
}

func TestARefusedCreateIsKeptAtOnceAndAsksForAnAdminAfterTheGrace(t *testing.T) {
	t.Parallel()
	policy := testPolicy()
	w := withdrawalIn(funds.StateProcessing)
	hear := func(at time.Time, report funds.Report) funds.Change {
		change, err := funds.Settle(actOf(machine, at), walletOf(), w, report, policy)
		mustDecide(t, change, err)
		if change.Withdrawal != nil {
			w = change.Withdrawal.To
		}
		return change
	}
	sent := claimed.Add(time.Second)
	hear(sent, unlistedError)
	if w.Payout.Answer != unlistedError.Answer || w.NeedsAttention || !w.Watch.Due.Equal(gone) {
		t.Fatalf("at once: %+v, attention %t, due %v", w.Payout.Answer, w.NeedsAttention, w.Watch.Due)
	}
	if change := hear(sent.Add(time.Second), unlistedError); !change.Empty() {
		t.Errorf("the same again is news: %+v", change)
	}
	for at := gone; at.Before(sent.Add(10 * time.Minute)); at = w.Watch.Due {
		if hear(at, unlistedError); w.NeedsAttention {
			t.Fatalf("an admin is asked for after %s", at.Sub(sent))
		}
	}
	change := hear(w.Watch.Due, unlistedError)
	if !w.NeedsAttention || w.Parked || !w.Watch.IsDue(w.Watch.Due) || len(change.Lines) != 1 {
		t.Fatalf("after the grace: attention %t, parked %t, due %v, %v", w.NeedsAttention, w.Parked, w.Watch.Due, change.Lines)
	}
	later := w.Watch.Due
	if change, err := funds.Resend(actOf(admin, later), w, policy); err == nil {
		t.Errorf("what is not parked was sent again: %+v", change)
	}
	change, err := funds.Fail(actOf(admin, later), walletOf(), w, "r", true, funds.Report{Outcome: absent}, policy)
	refusedAs(t, change, err, coded(funds.CodeGatewayDisagrees))
	hear(later, funds.Report{Outcome: open, PlatformID: "p1", Exists: true})
	if w.NeedsAttention || w.Payout.Answer != (funds.Answer{}) || !w.Watch.OddSince.IsZero() {
		t.Errorf("it has the order after all: %+v", w)
	}
}
