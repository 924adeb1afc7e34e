package funds_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// contested is a user with 1000.00 who has one order, a withdrawal or a recharge, whose end the gateway contradicts.
// Every step is committed to the model's store, and after every step the invariants hold.
type contested struct {
	t      *testing.T
	store  *store
	policy funds.Policy
	now    time.Time
	id     funds.ID
	rc     funds.RechargeID
	acts   int
}

func (c *contested) act(actor funds.Actor) funds.Act {
	c.acts++
	return funds.Act{CommitID: fmt.Sprintf("s%d", c.acts), At: c.now, Actor: actor}
}

func (c *contested) commit(change funds.Change, err error) {
	c.t.Helper()
	if err == nil {
		err = c.store.commit(change)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	for _, violation := range funds.Verify(c.store.ledger("u1")) {
		c.t.Error(violation)
	}
}

func (c *contested) wallet() funds.Wallet         { return c.store.wallets["u1"] }
func (c *contested) withdrawal() funds.Withdrawal { return c.store.withdrawals[c.id] }
func (c *contested) recharge() funds.Recharge     { return c.store.recharges[c.rc] }

// pass lets some time pass: more than clocks may differ by.
func (c *contested) pass() { c.now = c.now.Add(time.Minute) }

// contestedOne is such a user, with no order yet, whose withdrawals have a fee of 2.00.
func contestedOne(t *testing.T) *contested {
	t.Helper()
	c := &contested{t: t, store: newStore(), policy: testPolicy(), now: late, id: wdID}
	c.policy.Fee.Fixed = 2_00
	c.commit(funds.Touch(c.act(admin), funds.NewWallet("u1", created), nil), nil)
	c.commit(funds.Adjust(c.act(admin), c.wallet(), 1000_00, "r", nil))
	return c
}

// disputed is a withdrawal of 52.00 (50.00 and a fee) that has ended: failed as absent, or completed.
func disputed(t *testing.T, state funds.State) *contested {
	t.Helper()
	c := contestedOne(t)
	request := requestOf(52_00)
	request.ID, request.Method, request.AutoPay = c.id, channel, true
	c.commit(funds.Create(c.act(user), c.wallet(), request, c.policy))
	c.pass()
	switch state {
	case funds.StateCompleted:
		c.hears(paid)
	default:
		for c.withdrawal().State == funds.StateProcessing && !c.withdrawal().NeedsAttention {
			c.now = c.now.Add(10 * time.Minute)
			c.hears(absent)
		}
		c.commit(funds.Fail(c.act(admin), c.wallet(), c.withdrawal(), "r", false, funds.Report{Outcome: absent}, c.policy))
	}
	if c.withdrawal().State != state {
		t.Fatalf("it is %s", c.withdrawal().State)
	}
	c.pass()
	return c
}

// hears lets a word be asked for and heard now.
func (c *contested) hears(outcome funds.Outcome) { c.t.Helper(); c.hearsAsked(outcome, c.now) }

func (c *contested) hearsAsked(outcome funds.Outcome, asked time.Time) {
	c.t.Helper()
	report := funds.Report{Outcome: outcome, State: gatewayStates[outcome], Asked: asked}
	c.commit(funds.Settle(c.act(machine), c.wallet(), c.withdrawal(), report, c.policy))
}

func (c *contested) settles(amount funds.Amount) {
	c.t.Helper()
	c.commit(funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), amount, "结算", nil))
}

// is checks what is due, what was settled, whether an admin is asked for, and the wallet.
func (c *contested) is(settled, due funds.Amount, asks bool, status funds.WalletStatus) {
	c.t.Helper()
	var got string
	if c.rc == "" {
		w := c.withdrawal()
		got = fmt.Sprintf("settled %s, due %s, asks %v, %s", w.Settled.Fixed(), w.Due().Fixed(), w.NeedsAttention, c.wallet().Status)
	} else {
		r := c.recharge()
		got = fmt.Sprintf("settled %s, due %s, asks %v, %s", r.Settled.Fixed(), r.Due().Fixed(), r.NeedsAttention, c.wallet().Status)
	}
	if want := fmt.Sprintf("settled %s, due %s, asks %v, %s", settled.Fixed(), due.Fixed(), asks, status); got != want {
		c.t.Errorf("%s\nwant %s", got, want)
	}
	if unsettled := len(c.wallet().Unsettled) > 0; unsettled != asks {
		c.t.Errorf("the wallet counts %v", c.wallet().Unsettled)
	}
}

// reopens sets the wallet active, which must be refused while anything is unsettled.
func (c *contested) reopens(refused bool) {
	c.t.Helper()
	change, err := funds.SetStatus(c.act(admin), c.wallet(), funds.WalletActive, "r")
	if !refused {
		c.commit(change, err)
		return
	}
	refusedAs(c.t, change, err, &funds.Error{Code: funds.CodeIllegal, Field: "status"})
	if !strings.Contains(err.Error(), c.wallet().Unsettled[0]) {
		c.t.Errorf("it does not say which order: %v", err)
	}
}

func (c *contested) balance(want funds.Amount) {
	c.t.Helper()
	if got := c.wallet().Balance; got != want {
		c.t.Errorf("the balance is %s, want %s", got.Fixed(), want.Fixed())
	}
}
