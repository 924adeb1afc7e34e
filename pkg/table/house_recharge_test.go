package table_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// rechargeChannel is a channel of the sandbox, for 100 to 5000.
const rechargeChannel = "MVola-100-5000"

func rechargeRequest(userID string, amount funds.Amount) flow.RechargeRequest {
	return flow.RechargeRequest{Actor: user(userID), UserID: userID, Amount: amount, Channel: rechargeChannel}
}

// asked makes a recharge that the gateway has accepted.
func (h *house) asked(t *testing.T, userID string, amount funds.Amount) funds.RechargeID {
	t.Helper()
	made, err := h.Recharge(t.Context(), rechargeRequest(userID, amount))
	if err != nil || made.State != funds.RechargeOpen || made.AcceptedAt.IsZero() || made.URL == "" {
		t.Fatalf("not accepted: %+v, %v", made, err)
	}
	return made.ID
}

// moveRecharge makes the gateway move a recharge to a state. received is the amount that arrived, in major units; "" means
// the amount that was requested.
func (h *house) moveRecharge(t *testing.T, id funds.RechargeID, state int, received string) {
	t.Helper()
	body := fmt.Sprintf(`{"state":%d}`, state)
	if received != "" {
		body = fmt.Sprintf(`{"state":%d,"received":%s}`, state, received)
	}
	response, err := http.Post(h.sandbox+"/sandbox/orders/"+string(id), "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the sandbox answers %d", response.StatusCode)
	}
}

func (h *house) notifyRecharge(t *testing.T, id funds.RechargeID, state int) error {
	t.Helper()
	return h.ReceiveRechargeCallback(t.Context(), flow.Callback{Serial: string(id), PlatformID: h.recharge(t, id).PlatformID, State: state, Amount: yuan})
}

func (h *house) recharge(t *testing.T, id funds.RechargeID) funds.Recharge {
	t.Helper()
	recharge, err := h.store.Recharge(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return recharge
}

// rechargeSteps counts the log lines of a command.
func (h *house) rechargeSteps(t *testing.T, id funds.RechargeID, command funds.RechargeCommand) (count int) {
	t.Helper()
	for _, line := range h.recharge(t, id).Lines {
		if line.Command == command {
			count++
		}
	}
	return count
}

// credits counts a user's entries for recharges.
func (h *house) credits(t *testing.T, userID string) int {
	t.Helper()
	entries, err := h.store.Entries(t.Context(), userID, funds.EntryRecharge, 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// parkedRecharge makes a recharge for which another amount arrived than was requested.
func (h *house) parkedRecharge(t *testing.T, userID, received string) funds.RechargeID {
	t.Helper()
	id := h.asked(t, userID, 200*yuan)
	h.moveRecharge(t, id, funds.GatewayDepositMismatch, received)
	parked, err := h.CheckRecharge(t.Context(), userID, id)
	if err != nil || parked.State != funds.RechargeParked || !parked.NeedsAttention {
		t.Fatalf("not parked: %+v, %v", parked, err)
	}
	return id
}
