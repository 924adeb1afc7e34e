package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const (
	longKey    = "a gateway's key of enough bytes"
	longSecret = "a token secret of enough bytes, for tests"
)

// keeper is a source of secrets whose clock, and whose store, the test drives.
type keeper struct {
	*secretSource[gateway.Keys]
	at    time.Time
	loads int
	store gateway.Keys
	err   error
	log   bytes.Buffer
}

func newKeeper() *keeper {
	k := &keeper{at: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), store: gateway.Keys{Current: "one"}}
	k.secretSource = &secretSource[gateway.Keys]{
		name: "THE_VARIABLE", now: func() time.Time { return k.at }, log: slog.New(slog.NewTextHandler(&k.log, nil)),
		load: func(context.Context) (gateway.Keys, error) {
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
	if got.Current != key || (key == "") != (err != nil) || k.loads != loads {
		t.Errorf("%s: key %q after %d loads, %v; want %q after %d", what, got.Current, k.loads, err, key, loads)
	}
}

func TestSecretsAreLoadedWhenNeededAndAgainWhenOld(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	k.wants(t, "at first", "one", 1)
	k.store.Current = "two"
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
	tests := map[string]struct{ text, mention string }{
		"is not JSON":                 {"hunter2", "not a JSON object"},
		"is no object":                {`"hunter2"`, "not a JSON object"},
		"has a number":                {`{"gatewayKey":74656,"tokenSecret":74656}`, "not a JSON object"},
		"has a value twice":           {`{"gatewayKey":"hunter2","gatewayKey":"` + longKey + `","tokenSecret":"hunter2","tokenSecret":"` + longSecret + `"}`, "twice"},
		"has a value in another case": {`{"GatewayKey":"` + longKey + `","TokenSecret":"` + longSecret + `"}`, "another letter case"},
		"has short values":            {`{"gatewayKey":"hunter2","tokenSecret":"hunter2"}`, "less than"},
		"has short previous values":   {`{"gatewayKey":"` + longKey + `","gatewayKeyPrevious":"hunter2","tokenSecret":"` + longSecret + `","tokenSecretPrevious":"hunter2"}`, "less than"},
		"has previous values alone":   {`{"gatewayKeyPrevious":"` + longKey + `","tokenSecretPrevious":"` + longSecret + `"}`, ""},
		"has blank values":            {`{"gatewayKey":"                                        ","tokenSecret":"                                        "}`, ""},
		"has what everybody can read": {`{"gatewayKey":"` + gateway.SandboxKey + `","tokenSecret":"outflow development tokens are signed with this public text"}`, "public"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, keysErr := ParseGatewayKeys(test.text)
			_, tokensErr := ParseTokenSecrets(test.text)
			for what, err := range map[string]error{"the gateway's": keysErr, "the tokens'": tokensErr} {
				if err == nil || !strings.Contains(err.Error(), test.mention) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "74656") {
					t.Errorf("%s: got %v, want what mentions %q", what, err, test.mention)
				}
			}
		})
	}
}

func TestOneSecretForEverythingIsReadInTwoParts(t *testing.T) {
	t.Parallel()
	const whole = `{"gatewayKey":"` + longKey + `","gatewayKeyPrevious":"","tokenSecret":"` + longSecret + `","tokenSecretPrevious":""}`
	if keys, err := ParseGatewayKeys(whole); err != nil || keys != (gateway.Keys{Current: longKey}) {
		t.Errorf("the gateway's: %v", err)
	}
	if tokens, err := ParseTokenSecrets(whole); err != nil || tokens != (identity.Secrets{Current: longSecret}) {
		t.Errorf("the tokens': %v", err)
	}
	if tokens, err := ParseTokenSecrets(`{}`); err != nil || tokens != (identity.Secrets{}) {
		t.Errorf("without HS256 tokens: %v", err)
	}
	if _, err := ParseGatewayKeys(`{}`); err == nil {
		t.Error("without a gateway's key: it was accepted")
	}
}

func TestEachSecretComesFromTheSecretsManagerByItsOwnName(t *testing.T) {
	t.Parallel()
	stored := map[string]string{
		"outflow-gateway": `{\"gatewayKey\":\"` + longKey + `\",\"gatewayKeyPrevious\":\"` + longKey + `-before\"}`,
		"outflow-tokens":  `{\"tokenSecret\":\"` + longSecret + `\"}`,
	}
	server := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, secret := range stored {
			if r.Header.Get("X-Amz-Target") == "secretsmanager.GetSecretValue" && string(body) == `{"SecretId":"`+name+`"}` {
				_, _ = io.WriteString(w, `{"SecretString":"`+secret+`"}`)
				return
			}
		}
		t.Errorf("asked for %s %s", r.Header.Get("X-Amz-Target"), body)
	}))
	client := secretsmanager.New(secretsmanager.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(server), Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""),
	})
	keys, err := loadFrom(client, "outflow-gateway", ParseGatewayKeys)(t.Context())
	if err != nil || keys != (gateway.Keys{Current: longKey, Previous: longKey + "-before"}) {
		t.Errorf("gateway keys: %v", err)
	}
	tokens, err := loadFrom(client, "outflow-tokens", ParseTokenSecrets)(t.Context())
	if err != nil || tokens != (identity.Secrets{Current: longSecret}) {
		t.Errorf("token secrets: %v", err)
	}
}

func TestOnlyADevelopersMachineHasSecretsWithoutNames(t *testing.T) {
	t.Parallel()
	none := func(string) string { return "" }
	here, err := newSecretSources(config.Settings{Local: true}, none, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := here.gateway.get(t.Context()); err != nil || keys != (gateway.Keys{Current: gateway.SandboxKey}) {
		t.Errorf("on loopback: %v", err)
	}
	elsewhere, err := newSecretSources(config.Settings{}, none, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := elsewhere.gateway.get(t.Context()); err == nil || !strings.Contains(err.Error(), "OUTFLOW_GATEWAY_SECRET") {
		t.Errorf("elsewhere, the gateway's: %v", err)
	}
	if _, err := elsewhere.tokens.get(t.Context()); err == nil || !strings.Contains(err.Error(), "OUTFLOW_TOKEN_SECRET") {
		t.Errorf("elsewhere, the tokens': %v", err)
	}
}
