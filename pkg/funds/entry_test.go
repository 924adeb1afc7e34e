package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAnEntryShowsItsEffectOnTheBalanceOrElseOnWhatIsAvailable(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	tests := []struct {
		entry         funds.Entry
		effect, shown funds.Amount
	}{
		{fixture.EntryOf(funds.EntryFreeze, 2, 0, 100_00, "", act), 0, -100_00},
		{fixture.EntryOf(funds.EntryUnfreeze, 1, 0, -100_00, "", act), 0, 100_00},
		{fixture.EntryOf(funds.EntryWithdrawal, 1, -100_00, -100_00, "", act), -100_00, -100_00},
		{fixture.EntryOf(funds.EntryAdjustment, 2, 5_00, 0, "", act), 5_00, 5_00},
		{fixture.EntryOf(funds.EntryAdjustment, 2, -5_00, 0, "", act), -5_00, -5_00},
		{fixture.EntryOf(funds.EntryRecharge, 1, 7_00, 0, "", act), 7_00, 7_00},
	}
	for _, test := range tests {
		if effect, shown := test.entry.BalanceEffect(), test.entry.SignedAmount(); effect != test.effect || shown != test.shown {
			t.Errorf("%s: effect %d, shown %d; want %d, %d", test.entry.Type, effect, shown, test.effect, test.shown)
		}
	}
}
