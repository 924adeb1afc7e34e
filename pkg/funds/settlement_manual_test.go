package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// paidByHandToo is a withdrawal of 52.00 (50.00 and a fee) that an admin paid, and whose order the gateway has called
// back about: a table that was put back had forgotten it.
func paidByHandToo(t *testing.T) *contested {
	t.Helper()
	c := contestedOne(t)
	request := requestOf(52_00)
	request.ID, request.Method = c.id, channel
	c.commit(funds.Create(c.act(user), c.wallet(), request, c.policy))
	c.commit(funds.Approve(c.act(admin), c.withdrawal(), "", c.policy))
	c.commit(funds.PayManually(c.act(admin), c.wallet(), c.withdrawal(), "TX-1"))
	c.pass()
	before := c.withdrawal()
	c.commit(funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(c.id), State: funds.GatewayRefused, Amount: 50_00}.Keep(c.act(machine), &before, c.policy))
	c.pass()
	return c
}

// What was paid by hand is not owed once more because the gateway did not pay it too.
func TestWhatWasPaidByHandIsNotOwedWhereTheGatewayRefusedItsOrder(t *testing.T) {
	t.Parallel()
	c := paidByHandToo(t)
	c.hears(refused)
	c.is(0, 0, true, active)
	change, err := funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), 52_00, "r", nil)
	refusedAs(t, change, err, invalid("amount"))
	c.settles(0)
	c.is(0, 0, false, active)
	c.balance(948_00)
}

func TestWhatWasPaidByHandAndByTheGatewayTooIsTakenBackOnce(t *testing.T) {
	t.Parallel()
	c := paidByHandToo(t)
	c.hears(open) // it may be paid once more
	c.is(0, 0, true, frozenWallet)
	c.pass()
	c.hears(paid)
	c.is(0, -50_00, true, frozenWallet)
	c.settles(-50_00)
	c.is(-50_00, 0, false, frozenWallet)
	c.balance(898_00)
	c.pass()
	c.hears(refused)
	c.is(-50_00, 50_00, true, frozenWallet)
	c.settles(50_00)
	c.balance(948_00)
}
