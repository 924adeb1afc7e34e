package ledger_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

func TestAnOlderQuestionAboutARechargeOverridesNoNewer(t *testing.T) {
	t.Parallel()
	c := fixture.RechargedOne(t, funds.GatewayDepositDone)
	early := c.Now
	c.Now = c.Now.Add(time.Hour)
	c.Says(funds.GatewayDepositRefused, 200_00)
	c.Gives(-200_00)
	c.SaysAsked(funds.GatewayDepositDone, 200_00, early)
	c.Is(-200_00, 0, false, fixture.FrozenWallet)
	if due := c.Recharge().Watch.Due; due.IsZero() {
		t.Error("and it is not asked about again")
	}
	c.Says(funds.GatewayDepositDone, 200_00)
	c.Is(-200_00, 200_00, true, fixture.FrozenWallet)
}

// The gateway's last word is the one that was asked for last, whenever it is heard.
func TestAnOlderQuestionsAnswerOverridesNoNewers(t *testing.T) {
	t.Parallel()
	c := fixture.Disputed(t, funds.StateFailed)
	early := c.Now
	c.Now = c.Now.Add(time.Hour)
	c.Hears(fixture.Refused)
	c.Is(0, 0, false, fixture.Active)
	c.HearsAsked(fixture.Paid, early)
	c.Is(0, 0, false, fixture.Active)
	c.Pass()
	c.Hears(fixture.Paid)
	c.Is(0, -52_00, true, fixture.FrozenWallet)
	c.Settles(-52_00)
	c.HearsAsked(fixture.Refused, early)
	c.Is(-52_00, 0, false, fixture.FrozenWallet)
}

// Of two words that were asked for at about one time nobody can tell which is the last: the gateway is asked again.
func TestOfTwoWordsAtOneTimeNeitherIsBelieved(t *testing.T) {
	t.Parallel()
	for _, apart := range []time.Duration{-5*time.Second + 1, -time.Second, 0, 5*time.Second - 1} {
		c := fixture.Disputed(t, funds.StateFailed)
		c.Hears(fixture.Paid)
		first := c.Now
		c.Settles(-52_00)
		c.Now = c.Now.Add(time.Second)
		c.HearsAsked(fixture.Refused, first.Add(apart))
		c.Is(-52_00, 0, false, fixture.FrozenWallet)
		due := c.Withdrawal().Watch.Due
		if !due.Equal(c.Now.Add(5 * time.Second)) {
			t.Fatalf("%v apart: the next look is at %v", apart, due)
		}
		c.Now = due
		c.Hears(fixture.Refused)
		c.Is(-52_00, 52_00, true, fixture.FrozenWallet)
	}
}

func TestClocksThatDifferTellTheOrderOfNoTwoWordsWithinTheGrace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		after, grace time.Duration
		want         ledger.Freshness
	}{
		{-5 * time.Second, 5 * time.Second, ledger.Older},
		{-5*time.Second + 1, 5 * time.Second, ledger.Unclear},
		{5*time.Second - 1, 5 * time.Second, ledger.Unclear},
		{5 * time.Second, 5 * time.Second, ledger.Newer},
		{-1, 0, ledger.Older},
		{0, 0, ledger.Newer}, // the same question, by one clock
	} {
		if got := ledger.FreshnessOf(fixture.Look.Add(test.after), fixture.Look, test.grace); got != test.want {
			t.Errorf("%s after, within %s: %d, want %d", test.after, test.grace, got, test.want)
		}
	}
}

func TestAWordAsksForAnAdminWhereItMakesSomethingDueAndFreezesWhereMoneyMayBeLost(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		due              funds.Amount
		changes, mayMove bool
		want             ledger.Verdict
	}{
		{0, false, false, ledger.Verdict{}},
		{0, true, false, ledger.Verdict{}},
		{1, true, false, ledger.Verdict{Asks: true}},
		{-1, true, false, ledger.Verdict{Asks: true, Freezes: true}},
		{1, false, false, ledger.Verdict{}},
		{-1, false, false, ledger.Verdict{}},
		{0, false, true, ledger.Verdict{Asks: true, Freezes: true}},
		{1, true, true, ledger.Verdict{Asks: true, Freezes: true}},
	} {
		if got := ledger.VerdictOn(test.due, test.changes, test.mayMove); got != test.want {
			t.Errorf("due %d, changes %t, may move %t: %+v", test.due, test.changes, test.mayMove, got)
		}
	}
}
