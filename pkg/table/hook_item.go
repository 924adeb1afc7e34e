package table

import (
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/webhook"
)

type endpointItem struct {
	PK        string    `dynamodbav:"PK"`
	SK        string    `dynamodbav:"SK"`
	Version   int64     `dynamodbav:"ver"`
	URL       string    `dynamodbav:"url"`
	Types     []string  `dynamodbav:"types,omitempty"`
	Note      string    `dynamodbav:"note,omitempty"`
	State     string    `dynamodbav:"st"`
	Secret    int64     `dynamodbav:"sec"` // its number: the secret itself is stored nowhere
	RotatedAt int64     `dynamodbav:"rot,omitempty"`
	At        int64     `dynamodbav:"at"`
	By        actorItem `dynamodbav:"by,omitempty"`
	Failing   int64     `dynamodbav:"fail,omitempty"`
	From      int64     `dynamodbav:"rf,omitempty"` // a replay's
	Until     int64     `dynamodbav:"ru,omitempty"`
	Seen      string    `dynamodbav:"rs,omitempty"`
}

func endpointItemOf(e webhook.Endpoint) endpointItem {
	return endpointItem{
		PK: pkEndpoints, SK: e.ID, Version: e.Version + 1, URL: e.URL, Types: e.Types, Note: e.Note, State: string(e.State),
		Secret: e.Secret, RotatedAt: millis(e.RotatedAt), At: millis(e.CreatedAt), By: bareActorItemOf(e.CreatedBy), Failing: millis(e.FailingSince),
		From: millis(e.Replay.From), Until: millis(e.Replay.Until), Seen: e.Replay.Seen,
	}
}

func (i endpointItem) endpoint() webhook.Endpoint {
	return webhook.Endpoint{
		ID: i.SK, Version: i.Version, URL: i.URL, Types: i.Types, Note: i.Note, State: webhook.EndpointState(i.State),
		Secret: i.Secret, RotatedAt: moment(i.RotatedAt), CreatedAt: moment(i.At), CreatedBy: i.By.actor(), FailingSince: moment(i.Failing),
		Replay: webhook.Replay{From: moment(i.From), Until: moment(i.Until), Seen: i.Seen},
	}
}

func oldestFirst(all []webhook.Endpoint) []webhook.Endpoint {
	slices.SortStableFunc(all, func(a, b webhook.Endpoint) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return all
}

// leaseItem is whose an endpoint's lane is.
type leaseItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Worker string `dynamodbav:"worker"`
	Until  int64  `dynamodbav:"until"`
}

type hookPoisonItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Why    string `dynamodbav:"why"`
	Record string `dynamodbav:"record"`
	At     int64  `dynamodbav:"at"`
	TTL    int64  `dynamodbav:"ttl"`
}

// deliveryItem is one event for one endpoint. Its place in the index made never moves; that in due is there while it waits.
type deliveryItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	DuePK  string `dynamodbav:"duePK,omitempty"`
	DueSK  string `dynamodbav:"dueSK,omitempty"`
	MadePK string `dynamodbav:"madePK"`
	MadeSK string `dynamodbav:"madeSK"`

	Version  int64        `dynamodbav:"ver"`
	State    string       `dynamodbav:"st"`
	Event    string       `dynamodbav:"id"`
	Type     string       `dynamodbav:"type"`
	Order    string       `dynamodbav:"ord,omitempty"`
	OrderVer int64        `dynamodbav:"ov,omitempty"`
	At       int64        `dynamodbav:"at"` // of the event
	Body     string       `dynamodbav:"body"`
	Tries    int64        `dynamodbav:"n,omitempty"`
	Due      int64        `dynamodbav:"due,omitempty"`
	Answers  []answerLine `dynamodbav:"ans,omitempty"`
	TTL      int64        `dynamodbav:"ttl,omitempty"`
}

type answerLine struct {
	At     int64  `dynamodbav:"a"`
	Took   int64  `dynamodbav:"t"` // milliseconds
	Status int    `dynamodbav:"s,omitempty"`
	Fault  string `dynamodbav:"f,omitempty"`
	Text   string `dynamodbav:"x,omitempty"`
}

func deliveryKey(endpoint, event string) key { return key{endpoint + "#" + event, skDelivery} }

func hookDuePartition(endpoint string, shard int) string {
	return endpoint + "#" + padded(int64(shard), 1)
}

// madeKey is a delivery's place among those of its endpoint: by when it happened.
func madeKey(event webhook.Event) string { return timeKey(event.At, event.ID) }

func deliveryItemOf(d webhook.Delivery, ttl int64) deliveryItem {
	at := deliveryKey(d.Endpoint, d.Event.ID)
	row := deliveryItem{
		PK: at.pk, SK: at.sk, MadePK: d.Endpoint, MadeSK: madeKey(d.Event), Version: d.Version + 1, State: string(d.State),
		Event: d.Event.ID, Type: d.Event.Type, Order: d.Event.Order, OrderVer: d.Event.Version, At: millis(d.Event.At), Body: d.Event.Body,
		Tries: d.Tries, Due: millis(d.Due), TTL: ttl,
	}
	if d.State == webhook.DeliveryWaiting {
		row.DuePK, row.DueSK = hookDuePartition(d.Endpoint, shardOf(d.Event.ID, hookDueShards)), timeKey(d.Due, d.Event.ID)
	}
	for _, answer := range d.Answers {
		row.Answers = append(row.Answers, answerLine{millis(answer.At), answer.Took.Milliseconds(), answer.Status, string(answer.Fault), answer.Text})
	}
	return row
}

func (i deliveryItem) delivery() webhook.Delivery {
	d := webhook.Delivery{
		Endpoint: i.MadePK, Version: i.Version, State: webhook.DeliveryState(i.State), Tries: i.Tries, Due: moment(i.Due),
		Event: webhook.Event{ID: i.Event, Type: i.Type, Order: i.Order, Version: i.OrderVer, At: moment(i.At), Body: i.Body},
	}
	for _, line := range i.Answers {
		d.Answers = append(d.Answers, webhook.Answer{At: moment(line.At), Took: time.Duration(line.Took) * time.Millisecond, Status: line.Status, Fault: webhook.Fault(line.Fault), Text: line.Text})
	}
	return d
}
