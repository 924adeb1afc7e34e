package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/words"
)

// endpointView is an endpoint as admins see it. Its secret is never in it.
type endpointView struct {
	ID            string                `json:"id"`
	URL           string                `json:"url"`
	Types         []string              `json:"types"` // none: all
	Note          string                `json:"note,omitempty"`
	State         webhook.EndpointState `json:"state"`
	CreatedAt     string                `json:"createdAt"`
	CreatedBy     string                `json:"createdBy"`
	RotatedAt     *string               `json:"rotatedAt,omitempty"`
	FailingSince  *string               `json:"failingSince,omitempty"`
	ReplayingFrom *string               `json:"replayingFrom,omitempty"`
}

func endpointViewOf(e webhook.Endpoint) endpointView {
	return endpointView{
		ID: e.ID, URL: e.URL, Types: append([]string{}, e.Types...), Note: e.Note, State: e.State, CreatedAt: edge.Moment(e.CreatedAt), CreatedBy: e.CreatedBy.ID,
		RotatedAt: edge.OptionalMoment(e.RotatedAt), FailingSince: edge.OptionalMoment(e.FailingSince), ReplayingFrom: edge.OptionalMoment(e.Replay.From),
	}
}

// deliveryView is one event on its way to an endpoint.
type deliveryView struct {
	Event   string                `json:"event"`
	Type    string                `json:"type"`
	Order   string                `json:"order,omitempty"`
	Version int64                 `json:"version,omitempty"`
	At      string                `json:"at"`
	State   webhook.DeliveryState `json:"state"`
	Tries   int64                 `json:"tries"`
	NextAt  *string               `json:"nextAt,omitempty"`
	Answers []answerView          `json:"answers"`
}

// answerView is what became of one try.
type answerView struct {
	At     string        `json:"at"`
	TookMs int64         `json:"tookMs"`
	Status int           `json:"status,omitempty"`
	Fault  webhook.Fault `json:"fault,omitempty"`
	Text   string        `json:"text,omitempty"`
}

func deliveryViewOf(d webhook.Delivery) deliveryView {
	return deliveryView{
		Event: d.Event.ID, Type: d.Event.Type, Order: d.Event.Order, Version: d.Event.Version, At: edge.Moment(d.Event.At), State: d.State, Tries: d.Tries,
		NextAt: edge.OptionalMoment(d.Due), Answers: contract.Views(d.Answers, func(a webhook.Answer) answerView {
			return answerView{edge.Moment(a.At), a.Took.Milliseconds(), a.Status, a.Fault, a.Text}
		}),
	}
}

// deliveriesShown is how many deliveries one page looks at.
const deliveriesShown = 50

// deliveries serves what was delivered to an endpoint, or is to be, newest first.
func deliveries(service webhook.Service) handler {
	type asked struct {
		id, before string
		state      webhook.DeliveryState
	}
	type found struct {
		deliveries []webhook.Delivery
		next       string
	}
	return edge.Handle(func(in *edge.Input) asked {
		before, _ := in.Query("before")
		state, given := in.Query("state")
		if given && !webhook.DeliveryState(state).Known() {
			in.Fail(funds.NotOneOf("state", string(webhook.DeliveryWaiting), string(webhook.DeliveryDelivered), string(webhook.DeliveryGivenUp)))
		}
		return asked{in.HTTP.PathValue("id"), before, webhook.DeliveryState(state)}
	}, func(ctx context.Context, of asked) (page found, err error) {
		page.deliveries, page.next, err = service.Deliveries(ctx, of.id, of.before, of.state, deliveriesShown)
		return page, err
	}, func(_ words.Reader, _ asked, page found) edge.Response {
		return ok(struct {
			Deliveries []deliveryView `json:"deliveries"`
			// Next is where the next page begins; left out where there is none.
			Next string `json:"next,omitempty"`
		}{contract.Views(page.deliveries, deliveryViewOf), page.next})
	})
}
