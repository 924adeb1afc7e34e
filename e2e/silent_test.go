package e2e_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/flow"
)

// TestAGatewayThatIsDownGetsNoMorePayoutsThanItTakes: five are under way, whatever is paid after them is refused or waits,
// and nothing of it is lost or paid twice once the gateway is back.
func TestAGatewayThatIsDownGetsNoMorePayoutsThanItTakes(t *testing.T) {
	t.Parallel()
	w := startWith(t, nil, map[string]string{"OUTFLOW_BREAKER": "true"})
	u, admin := w.owner("u1", "10000"), w.admin()
	waits := u.approved("10", "0387222126")
	lost := []string{}
	for range 5 {
		lost = append(lost, u.approved("10", "0387222126"))
	}
	w.fault(createOrder, sandbox.DropAfter, always, 0)
	for _, id := range lost {
		admin.pay(id, "").want(ok)
	}
	refused := admin.pay(waits, "").want(http.StatusConflict)
	same(t, "why", "channel_silent", refused.text("reason"))
	ordered := u.order("10", "0387222126").want(ok).text("data.id")
	w.is(ordered, "approved")
	w.is(waits, "approved")
	if !w.logged(flow.SilentLine) {
		t.Error("no line says that a channel is silent")
	}
	w.noFaults()
	for _, id := range lost {
		same(t, "orders", 1, len(w.gatewayOrders(id)))
		w.gatewaySays(id, map[string]any{"state": 1})
		w.reconcileTo(id, "completed")
	}
	same(t, "orders", 0, len(w.gatewayOrders(waits)))
	w.quiet()
}
