package wallet_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

func withRules() funds.Policy {
	return fixture.With(fixture.Policy(), func(p *funds.Policy) {
		p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 100_00, Need: 2}}
	})
}

func TestWhoAloneFillsAWalletIsNotedForThirtyDays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		amount funds.Amount
		policy funds.Policy
		noted  bool
	}{
		"an admin who gives":  {1_00, withRules(), true},
		"an admin who takes":  {-1_00, withRules(), false},
		"without rules of it": {1_00, fixture.Policy(), false},
	} {
		act := fixture.Act(fixture.Admin, fixture.Late)
		change := fixture.Decided(t)(wallet.Adjust(act, fixture.WalletOf(), test.amount, "r", nil))
		change = fixture.Decided(t)(wallet.Alone(act, change, test.policy))
		after := change.Wallet.To
		if after.FilledAloneBy([]string{"a1"}, fixture.Late) != test.noted || after.FilledAlone(fixture.Late) != test.noted || after.FilledAloneBy([]string{"a2"}, fixture.Late) {
			t.Errorf("%s: %+v", name, after.Fillers)
		}
		end := fixture.Late.Add(funds.FilledAloneFor)
		if after.FilledAlone(end) || after.FilledAlone(end.Add(-1)) != test.noted {
			t.Errorf("%s: noted for another time than 30 days", name)
		}
	}
}

func TestTheNinthPersonWhoFillsAWalletAloneIsRefused(t *testing.T) {
	t.Parallel()
	held := fixture.WalletOf()
	fill := func(person int, at time.Time) error {
		act := fixture.Act(funds.Actor{Role: funds.RoleAdmin, ID: fmt.Sprint("a", person)}, at)
		change := fixture.Decided(t)(wallet.Adjust(act, held, 1_00, "r", nil))
		change, err := wallet.Alone(act, change, withRules())
		if err == nil {
			held = change.Wallet.To
		}
		return err
	}
	for person := range 8 {
		for range 2 { // the same person is noted once
			if err := fill(person, fixture.Late); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := fill(8, fixture.Late); funds.CodeOf(err) != funds.CodeApproval {
		t.Errorf("the ninth: %v", err)
	}
	if err := fill(8, fixture.Late.Add(funds.FilledAloneFor)); err != nil || len(held.Fillers) != 1 {
		t.Errorf("after the time: %v, %d are kept", err, len(held.Fillers))
	}
}

func TestWhatPutsNothingInIsNotNoted(t *testing.T) {
	t.Parallel()
	moved := funds.Change{Wallet: &funds.WalletChange{To: fixture.WalletOf()}, Entries: []funds.Entry{{Type: funds.EntryAdjustment, BalanceBefore: 5, BalanceAfter: 5}}}
	change := fixture.Decided(t)(wallet.Alone(fixture.Act(fixture.Admin, fixture.Late), moved, withRules()))
	if len(change.Wallet.To.Fillers) != 0 {
		t.Errorf("noted: %+v", change.Wallet.To.Fillers)
	}
}
