package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/wire"
)

const (
	reloadAfter   = 5 * time.Minute  // a rotated secret is known everywhere after this
	retryAfter    = 15 * time.Second // after a failed reload
	secretsLife   = time.Hour        // how long the old ones serve while reloading fails
	reloadTimeout = 5 * time.Second
)

// ParseGatewayKeys reads the gateway's secret. What else is in it, as in one secret for everything, is not read.
// It says what is wrong without showing any of the text.
func ParseGatewayKeys(text string) (gateway.Keys, error) {
	var s struct {
		Current  string `json:"gatewayKey"`
		Previous string `json:"gatewayKeyPrevious"`
	}
	if err := readSecret(text, &s); err != nil {
		return gateway.Keys{}, err
	}
	keys := gateway.Keys{Current: s.Current, Previous: s.Previous}
	return keys, keys.Check()
}

// ParseTokenSecrets is [ParseGatewayKeys] for the secret of HS256 tokens.
func ParseTokenSecrets(text string) (identity.Secrets, error) {
	var s struct {
		Current  string `json:"tokenSecret"`
		Previous string `json:"tokenSecretPrevious"`
	}
	if err := readSecret(text, &s); err != nil {
		return identity.Secrets{}, err
	}
	tokens := identity.Secrets{Current: s.Current, Previous: s.Previous}
	return tokens, tokens.Check()
}

// ParseWebhookKeys is [ParseGatewayKeys] for the key that makes webhooks' secrets.
func ParseWebhookKeys(text string) (webhook.Keys, error) {
	var s struct {
		Current  string `json:"webhookKey"`
		Previous string `json:"webhookKeyPrevious"`
	}
	if err := readSecret(text, &s); err != nil {
		return webhook.Keys{}, err
	}
	keys := webhook.Keys{Current: s.Current, Previous: s.Previous}
	return keys, keys.Check()
}

func readSecret(text string, into any) error {
	err := wire.Unmarshal([]byte(text), into)
	var name *wire.NameError
	switch {
	case errors.As(err, &name):
		return name
	case err != nil:
		return errors.New("it is not a JSON object of strings")
	}
	return nil
}

// secretSource keeps a secret in memory: it loads it in the request that first needs it, and again, one request at
// a time, when it is old.
type secretSource[Secret any] struct {
	name string                                // the variable that names it
	load func(context.Context) (Secret, error) // nil where the variable is not set
	now  func() time.Time
	log  *slog.Logger

	mu     sync.Mutex // held while loading
	held   Secret
	loaded time.Time // when held was; zero before
	next   time.Time // when to load again
}

// secretSources are the three secrets. A function that is not to have one is given no name for it, and no right to
// read it.
type secretSources struct {
	gateway *secretSource[gateway.Keys]
	tokens  *secretSource[identity.Secrets]
	hooks   *secretSource[webhook.Keys]
}

// newSecretSources are those of the Secrets Manager. Without a name, on a developer's machine alone, they are the
// gateway sandbox's key and no token secret.
func newSecretSources(settings config.Settings, getenv func(string) string, log *slog.Logger) (secretSources, error) {
	var client *secretsmanager.Client
	if settings.GatewaySecretID+settings.TokenSecretID+settings.WebhookSecretID != "" {
		base, err := AWSConfig(false, getenv)
		if err != nil {
			return secretSources{}, err
		}
		client = secretsmanager.NewFromConfig(base)
	}
	return secretSources{
		gateway: newSecretSource(settings.Local, config.EnvGatewaySecret, settings.GatewaySecretID, gateway.Keys{Current: gateway.SandboxKey}, client, ParseGatewayKeys, log),
		tokens:  newSecretSource(settings.Local, config.EnvTokenSecret, settings.TokenSecretID, identity.Secrets{}, client, ParseTokenSecrets, log),
		hooks:   newSecretSource(settings.Local, config.EnvWebhookSecret, settings.WebhookSecretID, webhook.Keys{Current: webhook.DevelopmentKey}, client, ParseWebhookKeys, log),
	}, nil
}

func newSecretSource[Secret any](
	local bool, name, id string, development Secret, client *secretsmanager.Client, parse func(string) (Secret, error), log *slog.Logger,
) *secretSource[Secret] {
	source := &secretSource[Secret]{name: name, now: time.Now, log: log}
	switch {
	case id != "":
		source.load = loadFrom(client, id, parse)
	case local:
		source.load = func(context.Context) (Secret, error) { return development, nil }
	}
	return source
}

// missing says that the function is not to have the secret; nil where it has it.
func (s *secretSource[Secret]) missing() error {
	if s.load == nil {
		return fmt.Errorf("%s: missing", s.name)
	}
	return nil
}

func loadFrom[Secret any](client *secretsmanager.Client, id string, parse func(string) (Secret, error)) func(context.Context) (Secret, error) {
	return func(ctx context.Context) (none Secret, _ error) {
		value, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
		if err != nil {
			return none, err
		}
		return parse(aws.ToString(value.SecretString))
	}
}

// get gives the secret. While loading it again fails, the old one serves for a bounded time.
func (s *secretSource[Secret]) get(ctx context.Context) (none Secret, _ error) {
	if err := s.missing(); err != nil {
		return none, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if !s.loaded.IsZero() && now.Before(s.next) {
		return s.held, nil
	}
	ctx, cancel := context.WithTimeout(ctx, reloadTimeout)
	defer cancel()
	fresh, err := s.load(ctx)
	switch {
	case err == nil:
		s.held, s.loaded, s.next = fresh, now, now.Add(reloadAfter)
	case s.loaded.IsZero() || now.Sub(s.loaded) >= secretsLife:
		return none, fmt.Errorf("load the secret of %s: %w", s.name, err)
	default:
		s.next = now.Add(retryAfter)
		s.log.ErrorContext(ctx, "load a secret again; the old one serves", "of", s.name, "error", err)
	}
	return s.held, nil
}
