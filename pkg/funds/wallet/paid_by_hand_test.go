package wallet_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// paidByHandToo is a withdrawal of 52.00 (50.00 and a fee) that an admin paid, and whose order the gateway has called
// back about: a table that was put back had forgotten it.
func paidByHandToo(t *testing.T) *fixture.Contested {
	t.Helper()
	c := fixture.NewContested(t)
	request := fixture.RequestOf(52_00)
	request.ID, request.Method = c.ID, fixture.Channel
	c.Commit(withdrawal.Create(c.Act(fixture.User), c.Wallet(), request, c.Policy))
	c.Commit(withdrawal.Approve(c.Act(fixture.Admin), funds.Wallet{}, c.Withdrawal(), "", c.Policy))
	c.Commit(withdrawal.PayManually(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), funds.Transfer{Number: "TX-1"}, fixture.Policy()))
	c.Pass()
	before := c.Withdrawal()
	c.Commit(withdrawal.KeepStray(c.Act(fixture.Machine), funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(c.ID), State: funds.GatewayWithdrawalRefused, Amount: 50_00}, &before, c.Policy))
	c.Pass()
	return c
}

// What was paid by hand is not owed once more because the gateway did not pay it too.
func TestWhatWasPaidByHandIsNotOwedWhereTheGatewayRefusedItsOrder(t *testing.T) {
	t.Parallel()
	c := paidByHandToo(t)
	c.Hears(fixture.Refused)
	c.Is(0, 0, true, fixture.Active)
	change, err := wallet.AdjustWithdrawal(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), 52_00, "r", nil)
	fixture.RefusedAs(t, change, err, fixture.Invalid("amount"))
	c.Settles(0)
	c.Is(0, 0, false, fixture.Active)
	c.Balance(948_00)
}

func TestWhatWasPaidByHandAndByTheGatewayTooIsTakenBackOnce(t *testing.T) {
	t.Parallel()
	c := paidByHandToo(t)
	c.Hears(fixture.Open) // it may be paid once more
	c.Is(0, 0, true, fixture.FrozenWallet)
	c.Pass()
	c.Hears(fixture.Paid)
	c.Is(0, -50_00, true, fixture.FrozenWallet)
	c.Settles(-50_00)
	c.Is(-50_00, 0, false, fixture.FrozenWallet)
	c.Balance(898_00)
	c.Pass()
	c.Hears(fixture.Refused)
	c.Is(-50_00, 50_00, true, fixture.FrozenWallet)
	c.Settles(50_00)
	c.Balance(948_00)
}
