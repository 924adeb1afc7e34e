package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// timeline is what an order's owner reads of it: each step's action and message.
func (p *person) timeline(id string) (steps []string) {
	p.t.Helper()
	got := p.get("/api/withdrawal/" + id).want(ok)
	for _, step := range got.at("data.timeline").([]any) {
		fields := step.(map[string]any)
		if len(fields) != 4 || fields["at"] == "" || fields["messageParts"] == nil {
			p.t.Errorf("a step has other fields than action, message, its parts and at: %v", fields)
		}
		steps = append(steps, fields["action"].(string)+" "+fields["message"].(string))
	}
	return steps
}

func TestAnOrdersTimelineTellsItsOwnerEveryStep(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "10000")
	const made, approved, paying, taken = "create 提现申请已提交，金额已冻结", "approve 审核通过", "payout 正在打款", "accept 打款渠道已受理"
	tests := map[funds.State][]string{
		funds.StatePending:    {made},
		funds.StateApproved:   {made, approved},
		funds.StateProcessing: {made, approved, paying, taken},
		funds.StateCompleted:  {made, approved, paying, "complete 打款成功"},
		funds.StateRejected:   {made, "reject 审核未通过，金额已退回：资料不符"},
		funds.StateFailed:     {made, approved, "fail 打款失败，金额已退回：收款账户已注销"},
		funds.StateCancelled:  {made, "cancel 提现已取消，金额已退回：不提了"},
	}
	for _, state := range funds.States() {
		id := u.withdrawal(state)
		if diff := cmp.Diff(tests[state], u.timeline(id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
		listed := u.get("/api/withdrawal?pageSize=1").want(ok)
		order := u.get("/api/withdrawal/" + id).want(ok)
		whole, _ := order.at("data").(map[string]any)
		delete(whole, "timeline")
		if diff := cmp.Diff(listed.at("data.orders.0"), any(whole)); diff != "" {
			t.Errorf("%s: the order is another than in the list (-list +order):\n%s", state, diff)
		}
		if got := u.get("/api/withdrawal/" + funds.ID(id).WalletNo()).want(ok); got.Raw != order.Raw {
			t.Errorf("%s: by its number: %s", state, got.Raw)
		}
	}
}

func TestWhatTheGatewaySaysIsNotInTheTimeline(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "10000")
	w.sandbox(http.MethodPut, "/sandbox/faults", map[string]any{"api": "withdrawal/create", "mode": "refuse"}).want(ok)
	u.post("/api/withdrawal", map[string]any{"type": "MVola", "targetAccount": "0387222126", "amount": 100}).want(http.StatusBadRequest)
	declined := u.get("/api/withdrawal").text("data.orders.0.id")
	w.sandbox(http.MethodPut, "/sandbox/faults", map[string]any{"api": "withdrawal/create", "mode": "drop-after"}).want(ok)
	refused := u.post("/api/withdrawal", map[string]any{"type": "MVola", "targetAccount": "0387222126", "amount": 100}).want(ok).text("data.id")
	w.sandbox(http.MethodPost, "/sandbox/orders/"+refused, map[string]any{"state": 2, "callback": true}).want(ok)
	eventually(t, "the callback settles it", func() bool { return u.get("/api/withdrawal/"+refused).text("data.stateText") == "失败" })
	for what, id := range map[string]string{"declined": declined, "refused": refused} {
		want := []string{"create 提现申请已提交，金额已冻结", "approve 审核通过", "payout 正在打款", "fail 打款失败，金额已退回：打款渠道拒绝"}
		if diff := cmp.Diff(want, u.timeline(id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}

func TestAnothersOrderIsAnUnknownOne(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	mine, other := w.owner("u1", "1000"), w.owner("u2", "1000")
	id := other.withdrawal(funds.StateProcessing)
	unknown, another := mine.get("/api/withdrawal/"+unknownID).want(notFound), mine.get("/api/withdrawal/"+id).want(notFound)
	if unknown.text("message") != "提现记录不存在" || another.Raw != unknown.Raw {
		t.Errorf("unknown: %s, another's: %s", unknown.Raw, another.Raw)
	}
	if strings.Contains(mine.get("/api/withdrawal").Raw, id) {
		t.Error("the list shows another's")
	}
}
