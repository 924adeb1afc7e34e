package table_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// unrepeated is a request that refuses duplicates.
func unrepeated(userID string) flow.WithdrawalRequest {
	w := handRequest(userID, 60*yuan)
	w.RefuseDuplicates = true
	return w
}

// oneOfTwinsWins: of any number of similar requests at the same time, each under a key of its own, one is granted.
func oneOfTwinsWins(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	h.funded(t, "u1", 10_000*yuan)
	codes := race(20, func(int) error {
		_, err := h.Create(t.Context(), unrepeated("u1"))
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeDuplicate: 19})
	codes = race(20, func(int) error {
		_, err := h.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: yuan, Reason: "补偿", RefuseDuplicates: true})
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeDuplicate: 19})
	codes = race(20, func(int) error {
		w := rechargeRequest("u1", 200*yuan)
		w.RefuseDuplicates = true
		_, err := h.Recharge(t.Context(), w)
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeDuplicate: 19})
	if wallet := h.wallet(t, "u1"); wallet.Withdrawals() != 1 || wallet.Counts.Recharges != 1 || wallet.Balance != 10_001*yuan {
		t.Errorf("%d withdrawals, %d recharges, a balance of %d", wallet.Withdrawals(), wallet.Counts.Recharges, wallet.Balance)
	}
	h.invariantsHold(t)
}

// twinsAreRefusedForAWhile: a request similar to one of the last ten minutes is refused, and changes nothing.
func twinsAreRefusedForAWhile(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	h.funded(t, "u2", 10_000*yuan)
	keyed := unrepeated("u1")
	keyed.Idempotency = &flow.Idempotency{Caller: "u1", Key: "key", Print: funds.Print{Bytes: "hash"}}
	first := h.pending(t, keyed)
	before := h.rows(t)
	if again, err := h.Create(t.Context(), keyed); err != nil || again.ID != first {
		t.Errorf("the same request under its key is %s, %v", again.ID, err)
	}
	refused := func(w flow.WithdrawalRequest) {
		t.Helper()
		_, err := h.Create(t.Context(), w)
		made := h.withdrawal(t, first)
		var refusal *funds.Error
		if !errors.As(err, &refusal) || refusal.Code != funds.CodeDuplicate {
			t.Fatalf("got %v", err)
		}
		if facts := refusal.Facts; facts.Earlier != string(first) || !facts.EarlierAt.Equal(made.CreatedAt) {
			t.Errorf("the earlier one is %+v", facts)
		}
	}
	refused(unrepeated("u1"))
	h.clock.advance(9 * time.Minute)
	refused(unrepeated("u1"))
	sameRows(t, before, h.rows(t))

	other := unrepeated("u1")
	other.Target.Account += "1"
	h.pending(t, other)
	other = unrepeated("u1")
	other.Amount++
	h.pending(t, other)
	h.pending(t, unrepeated("u2"))
	h.pending(t, handRequest("u1", 60*yuan)) // one that does not say so is granted

	h.clock.advance(time.Minute + time.Second)
	second := h.pending(t, unrepeated("u1"))
	if _, err := h.Reject(t.Context(), admin, second, "资料不符"); err != nil {
		t.Fatal(err)
	}
	first = h.pending(t, unrepeated("u1")) // the second has ended unpaid
	refused(unrepeated("u1"))
	h.invariantsHold(t)
}

// twinsThatEndedAreReplacedOnce: of several requests that all know that the one before ended without being paid, one
// takes its place.
func twinsThatEndedAreReplacedOnce(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	first := h.pending(t, unrepeated(h.funded(t, "u1", 10_000*yuan)))
	if _, err := h.Recall(t.Context(), user("u1"), first, ""); err != nil {
		t.Fatal(err)
	}
	codes := race(20, func(int) error {
		_, err := h.Create(t.Context(), unrepeated("u1"))
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeDuplicate: 19})
	h.invariantsHold(t)
}
