package withdrawal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// One payout costs its user once, however often its order is found open, and whatever an admin does in between.
func TestAnOrderThatIsOpenAfterTheEndTakesNothingAndAsksOnce(t *testing.T) {
	t.Parallel()
	c := fixture.Disputed(t, funds.StateFailed)
	for range 4 {
		c.Hears(fixture.Open)
		c.Is(0, 0, true, fixture.FrozenWallet)
		c.Pass()
	}
	for _, amount := range []funds.Amount{-52_00, -1, 1, 52_00} {
		change, err := wallet.AdjustWithdrawal(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), amount, "r", nil)
		fixture.RefusedAs(t, change, err, fixture.Invalid("amount"))
	}
	c.Reopens(true)
	c.Settles(0)
	c.Is(0, 0, false, fixture.FrozenWallet)
	c.Reopens(false)
	for range 4 { // it is looked at, and says the same
		if c.Withdrawal().Watch.Due.IsZero() {
			t.Fatal("nobody looks at it")
		}
		c.Pass()
		c.Hears(fixture.Open)
		c.Is(0, 0, false, fixture.Active)
	}
	c.Pass()
	c.Hears(fixture.Paid)
	c.Is(0, -52_00, true, fixture.FrozenWallet)
	c.Settles(-52_00)
	c.Is(-52_00, 0, false, fixture.FrozenWallet)
	c.Balance(948_00)
	c.Pass()
	c.Hears(fixture.Open) // it is paid for
	c.Is(-52_00, 0, false, fixture.FrozenWallet)
	c.Pass()
	c.Hears(fixture.Refused)
	c.Is(-52_00, 52_00, true, fixture.FrozenWallet)
}

func TestWhatWasSettledIsDueAgainWhereTheGatewayTakesItsWordBack(t *testing.T) {
	t.Parallel()
	t.Run("failed, paid, settled, and then refused", func(t *testing.T) {
		t.Parallel()
		c := fixture.Disputed(t, funds.StateFailed)
		c.Hears(fixture.Paid)
		c.Settles(-52_00)
		c.Balance(948_00)
		c.Pass()
		c.Hears(fixture.Refused)
		c.Is(-52_00, 52_00, true, fixture.FrozenWallet)
		c.Settles(52_00)
		c.Balance(1000_00)
		c.Pass()
		c.Hears(fixture.Paid)
		c.Is(0, -52_00, true, fixture.FrozenWallet)
	})
	t.Run("completed, refused, settled, and then paid again", func(t *testing.T) {
		t.Parallel()
		c := fixture.Disputed(t, funds.StateCompleted)
		c.Balance(948_00)
		c.Hears(fixture.Refused)
		c.Is(0, 52_00, true, fixture.Active)
		c.Settles(52_00)
		c.Balance(1000_00)
		c.Is(52_00, 0, false, fixture.Active)
		c.Pass()
		c.Hears(fixture.Open) // it may yet be paid, and the user has the money
		c.Is(52_00, 0, true, fixture.FrozenWallet)
		c.Settles(0)
		c.Pass()
		c.Hears(fixture.Paid)
		c.Is(52_00, -52_00, true, fixture.FrozenWallet)
		c.Settles(-52_00)
		c.Balance(948_00)
	})
}

func TestASettlementMayBeAPartAndClosesTheAlarmForThatWord(t *testing.T) {
	t.Parallel()
	c := fixture.Disputed(t, funds.StateFailed)
	c.Hears(fixture.Paid)
	c.Settles(-30_00)
	c.Is(-30_00, -22_00, false, fixture.FrozenWallet)
	c.Reopens(false)
	c.Pass()
	c.Hears(fixture.Paid) // the same word
	c.Is(-30_00, -22_00, false, fixture.Active)
	for _, amount := range []funds.Amount{0, -22_01, 22_00} { // what is left may still be settled, and no more
		change, err := wallet.AdjustWithdrawal(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), amount, "r", nil)
		fixture.RefusedAs(t, change, err, fixture.Invalid("amount"))
	}
	c.Settles(-22_00)
	c.Is(-52_00, 0, false, fixture.Active)
	change, err := wallet.AdjustWithdrawal(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), 0, "r", nil)
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
}

func TestAWrongSignIsRefusedAndTheAlarmStays(t *testing.T) {
	t.Parallel()
	for state, wrong := range map[funds.State][]funds.Amount{funds.StateFailed: {61_00, 52_00, 1, -52_01}, funds.StateCompleted: {-52_00, -1, 52_01}} {
		c := fixture.Disputed(t, state)
		c.Hears(map[funds.State]funds.Outcome{funds.StateFailed: fixture.Paid, funds.StateCompleted: fixture.Refused}[state])
		for _, amount := range wrong {
			change, err := wallet.AdjustWithdrawal(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), amount, "r", nil)
			fixture.RefusedAs(t, change, err, fixture.Invalid("amount"))
		}
		if !c.Withdrawal().NeedsAttention {
			t.Errorf("%s: the alarm is over", state)
		}
	}
}

func TestNothingMayBeSettledOnAFrozenAndOnAClosedWallet(t *testing.T) {
	t.Parallel()
	for _, status := range []funds.WalletStatus{fixture.Active, fixture.FrozenWallet, funds.WalletClosed} {
		c := fixture.Disputed(t, funds.StateFailed)
		c.Commit(wallet.Adjust(c.Act(fixture.Admin), c.Wallet(), -1000_00, "spent", nil))
		c.Commit(wallet.SetStatus(c.Act(fixture.Admin), c.Wallet(), status, "r"))
		c.Hears(fixture.Paid)
		want := status
		if status == fixture.Active {
			want = fixture.FrozenWallet
		}
		c.Is(0, -52_00, true, want)
		change, err := wallet.AdjustWithdrawal(c.Act(fixture.Admin), c.Wallet(), c.Withdrawal(), -52_00, "r", nil)
		if status == funds.WalletClosed {
			fixture.RefusedAs(t, change, err, funds.ErrWalletInactive)
		} else {
			fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeInsufficient))
		}
		c.Reopens(true)
		c.Settles(0)
		c.Is(0, -52_00, false, want)
		c.Reopens(false)
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
		"failed, found paid":   {funds.StateFailed, funds.GatewayWithdrawalPaid, -100_00, fixture.Paid},
		"failed, found open":   {funds.StateFailed, funds.GatewayWithdrawalNew, 0, fixture.Open},
		"completed, then lost": {funds.StateCompleted, funds.GatewayWithdrawalRefused, 100_00, fixture.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := fixture.With(fixture.WithdrawalIn(test.state), func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.GatewayState = true, test.gateway })
			if before.Due() != test.due {
				t.Errorf("due is %d, want %d", before.Due(), test.due)
			}
			held := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Unsettled = []string{"RC1"} })
			change, err := wallet.AdjustWithdrawal(fixture.Act(fixture.Admin, fixture.Late), held, before, test.due, "r", nil)
			change = fixture.MustDecide(t, change, err)
			if after := fixture.WalletAfter(held, change); len(after.Unsettled) != 1 || change.Withdrawal.To.NeedsAttention {
				t.Errorf("%v, %+v", after.Unsettled, change.Withdrawal.To)
			}
			change, err = withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), before, funds.Report{Outcome: test.word, State: test.gateway}, fixture.Policy())
			change = fixture.MustDecide(t, change, err)
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
		"failed, and paid":             {[]funds.Outcome{fixture.Paid}, []int{1}},
		"failed, paid, and refused":    {[]funds.Outcome{fixture.Paid, fixture.Refused}, []int{2, 3}},
		"failed, and open":             {[]funds.Outcome{fixture.Open}, []int{2, 3}}, // reconcile hears its end
		"completed":                    {[]funds.Outcome{}, []int{1}},
		"completed, and refused":       {[]funds.Outcome{fixture.Refused}, []int{2, 3}},
		"completed, refused, and paid": {[]funds.Outcome{fixture.Refused, fixture.Paid}, []int{1}},
	} {
		state := funds.StateFailed
		if name[0] == 'c' {
			state = funds.StateCompleted
		}
		c := fixture.Disputed(t, state)
		for _, word := range test.hear {
			c.Hears(word)
			c.Pass()
		}
		for _, word := range []int{1, 2, 3} {
			want := false
			for _, known := range test.known {
				want = want || known == word
			}
			change, err := withdrawal.Receive(c.Act(fixture.Machine), c.Withdrawal(), word, c.Policy)
			if err != nil || c.Withdrawal().Knows(word) != want || change.Empty() != want {
				t.Errorf("%s knows %d: %v, %v", name, word, c.Withdrawal().Knows(word), err)
			}
		}
	}
}
