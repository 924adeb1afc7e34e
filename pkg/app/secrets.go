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
	"github.com/outflow-pay/outflow/pkg/wire"
)

const (
	reloadAfter   = 5 * time.Minute  // a rotated secret is known everywhere after this
	retryAfter    = 15 * time.Second // after a failed reload
	secretsLife   = time.Hour        // how long the old ones serve while reloading fails
	reloadTimeout = 5 * time.Second

	// sandboxGatewayKey is the public key of the gateway sandbox's merchant.
	sandboxGatewayKey = "sandbox-secret-key"
)

// secrets is the JSON of the secret.
type secrets struct {
	GatewayKey          string `json:"gatewayKey"`
	GatewayKeyPrevious  string `json:"gatewayKeyPrevious"`
	TokenSecret         string `json:"tokenSecret"`
	TokenSecretPrevious string `json:"tokenSecretPrevious"`
}

func (s secrets) tokens() identity.Secrets {
	return identity.Secrets{Current: s.TokenSecret, Previous: s.TokenSecretPrevious}
}

// parseSecrets says what is wrong without showing any of the text.
func parseSecrets(text string) (secrets, error) {
	var s secrets
	if err := wire.Unmarshal([]byte(text), &s); err != nil {
		var name *wire.NameError
		if errors.As(err, &name) {
			return secrets{}, fmt.Errorf("the secret: %w", name)
		}
		return secrets{}, errors.New("the secret is not a JSON object of strings")
	}
	if s.GatewayKey == "" {
		return secrets{}, errors.New("the secret has no gatewayKey")
	}
	if err := s.tokens().Check(); err != nil {
		return secrets{}, fmt.Errorf("the secret: %w", err)
	}
	return s, nil
}

// secretSource keeps the secrets in memory and loads them in the request that first needs them, and
// again, one request at a time, when they are old.
type secretSource struct {
	load func(context.Context) (secrets, error)
	now  func() time.Time
	log  *slog.Logger

	mu     sync.Mutex // held while loading
	held   secrets
	loaded time.Time // when held was; zero before
	next   time.Time // when to load again
}

// newSecretSource is the Secrets Manager's secret. Without one, on a developer's machine alone, it is
// the gateway sandbox's key and no token secret.
func newSecretSource(settings config.Settings, getenv func(string) string, log *slog.Logger) (*secretSource, error) {
	source := &secretSource{now: time.Now, log: log}
	if settings.SecretsID == "" {
		if !settings.Local {
			return nil, errors.New("a secret is needed where the table is not on loopback")
		}
		source.load = func(context.Context) (secrets, error) { return secrets{GatewayKey: sandboxGatewayKey}, nil }
		return source, nil
	}
	base, err := awsConfig(false, getenv)
	if err != nil {
		return nil, err
	}
	source.load = loadFrom(secretsmanager.NewFromConfig(base), settings.SecretsID)
	return source, nil
}

func loadFrom(client *secretsmanager.Client, id string) func(context.Context) (secrets, error) {
	return func(ctx context.Context) (secrets, error) {
		value, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
		if err != nil {
			return secrets{}, err
		}
		return parseSecrets(aws.ToString(value.SecretString))
	}
}

// get gives the secrets. While loading them again fails, the old ones serve for a bounded time.
func (s *secretSource) get(ctx context.Context) (secrets, error) {
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
		return secrets{}, fmt.Errorf("load the secrets: %w", err)
	default:
		s.next = now.Add(retryAfter)
		s.log.Error("load the secrets again; the old ones serve", "error", err)
	}
	return s.held, nil
}

func (s *secretSource) gatewayKeys(ctx context.Context) (gateway.Keys, error) {
	held, err := s.get(ctx)
	return gateway.Keys{Current: held.GatewayKey, Previous: held.GatewayKeyPrevious}, err
}

func (s *secretSource) tokenSecrets(ctx context.Context) (identity.Secrets, error) {
	held, err := s.get(ctx)
	return held.tokens(), err
}
