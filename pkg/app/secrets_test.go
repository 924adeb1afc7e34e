package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/outflow-pay/outflow/pkg/config"
)

const longSecret = "a token secret of enough bytes, for tests"

// keeper is a source of secrets whose clock, and whose store, the test drives.
type keeper struct {
	*secretSource
	at    time.Time
	loads int
	store secrets
	err   error
	log   bytes.Buffer
}

func newKeeper() *keeper {
	k := &keeper{at: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), store: secrets{GatewayKey: "one"}}
	k.secretSource = &secretSource{
		now: func() time.Time { return k.at }, log: slog.New(slog.NewTextHandler(&k.log, nil)),
		load: func(context.Context) (secrets, error) {
			k.loads++
			return k.store, k.err
		},
	}
	return k
}

// wants asks for the secrets, and checks which key they have and how often the store was asked by now.
func (k *keeper) wants(t *testing.T, what, key string, loads int) {
	t.Helper()
	got, err := k.get(t.Context())
	if got.GatewayKey != key || (key == "") != (err != nil) || k.loads != loads {
		t.Errorf("%s: key %q after %d loads, %v; want %q after %d", what, got.GatewayKey, k.loads, err, key, loads)
	}
}

func TestSecretsAreLoadedWhenNeededAndAgainWhenOld(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	k.wants(t, "at first", "one", 1)
	k.store.GatewayKey = "two"
	k.at = k.at.Add(reloadAfter - time.Second)
	k.wants(t, "while young", "one", 1)
	k.at = k.at.Add(time.Second)
	k.wants(t, "when old", "two", 2)
}

func TestOldSecretsServeForAWhileWhenLoadingFails(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	k.err = errors.New("no luck")
	k.wants(t, "before there are any", "", 1)
	k.err = nil
	k.wants(t, "when it works", "one", 2)
	k.err = errors.New("no luck again")
	k.at = k.at.Add(reloadAfter)
	k.wants(t, "when it fails", "one", 3)
	k.wants(t, "at once after", "one", 3)
	if !strings.Contains(k.log.String(), "no luck again") {
		t.Errorf("the failure is not logged: %s", k.log.String())
	}
	k.at = k.at.Add(retryAfter)
	k.wants(t, "a little later", "one", 4)
	k.at = k.at.Add(secretsLife)
	k.wants(t, "when it failed for too long", "", 5)
}

func TestOneRequestLoadsForAll(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := k.get(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if k.loads != 1 {
		t.Errorf("loaded %d times, want 1", k.loads)
	}
}

func TestABadSecretIsRefusedWithoutShowingIt(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"is not JSON":               "hunter2",
		"is no object":              `"hunter2"`,
		"has a number":              `{"gatewayKey":74656}`,
		"has no gateway key":        `{"tokenSecret":"` + longSecret + `"}`,
		"has a key twice":           `{"gatewayKey":"hunter2","gatewayKey":"k"}`,
		"has a key in another case": `{"gatewayKey":"hunter2","GatewayKey":"k"}`,
		"has a short token secret":  `{"gatewayKey":"k","tokenSecret":"hunter2"}`,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseSecrets(text)
			if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "74656") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheSecretComesFromTheSecretsManager(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" || string(body) != `{"SecretId":"outflow"}` {
			t.Errorf("asked for %s %s", r.Header.Get("X-Amz-Target"), body)
		}
		_, _ = io.WriteString(w, `{"SecretString":"{\"gatewayKey\":\"k\",\"gatewayKeyPrevious\":\"p\",\"tokenSecret\":\"`+longSecret+`\"}"}`)
	}))
	t.Cleanup(server.Close)
	client := secretsmanager.New(secretsmanager.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(server.URL), Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""),
	})
	source := newKeeper()
	source.load = loadFrom(client, "outflow")
	keys, err := source.gatewayKeys(t.Context())
	if err != nil || keys.Current != "k" || keys.Previous != "p" {
		t.Errorf("gateway keys %q, %q, %v", keys.Current, keys.Previous, err)
	}
	tokens, err := source.tokenSecrets(t.Context())
	if err != nil || tokens.Current != longSecret || tokens.Previous != "" {
		t.Errorf("token secrets %q, %q, %v", tokens.Current, tokens.Previous, err)
	}
}

func TestOnlyADevelopersMachineNeedsNoSecret(t *testing.T) {
	t.Parallel()
	none := func(string) string { return "" }
	source, err := newSecretSource(config.Settings{Local: true}, none, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	got, err := source.get(t.Context())
	if want := (secrets{GatewayKey: sandboxGatewayKey}); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := newSecretSource(config.Settings{}, none, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("elsewhere it was accepted")
	}
}
