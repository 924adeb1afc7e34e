package table_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

func createsStayWithinTheBalance(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	h.funded(t, "u1", 799*yuan)
	codes := race(50, func(int) error {
		_, err := h.Create(t.Context(), handRequest("u1", 100*yuan))
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 7, funds.CodeInsufficient: 43})
	rows, total, err := h.lists.UserWithdrawals(t.Context(), "u1", list.Page{Number: 1, Size: 100})
	if err != nil || len(rows) != 7 || total != 7 {
		t.Errorf("%d of %d withdrawals exist, %v", len(rows), total, err)
	}
	if wallet := h.wallet(t, "u1"); wallet.Frozen != 700*yuan || wallet.Balance != 799*yuan {
		t.Errorf("frozen %d, balance %d", wallet.Frozen, wallet.Balance)
	}
	h.invariantsHold(t)
}

func oneReviewWins(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	id := h.pending(t, handRequest(h.funded(t, "u1", 100*yuan), 60*yuan))
	codes := race(20, func(i int) error {
		_, err := h.Approve(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: fmt.Sprint("admin", i)}, id, "")
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeIllegal: 19})
	if n := h.steps(t, id, funds.CommandApprove); n != 1 {
		t.Errorf("%d approvals are logged", n)
	}
	h.invariantsHold(t)
}

func approvalOrRejection(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	id := h.pending(t, handRequest(h.funded(t, "u1", 100*yuan), 60*yuan))
	codes := race(20, func(i int) error {
		var err error
		if i%2 == 0 {
			_, err = h.Approve(t.Context(), admin, id, "")
		} else {
			_, err = h.Reject(t.Context(), admin, id, "资料不符")
		}
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeIllegal: 19})
	frozen := map[funds.State]funds.Amount{funds.StateApproved: 60 * yuan, funds.StateRejected: 0}
	state := h.withdrawal(t, id).State
	if want, ok := frozen[state]; !ok || h.wallet(t, "u1").Frozen != want {
		t.Errorf("%s with %d frozen", state, h.wallet(t, "u1").Frozen)
	}
	h.invariantsHold(t)
}

func oneManualPayoutWins(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	id := h.approved(t, handRequest(h.funded(t, "u1", 100*yuan), 60*yuan))
	codes := race(20, func(i int) error {
		_, err := h.PayManually(t.Context(), admin, id, funds.Transfer{Number: fmt.Sprint("TX", i)})
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeIllegal: 19})
	if wallet := h.wallet(t, "u1"); wallet.Balance != 40*yuan || wallet.Frozen != 0 {
		t.Errorf("balance %d, frozen %d", wallet.Balance, wallet.Frozen)
	}
	h.invariantsHold(t)
}

func bothNumbersStayTaken(t *testing.T, h *house) {
	t.Helper()
	first, second := h.approved(t, handRequest(h.funded(t, "u1", 100*yuan), 60*yuan)), h.approved(t, handRequest(h.funded(t, "u2", 100*yuan), 60*yuan))
	_, err := h.PayManually(t.Context(), admin, first, funds.Transfer{Number: "2026112700001"})
	if err != nil {
		t.Fatal(err)
	}
	correct := func(number string) {
		t.Helper()
		if _, err := h.CorrectNumber(t.Context(), admin, first, number, "漏了开头"); err != nil {
			t.Errorf("%s: %v", number, err)
		}
	}
	correct("CMB2026112700001")
	correct("cmb2026112700001") // another spelling of its own
	correct("2026112700001")    // and back again
	correct("CMB2026112700001")
	before := h.rows(t)
	for _, number := range []string{"2026112700001", "CMB2026112700001"} {
		_, err := h.PayManually(t.Context(), admin, second, funds.Transfer{Number: number})
		if funds.CodeOf(err) != funds.CodeDuplicateNumber {
			t.Errorf("%s is another's too: %v", number, err)
		}
	}
	sameRows(t, before, h.rows(t))
	if _, err := h.PayManually(t.Context(), admin, second, funds.Transfer{Number: "CMB2"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.CorrectNumber(t.Context(), admin, second, "2026112700001", "抄错"); funds.CodeOf(err) != funds.CodeDuplicateNumber {
		t.Errorf("a correction takes another's number: %v", err)
	}
	if got := h.withdrawal(t, first).Payout.TransactionNo; got != "CMB2026112700001" {
		t.Errorf("the number is %s", got)
	}
	if got := h.steps(t, first, funds.CommandCorrect); got != 4 {
		t.Errorf("the log has %d corrections", got)
	}
	h.invariantsHold(t)
}

func oneNumberPaysOnce(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	const users = 20
	ids := make([]funds.ID, users)
	for i := range ids {
		ids[i] = h.approved(t, handRequest(h.funded(t, fmt.Sprint("u", i), 100*yuan), 60*yuan))
	}
	codes := race(users, func(i int) error {
		_, err := h.PayManually(t.Context(), admin, ids[i], funds.Transfer{Number: "TX20260101"})
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeDuplicateNumber: users - 1})
	completed := 0
	for _, id := range ids {
		if h.withdrawal(t, id).State == funds.StateCompleted {
			completed++
		}
	}
	if completed != 1 {
		t.Errorf("%d are completed", completed)
	}
	h.invariantsHold(t)
}

func oneDispatchSends(t *testing.T, h *house) {
	t.Helper()
	id := h.approved(t, channelRequest(h.funded(t, "u1", 100*yuan), 60*yuan))
	codes := race(20, func(int) error {
		_, err := h.PayByChannel(t.Context(), admin, id)
		if code := funds.CodeOf(err); code == funds.CodeTooEarly {
			return funds.ErrIllegal // who comes after the claim is told to wait; both are a refusal
		}
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeIllegal: 19})
	if diff := cmp.Diff(map[string]int{string(id): 1}, h.createRequests(t)); diff != "" {
		t.Errorf("create requests (-want +got):\n%s", diff)
	}
	withdrawal := h.withdrawal(t, id)
	if withdrawal.State != funds.StateProcessing || withdrawal.Payout.Attempt != 1 || withdrawal.Payout.AcceptedAt.IsZero() {
		t.Errorf("%s, %+v", withdrawal.State, withdrawal.Payout)
	}
	h.invariantsHold(t)
}

func oneKeyMakesOneWithdrawal(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	w := handRequest(h.funded(t, "u1", 1000*yuan), 60*yuan)
	w.Idempotency = &flow.Idempotency{Caller: "u1", Key: "POST /x key-1", Print: funds.Print{Bytes: "hash"}}
	var answers sync.Map
	codes := race(20, func(int) error {
		made, err := h.Create(t.Context(), w)
		answers.Store(made.ID, true)
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 20})
	var ids []funds.ID
	answers.Range(func(id, _ any) bool {
		one, ok := id.(funds.ID)
		if ok {
			ids = append(ids, one)
		}
		return ok
	})
	if total := h.wallet(t, "u1").Withdrawals(); total != 1 || len(ids) != 1 || ids[0] == "" {
		t.Fatalf("%d withdrawals, answers %q", total, ids)
	}

	before := h.rows(t)
	other := w
	other.Idempotency = &flow.Idempotency{Caller: "u1", Key: "POST /x key-1", Print: funds.Print{Bytes: "another body"}}
	if _, err := h.Create(t.Context(), other); funds.CodeOf(err) != funds.CodeIdempotency {
		t.Errorf("another body under the key: %v", err)
	}
	sameRows(t, before, h.rows(t))

	if _, err := h.Recall(t.Context(), user("u1"), ids[0], ""); err != nil {
		t.Fatal(err)
	}
	replayed, err := h.Create(t.Context(), w)
	if err != nil || replayed.ID != ids[0] || replayed.State != funds.StateCancelled {
		t.Errorf("a replay shows %s %s, %v", replayed.ID, replayed.State, err)
	}
	h.clock.advance(funds.ClaimLife + time.Second)
	again, err := h.Create(t.Context(), w)
	if err != nil || again.ID == ids[0] {
		t.Errorf("after the key's life it gives %s, %v", again.ID, err)
	}
	h.invariantsHold(t)
}

func oneKeyAdjustsOnce(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	key := flow.Idempotency{Caller: "admin1", Key: "POST /adjust key-1", Print: funds.Print{Bytes: "hash"}}
	adjustment := flow.Adjustment{UserID: "u1", Amount: 5 * yuan, Reason: "补偿", Idempotency: &key}
	codes := race(20, func(int) error {
		_, err := h.Adjust(t.Context(), admin, adjustment)
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 20})
	if wallet := h.wallet(t, "u1"); wallet.Balance != 5*yuan {
		t.Errorf("balance %d", wallet.Balance)
	}
	before := h.rows(t)
	key.Print.Bytes = "another body"
	if _, err := h.Adjust(t.Context(), admin, adjustment); funds.CodeOf(err) != funds.CodeIdempotency {
		t.Errorf("another body under the key: %v", err)
	}
	sameRows(t, before, h.rows(t))
	h.invariantsHold(t)
}

func oneSettlementWins(t *testing.T, h *house) {
	t.Helper()
	id := h.sent(t, channelRequest(h.funded(t, "u1", 100*yuan), 60*yuan))
	h.settle(t, id, funds.GatewayWithdrawalPaid)
	h.clock.advance(time.Minute) // past the first look, so that reconcile has it too
	how := flow.Reconciliation{Shards: 8, Workers: 4, Batch: 10, Ask: 5 * time.Second}
	codes := race(20, func(i int) error {
		switch i % 3 {
		case 0:
			_, err := h.Check(t.Context(), "u1", id)
			return err
		case 1:
			done, err := h.Reconcile(t.Context(), how)
			if err == nil && done.Failed > 0 {
				err = errors.New("a settlement failed")
			}
			return err
		default:
			return h.ReceiveCallback(t.Context(), h.callback(t, id, funds.GatewayWithdrawalPaid))
		}
	})
	wantCodes(t, codes, map[funds.Code]int{"": 20})
	wallet := h.wallet(t, "u1")
	if h.withdrawal(t, id).State != funds.StateCompleted || wallet.Balance != 40*yuan || wallet.TotalWithdrawn != 59*yuan {
		t.Errorf("%s, balance %d, withdrawn %d", h.withdrawal(t, id).State, wallet.Balance, wallet.TotalWithdrawn)
	}
	if n := h.steps(t, id, funds.CommandComplete); n != 1 {
		t.Errorf("completed %d times", n)
	}
	h.invariantsHold(t)
}
