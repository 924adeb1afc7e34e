package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	createEvent = "events/post-api-wallet-withdraw.json"
	reviewEvent = "events/post-admin-escorts-withdraw-records-id-review.json"
)

// newCreateHandler puts the parts of create-withdrawal together in this process, as pkg/app does for
// the deployed one, with a client of our own. What is created here needs no gateway.
func newCreateHandler(endpoint string, client *dynamodb.Client) (http.Handler, *flow.Service, error) {
	environment := environmentOf(endpoint)
	settings, err := config.Load(func(name string) string { return environment[name] })
	if err != nil {
		return nil, nil, err
	}
	verifier, err := identity.New(identity.Config{
		Secrets:     func(context.Context) (identity.Secrets, error) { return identity.Secrets{}, nil },
		Development: settings.Local, Now: time.Now,
	})
	if err != nil {
		return nil, nil, err
	}
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	service := &flow.Service{
		Store: table.New(client, settings.Table, time.Now), Policy: settings.Policy, Now: time.Now, Random: rand.Reader, Log: log,
	}
	routes := slices.Concat(merchant.CreateRoutes(service), wallet.CreateRoutes(service))
	return edge.Handler(verifier, log, routes), service, nil
}

// openWallet makes a user's wallet, with the profile of their token, and has an admin give them money.
func openWallet(ctx context.Context, service *flow.Service, user person) error {
	profile := &funds.Profile{Name: userName, Phone: user.phone, IDCardMasked: userIDCardMasked}
	if _, err := service.Wallet(ctx, user.sub, profile); err != nil {
		return err
	}
	admin := funds.Actor{Role: funds.RoleAdmin, ID: newUUID(), Name: adminName}
	_, err := service.Adjust(ctx, admin, flow.Adjustment{UserID: user.sub, Amount: manyFunds * funds.MinorPerMajor, Reason: fundingReason})
	return err
}

// httpEvent is what is read of an HTTP API's event, and httpAnswer what goes back.
type httpEvent struct {
	RouteKey       string            `json:"routeKey"`
	Headers        map[string]string `json:"headers"`
	Body           string            `json:"body"`
	RequestContext struct {
		RequestID string `json:"requestId"`
		HTTP      struct {
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
}

type httpAnswer struct {
	StatusCode int         `json:"statusCode"`
	Headers    http.Header `json:"multiValueHeaders"`
	Body       string      `json:"body"`
}

// serve gives an event's JSON to a handler and makes the answer's JSON, as the Lambda library and the
// bridge of pkg/app do; that bridge is not to be had outside its package.
func serve(ctx context.Context, handler http.Handler, raw []byte) ([]byte, error) {
	var event httpEvent
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	ctx = edge.WithSource(ctx, edge.Source{IP: event.RequestContext.HTTP.SourceIP, RequestID: event.RequestContext.RequestID})
	method, path, _ := strings.Cut(event.RouteKey, " ")
	request, err := http.NewRequestWithContext(ctx, method, path, strings.NewReader(event.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range event.Headers {
		request.Header.Set(name, value)
	}
	recorded := httptest.NewRecorder()
	handler.ServeHTTP(recorded, request)
	if recorded.Code != http.StatusOK {
		return nil, fmt.Errorf("create: HTTP %d: %s", recorded.Code, recorded.Body)
	}
	return json.Marshal(httpAnswer{recorded.Code, recorded.Header(), recorded.Body.String()})
}

// eventMaker makes events of one route from the repository's example.
type eventMaker struct{ example map[string]any }

func newEventMaker(path string) (eventMaker, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // one of the repository's
	if err != nil {
		return eventMaker{}, err
	}
	var maker eventMaker
	return maker, json.Unmarshal(raw, &maker.example)
}

// event is a person's request, under a new Idempotency-Key. headers are added to the example's.
func (m eventMaker) event(by person, body any, parameters, headers map[string]string) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	event := maps.Clone(m.example)
	example, _ := m.example["headers"].(map[string]any)
	all := maps.Clone(example)
	all["authorization"], all["idempotency-key"] = "Bearer "+by.token, newUUID()
	if _, named := all["x-admin-id"]; named {
		all["x-admin-id"] = by.sub
	}
	for name, value := range headers {
		all[name] = value
	}
	event["headers"], event["body"], event["pathParameters"] = all, string(text), parameters
	return json.Marshal(event)
}

// create is the event of a user's request.
func (m eventMaker) create(user person) ([]byte, error) {
	return m.event(user, user.requestBody(manual, lifeAmount), nil, nil)
}

// createFirst creates a user's withdrawal through the handler, and gives its id.
func (c *course) createFirst(ctx context.Context, user person) (funds.ID, error) {
	event, err := c.events.create(user)
	if err != nil {
		return "", err
	}
	raw, err := serve(ctx, c.handler, event)
	if err != nil {
		return "", err
	}
	var answer httpAnswer
	if err := json.Unmarshal(raw, &answer); err != nil {
		return "", err
	}
	var made created
	err = json.Unmarshal([]byte(answer.Body), &made)
	return funds.ID(made.Data.ID), err
}

// engineClock adds up how long requests to the engine take, by kind, and counts the reads.
type engineClock struct {
	client        dynamodb.HTTPClient
	reads, writes atomic.Int64 // nanoseconds
	readCount     atomic.Int64
}

// newClockedClient is the functions' own client, with a clock on it.
func newClockedClient(endpoint string) (*dynamodb.Client, *engineClock, error) {
	deployed, err := app.NewDynamoDB(endpoint, os.Getenv)
	if err != nil {
		return nil, nil, err
	}
	options := deployed.Options()
	clock := &engineClock{client: options.HTTPClient}
	options.HTTPClient = clock
	return dynamodb.New(options), clock, nil
}

// Do sends a request and takes its time.
func (c *engineClock) Do(request *http.Request) (*http.Response, error) {
	began := time.Now()
	response, err := c.client.Do(request)
	_, name, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
	took := int64(time.Since(began))
	if (operation{name: name}).writes() {
		c.writes.Add(took)
	} else {
		c.reads.Add(took)
		c.readCount.Add(1)
	}
	return response, err
}

// take gives the sums since the last time.
func (c *engineClock) take() spent {
	return spent{
		reads: time.Duration(c.reads.Swap(0)), writes: time.Duration(c.writes.Swap(0)), readCount: float64(c.readCount.Swap(0)),
	}
}
