package recharge_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// waitingIn is a recharge in a state that waits for an admin.
func waitingIn(state funds.RechargeState) funds.Recharge {
	return fixture.With(fixture.RechargeIn(state), func(r *funds.Recharge) { r.NeedsAttention = true })
}

func resolve(w funds.Wallet, r funds.Recharge, action string, report funds.RechargeReport) (funds.Change, error) {
	return recharge.Resolve(fixture.Act(fixture.Admin, fixture.Look), w, r, action, "核对", report)
}

func TestAnAdminCreditsWhatTheGatewayConfirmsNow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		from   funds.RechargeState
		report funds.RechargeReport
	}{
		{"a parked one, of another amount", isParked, fixture.RechargeIs(funds.GatewayDepositMismatch, 80_00)},
		{"a parked one that is done by now", isParked, fixture.RechargeIs(funds.GatewayDepositDone, 90_00)},
		{"one that was closed, and then paid", isClosed, fixture.RechargeIs(funds.GatewayDepositDone, 100_00)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := resolve(fixture.RechargeWallet(test.from), waitingIn(test.from), recharge.ResolveCredit, test.report)
			change = fixture.MustDecide(t, change, err)
			r, w := change.Recharge.To, change.Wallet.To
			if r.State != isCredited || r.Credited != test.report.Amount || w.Balance != 1000_00+test.report.Amount || r.NeedsAttention || w.OpenRecharges != 0 {
				t.Errorf("%+v, %+v", r, w)
			}
			fixture.Same(t, r.Resolution, funds.Review{By: "a1", Note: "核对", At: fixture.Look})
			if line := r.Lines[len(r.Lines)-1]; line.Command != credit || line.Actor != fixture.Admin || line.Message != "核对" || strings.Contains(string(r.NotifyInfo), "核对") {
				t.Errorf("the line is %+v, users read %q", line, r.NotifyInfo)
			}
			audit := change.Audit
			if audit == nil || audit.Module != "recharge" || audit.Action != "credit" || audit.TargetID != string(fixture.RechargeID) || !strings.Contains(audit.Detail, `"credited":"`+r.Credited.Fixed()+`"`) {
				t.Errorf("the audit record is %+v", audit)
			}
		})
	}
}

func TestAnAdminClosesWithoutACredit(t *testing.T) {
	t.Parallel()
	for state, want := range map[funds.RechargeState]struct {
		command funds.RechargeCommand
		to      funds.RechargeState
	}{
		isParked: {funds.RechargeClose, isClosed}, isClosed: {funds.RechargeSettle, isClosed}, isCredited: {funds.RechargeSettle, isCredited},
	} {
		r := waitingIn(state)
		r.Watch.Due = fixture.Look // a callback that is not yet confirmed: nobody else would ask about it
		change, err := resolve(fixture.RechargeWallet(state), r, recharge.ResolveClose, funds.RechargeReport{})
		change = fixture.MustDecide(t, change, err)
		after := change.Recharge.To
		if after.State != want.to || after.NeedsAttention || after.Credited != r.Credited || len(change.Entries) != 0 || !after.Watch.Due.Equal(fixture.Look) {
			t.Errorf("%s becomes %+v", state, after)
		}
		if line := after.Lines[len(after.Lines)-1]; line.Command != want.command || line.Message != "核对" || change.Audit == nil || change.Audit.Action != "close" {
			t.Errorf("%s: %+v, %+v", state, line, change.Audit)
		}
		if waits := fixture.WalletAfter(fixture.RechargeWallet(state), change).OpenRecharges; waits != 0 {
			t.Errorf("%s: %d wait", state, waits)
		}
	}
}

// Each row would be refused for all that follow it too.
func TestWhatAnAdminMayNotResolve(t *testing.T) {
	t.Parallel()
	calm := fixture.With(waitingIn(isParked), func(r *funds.Recharge) { r.NeedsAttention = false })
	closed := fixture.With(fixture.RechargeWallet(isParked), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	full := fixture.With(fixture.RechargeWallet(isParked), func(w *funds.Wallet) { w.Balance = funds.MaxAmount })
	came, not := fixture.RechargeIs(funds.GatewayDepositMismatch, 80_00), funds.RechargeReport{}
	tests := []struct {
		name           string
		actor          funds.Actor
		wallet         funds.Wallet
		recharge       funds.Recharge
		action, reason string
		report         funds.RechargeReport
		want           *funds.Error
	}{
		{"their own", fixture.Self, closed, calm, "", "", not, funds.ErrForbidden},
		{"by an action of nobody's", fixture.Admin, closed, calm, "", "", not, fixture.Invalid("action")},
		{"without a reason", fixture.Admin, closed, calm, "credit", "", not, fixture.Invalid("reason")},
		{"what needs nobody", fixture.Admin, closed, calm, "credit", "a\u202eb", not, funds.ErrIllegal},
		{"with a reason that turns around", fixture.Admin, closed, waitingIn(isParked), "credit", "a\u202eb", not, fixture.Invalid("reason")},
		{"a second credit", fixture.Admin, closed, waitingIn(isCredited), "credit", "r", came, funds.ErrIllegal},
		{"what the gateway does not confirm", fixture.Admin, closed, waitingIn(isParked), "credit", "r", not, fixture.Coded(funds.CodeGatewayDisagrees)},
		{"into a closed wallet", fixture.Admin, closed, waitingIn(isParked), "credit", "r", came, fixture.Coded(funds.CodeWalletInactive)},
		{"into a full one", fixture.Admin, full, waitingIn(isParked), "credit", "r", came, fixture.Invalid("amount")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := recharge.Resolve(fixture.Act(test.actor, fixture.Look), test.wallet, test.recharge, test.action, test.reason, test.report)
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
	for name, report := range rechargeWords {
		change, err := resolve(fixture.RechargeWallet(isParked), waitingIn(isParked), recharge.ResolveCredit, report)
		if name == "2" || name == "5" {
			fixture.MustDecide(t, change, err)
			continue
		}
		fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeGatewayDisagrees))
	}
}
