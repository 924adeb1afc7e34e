package console

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/words"
)

const blockedPath = "/admin/blocked-accounts"

// BlockRoutes are the routes by which admins stop what is paid to one account, and let it go on: additions, in this
// contract's form. Whoever reviews sees what is wrong with an account, so they may block one too; to lift a block lets
// money go on, as to lift a pause does.
func BlockRoutes(service *flow.Service) []edge.Route {
	list, block := byAdmin(http.MethodGet, blockedPath, blockedAccounts(service)), byAdmin(http.MethodPost, blockedPath, blockAccount(service))
	lift := byAdmin(http.MethodDelete, blockedPath+"/{id}", unblockAccount(service))
	lift.OneOf = funds.Permissions{funds.PermissionWallet, funds.PermissionPay}
	block.OneOf = funds.Permissions{funds.PermissionReview, funds.PermissionWallet, funds.PermissionPay}
	routes := []edge.Route{list, block, lift}
	for i := range routes {
		routes[i].Errors = pauseRefusal
	}
	return routes
}

func blockedAccounts(service *flow.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) ([]funds.BlockedAccount, error) {
		return service.BlockedAccounts(ctx)
	}, func(_ words.Reader, _ *edge.Request, found []funds.BlockedAccount) edge.Response {
		return ok(struct {
			Accounts []blockView `json:"accounts"`
		}{contract.Views(found, func(b funds.BlockedAccount) blockView { return blockViewOf(b, service.Policy) })})
	})
}

// blocking is an admin's wish that nothing is paid to an account: one that is named, or that of a withdrawal.
type blocking struct {
	by              funds.Actor
	account, reason string
	of              funds.ID
}

// blockAccount blocks an account. The answer comes when nothing to it is claimed any more.
func blockAccount(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) blocking {
		body := in.Object()
		asked := blocking{by: in.Actor(), reason: body.RequiredProse("reason", funds.ReasonFieldMissing)}
		if number := body.Text("withdrawalId"); number != "" {
			id, err := funds.ParseID(number)
			in.Fail(err)
			asked.of = id
			body.Text("account") // it goes before, and has to be a text all the same
		} else {
			asked.account = body.Account("account", funds.ReasonAccountMissing)
		}
		return asked
	}, func(ctx context.Context, asked blocking) (flow.Blocked, error) {
		if asked.of != "" {
			return service.BlockPayee(ctx, asked.by, asked.of, asked.reason)
		}
		return service.Block(ctx, asked.by, pause.BlockRequest{Account: asked.account, Reason: asked.reason})
	}, func(_ words.Reader, _ blocking, done flow.Blocked) edge.Response {
		return ok(struct {
			blockView
			claimedPart
		}{blockViewOf(done.BlockedAccount, service.Policy), claimedPartOf(done.SentBy, done.UnderWay)})
	})
}

// unblocking is an admin's wish to let money go to an account again.
type unblocking struct {
	by funds.Actor
	id string
}

// unblocked is what became of it.
type unblocked struct {
	block funds.BlockedAccount
	stays bool // a second person is needed
}

// unblockAccount lifts a block, or is the first of two words for that.
func unblockAccount(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) unblocking {
		return unblocking{in.Actor(), in.HTTP.PathValue("id")}
	}, func(ctx context.Context, asked unblocking) (done unblocked, err error) {
		done.block, done.stays, err = service.Unblock(ctx, asked.by, asked.id, "")
		return done, err
	}, func(_ words.Reader, _ unblocking, done unblocked) edge.Response {
		return ok(struct {
			blockView
			liftedPart
		}{blockViewOf(done.block, service.Policy), liftedPart{!done.stays, done.stays}})
	})
}

type blockView struct {
	ID          string   `json:"id"`
	Account     string   `json:"account"` // masked
	By          string   `json:"by"`
	ByName      string   `json:"byName,omitempty"`
	At          string   `json:"at"`
	Reason      string   `json:"reason"`
	LiftedBy    []string `json:"liftedBy,omitempty"` // persons who want it lifted
	LiftsNeeded int      `json:"liftsNeeded"`
}

func blockViewOf(b funds.BlockedAccount, policy funds.Policy) blockView {
	return blockView{b.ID, b.Shown, b.By.ID, b.By.Name, edge.Moment(b.At), b.Reason, b.Lifts, pause.Need(policy)}
}
