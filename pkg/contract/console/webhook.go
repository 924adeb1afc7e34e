package console

import (
	"context"
	"net/http"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/words"
)

const (
	webhooksPath = "/admin/webhooks"
	webhookPath  = webhooksPath + "/{id}"
)

// WebhookRoutes are the routes of webhooks: additions, in this contract's form. Whoever may read the audit log sees where events
// go; whoever may change the policy says where.
func WebhookRoutes(service webhook.Service) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, webhooksPath, webhooks(service), funds.PermissionAudit),
		byAdmin(http.MethodGet, webhookPath+"/deliveries", deliveries(service), funds.PermissionAudit),
		byAdmin(http.MethodPost, webhooksPath, createWebhook(service), funds.PermissionPolicy),
		byAdmin(http.MethodPost, webhookPath, changeWebhook(service), funds.PermissionPolicy),
		byAdmin(http.MethodPost, webhookPath+"/secret", newWebhookSecret(service), funds.PermissionPolicy),
		byAdmin(http.MethodPost, webhookPath+"/test", testWebhook(service), funds.PermissionPolicy),
		byAdmin(http.MethodPost, webhookPath+"/replay", replayWebhook(service), funds.PermissionPolicy),
	}
	for i := range routes {
		routes[i].Errors = webhookRefusal
	}
	return routes
}

// webhookRefusal is the error table of these routes, of which the document knows none.
func webhookRefusal(err *funds.Error, reader words.Reader) (int, any) { return failed(err, reader, "") }

// webhooks serves the endpoints, and what there is to hear of.
func webhooks(service webhook.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) ([]webhook.Endpoint, error) {
		return service.Store.Endpoints(ctx)
	}, func(_ words.Reader, _ *edge.Request, found []webhook.Endpoint) edge.Response {
		return ok(struct {
			Endpoints []endpointView `json:"endpoints"`
			Types     []string       `json:"types"`
			Most      int            `json:"most"`
		}{contract.Views(found, endpointViewOf), webhook.Types(), webhook.MaxEndpoints})
	})
}

// webhookAsked is an act about an endpoint.
type webhookAsked struct {
	by   funds.Actor
	id   string
	wish webhook.Wish
}

func webhookAskedOf(in *edge.Input) webhookAsked {
	return webhookAsked{by: in.Actor(), id: in.HTTP.PathValue("id")}
}

// wishOf reads what is said of an endpoint. What is left out is nil.
func wishOf(in *edge.Input) (wish webhook.Wish) {
	body := in.Object()
	if body.Given("url") {
		address := body.Text("url")
		wish.URL = &address
	}
	if body.Given("types") {
		types := body.Texts("types")
		wish.Types = &types
	}
	if body.Given("note") {
		note := body.Prose("note")
		wish.Note = &note
	}
	if body.Given("state") {
		state := webhook.EndpointState(body.Text("state"))
		wish.State = &state
	}
	return wish
}

// shownSecret is an endpoint with its secret, the only time that it is shown.
type shownSecret struct {
	endpoint webhook.Endpoint
	secret   string
}

func shownSecretOf(endpoint webhook.Endpoint, secret string, err error) (shownSecret, error) {
	return shownSecret{endpoint, secret}, err
}

func showSecret(_ words.Reader, _ webhookAsked, shown shownSecret) edge.Response {
	return ok(struct {
		endpointView

		Secret string `json:"secret"`
	}{endpointViewOf(shown.endpoint), shown.secret})
}

func showEndpoint(_ words.Reader, _ webhookAsked, changed webhook.Endpoint) edge.Response {
	return ok(endpointViewOf(changed))
}

func createWebhook(service webhook.Service) handler {
	return edge.Handle(func(in *edge.Input) webhookAsked {
		asked := webhookAskedOf(in)
		asked.wish = wishOf(in)
		return asked
	}, func(ctx context.Context, of webhookAsked) (shownSecret, error) {
		return shownSecretOf(service.Create(ctx, of.by, of.wish))
	}, showSecret)
}

func changeWebhook(service webhook.Service) handler {
	return edge.Handle(func(in *edge.Input) webhookAsked {
		asked := webhookAskedOf(in)
		asked.wish = wishOf(in)
		return asked
	}, func(ctx context.Context, of webhookAsked) (webhook.Endpoint, error) {
		return service.Change(ctx, of.by, of.id, of.wish)
	}, showEndpoint)
}

func newWebhookSecret(service webhook.Service) handler {
	return edge.Handle(webhookAskedOf, func(ctx context.Context, of webhookAsked) (shownSecret, error) {
		return shownSecretOf(service.NewSecret(ctx, of.by, of.id))
	}, showSecret)
}

func testWebhook(service webhook.Service) handler {
	return edge.Handle(webhookAskedOf, func(ctx context.Context, of webhookAsked) (webhook.Delivery, error) {
		return service.Test(ctx, of.by, of.id)
	}, func(_ words.Reader, _ webhookAsked, made webhook.Delivery) edge.Response {
		return ok(deliveryViewOf(made))
	})
}

// replayAsked is what an endpoint is to be sent once more.
type replayAsked struct {
	webhookAsked

	order string
	from  int64
	since time.Time
}

// replayed is what became of it.
type replayed struct {
	Events int    `json:"events,omitempty"` // of an order
	Since  string `json:"since,omitempty"`  // all that was delivered since then
}

func replayWebhook(service webhook.Service) handler {
	return edge.Handle(func(in *edge.Input) replayAsked {
		asked := replayAsked{webhookAsked: webhookAskedOf(in)}
		body := in.Object()
		since := body.Text("since")
		asked.order, asked.from = body.Text("order"), body.Whole("version", 1, 1, maxVersion)
		if (since == "") == (asked.order == "") {
			in.Fail(funds.Invalid("order", webhook.ReasonOneReplay).About(funds.Facts{Other: "since"}))
		}
		if since != "" {
			at, err := time.Parse(time.RFC3339, since)
			if err != nil {
				in.Fail(funds.Invalid("since", webhook.ReasonNoMoment))
			}
			asked.since = at
		}
		return asked
	}, func(ctx context.Context, of replayAsked) (replayed, error) {
		if of.order != "" {
			events, err := service.ReplayOrder(ctx, of.by, of.id, of.order, of.from)
			return replayed{Events: events}, err
		}
		endpoint, err := service.ReplaySince(ctx, of.by, of.id, of.since)
		return replayed{Since: edge.Moment(endpoint.Replay.From)}, err
	}, func(_ words.Reader, _ replayAsked, done replayed) edge.Response { return ok(done) })
}

// maxVersion is more than any order has.
const maxVersion = 1_000_000_000
