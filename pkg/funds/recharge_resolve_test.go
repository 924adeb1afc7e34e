package funds_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// told is a recharge in a state that waits for an admin.
func told(state funds.RechargeState) funds.Recharge {
	return with(rechargeIn(state), func(r *funds.Recharge) { r.NeedsAttention = true })
}

func resolve(w funds.Wallet, r funds.Recharge, action string, report funds.DepositReport) (funds.Change, error) {
	return funds.ResolveRecharge(actOf(admin, look), w, r, action, "核对", report)
}

func TestAnAdminCreditsWhatTheGatewayConfirmsNow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		from   funds.RechargeState
		report funds.DepositReport
	}{
		{"a parked one, of another amount", isParked, depositIs(funds.DepositMismatch, 80_00)},
		{"a parked one that is done by now", isParked, depositIs(funds.DepositDone, 90_00)},
		{"one that was closed, and then paid", isClosed, depositIs(funds.DepositDone, 100_00)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := resolve(rechargeWallet(test.from), told(test.from), funds.ResolveCredit, test.report)
			change = mustDecide(t, change, err)
			r, w := change.Recharge.To, change.Wallet.To
			if r.State != isCredited || r.Credited != test.report.Amount || w.Balance != 1000_00+test.report.Amount || r.NeedsAttention || w.OpenRecharges != 0 {
				t.Errorf("%+v, %+v", r, w)
			}
			same(t, r.Resolution, funds.Review{By: "a1", Note: "核对", At: look})
			if line := r.Lines[len(r.Lines)-1]; line.Command != credit || line.Actor != admin || line.Message != "核对" || strings.Contains(string(r.NotifyInfo), "核对") {
				t.Errorf("the line is %+v, users read %q", line, r.NotifyInfo)
			}
			audit := change.Audit
			if audit == nil || audit.Module != "recharge" || audit.Action != "credit" || audit.TargetID != string(rcID) || !strings.Contains(audit.Detail, `"credited":"`+r.Credited.Fixed()+`"`) {
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
		r := told(state)
		r.Watch.Due = look // a callback that is not yet confirmed: nobody else would ask about it
		change, err := resolve(rechargeWallet(state), r, funds.ResolveClose, funds.DepositReport{})
		change = mustDecide(t, change, err)
		after := change.Recharge.To
		if after.State != want.to || after.NeedsAttention || after.Credited != r.Credited || len(change.Entries) != 0 || !after.Watch.Due.Equal(look) {
			t.Errorf("%s becomes %+v", state, after)
		}
		if line := after.Lines[len(after.Lines)-1]; line.Command != want.command || line.Message != "核对" || change.Audit == nil || change.Audit.Action != "close" {
			t.Errorf("%s: %+v, %+v", state, line, change.Audit)
		}
		if waits := walletAfter(rechargeWallet(state), change).OpenRecharges; waits != 0 {
			t.Errorf("%s: %d wait", state, waits)
		}
	}
}

// Each row would be refused for all that follow it too.
func TestWhatAnAdminMayNotResolve(t *testing.T) {
	t.Parallel()
	calm := with(told(isParked), func(r *funds.Recharge) { r.NeedsAttention = false })
	closed := with(rechargeWallet(isParked), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	full := with(rechargeWallet(isParked), func(w *funds.Wallet) { w.Balance = funds.MaxAmount })
	came, not := depositIs(funds.DepositMismatch, 80_00), funds.DepositReport{}
	tests := []struct {
		name           string
		actor          funds.Actor
		wallet         funds.Wallet
		recharge       funds.Recharge
		action, reason string
		report         funds.DepositReport
		want           *funds.Error
	}{
		{"their own", self, closed, calm, "", "", not, funds.ErrForbidden},
		{"by an action of nobody's", admin, closed, calm, "", "", not, invalid("action")},
		{"without a reason", admin, closed, calm, "credit", "", not, invalid("reason")},
		{"what needs nobody", admin, closed, calm, "credit", "a\u202eb", not, funds.ErrIllegal},
		{"with a reason that turns around", admin, closed, told(isParked), "credit", "a\u202eb", not, invalid("reason")},
		{"a second credit", admin, closed, told(isCredited), "credit", "r", came, funds.ErrIllegal},
		{"what the gateway does not confirm", admin, closed, told(isParked), "credit", "r", not, coded(funds.CodeGatewayDisagrees)},
		{"into a closed wallet", admin, closed, told(isParked), "credit", "r", came, coded(funds.CodeWalletInactive)},
		{"into a full one", admin, full, told(isParked), "credit", "r", came, invalid("amount")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.ResolveRecharge(actOf(test.actor, look), test.wallet, test.recharge, test.action, test.reason, test.report)
			refusedAs(t, change, err, test.want)
		})
	}
	for name, report := range rechargeWords {
		change, err := resolve(rechargeWallet(isParked), told(isParked), funds.ResolveCredit, report)
		if name == "2" || name == "5" {
			mustDecide(t, change, err)
			continue
		}
		refusedAs(t, change, err, coded(funds.CodeGatewayDisagrees))
	}
}
