package console_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Whoever alone put money into a wallet neither approves nor pays from it, whichever of their accounts they use, and below the
// rule's amount too.
func TestWhoeverFillsAWalletAloneLeavesItToOthers(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00))
	h.Adjust("u1", 500_00, "活动", "admin2")
	id := h.Withdrawal("u1", funds.StatePending)
	apart := func() {
		for _, filler := range []*flowtest.Person{h.Second(), h.SecondsPhone()} {
			for _, act := range []string{"/review", "/payout", "/payout"} {
				body := map[string]string{"/review": approves, "/payout": paysByOne}[act]
				filler.Post(at(id)+act, body).Want(http.StatusConflict)
			}
		}
	}
	h.Unchanged(apart)
	h.Second().Post(at(id)+"/review", approves).Want(http.StatusConflict).Has("reason", "adjuster_apart", "message", "您在 30 天内单独增加过该钱包的余额，不能审核或打款")
	h.Second().Post(at(id)+"/review", `{"action":"reject","rejectReason":"r"}`).OK() // which takes nothing out
	id = h.Withdrawal("u1", funds.StatePending)
	h.Admin().Post(at(id)+"/review", approves).OK().Has("data.status", "approved")
	h.Unchanged(func() {
		h.Second().Post(at(id)+"/payout", paysByOne).Want(http.StatusConflict).Has("reason", "adjuster_apart")
		h.SecondsPhone().Post(at(id)+"/payout", paysByBox).Want(http.StatusConflict).Has("reason", "adjuster_apart")
	})
	h.Clock.Advance(funds.FilledAloneFor)
	h.Second().Post(at(id)+"/payout", paysByOne).OK().Has("data.status", "completed")
}
