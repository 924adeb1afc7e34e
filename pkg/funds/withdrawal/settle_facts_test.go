package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// settled is what a word about a withdrawal brings, late.
func settled(t *testing.T, w funds.Withdrawal, report funds.Report) funds.Change {
	t.Helper()
	wallet := fixture.WalletOf()
	if w.NeedsAttention && w.State.Final() {
		wallet.Unsettled = []string{string(w.ID)}
	}
	return fixture.Decided(t)(withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), wallet, w, report, fixture.Policy()))
}

func TestTheWalletIsLookedAtWhereAWordMayMoveMoney(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[funds.Outcome]struct{ open, ended bool }{
		fixture.Paid: {true, true}, fixture.Refused: {true, true}, fixture.Open: {false, true},
		fixture.Declined: {true, false}, funds.OutcomeUnsent: {true, false}, fixture.Absent: {}, fixture.Unknown: {}, fixture.Unlisted: {},
	} {
		report := funds.Report{Outcome: outcome}
		if got := withdrawal.NeedsWallet(fixture.WithdrawalIn(funds.StateProcessing), report); got != want.open {
			t.Errorf("%s, under way: %t", outcome, got)
		}
		if got := withdrawal.NeedsWallet(fixture.WithdrawalIn(funds.StateFailed), report); got != want.ended {
			t.Errorf("%s, ended: %t", outcome, got)
		}
	}
}

func TestAnOrderIsParkedWithWhatTheGatewaySaid(t *testing.T) {
	t.Parallel()
	again := fixture.With(fixture.WithdrawalIn(funds.StateProcessing), func(w *funds.Withdrawal) { w.Payout.Attempt = 2 })
	lost := fixture.With(fixture.WithdrawalIn(funds.StateProcessing), func(w *funds.Withdrawal) {
		w.Watch.Absents, w.Watch.FirstAbsentAt = 2, fixture.Created
	})
	for name, test := range map[string]struct {
		w       funds.Withdrawal
		outcome funds.Outcome
		reason  funds.Reason
	}{
		"nothing left us a second time": {again, funds.OutcomeUnsent, withdrawal.ReasonNotSubmittedAgain},
		"there is no such order":        {lost, fixture.Absent, withdrawal.ReasonOrderAbsent},
	} {
		change := settled(t, test.w, funds.Report{Outcome: test.outcome, Detail: "d", Answered: true, Answer: funds.Answer{Code: 404}})
		after := change.Withdrawal.To
		if !after.Parked || !after.NeedsAttention || after.NotifyInfo != "d" || after.Payout.Answer.Code != 404 || change.Lines[0].Message != fixture.Said(test.reason) {
			t.Errorf("%s: %+v, %+v", name, after, change.Lines)
		}
	}
}

func TestAnOrderThatIsBackIsSaidToBe(t *testing.T) {
	t.Parallel()
	lost := fixture.With(fixture.Parked(), func(w *funds.Withdrawal) { w.Payout.AcceptedAt = fixture.Claimed })
	change := settled(t, lost, funds.Report{Outcome: fixture.Open, Detail: "d"})
	if after := change.Withdrawal.To; after.Parked || after.NeedsAttention || len(change.Lines) != 1 || change.Lines[0].Message != fixture.Said(withdrawal.ReasonOrderBack) {
		t.Errorf("%+v, %+v", after, change.Lines)
	}
}

// An answer that has the order, and not as it should be, is no answer without it: the order is known from then on.
func TestAnAnswerThatHoldsTheOrderIsKept(t *testing.T) {
	t.Parallel()
	otherwise := funds.Report{Exists: true, Detail: "the order has another amount"}
	before := fixture.With(fixture.WithdrawalIn(funds.StateProcessing), func(w *funds.Withdrawal) { w.Watch.Due = fixture.Late.Add(time.Hour) })
	after := settled(t, before, otherwise).Withdrawal.To
	if !after.Payout.Seen || !after.Watch.OddSince.Equal(fixture.Late) || !after.Watch.Due.Equal(before.Watch.Due) {
		t.Errorf("%+v, %+v", after.Payout, after.Watch)
	}
	if again := settled(t, after, otherwise); !again.Empty() {
		t.Errorf("the same answer is news: %+v", again)
	}
	if silent := settled(t, before, funds.Report{}); !silent.Empty() {
		t.Errorf("silence is news: %+v", silent)
	}
	looked := settled(t, fixture.WithdrawalIn(funds.StateProcessing), funds.Report{}).Withdrawal.To
	if looked.Payout.Seen || !looked.Watch.OddSince.IsZero() {
		t.Errorf("silence is odd: %+v", looked.Watch)
	}
}

// An admin who has been asked for is told that there is nothing left to settle; nobody else is told anything.
func TestWhoeverWasAskedForIsToldThatNothingIsLeft(t *testing.T) {
	t.Parallel()
	for _, asked := range []bool{true, false} {
		before := fixture.With(fixture.WithdrawalIn(funds.StateFailed), func(w *funds.Withdrawal) {
			w.NeedsAttention, w.Payout.GatewayState, w.Payout.WordAt = asked, funds.GatewayWithdrawalPaid, fixture.Claimed
		})
		change := settled(t, before, funds.Report{Outcome: fixture.Refused, State: funds.GatewayWithdrawalRefused})
		if told := len(change.Lines) == 1; told != asked {
			t.Fatalf("asked for %t: %+v", asked, change.Lines)
		}
		if asked && change.Lines[0].Message != funds.DescribeContradiction(change.Withdrawal.To, false) {
			t.Errorf("they are told %s", change.Lines[0].Message)
		}
	}
}

func TestAnAdminIsToldAfterHowManyHoursTheirWordWillDo(t *testing.T) {
	t.Parallel()
	change, err := withdrawal.Fail(fixture.Act(fixture.Admin, muchLater.Add(-1)), fixture.WalletOf(), fixture.WithdrawalIn(funds.StateProcessing), "r", true, unlistedError, fixture.Policy())
	if refused := refusedBecause(t, change, err, withdrawal.ReasonFailsLater); refused.Facts.Hours != 72 {
		t.Errorf("after %d", refused.Facts.Hours)
	}
}

func TestAnEndedOnesCallbackIsAskedAboutWhereItIsNews(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Machine, fixture.Late)
	refused := fixture.With(fixture.WithdrawalIn(funds.StateFailed), func(w *funds.Withdrawal) {
		w.Payout.GatewayState, w.Payout.WordAt = funds.GatewayWithdrawalRefused, fixture.Claimed
	})
	change, asks, err := withdrawal.ReceiveAndAsk(act, refused, funds.GatewayWithdrawalRefused, fixture.Policy())
	if err != nil || asks || !change.Empty() {
		t.Errorf("what is known is asked about: %t, %+v, %v", asks, change, err)
	}
	change, asks, err = withdrawal.ReceiveAndAsk(act, refused, funds.GatewayWithdrawalPaid, fixture.Policy())
	if watch := fixture.MustDecide(t, change, err).Withdrawal.To.Watch; !asks || !watch.HeardAt.Equal(fixture.Late) || !watch.UnpaidAt.IsZero() {
		t.Errorf("paid: asks %t, %+v", asks, watch)
	}
	change, asks, err = withdrawal.ReceiveAndAsk(act, fixture.WithdrawalIn(funds.StateCompleted), funds.GatewayWithdrawalRefused, fixture.Policy())
	if watch := fixture.MustDecide(t, change, err).Withdrawal.To.Watch; !asks || !watch.UnpaidAt.Equal(fixture.Late) || !watch.HeardAt.IsZero() {
		t.Errorf("refused: asks %t, %+v", asks, watch)
	}
}

func TestAStrayCallbackBeginsTheQuestionsAnew(t *testing.T) {
	t.Parallel()
	stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(fixture.WithdrawalID), State: funds.GatewayWithdrawalPaid}
	rejected := fixture.With(fixture.WithdrawalIn(funds.StateRejected), func(w *funds.Withdrawal) { w.Watch.Since, w.Watch.Rechecks = fixture.Created, 2 })
	act := fixture.Act(fixture.Machine, fixture.Late)
	after := fixture.Decided(t)(withdrawal.KeepStray(act, stray, &rejected, fixture.Policy())).Withdrawal.To
	if !after.Watch.Since.Equal(fixture.Late) || after.Watch.Rechecks != 0 {
		t.Errorf("%+v", after.Watch)
	}
	sent := fixture.WithdrawalIn(funds.StateProcessing)
	change, err := withdrawal.KeepStray(act, stray, &sent, fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrIllegal) // it is no stray of one that was sent
}
