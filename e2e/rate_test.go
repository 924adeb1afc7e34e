package e2e_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/outflow-pay/outflow/local/sandbox"
)

// TestWhoIsRefusedAgainAndAgainIsToldWhenToTryAgain, in the contract's form; the gateway does not hear of it, and
// what needs no gateway goes on.
func TestWhoIsRefusedAgainAndAgainIsToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"refusedOrders": 3, "refusedApartSeconds": 60})
	u, other := w.user("1000"), w.user("1000")
	w.fault(createOrder, sandbox.Refuse, 1000, 0)
	for range 3 {
		u.order("100", "0387222126").want(http.StatusBadRequest)
	}
	before := w.dump()
	orders := len(w.listing().CreateRequests[sandbox.Withdrawal])
	for what, got := range map[string]answer{"a withdrawal": u.order("100", "0387222126"), "a recharge": u.startRecharge("200")} {
		message, _ := merchant.refuses(got, http.StatusTooManyRequests)
		wait, err := strconv.Atoi(got.Header.Get("Retry-After"))
		if err != nil || wait < 1 || wait > 60 || message != "操作过于频繁，请 "+strconv.Itoa(wait)+" 秒后再试" {
			t.Errorf("%s: %q, Retry-After %q", what, message, got.Header.Get("Retry-After"))
		}
	}
	same(t, "the table", before, w.dump())
	same(t, "serials that the gateway was asked to pay", orders, len(w.listing().CreateRequests[sandbox.Withdrawal]))
	u.post("/api/wallet/withdraw", map[string]any{"amount": 100, "method": "MVola", "account": "0387222126"}).want(http.StatusOK)
	w.noFaults()
	other.order("100", "0387222126").want(http.StatusOK)
}
