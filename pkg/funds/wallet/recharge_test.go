package wallet_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

func refuses(c *fixture.Contested, amount funds.Amount, want *funds.Error) {
	c.T.Helper()
	change, err := wallet.AdjustRecharge(c.Act(fixture.Admin), c.Wallet(), c.Recharge(), amount, "补", nil)
	fixture.RefusedAs(c.T, change, err, want)
}

func resolves(c *fixture.Contested, action string, report funds.RechargeReport) {
	c.T.Helper()
	c.Commit(recharge.Resolve(c.Act(fixture.Admin), c.Wallet(), c.Recharge(), action, "核对", report))
}

func TestWhatWasTakenForADeniedCreditIsDueAgainWhenItIsDone(t *testing.T) {
	t.Parallel()
	c := fixture.RechargedOne(t, funds.GatewayDepositDone)
	c.Balance(1200_00)
	c.Says(funds.GatewayDepositRefused, 200_00)
	c.Is(0, -200_00, true, fixture.FrozenWallet)
	refuses(c, 200_00, fixture.Invalid("amount"))
	refuses(c, -200_01, fixture.Invalid("amount"))
	c.Reopens(true)
	c.Gives(-200_00)
	c.Is(-200_00, 0, false, fixture.FrozenWallet)
	c.Balance(1000_00)
	c.Says(funds.GatewayDepositTimedOut, 200_00) // it is denied all the same
	c.Is(-200_00, 0, false, fixture.FrozenWallet)
	c.Says(funds.GatewayDepositProcessing, 200_00) // nothing is left that could not come
	c.Is(-200_00, 0, false, fixture.FrozenWallet)
	c.Says(funds.GatewayDepositDone, 200_00)
	c.Is(-200_00, 200_00, true, fixture.FrozenWallet)
	c.Gives(200_00)
	c.Is(0, 0, false, fixture.FrozenWallet)
	c.Balance(1200_00)
	refuses(c, 1, funds.ErrIllegal)
}

func TestACreditThatIsCalledOpenAgainTakesNothingUntilItHasAnEnd(t *testing.T) {
	t.Parallel()
	c := fixture.RechargedOne(t, funds.GatewayDepositDone)
	c.Says(funds.GatewayDepositProcessing, 200_00)
	c.Is(0, 0, true, fixture.FrozenWallet)
	refuses(c, -200_00, fixture.Invalid("amount"))
	if c.Recharge().Watch.Due.IsZero() {
		t.Error("nobody looks at it")
	}
	resolves(c, recharge.ResolveClose, funds.RechargeReport{})
	c.Is(0, 0, false, fixture.FrozenWallet)
	c.Says(funds.GatewayDepositNew, 200_00)
	c.Is(0, 0, false, fixture.FrozenWallet)
	c.Says(funds.GatewayDepositRefused, 200_00)
	c.Is(0, -200_00, true, fixture.FrozenWallet)
}

func TestAnotherAmountAfterTheCreditIsDue(t *testing.T) {
	t.Parallel()
	for amount, status := range map[funds.Amount]funds.WalletStatus{250_00: fixture.Active, 150_00: fixture.FrozenWallet} {
		c := fixture.RechargedOne(t, funds.GatewayDepositDone)
		c.Says(funds.GatewayDepositDone, amount)
		c.Is(0, amount-200_00, true, status)
		c.Gives(amount - 200_00)
		c.Is(amount-200_00, 0, false, status)
		c.Balance(1000_00 + amount)
	}
}

func TestAClosedOneThatIsPaidIsCreditedOrSettledAndNotBoth(t *testing.T) {
	t.Parallel()
	closed := func() *fixture.Contested {
		c := fixture.RechargedOne(t, funds.GatewayDepositMismatch)
		resolves(c, recharge.ResolveClose, funds.RechargeReport{})
		c.Is(0, 200_00, false, fixture.Active)
		c.Says(funds.GatewayDepositDone, 200_00) // the same amount, and for certain now
		c.Is(0, 200_00, true, fixture.Active)
		return c
	}
	c := closed()
	resolves(c, recharge.ResolveCredit, fixture.RechargeIs(funds.GatewayDepositDone, 200_00))
	c.Is(0, 0, false, fixture.Active)
	c.Balance(1200_00)

	c = closed()
	c.Gives(50_00)
	c.Is(50_00, 150_00, false, fixture.Active)
	change, err := recharge.Resolve(c.Act(fixture.Admin), c.Wallet(), c.Recharge(), recharge.ResolveCredit, "r", fixture.RechargeIs(funds.GatewayDepositDone, 200_00))
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	c.Gives(150_00)
	refuses(c, 1, fixture.Invalid("amount"))
	c.Says(funds.GatewayDepositRefused, 200_00)
	c.Is(200_00, -200_00, true, fixture.FrozenWallet)
}

// A recharge ended unpaid; support gives the money by hand. If it comes after all, it is not credited once more.
func TestAnAdjustmentThatNamesARechargeFencesIt(t *testing.T) {
	t.Parallel()
	for _, end := range []int{funds.GatewayDepositRefused, funds.GatewayDepositTimedOut} {
		c := fixture.RechargedOne(t, end)
		refuses(c, 200_01, fixture.Invalid("amount"))
		refuses(c, -1, fixture.Invalid("amount"))
		refuses(c, 0, fixture.Invalid("amount"))
		c.Gives(200_00)
		c.Is(200_00, 0, false, fixture.Active)
		c.Balance(1200_00)
		refuses(c, 1, fixture.Invalid("amount"))
		c.Says(end, 200_00)
		c.Is(200_00, 0, false, fixture.Active)
		c.Says(funds.GatewayDepositDone, 230_00)
		if r := c.Recharge(); r.State != funds.RechargeParked || !r.NeedsAttention || r.Due() != 30_00 {
			t.Fatalf("it is %s, %d due", r.State, r.Due())
		}
		c.Balance(1200_00)
		change, err := recharge.Resolve(c.Act(fixture.Admin), c.Wallet(), c.Recharge(), recharge.ResolveCredit, "r", fixture.RechargeIs(funds.GatewayDepositDone, 230_00))
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
		c.Says(funds.GatewayDepositDone, 230_00) // again
		c.Gives(30_00)
		if r := c.Recharge(); r.State != funds.RechargeClosed || r.NeedsAttention {
			t.Errorf("it is %s", r.State)
		}
		c.Is(230_00, 0, false, fixture.Active)
		c.Balance(1230_00)
		c.Says(funds.GatewayDepositDone, 230_00)
		c.Is(230_00, 0, false, fixture.Active)
	}
}

func TestAnAdvanceThatIsTakenBackFencesNothing(t *testing.T) {
	t.Parallel()
	c := fixture.RechargedOne(t, funds.GatewayDepositTimedOut)
	c.Gives(200_00)
	c.Gives(-200_00)
	c.Says(funds.GatewayDepositDone, 200_00)
	if r := c.Recharge(); r.State != funds.RechargeCredited || r.NeedsAttention {
		t.Errorf("it is %s", r.State)
	}
	c.Balance(1200_00)
}

func TestAnAdjustmentNamesNoRechargeThatWaitsNorAnothers(t *testing.T) {
	t.Parallel()
	c := fixture.RechargedOne(t, funds.GatewayDepositProcessing)
	change, err := wallet.AdjustRecharge(c.Act(fixture.Admin), c.Wallet(), c.Recharge(), 200_00, "补", nil)
	fixture.RefusedAs(t, change, err, &funds.Error{Code: funds.CodeIllegal, Field: "rechargeId"})
	if reason := fixture.RefusalOf(t, err).Reason; reason != wallet.ReasonRechargeWaits {
		t.Errorf("it says %s", reason)
	}
	change, err = wallet.AdjustRecharge(c.Act(fixture.Admin), funds.NewWallet("u2", fixture.Created), c.Recharge(), 1, "r", nil)
	fixture.RefusedAs(t, change, err, funds.ErrNoRecharge)
	change, err = wallet.AdjustRecharge(c.Act(fixture.Self), c.Wallet(), c.Recharge(), 1, "r", nil)
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

// What was credited, is contradicted, and has its alarm closed can still be settled: by what is due, or a part of it.
func TestACreditThatIsContradictedIsSettledWithinWhatIsDue(t *testing.T) {
	t.Parallel()
	for amount, due := range map[funds.Amount]funds.Amount{250_00: 50_00, 150_00: -50_00} {
		c := fixture.RechargedOne(t, funds.GatewayDepositDone)
		c.Says(funds.GatewayDepositDone, amount)
		resolves(c, recharge.ResolveClose, funds.RechargeReport{})
		sign := due / max(due, -due)
		refuses(c, 0, fixture.Invalid("amount"))
		refuses(c, -sign, fixture.Invalid("amount"))
		refuses(c, due+sign, fixture.Invalid("amount"))
		change, err := wallet.AdjustRecharge(c.Act(fixture.Admin), c.Wallet(), c.Recharge(), due, "补", nil)
		want := `{"amount":"` + due.Fixed() + `","due":"0.00","reason":"补","rechargeId":"` + string(fixture.RechargeID) + `"}`
		if got := fixture.MustDecide(t, change, err).Audit.Detail; got != want {
			t.Errorf("the audit says %s", got)
		}
		c.Gives(sign)
		c.Gives(due - sign)
		c.Balance(1000_00 + amount)
	}
}
