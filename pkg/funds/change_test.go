package funds_test

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestLinesAreKeptOnTheWithdrawalWhereNothingElseIsWritten(t *testing.T) {
	t.Parallel()
	step := funds.Change{Withdrawal: &funds.WithdrawalChange{From: 3}, Lines: []funds.Line{{Actor: fixture.Machine}}}
	tests := map[string]struct {
		change funds.Change
		want   bool
	}{
		"the machine's step": {step, true},
		"a user's step":      {fixture.With(step, func(c *funds.Change) { c.Lines = []funds.Line{{Actor: fixture.User}} }), true},
		"a new withdrawal":   {fixture.With(step, func(c *funds.Change) { c.Withdrawal, c.Wallet = &funds.WithdrawalChange{}, &funds.WalletChange{} }), true},
		"a new one, by an admin": {fixture.With(step, func(c *funds.Change) {
			c.Withdrawal, c.Lines = &funds.WithdrawalChange{}, []funds.Line{{Actor: fixture.Admin}}
		}), false},
		"an admin's step, for audit":  {fixture.With(step, func(c *funds.Change) { c.Lines = []funds.Line{{Actor: fixture.Machine}, {Actor: fixture.Admin}} }), false},
		"with a wallet":               {fixture.With(step, func(c *funds.Change) { c.Wallet = &funds.WalletChange{} }), false},
		"with an entry":               {fixture.With(step, func(c *funds.Change) { c.Entries = []funds.Entry{{}} }), true},
		"with an audit record":        {fixture.With(step, func(c *funds.Change) { c.Audit = &funds.AuditRecord{} }), false},
		"with a transaction number":   {fixture.With(step, func(c *funds.Change) { c.Number.Number = "T" }), false},
		"with a claim":                {fixture.With(step, func(c *funds.Change) { c.Claim = &funds.Claim{} }), false},
		"with a wallet to be checked": {fixture.With(step, func(c *funds.Change) { c.ActiveWallet = "u1" }), false},
		"with a pause to be checked":  {fixture.With(step, func(c *funds.Change) { c.Unpaused = &funds.Unpaused{} }), false},
		"after very many lines": {fixture.With(step, func(c *funds.Change) {
			c.Lines = []funds.Line{{Version: 2, Actor: fixture.Machine}}
			c.Withdrawal = &funds.WithdrawalChange{From: 1, To: funds.Withdrawal{Lines: slices.Repeat([]funds.Line{{Version: 1}}, 32)}}
		}), false},
		"after many lines, its own among them": {fixture.With(step, func(c *funds.Change) {
			c.Lines = []funds.Line{{Version: 2, Actor: fixture.Machine}}
			c.Withdrawal = &funds.WithdrawalChange{From: 1, To: funds.Withdrawal{Lines: append(slices.Repeat([]funds.Line{{Version: 1}}, 31), c.Lines...)}}
		}), true},
		"no withdrawal at all": {funds.Change{Wallet: &funds.WalletChange{}}, false},
	}
	for name, test := range tests {
		if test.change.KeptLines() != test.want {
			t.Errorf("%s: kept %v", name, !test.want)
		}
	}
}
