package flow_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func byBank(userID string) flow.WithdrawalRequest {
	request := requestBy(userID)
	request.Method = funds.MethodBank
	return request
}

// TestTheThirdWalletOfAnAccountIsHeld, however the policy would have paid it and whatever bank stands beside the account, and
// paid once it is released and approved.
func TestTheThirdWalletOfAnAccountIsHeld(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) {
		p.Controls.SharedAccount = funds.SharedAccount{Wallets: 2, Hold: time.Hour, OnExpiry: funds.HoldRejects}
	})
	var last funds.Withdrawal
	for _, userID := range []string{"u1", "u2", "u1", "u3"} {
		h.Fund(userID, 1000_00)
		request := requestBy(userID)
		request.Target.Bank = "银行 " + userID
		made, err := h.Flow.CreateAndPay(t.Context(), request)
		if err != nil || made.Held() != (userID == "u3") {
			t.Fatalf("%s: %+v, %v", userID, made.Hold, err)
		}
		h.Clock.Advance(2 * time.Minute) // nobody remembers which counters there were
		last = made
	}
	if last.State != funds.StatePending || last.Hold.Kind != funds.HoldShared {
		t.Errorf("%s, held as %s", last.State, last.Hold.Kind)
	}
	_, err := h.Flow.Approve(t.Context(), admin, last.ID, "")
	refused(t, "an approval", err, funds.CodeApproval)
	if _, err := h.Flow.Release(t.Context(), admin, last.ID, "核实"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.Approve(t.Context(), admin, last.ID, ""); err != nil {
		t.Fatal(err)
	}
	if paid, err := h.Flow.PayByChannel(t.Context(), admin, last.ID); err != nil || paid.State != funds.StateProcessing {
		t.Errorf("%s, %v", paid.State, err)
	}
}

// TestAHoldThatIsOverRejectsOrAsksForAnAdmin, once.
func TestAHoldThatIsOverRejectsOrAsksForAnAdmin(t *testing.T) {
	t.Parallel()
	for end, want := range map[funds.HoldEnd]funds.State{funds.HoldRejects: funds.StateRejected, funds.HoldEscalates: funds.StatePending} {
		t.Run(string(end), func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 1000_00)
			made, err := h.Flow.Create(t.Context(), byBank("u1"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.Flow.PutHold(t.Context(), admin, made.ID, withdrawal.HoldRequest{Reason: "可疑", Hours: 1, OnExpiry: end}); err != nil {
				t.Fatal(err)
			}
			reconciled(t, h)
			if early, _ := h.Store.Withdrawal(t.Context(), made.ID); early.State != funds.StatePending || early.NeedsAttention {
				t.Errorf("before its time: %s", early.State)
			}
			h.Clock.Advance(2 * time.Hour)
			reconciled(t, h)
			over, err := h.Store.Withdrawal(t.Context(), made.ID)
			if err != nil || over.State != want || over.NeedsAttention != (end == funds.HoldEscalates) {
				t.Errorf("%s, attention %t, %v", over.State, over.NeedsAttention, err)
			}
			reconciled(t, h)
			if again, _ := h.Store.Withdrawal(t.Context(), made.ID); again.Version != over.Version {
				t.Errorf("done twice: %d after %d", again.Version, over.Version)
			}
		})
	}
}

// TestWhatIsPendingForTooLongIsRejected, on hold or not, also where the policy is younger than it.
func TestWhatIsPendingForTooLongIsRejected(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	var made []funds.Withdrawal
	for range 3 {
		one, err := h.Flow.Create(t.Context(), byBank("u1"))
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, one)
		h.Clock.Advance(24 * time.Hour)
	}
	if _, err := h.Flow.PutHold(t.Context(), admin, made[0].ID, withdrawal.HoldRequest{Reason: "可疑", Hours: 100, OnExpiry: funds.HoldEscalates}); err != nil {
		t.Fatal(err)
	}
	h.Flow.Policy.Controls.PendingLife = 36 * time.Hour
	reconciled(t, h)
	for i, want := range []funds.State{funds.StateRejected, funds.StateRejected, funds.StatePending} {
		if now, err := h.Store.Withdrawal(t.Context(), made[i].ID); err != nil || now.State != want {
			t.Errorf("the one of day %d is %s, %v", i, now.State, err)
		}
	}
	if purse, err := h.Store.Wallet(t.Context(), "u1"); err != nil || purse.Frozen != made[2].Amount {
		t.Errorf("%d is frozen, %v", purse.Frozen, err)
	}
}
