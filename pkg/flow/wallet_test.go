package flow_test

import (
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAnAdjustmentSettlesAndAWalletReopensWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Fund("u2", 1)
	id, parked := h.PaidAfterAll("u1"), h.Recharge("u2", 300_00)
	h.Receives(string(parked), "250")
	reopen := func() error {
		_, err := h.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletActive, "r")
		return err
	}
	refused(t, "reopened while something is due", reopen(), funds.CodeIllegal)
	adjust := func(userID string, amount funds.Amount, withdrawal funds.ID, recharge funds.RechargeID) error {
		_, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: userID, Amount: amount, Reason: "r", Resolves: withdrawal, Recharge: recharge})
		return err
	}
	refused(t, "too much", adjust("u1", -100_01, id, ""), funds.CodeInvalid)
	refused(t, "the wrong way", adjust("u1", 1, id, ""), funds.CodeInvalid)
	refused(t, "of an unknown one", adjust("u1", 1, flowtest.Unknown, ""), funds.CodeNotFound)
	refused(t, "of an unknown recharge", adjust("u1", 1, "", "RC"+flowtest.Unknown), funds.CodeNotFound)
	for _, part := range []funds.Amount{-40_00, -60_00} {
		if err := adjust("u1", part, id, ""); err != nil {
			t.Error(err)
		}
	}
	if err := reopen(); err != nil {
		t.Error(err)
	}
	h.Holds("u1", 900_00, 0)
	if err := adjust("u2", 250_00, "", parked); err != nil {
		t.Error(err)
	}
	h.Holds("u2", 250_01, 0)
	_, err := h.Flow.SetStatus(t.Context(), admin, "nobody", funds.WalletFrozen, "r")
	refused(t, "nobody's", err, funds.CodeNotFound)
	_, err = h.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletClosed, "r")
	refused(t, "closed while it holds money", err, funds.CodeIllegal)
}

func TestAWalletIsMadeOnFirstAccessAndTakesItsOwnersNewProfile(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	for _, name := range []string{"甲", "乙", "乙"} {
		w, err := h.Flow.Wallet(t.Context(), "u1", &funds.Profile{Name: name})
		if err != nil || w.Profile.Name != name {
			t.Errorf("%+v, %v", w.Profile, err)
		}
	}
	h.Unchanged(func() {
		if w, err := h.Flow.Wallet(t.Context(), "u1", nil); err != nil || w.Profile.Name != "乙" {
			t.Errorf("%+v, %v", w.Profile, err)
		}
	})
	_, err := h.Flow.Wallet(t.Context(), "Jose\u0301", nil)
	refused(t, "an id that looks like another", err, funds.CodeInvalid)
}
