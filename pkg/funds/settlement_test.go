package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const active, frozenWallet = funds.WalletActive, funds.WalletFrozen

// One payout costs its user once, however often its order is found open, and whatever an admin does in between.
func TestAnOrderThatIsOpenAfterTheEndTakesNothingAndAsksOnce(t *testing.T) {
	t.Parallel()
	c := disputed(t, funds.StateFailed)
	for range 4 {
		c.hears(open)
		c.is(0, 0, true, frozenWallet)
		c.pass()
	}
	for _, amount := range []funds.Amount{-52_00, -1, 1, 52_00} {
		change, err := funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), amount, "r", nil)
		refusedAs(t, change, err, invalid("amount"))
	}
	c.reopens(true)
	c.settles(0)
	c.is(0, 0, false, frozenWallet)
	c.reopens(false)
	for range 4 { // it is looked at, and says the same
		if c.withdrawal().Watch.Due.IsZero() {
			t.Fatal("nobody looks at it")
		}
		c.pass()
		c.hears(open)
		c.is(0, 0, false, active)
	}
	c.pass()
	c.hears(paid)
	c.is(0, -52_00, true, frozenWallet)
	c.settles(-52_00)
	c.is(-52_00, 0, false, frozenWallet)
	c.balance(948_00)
	c.pass()
	c.hears(open) // it is paid for
	c.is(-52_00, 0, false, frozenWallet)
	c.pass()
	c.hears(refused)
	c.is(-52_00, 52_00, true, frozenWallet)
}

func TestWhatWasSettledIsDueAgainWhereTheGatewayTakesItsWordBack(t *testing.T) {
	t.Parallel()
	t.Run("failed, paid, settled, and then refused", func(t *testing.T) {
		t.Parallel()
		c := disputed(t, funds.StateFailed)
		c.hears(paid)
		c.settles(-52_00)
		c.balance(948_00)
		c.pass()
		c.hears(refused)
		c.is(-52_00, 52_00, true, frozenWallet)
		c.settles(52_00)
		c.balance(1000_00)
		c.pass()
		c.hears(paid)
		c.is(0, -52_00, true, frozenWallet)
	})
	t.Run("completed, refused, settled, and then paid again", func(t *testing.T) {
		t.Parallel()
		c := disputed(t, funds.StateCompleted)
		c.balance(948_00)
		c.hears(refused)
		c.is(0, 52_00, true, active)
		c.settles(52_00)
		c.balance(1000_00)
		c.is(52_00, 0, false, active)
		c.pass()
		c.hears(open) // it may yet be paid, and the user has the money
		c.is(52_00, 0, true, frozenWallet)
		c.settles(0)
		c.pass()
		c.hears(paid)
		c.is(52_00, -52_00, true, frozenWallet)
		c.settles(-52_00)
		c.balance(948_00)
	})
}

func TestASettlementMayBeAPartAndClosesTheAlarmForThatWord(t *testing.T) {
	t.Parallel()
	c := disputed(t, funds.StateFailed)
	c.hears(paid)
	c.settles(-30_00)
	c.is(-30_00, -22_00, false, frozenWallet)
	c.reopens(false)
	c.pass()
	c.hears(paid) // the same word
	c.is(-30_00, -22_00, false, active)
	for _, amount := range []funds.Amount{0, -22_01, 22_00} { // what is left may still be settled, and no more
		change, err := funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), amount, "r", nil)
		refusedAs(t, change, err, invalid("amount"))
	}
	c.settles(-22_00)
	c.is(-52_00, 0, false, active)
	change, err := funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), 0, "r", nil)
	refusedAs(t, change, err, funds.ErrIllegal)
}

func TestAWrongSignIsRefusedAndTheAlarmStays(t *testing.T) {
	t.Parallel()
	for state, wrong := range map[funds.State][]funds.Amount{funds.StateFailed: {61_00, 52_00, 1, -52_01}, funds.StateCompleted: {-52_00, -1, 52_01}} {
		c := disputed(t, state)
		c.hears(map[funds.State]funds.Outcome{funds.StateFailed: paid, funds.StateCompleted: refused}[state])
		for _, amount := range wrong {
			change, err := funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), amount, "r", nil)
			refusedAs(t, change, err, invalid("amount"))
		}
		if !c.withdrawal().NeedsAttention {
			t.Errorf("%s: the alarm is over", state)
		}
	}
}

func TestNothingMayBeSettledOnAFrozenAndOnAClosedWallet(t *testing.T) {
	t.Parallel()
	for _, status := range []funds.WalletStatus{active, frozenWallet, funds.WalletClosed} {
		c := disputed(t, funds.StateFailed)
		c.commit(funds.Adjust(c.act(admin), c.wallet(), -1000_00, "spent", nil))
		c.commit(funds.SetStatus(c.act(admin), c.wallet(), status, "r"))
		c.hears(paid)
		want := status
		if status == active {
			want = frozenWallet
		}
		c.is(0, -52_00, true, want)
		change, err := funds.Resolve(c.act(admin), c.wallet(), c.withdrawal(), -52_00, "r", nil)
		if status == funds.WalletClosed {
			refusedAs(t, change, err, funds.ErrWalletInactive)
		} else {
			refusedAs(t, change, err, coded(funds.CodeInsufficient))
		}
		c.reopens(true)
		c.settles(0)
		c.is(0, -52_00, false, want)
		c.reopens(false)
	}
}

// The gateway's last word is the one that was asked for last, whenever it is heard.
func TestAnOlderQuestionsAnswerOverridesNoNewers(t *testing.T) {
	t.Parallel()
	c := disputed(t, funds.StateFailed)
	early := c.now
	c.now = c.now.Add(time.Hour)
	c.hears(refused)
	c.is(0, 0, false, active)
	c.hearsAsked(paid, early)
	c.is(0, 0, false, active)
	c.pass()
	c.hears(paid)
	c.is(0, -52_00, true, frozenWallet)
	c.settles(-52_00)
	c.hearsAsked(refused, early)
	c.is(-52_00, 0, false, frozenWallet)
}

// Of two words that were asked for at about one time nobody can tell which is the last: the gateway is asked again.
func TestOfTwoWordsAtOneTimeNeitherIsBelieved(t *testing.T) {
	t.Parallel()
	for _, apart := range []time.Duration{-5*time.Second + 1, -time.Second, 0, 5*time.Second - 1} {
		c := disputed(t, funds.StateFailed)
		c.hears(paid)
		first := c.now
		c.settles(-52_00)
		c.now = c.now.Add(time.Second)
		c.hearsAsked(refused, first.Add(apart))
		c.is(-52_00, 0, false, frozenWallet)
		due := c.withdrawal().Watch.Due
		if !due.Equal(c.now.Add(5 * time.Second)) {
			t.Fatalf("%v apart: the next look is at %v", apart, due)
		}
		c.now = due
		c.hears(refused)
		c.is(-52_00, 52_00, true, frozenWallet)
	}
}

// What a program from before wrote has neither the sum nor when it was asked, and is no order of the wallet's list.
func TestAnAlarmOfBeforeIsSettledAndLocksNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state   funds.State
		gateway int
		due     funds.Amount
		word    funds.Outcome
	}{
		"failed, found paid":   {funds.StateFailed, funds.GatewayPaid, -100_00, paid},
		"failed, found open":   {funds.StateFailed, funds.GatewayNew, 0, open},
		"completed, then lost": {funds.StateCompleted, funds.GatewayRefused, 100_00, refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := with(withdrawalIn(test.state), func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.GatewayState = true, test.gateway })
			if before.Due() != test.due {
				t.Errorf("due is %d, want %d", before.Due(), test.due)
			}
			wallet := with(walletOf(), func(w *funds.Wallet) { w.Unsettled = []string{"RC1"} })
			change, err := funds.Resolve(actOf(admin, late), wallet, before, test.due, "r", nil)
			change = mustDecide(t, change, err)
			if after := walletAfter(wallet, change); len(after.Unsettled) != 1 || change.Withdrawal.To.NeedsAttention {
				t.Errorf("%v, %+v", after.Unsettled, change.Withdrawal.To)
			}
			change, err = funds.Settle(actOf(machine, late), walletOf(), before, funds.Report{Outcome: test.word, State: test.gateway}, testPolicy())
			change = mustDecide(t, change, err)
			if len(change.Lines) != 0 || len(change.Wallet.To.Unsettled) != 1 {
				t.Errorf("the same word again: %+v", change)
			}
		})
	}
}

func TestACallbackIsNewsWhereItChangesWhatIsDue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		hear  []funds.Outcome
		known []int
	}{
		"failed as absent":             {nil, []int{2, 3}},
		"failed, and paid":             {[]funds.Outcome{paid}, []int{1}},
		"failed, paid, and refused":    {[]funds.Outcome{paid, refused}, []int{2, 3}},
		"failed, and open":             {[]funds.Outcome{open}, []int{2, 3}}, // reconcile hears its end
		"completed":                    {[]funds.Outcome{}, []int{1}},
		"completed, and refused":       {[]funds.Outcome{refused}, []int{2, 3}},
		"completed, refused, and paid": {[]funds.Outcome{refused, paid}, []int{1}},
	} {
		state := funds.StateFailed
		if name[0] == 'c' {
			state = funds.StateCompleted
		}
		c := disputed(t, state)
		for _, word := range test.hear {
			c.hears(word)
			c.pass()
		}
		for _, word := range []int{1, 2, 3} {
			want := false
			for _, known := range test.known {
				want = want || known == word
			}
			change, err := funds.Receive(c.act(machine), c.withdrawal(), word, c.policy)
			if err != nil || c.withdrawal().Knows(word) != want || change.Empty() != want {
				t.Errorf("%s knows %d: %v, %v", name, word, c.withdrawal().Knows(word), err)
			}
		}
	}
}
