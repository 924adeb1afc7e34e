package invariant_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

func TestVerifyFindsWhatWasPaidBeforeItsTime(t *testing.T) {
	t.Parallel()
	at := fixture.Late
	for name, test := range map[string]struct {
		notBefore time.Time
		command   funds.Command
		found     int
	}{
		"sent at its time":     {at, funds.CommandDispatch, 0},
		"sent too early":       {at.Add(time.Millisecond), funds.CommandDispatch, 1},
		"sent again too early": {at.Add(time.Millisecond), funds.CommandResend, 1},
		"approved before":      {at.Add(time.Hour), funds.CommandApprove, 0},
		"it never waited":      {time.Time{}, funds.CommandDispatch, 0},
	} {
		ledger := wholeLedger(t)
		history := &ledger.Withdrawals[isPending]
		history.Withdrawal.NotBefore = test.notBefore
		history.Lines = append(history.Lines, funds.Line{Version: 9, Command: test.command, At: at})
		if found := broken(ledger, invariant.RuleCooling, history.Withdrawal.ID); found != test.found {
			t.Errorf("%s: %d found, want %d", name, found, test.found)
		}
	}
}
