// Command unrouted answers requests below the contracts' prefixes that have no route, in the form of the contract.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/batchaudit"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/job"
)

func main() { os.Exit(app.MainWithoutTable(routes)) }

func routes(a *app.App) []edge.Route {
	ofBatchAudit, ofConsole, ofWallet := batchaudit.GetRoutes(a.Lists), console.GetRoutes(a.Lists), wallet.GetRoutes(a.Lists, a.Flow)
	all := slices.Concat(
		ofBatchAudit, batchaudit.ListRoutes(a.Lists), batchaudit.ReviewRoutes(a.Flow),
		ofConsole, console.ListRoutes(a.Lists), console.StatsRoutes(a.Lists), console.ExportRoutes(a.Lists, console.ExportParts{}),
		console.ReviewRoutes(a.Lists, a.Flow), console.PayoutRoutes(a.Lists, a.Flow), console.AuditRoutes(a.Lists), console.PolicyRoutes(a.Policies()), console.RechargeRoutes(a.Lists, a.Flow), console.PauseRoutes(a.Flow), console.BlockRoutes(a.Flow), console.WebhookRoutes(a.Webhooks()),
		console.ProposalRoutes(a.Lists, a.Flow), console.JobRoutes(a.Jobs(nil, job.Tables{})), console.BatchRoutes(a.Lists, a.Flow, console.BatchParts{}), console.StatementRoutes(a.Flow, nil),
		merchant.CreateRoutes(a.Flow), merchant.ListRoutes(a.Lists), merchant.GetRoutes(a.Lists, a.Flow), merchant.RechargeRoutes(a.Lists, a.Flow), merchant.RechargeCreateRoutes(a.Flow),
		merchant.CallbackRoutes(a.Flow, a.Gateway),
		ofWallet, wallet.CreateRoutes(a.Flow), wallet.ListRoutes(a.Lists), wallet.ReviewRoutes(a.Flow), wallet.BalanceRoutes(a.Lists, a.Flow), wallet.AdjustRoutes(a.Flow),
		withdrawflow.CreateRoutes(a.Flow), withdrawflow.PayoutRoutes(a.Flow), withdrawflow.ReviewRoutes(a.Flow),
		withdrawflow.BalanceRoutes(a.Lists), withdrawflow.StatsRoutes(a.Lists),
	)
	return edge.Unrouted([]edge.Prefix{
		{Path: "/api/", Errors: ofWallet[0].Errors}, // which is the merchant's form too
		{Path: "/admin/", Errors: ofConsole[0].Errors},
		{Path: "/withdraw/", Errors: ofBatchAudit[0].Errors},
	}, all)
}
