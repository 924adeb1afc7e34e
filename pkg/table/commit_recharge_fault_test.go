package table_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func rechargeEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	h.funded(t, payer, yuan)
	w := rechargeRequest(payer, 200*yuan)
	w.Idempotency = &flow.Idempotency{Caller: payer, Key: "key", Print: funds.Print{Bytes: "hash"}}
	run := func(h *house) error {
		made, err := h.Recharge(t.Context(), w)
		if err == nil && made.State != funds.RechargeOpen {
			return errors.New("not open: " + string(made.State))
		}
		return err
	}
	return run, func() int {
		for id, requests := range h.rechargeRequests(t) {
			if requests > 1 {
				t.Errorf("the gateway was asked %d times to collect %s", requests, id)
			}
		}
		return int(h.wallet(t, payer).Counts.Recharges)
	}
}

// takenEffort records the gateway's answer to create. If it cannot, the claim stands, and a later run of reconcile
// asks.
func takenEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	h.asked(t, payer, 200*yuan) // the month's first write is another item
	var id funds.RechargeID
	run := func(h *house) error {
		var err error
		if id == "" {
			var made funds.Recharge
			made, err = h.Recharge(t.Context(), rechargeRequest(payer, 200*yuan))
			id = made.ID
		} else {
			h.clock.advance(time.Minute)
			_, err = h.Reconcile(t.Context(), reconciliation())
		}
		if err == nil && h.recharge(t, id).AcceptedAt.IsZero() {
			err = fmt.Errorf("the acceptance is not recorded: %w", funds.ErrBusy)
		}
		return err
	}
	return run, func() int { return h.rechargeSteps(t, id, funds.RechargeAccept) }
}

func creditEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.asked(t, payer, 200*yuan)
	h.moveRecharge(t, id, funds.GatewayDepositDone, "150")
	run := func(h *house) error {
		return h.later(func() error { return h.notifyRecharge(t, id, funds.GatewayDepositDone) })
	}
	return run, func() int { return h.credited(t, 150*yuan) }
}

// credited counts the payer's credits, each of which must be of the amount.
func (h *house) credited(t *testing.T, amount funds.Amount) int {
	t.Helper()
	credits := h.credits(t, payer)
	if wallet := h.wallet(t, payer); wallet.Balance != funds.Amount(credits)*amount || wallet.TotalRecharge != wallet.Balance {
		t.Errorf("%d credits make a balance of %d", credits, wallet.Balance)
	}
	return credits
}

// refuseEffort is a change without an immutable item, so that a later change may overwrite its proof.
func refuseEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.asked(t, payer, 200*yuan)
	h.moveRecharge(t, id, funds.GatewayDepositRefused, "")
	run := func(h *house) error {
		return h.later(func() error { return h.notifyRecharge(t, id, funds.GatewayDepositRefused) })
	}
	return run, func() int { return h.rechargeSteps(t, id, funds.RechargeRefuse) }
}

func resolveEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.parkedRecharge(t, payer, "150")
	repeated := false
	run := func(h *house) error {
		_, err := h.ResolveRecharge(t.Context(), admin, id, recharge.ResolveCredit, "核对")
		if repeated {
			return unlessDone(err)
		}
		repeated = true
		return err
	}
	return run, func() int { return h.credited(t, 150*yuan) }
}
