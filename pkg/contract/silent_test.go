package contract_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestEachContractSaysInItsFormThatAChannelIsSilent, and the pages are told which.
func TestEachContractSaysInItsFormThatAChannelIsSilent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Serve(
		console.PayoutRoutes(h.Lists, h.Flow), console.PauseRoutes(h.Flow), wallet.ReviewRoutes(h.Flow), wallet.BalanceRoutes(h.Lists, h.Flow),
		merchant.CreateRoutes(h.Flow), merchant.RechargeCreateRoutes(h.Flow),
	)
	h.Fund("u1", 10_000_00)
	admin, user := h.Admin(), h.User("u1")
	pays := func(id funds.ID) flowtest.Answer {
		return admin.Post(records+string(id)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`)
	}
	recharges := func() flowtest.Answer {
		return user.Post("/api/recharge", map[string]any{"amount": 200, "channelCode": flowtest.RechargeCode})
	}
	recharges().OK()
	if said := user.Get("/api/wallet/pauses").OK().At("data.silent"); said != "" {
		t.Errorf("while all is well users are told of %s", said)
	}
	admin.Get("/admin/pauses").OK().Has("data.channels.0.silent", "false", "data.channels.0.direction", "withdrawal", "data.channels.0.since", "")
	waits, pending := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("u1", funds.StatePending)
	for _, call := range []string{"withdrawal/create", "deposit/create"} {
		h.Sandbox(http.MethodPut, "faults", `{"api":"`+call+`","mode":"drop-before","count":5}`)
	}
	for range 5 {
		pays(h.Withdrawal("u1", funds.StateApproved)).OK()
		recharges().OK().Has("data.url", "")
	}
	pays(waits).Want(http.StatusConflict).Has("reason", "channel_silent", "args.channel", "MVola")
	admin.Post("/api/admin/withdrawals/"+string(pending)+"/review", map[string]any{"approved": true}).Want(http.StatusBadRequest).Has("reason", "channel_silent")
	refused := recharges().Want(http.StatusServiceUnavailable).Has("reason", "channel_silent", "args.channel", flowtest.RechargeCode)
	if refused.Header.Get("Retry-After") == "" || refused.At("args.seconds") != refused.Header.Get("Retry-After") {
		t.Errorf("try again after %q: %s", refused.Header.Get("Retry-After"), refused.Raw)
	}
	ordered := user.Post("/api/withdrawal", map[string]any{"type": flowtest.Channel, "targetAccount": "0387222126", "amount": 100}).OK().Has("data.state", "0")
	h.Is(funds.ID(ordered.At("data.id")), funds.StateApproved)
	h.Clock.Advance(6 * time.Second)
	user.Get("/api/wallet/pauses").OK().Has("data.silent.0.direction", "withdrawal", "data.silent.0.name", "MVola", "data.silent.1.direction", "recharge", "data.silent.1.channel", flowtest.RechargeCode)
	told := admin.Get("/admin/pauses").OK().Has("data.channels.0.silent", "true", "data.channels.0.channel", "MVola")
	for _, field := range []string{"since", "lastFailure", "nextProbe"} {
		if told.At("data.channels.0."+field) == "" {
			t.Errorf("%s is missing: %s", field, told.Raw)
		}
	}
	h.Clock.Advance(time.Minute)
	recharges().OK()
	if last := admin.Get("/admin/pauses").OK().At("data.channels.0.lastSuccess"); last != "" {
		t.Errorf("a payout was taken at %s", last)
	}
	h.Flow.Silent(t.Context())
}
