package merchant_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAboveTheRuleAnOrderWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	h.Fund("u2", 1000_00)
	h.Changes(flowtest.TwoAbove(99_00))
	ask := func(amount string) flowtest.Answer {
		return u.Post("/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":`+amount+`}`).OK()
	}
	waits := ask("100").Has("message", "提交成功", "data.state", "0", "data.stateText", "等待中")
	id := funds.ID(waits.At("data.id"))
	h.Is(id, funds.StatePending)
	if h.Creates(id) != 0 || h.Stored(id).Need != 2 {
		t.Errorf("sent %d times, it takes %d", h.Creates(id), h.Stored(id).Need)
	}
	if said := h.Log.String(); strings.Contains(said, "level=WARN") {
		t.Errorf("it was as good as sent: %s", said)
	}
	// It is judged with what the wallet has asked for within a day: below the amount, and together above it.
	u = h.User("u2")
	h.Is(funds.ID(ask("60").At("data.id")), funds.StateProcessing)
	second := funds.ID(ask("40").At("data.id"))
	h.Is(second, funds.StatePending)
	if _, err := h.Flow.Reject(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "admin2"}, second, "r"); err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(26 * 60 * 60 * 1e9)
	h.Is(funds.ID(ask("39").At("data.id")), funds.StateProcessing) // with what is under way still
}

// Whoever alone puts money into a wallet is not followed by a payout that nobody looks at.
func TestWhatOnePersonFilledIsNotPaidByPolicy(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(99_00))
	u := h.Owner("u1", 1000_00) // the helper alone has filled it
	made := u.Post("/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":50}`).OK().Has("message", "提交成功", "data.state", "0")
	h.Is(funds.ID(made.At("data.id")), funds.StatePending)
	h.Clock.Advance(funds.FilledAloneFor)
	made = u.Post("/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":49}`).OK()
	h.Is(funds.ID(made.At("data.id")), funds.StateProcessing)
}
