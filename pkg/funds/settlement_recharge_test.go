package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// deposited is a recharge of 200.00 that the gateway's words have brought somewhere; the user has 1000.00 besides.
func deposited(t *testing.T, words ...int) *contested {
	t.Helper()
	c := &contested{t: t, store: newStore(), policy: testPolicy(), now: late, rc: rcID}
	c.commit(funds.Touch(c.act(admin), funds.NewWallet("u1", created), nil), nil)
	c.commit(funds.Adjust(c.act(admin), c.wallet(), 1000_00, "r", nil))
	request := rechargeRequest(200_00)
	request.ID = c.rc
	c.commit(funds.StartRecharge(c.act(user), c.wallet(), request, c.policy))
	c.pass()
	for _, word := range words {
		c.says(word, 200_00)
	}
	return c
}

// says lets a word about the recharge be asked for and heard now.
func (c *contested) says(state int, amount funds.Amount) {
	c.t.Helper()
	c.saysAsked(state, amount, c.now)
	c.pass()
}

func (c *contested) saysAsked(state int, amount funds.Amount, asked time.Time) {
	c.t.Helper()
	c.commit(funds.SettleRecharge(c.act(machine), c.wallet(), c.recharge(), depositIs(state, amount), asked, c.policy))
}

func (c *contested) gives(amount funds.Amount) {
	c.t.Helper()
	c.commit(funds.AdjustRecharge(c.act(admin), c.wallet(), c.recharge(), amount, "补", nil))
}

func (c *contested) refuses(amount funds.Amount, want *funds.Error) {
	c.t.Helper()
	change, err := funds.AdjustRecharge(c.act(admin), c.wallet(), c.recharge(), amount, "补", nil)
	refusedAs(c.t, change, err, want)
}

func (c *contested) resolves(action string, report funds.DepositReport) {
	c.t.Helper()
	c.commit(funds.ResolveRecharge(c.act(admin), c.wallet(), c.recharge(), action, "核对", report))
}

func TestWhatWasTakenForADeniedCreditIsDueAgainWhenItIsDone(t *testing.T) {
	t.Parallel()
	c := deposited(t, funds.DepositDone)
	c.balance(1200_00)
	c.says(funds.DepositRefused, 200_00)
	c.is(0, -200_00, true, frozenWallet)
	c.refuses(200_00, invalid("amount"))
	c.refuses(-200_01, invalid("amount"))
	c.reopens(true)
	c.gives(-200_00)
	c.is(-200_00, 0, false, frozenWallet)
	c.balance(1000_00)
	c.says(funds.DepositTimedOut, 200_00) // it is denied all the same
	c.is(-200_00, 0, false, frozenWallet)
	c.says(funds.DepositDone, 200_00)
	c.is(-200_00, 200_00, true, frozenWallet)
	c.gives(200_00)
	c.is(0, 0, false, frozenWallet)
	c.balance(1200_00)
	c.refuses(1, funds.ErrIllegal)
}

func TestACreditThatIsCalledOpenAgainTakesNothingUntilItHasAnEnd(t *testing.T) {
	t.Parallel()
	c := deposited(t, funds.DepositDone)
	c.says(funds.DepositProcessing, 200_00)
	c.is(0, 0, true, frozenWallet)
	c.refuses(-200_00, invalid("amount"))
	if c.recharge().Watch.Due.IsZero() {
		t.Error("nobody looks at it")
	}
	c.resolves(funds.ResolveClose, funds.DepositReport{})
	c.is(0, 0, false, frozenWallet)
	c.says(funds.DepositNew, 200_00)
	c.is(0, 0, false, frozenWallet)
	c.says(funds.DepositRefused, 200_00)
	c.is(0, -200_00, true, frozenWallet)
}

func TestAnotherAmountAfterTheCreditIsDue(t *testing.T) {
	t.Parallel()
	for amount, status := range map[funds.Amount]funds.WalletStatus{250_00: active, 150_00: frozenWallet} {
		c := deposited(t, funds.DepositDone)
		c.says(funds.DepositDone, amount)
		c.is(0, amount-200_00, true, status)
		c.gives(amount - 200_00)
		c.is(amount-200_00, 0, false, status)
		c.balance(1000_00 + amount)
	}
}

func TestAClosedOneThatIsPaidIsCreditedOrSettledAndNotBoth(t *testing.T) {
	t.Parallel()
	closed := func() *contested {
		c := deposited(t, funds.DepositMismatch)
		c.resolves(funds.ResolveClose, funds.DepositReport{})
		c.is(0, 200_00, false, active)
		c.says(funds.DepositDone, 200_00) // the same amount, and for certain now
		c.is(0, 200_00, true, active)
		return c
	}
	c := closed()
	c.resolves(funds.ResolveCredit, depositIs(funds.DepositDone, 200_00))
	c.is(0, 0, false, active)
	c.balance(1200_00)

	c = closed()
	c.gives(50_00)
	c.is(50_00, 150_00, false, active)
	change, err := funds.ResolveRecharge(c.act(admin), c.wallet(), c.recharge(), funds.ResolveCredit, "r", depositIs(funds.DepositDone, 200_00))
	refusedAs(t, change, err, funds.ErrIllegal)
	c.gives(150_00)
	c.refuses(1, invalid("amount"))
	c.says(funds.DepositRefused, 200_00)
	c.is(200_00, -200_00, true, frozenWallet)
}

// A recharge ended unpaid; support gives the money by hand. If it comes after all, it is not credited once more.
func TestAnAdjustmentThatNamesARechargeFencesIt(t *testing.T) {
	t.Parallel()
	for _, end := range []int{funds.DepositRefused, funds.DepositTimedOut} {
		c := deposited(t, end)
		c.refuses(200_01, invalid("amount"))
		c.refuses(-1, invalid("amount"))
		c.refuses(0, invalid("amount"))
		c.gives(200_00)
		c.is(200_00, 0, false, active)
		c.balance(1200_00)
		c.refuses(1, invalid("amount"))
		c.says(end, 200_00)
		c.is(200_00, 0, false, active)
		c.says(funds.DepositDone, 230_00)
		if r := c.recharge(); r.State != isParked || !r.NeedsAttention || r.Due() != 30_00 {
			t.Fatalf("it is %s, %d due", r.State, r.Due())
		}
		c.balance(1200_00)
		change, err := funds.ResolveRecharge(c.act(admin), c.wallet(), c.recharge(), funds.ResolveCredit, "r", depositIs(funds.DepositDone, 230_00))
		refusedAs(t, change, err, funds.ErrIllegal)
		c.says(funds.DepositDone, 230_00) // again
		c.gives(30_00)
		if r := c.recharge(); r.State != isClosed || r.NeedsAttention {
			t.Errorf("it is %s", r.State)
		}
		c.is(230_00, 0, false, active)
		c.balance(1230_00)
		c.says(funds.DepositDone, 230_00)
		c.is(230_00, 0, false, active)
	}
}

func TestAnAdvanceThatIsTakenBackFencesNothing(t *testing.T) {
	t.Parallel()
	c := deposited(t, funds.DepositTimedOut)
	c.gives(200_00)
	c.gives(-200_00)
	c.says(funds.DepositDone, 200_00)
	if r := c.recharge(); r.State != isCredited || r.NeedsAttention {
		t.Errorf("it is %s", r.State)
	}
	c.balance(1200_00)
}

func TestAnAdjustmentNamesNoRechargeThatWaitsNorAnothers(t *testing.T) {
	t.Parallel()
	c := deposited(t, funds.DepositProcessing)
	c.refuses(200_00, funds.ErrIllegal)
	change, err := funds.AdjustRecharge(c.act(admin), funds.NewWallet("u2", created), c.recharge(), 1, "r", nil)
	refusedAs(t, change, err, funds.ErrNoRecharge)
	change, err = funds.AdjustRecharge(c.act(self), c.wallet(), c.recharge(), 1, "r", nil)
	refusedAs(t, change, err, funds.ErrForbidden)
}

func TestAnOlderQuestionAboutARechargeOverridesNoNewer(t *testing.T) {
	t.Parallel()
	c := deposited(t, funds.DepositDone)
	early := c.now
	c.now = c.now.Add(time.Hour)
	c.says(funds.DepositRefused, 200_00)
	c.gives(-200_00)
	c.saysAsked(funds.DepositDone, 200_00, early)
	c.is(-200_00, 0, false, frozenWallet)
	if due := c.recharge().Watch.Due; due.IsZero() {
		t.Error("and it is not asked about again")
	}
	c.says(funds.DepositDone, 200_00)
	c.is(-200_00, 200_00, true, frozenWallet)
}
