package merchant_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

// open serves the whole contract, and the console's routes about recharges, which its document's examples go on with.
func open(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, changes...)
	return h.Serve(
		merchant.CreateRoutes(h.Flow), merchant.ListRoutes(h.Lists), merchant.GetRoutes(h.Lists, h.Flow), merchant.CallbackRoutes(h.Flow, h.Gateway),
		merchant.RechargeCreateRoutes(h.Flow), merchant.RechargeRoutes(h.Lists, h.Flow), console.RechargeRoutes(h.Lists, h.Flow),
	)
}

func TestEveryExampleOfTheDocumentIsAnsweredAsItSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 10_000_00)
	var accepted, unknown, waiting funds.ID
	one, other, third := []*funds.ID{&accepted}, []*funds.ID{&unknown}, []*funds.ID{&waiting}
	h.Plays(t, "merchant", []flowtest.Scene{
		{File: "no-orders", By: u},
		{File: "create", By: u, Keeps: &accepted},
		{File: "create-with-an-unknown-outcome", By: u, Keeps: &unknown, First: func() { h.Misbehaves("withdrawal/create", "drop-after") }},
		{File: "create-that-the-gateway-refuses", By: u, First: func() { h.Misbehaves("withdrawal/create", "refuse") }},
		{File: "check-while-waiting", By: u, About: one},
		{File: "check-when-paid", By: u, About: one, First: func() { h.Ends(string(accepted), 1); h.AskedAgain() }},
		{File: "check-when-cancelled", By: u, About: other, First: func() { h.Ends(string(unknown), 3); h.AskedAgain() }},
		{File: "list", By: u},
		{File: "last-page", By: u},
		{File: "page-after-the-last", By: u},
		{File: "order-with-its-timeline", By: u, About: one},
		{File: "order-that-may-be-cancelled", By: u, About: third, First: func() { waiting = h.Withdrawal("u1", funds.StatePending) }},
		{File: "cancel", By: u, About: third},
		{File: "cancel-of-what-is-paid", By: u, About: one},
	})
	h.Holds("u1", 8000_00, 0)
}

func TestEveryExampleOfARechargeIsAnsweredAsItSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, admin := h.User("user-uuid"), h.Called(identity.Caller{Sub: "admin-uuid", Role: funds.RoleAdmin, Name: "管理员"})
	u.Get("/api/recharge").OK()
	var first, second funds.ID
	nobodys := funds.ID("RC" + flowtest.Unknown)
	about := []*funds.ID{&first}
	h.Plays(t, "recharge", []flowtest.Scene{
		{File: "channels", By: u},
		{File: "no-recharges", By: u},
		{File: "recharge", By: u, Keeps: &first},
		{File: "check-of-a-new-one", By: u, About: about},
		{File: "list-with-another-amount", By: u, First: func() { h.Receives(string(first), "1500") }},
		{File: "what-needs-attention", By: admin},
		{File: "resolve-without-a-reason", By: admin, About: about},
		{File: "resolve-by-credit", By: admin, About: about},
		{File: "resolve-again", By: admin, About: about},
		{File: "by-state", By: admin},
		{File: "list-of-what-is-credited", By: u},
		{File: "below-the-channel", By: u},
		{File: "a-callback-that-nobody-signed", By: u, About: about},
		{File: "a-callback-that-is-none", By: u},
		{File: "an-unknown-one", By: u, About: []*funds.ID{&nobodys}},
		{File: "resolve-by-close", By: admin, About: []*funds.ID{&second}, First: func() {
			second = funds.ID(h.Recharge("user-uuid", 200_00))
			h.Receives(string(second), "150")
		}},
		{File: "list-of-what-is-closed", By: u},
		{File: "recharge-whose-answer-is-lost", By: u, First: func() { h.Misbehaves("deposit/create", "drop-after") }},
		{File: "recharge-that-the-gateway-refuses", By: u, First: func() { h.Misbehaves("deposit/create", "refuse") }},
	})
	h.Holds("user-uuid", 1500_00, 0)
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Serve(
		merchant.CreateRoutes(h.Flow), merchant.ListRoutes(h.Lists), merchant.GetRoutes(h.Lists, h.Flow),
		merchant.RechargeCreateRoutes(h.Flow), merchant.RechargeRoutes(h.Lists, h.Flow),
	)
	h.Admits(t, http.StatusForbidden, map[string]string{
		"POST /api/withdrawal": "user", "GET /api/withdrawal": "user", "GET /api/withdrawal/{id}": "user", "POST /api/withdrawal/check": "user",
		"POST /api/withdrawal/cancel": "user",
		"POST /api/recharge":          "user", "GET /api/recharge": "user", "GET /api/recharge/channels": "user", "POST /api/recharge/check": "user",
	})
}
