package merchant_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

const (
	aboutWithdrawals = "/api/withdrawal/callback"
	aboutRecharges   = "/api/recharge/callback"
)

func signed(message gateway.Message, key string) string {
	return string(gateway.Keys{Current: key}.Sign(message).JSON())
}

func TestACallbackThatMayNotBeBelievedChangesNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	withdrawal, recharge := h.Withdrawal("u1", funds.StateProcessing), h.Recharge("u1", 200_00)
	h.Ends(string(withdrawal), funds.GatewayWithdrawalPaid) // so that get would confirm each of them
	h.Ends(string(recharge), funds.GatewayDepositDone)
	stored, err := h.Store.Recharge(t.Context(), recharge)
	if err != nil {
		t.Fatal(err)
	}
	gate := h.Nobody()
	const bad, gone, forged = http.StatusBadRequest, http.StatusNotFound, http.StatusUnauthorized
	for path, honest := range map[string]gateway.Message{
		aboutWithdrawals: flowtest.Notice(string(withdrawal), h.Stored(withdrawal).Payout.PlatformID, "100", funds.GatewayWithdrawalPaid, time.Now()),
		aboutRecharges:   flowtest.Notice(string(recharge), stored.PlatformID, "200", funds.GatewayDepositDone, time.Now()),
	} {
		genuine := signed(honest, sandbox.Secret)
		other := strings.Replace(genuine, `"state"`, `"State"`, 1)
		with := func(name, value string) string { return signed(flowtest.Replaced(honest, name, value), sandbox.Secret) }
		tests := map[string]flowtest.Refusal{
			"a signature by another key":  gate.Refused("POST "+path, signed(honest, "guess"), forged, `{"success":false,"message":"签名错误"}`),
			"no signature":                gate.Refused("POST "+path, string(honest.JSON()), forged, `{"success":false}`),
			"a field that was not signed": gate.Refused("POST "+path, strings.TrimSuffix(genuine, "}")+`,"extraParams":"more"}`, forged, `{"success":false}`),
			"a field given twice":         gate.Refused("POST "+path, strings.TrimSuffix(genuine, "}")+`,"state":1}`, bad, `{"success":false}`),
			"a field in capitals":         gate.Refused("POST "+path, other, forged, `{"success":false}`),
			"no JSON":                     gate.Refused("POST "+path, "x", bad, `{"success":false}`),
			"another order's platformId":  gate.Refused("POST "+path, with("platformId", "P2"), bad, `{"success":false,"message":"platformId 与订单不符"}`),
			"another merchant's":          gate.Refused("POST "+path, with("username", "merchant2"), bad, `{"success":false}`),
			"the state of an open order":  gate.Refused("POST "+path, with("state", "0"), bad, `{"success":false}`),
			"a state that does not exist": gate.Refused("POST "+path, with("state", "9"), bad, `{"success":false}`),
			"a token in its place":        h.User("u1").Refused("POST "+path, string(honest.JSON()), forged, `{"success":false}`),
		}
		if path == aboutWithdrawals { // a recharge may be paid in another amount, which get says
			tests["another amount"] = gate.Refused("POST "+path, with("amount", "1000"), bad, `{"success":false,"message":"amount 与订单不符"}`)
			tests["a fraction more"] = gate.Refused("POST "+path, with("amount", "100.01"), bad, `{"success":false}`)
		}
		for _, field := range honest {
			tests["without "+field.Name] = gate.Refused("POST "+path, with(field.Name, ""), bad, `{"success":false}`)
		}
		h.Refuses(t, tests)
		for name, serial := range map[string]string{"an unknown order": "0000000020250120103000", "another spelling": strings.ToLower(string(withdrawal))} {
			gate.Post(path, with("merchantSerial", serial)).Want(gone)
			if !kept(h, serial) {
				t.Errorf("%s: the callback is not kept", name)
			}
		}
		h.Is(withdrawal, funds.StateProcessing)
		h.Holds("u1", 1000_00, 100_00)
	}
	if said := h.Log.String(); !strings.Contains(said, "status=401") || strings.Contains(said, sandbox.Secret) {
		t.Errorf("what the log says of a bad signature: %s", said)
	}
	if strings.Contains(h.Log.String(), "sign\":") {
		t.Error("the log holds a sign")
	}
	h.Posts(aboutWithdrawals, signed(flowtest.Notice(string(withdrawal), h.Stored(withdrawal).Payout.PlatformID, "100", 1, time.Now()), sandbox.Secret))
	h.Posts(aboutRecharges, signed(flowtest.Notice(string(recharge), stored.PlatformID, "200", 2, time.Now()), sandbox.Secret))
	h.Is(withdrawal, funds.StateCompleted) // the same, honest, is believed
	h.Holds("u1", 1100_00, 0)
}

// kept says that a callback about a serial waits for an admin.
func kept(h *flowtest.House, serial string) bool {
	for key := range h.Rows() {
		if strings.HasPrefix(key, "STRAY#"+serial+" ") {
			return true
		}
	}
	return false
}

// A callback moves no money by itself: get must say the same.
func TestACallbackCountsWhereGetAgrees(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		says    int // the callback
		is      int // the gateway's own state
		fault   string
		state   funds.State
		balance funds.Amount
		frozen  funds.Amount
	}{
		"paid, and get says so":           {1, 1, "", funds.StateCompleted, 900_00, 0},
		"refused, and get says so":        {2, 2, "", funds.StateFailed, 1000_00, 0},
		"cancelled, and get says so":      {3, 3, "", funds.StateFailed, 1000_00, 0},
		"refused, and get says cancelled": {2, 3, "", funds.StateFailed, 1000_00, 0},
		"paid, and get says open":         {1, 0, "", funds.StateProcessing, 1000_00, 100_00},
		"refused, and get says open":      {2, 0, "", funds.StateProcessing, 1000_00, 100_00},
		"paid, and get says refused":      {1, 2, "", funds.StateProcessing, 1000_00, 100_00},
		"refused, and get says paid":      {2, 1, "", funds.StateProcessing, 1000_00, 100_00},
		"paid, and get does not answer":   {1, 1, "drop-before", funds.StateProcessing, 1000_00, 100_00},
		"paid, and get speaks nonsense":   {1, 1, "garbage", funds.StateProcessing, 1000_00, 100_00},
		"paid, of another order":          {1, 1, "other-order", funds.StateProcessing, 1000_00, 100_00},
		"refused, and get is broken":      {2, 2, "http500", funds.StateProcessing, 1000_00, 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.Fund("u1", 1000_00)
			id := h.Withdrawal("u1", funds.StateProcessing)
			if test.is != 0 {
				h.Ends(string(id), test.is)
			}
			if test.fault != "" {
				h.Misbehaves("withdrawal/get", test.fault)
			}
			h.Posts(aboutWithdrawals, signed(flowtest.Notice(string(id), h.Stored(id).Payout.PlatformID, "100", test.says, time.Now()), sandbox.Secret))
			h.Is(id, test.state)
			h.Holds("u1", test.balance, test.frozen)
			if w := h.Stored(id); w.State == funds.StateProcessing && w.Watch.Due.IsZero() {
				t.Error("it is not due")
			}
		})
	}
}

func TestACallbackIsHeardOnceHoweverOftenItComes(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateProcessing)
	h.Ends(string(id), 1)
	body := signed(flowtest.Notice(string(id), h.Stored(id).Payout.PlatformID, "100", 1, time.Now()), sandbox.Secret)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { h.Posts(aboutWithdrawals, body) })
	}
	all.Wait()
	h.Is(id, funds.StateCompleted)
	h.Holds("u1", 900_00, 0)
	h.Unchanged(func() { h.Posts(aboutWithdrawals, body) })

	recharge := h.Recharge("u1", 200_00)
	stored, err := h.Store.Recharge(t.Context(), recharge)
	if err != nil {
		t.Fatal(err)
	}
	h.Ends(string(recharge), 2)
	body = signed(flowtest.Notice(string(recharge), stored.PlatformID, "200", 2, time.Now()), sandbox.Secret)
	for range 10 {
		all.Go(func() { h.Posts(aboutRecharges, body) })
	}
	all.Wait()
	h.Holds("u1", 1100_00, 0)
	h.Unchanged(func() { h.Posts(aboutRecharges, body) })
}

// A stale one may have been kept by somebody who heard it: it asks nobody, and is looked at later.
func TestAStaleCallbackIsOnlyNoted(t *testing.T) {
	t.Parallel()
	for name, age := range map[string]time.Duration{"old": 6 * time.Minute, "from the future": -6 * time.Minute} {
		h := open(t)
		h.Fund("u1", 1000_00)
		id := h.Withdrawal("u1", funds.StateProcessing)
		h.Ends(string(id), 1)
		h.Posts(aboutWithdrawals, signed(flowtest.Notice(string(id), h.Stored(id).Payout.PlatformID, "100", 1, time.Now().Add(-age)), sandbox.Secret))
		h.Is(id, funds.StateProcessing)
		if due := h.Stored(id).Watch.Due; due.IsZero() || due.After(h.Clock.Now().Add(h.Flow.Policy.Timing.ReceiptDelay)) {
			t.Errorf("%s: due at %s", name, due)
		}
		recharge := h.Recharge("u1", 200_00)
		h.Ends(string(recharge), 2)
		stored, err := h.Store.Recharge(t.Context(), recharge)
		if err != nil {
			t.Fatal(err)
		}
		h.Posts(aboutRecharges, signed(flowtest.Notice(string(recharge), stored.PlatformID, "200", 2, time.Now().Add(-age)), sandbox.Secret))
		h.Holds("u1", 1000_00, 100_00)
	}
}

// What was never sent from here is kept, once, and asks for an admin.
func TestACallbackAboutWhatWasNeverSentAsksForAnAdmin(t *testing.T) {
	t.Parallel()
	for _, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateRejected} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.Fund("u1", 1000_00)
			id := h.Withdrawal("u1", state)
			body := signed(flowtest.Notice(string(id), "P1", "100", 1, time.Now()), sandbox.Secret)
			gate := h.Nobody()
			gate.Post(aboutWithdrawals, body).Want(http.StatusNotFound).Has("message", "提现记录不存在")
			if !kept(h, string(id)) {
				t.Error("it is not kept")
			}
			if w := h.Stored(id); !w.NeedsAttention || w.State != state {
				t.Errorf("%s, attention %t", w.State, w.NeedsAttention)
			}
			h.Unchanged(func() { gate.Post(aboutWithdrawals, body).Want(http.StatusNotFound) })
		})
	}
}

// TestTheGatewayItselfCallsBack has the sandbox post, as it does: over HTTP, with its own signature.
func TestTheGatewayItselfCallsBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, recharge := h.Withdrawal("u1", funds.StateProcessing), h.Recharge("u1", 200_00)
	h.Sandbox(http.MethodPost, "orders/"+string(id), `{"state":1,"callback":true}`)
	h.Sandbox(http.MethodPost, "orders/"+string(recharge), `{"state":2,"callback":true}`)
	h.Eventually("both are settled", func() bool {
		w := h.Wallet("u1")
		return w.Balance == 1100_00 && w.Frozen == 0
	})
}
