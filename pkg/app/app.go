package app

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/table"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

// App is what a function's routes are made of.
type App struct {
	Flow    *flow.Service   // what acts
	Lists   *list.Service   // what reads
	Gateway *gateway.Client // also reads the gateway's callbacks
	AWS     aws.Config      // how to reach AWS's other services
	Files   config.Files    // where large files are put

	verifier *identity.Verifier
	verifies error // why it cannot: the variable that is missing; nil where it can
	secrets  secretSources
	origins  []string // whose pages may call the API
	table    *table.Store
	policy   *renewal // nil in a function that has no table
	calendar *count.Calendar
	hooks    *table.Hooks      // nil in a function that has nothing to do with deliveries to others
	hookable webhook.Addresses // where they may go

	looksPerSecond int // of all runs of reconcile together; 0 bounds none
}

// open reads the environment and puts the parts together. It talks to nobody yet: the secrets are
// loaded when they are needed.
func open(getenv func(string) string, log *slog.Logger) (*App, error) {
	settings, err := config.Load(getenv)
	if err != nil {
		return nil, err
	}
	client, err := NewDynamoDB(settings.DynamoDB, getenv)
	if err != nil {
		return nil, err
	}
	base, err := AWSConfig(settings.Local, getenv)
	if err != nil {
		return nil, err
	}
	held, err := newSecretSources(settings, getenv, log)
	if err != nil {
		return nil, err
	}
	app, err := assemble(settings, client, held, log)
	if err != nil {
		return nil, err
	}
	app.AWS, app.Files, app.origins = base, settings.Files, settings.CORSOrigins
	return app, nil
}

func assemble(settings config.Settings, client *dynamodb.Client, held secretSources, log *slog.Logger) (*App, error) {
	gatewayClient, err := gateway.New(gateway.Config{
		BaseURL: settings.GatewayURL, Username: settings.GatewayUsername, NotifyURL: settings.NotifyURL,
		RechargeNotifyURL: settings.RechargeNotifyURL, PayHosts: settings.PayHosts,
		Keys: held.gateway.get, Declined: settings.Declined, Absent: settings.Absent, Now: time.Now,
	})
	if err != nil {
		return nil, err
	}
	verifier, err := identity.New(identity.Config{
		Issuer: settings.TokenIssuer, Audience: settings.TokenAudience, JWKSURL: settings.TokenJWKSURL,
		Secrets: held.tokens.get, AdminLife: settings.AdminLife, Development: settings.Local, Now: time.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	store := table.New(client, settings.Table, time.Now)
	store.MonthShards = settings.MonthShards
	service := &flow.Service{
		Store: noting{store}, Gateway: gatewayClient, Policy: settings.Policy,
		Now: time.Now, Random: rand.Reader, Log: log, Paid: store,
	}
	if settings.Breaker {
		service.Breakers = &flow.Breakers{}
	}
	var hooks *table.Hooks
	if settings.Hooks != "" {
		hooks = table.NewHooks(client, settings.Hooks, time.Now)
	}
	lists := &list.Service{Store: notingReads{store}, Audit: store, Policy: settings.Policy, Now: time.Now, Random: rand.Reader}
	renewed := &renewal{
		stored: store, own: settings.Decided, now: time.Now, log: log, read: map[int64]config.Decided{},
		commit: func() (string, error) { return newCommitID(rand.Reader) },
	}
	return &App{
		policy: renewed, Flow: service, Lists: lists, Gateway: gatewayClient, verifier: verifier, verifies: held.tokens.missing(),
		secrets: held, table: store, calendar: count.NewCalendar(settings.Policy), looksPerSecond: settings.LooksPerSecond,
		hooks: hooks, hookable: webhook.Addresses{Loopback: settings.WebhookLoopback},
	}, nil
}
