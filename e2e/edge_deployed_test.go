package e2e_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const secretsHost = "secretsmanager.eu-west-1.amazonaws.com"

// secretsManager answers for AWS's own: a proxy that the function is told to use for the internet, with
// a certificate for AWS's host that it is told to trust. It has one secret. Nothing leaves the machine.
func secretsManager(t *testing.T, secret string) (environment map[string]string) {
	t.Helper()
	return awsAt(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"SecretString": secret})
	}), secretsHost)
}

// awsAt has a handler answer for some of AWS's hosts, in the same way.
func awsAt(t *testing.T, played http.Handler, hosts ...string) (environment map[string]string) {
	t.Helper()
	certificate := certificateFor(t, hosts...)
	aws := loopback.ServeTLS(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(hosts, r.Host) {
			t.Errorf("the function called %s", r.Host)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		played.ServeHTTP(w, r)
	}), &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	proxy := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			t.Errorf("the function sent %s %s in the clear", r.Method, r.URL)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		tunnel(t, w, strings.TrimPrefix(aws, "https://"))
	}))
	trusted := filepath.Join(t.TempDir(), "trusted.pem")
	encoded := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]})
	if err := os.WriteFile(trusted, encoded, 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "SSL_CERT_FILE": trusted, "SSL_CERT_DIR": t.TempDir()}
}

// certificateFor is a certificate for some hosts, signed by itself.
func certificateFor(t *testing.T, hosts ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: hosts, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}
}

// tunnel joins a CONNECT's connection with the address, until either ends.
func tunnel(t *testing.T, w http.ResponseWriter, address string) {
	t.Helper()
	server, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer server.Close()
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n")
	var up sync.WaitGroup
	up.Go(func() {
		_, _ = io.Copy(server, client)
		_ = server.Close() // which ends the copy down
	})
	_, _ = io.Copy(client, server)
	_ = client.Close() // which ends the copy up
	up.Wait()
}

// TestADevelopmentTokenIsNobodysWhereTheTableIsElsewhere runs a deployed function whose table is not on
// this machine. The table's address belongs to nobody (RFC 5737), and no request here gets that far.
func TestADevelopmentTokenIsNobodysWhereTheTableIsElsewhere(t *testing.T) {
	t.Parallel()
	const tokenSecret = "a token secret of thirty-two bytes or more"
	secret, err := json.Marshal(map[string]string{"tokenSecret": tokenSecret})
	if err != nil {
		t.Fatal(err)
	}
	environment := secretsManager(t, string(secret))
	for name, value := range map[string]string{
		"OUTFLOW_DYNAMODB": "https://192.0.2.1:8000", "OUTFLOW_TABLE": "outflow-elsewhere", "OUTFLOW_TOKEN_SECRET": "outflow-tokens",
		"OUTFLOW_GATEWAY_URL": "https://gateway.example", "OUTFLOW_GATEWAY_USERNAME": "merchant1", "OUTFLOW_PUBLIC_URL": "https://api.example",
		"OUTFLOW_TOKEN_ISSUER": issuerName, "OUTFLOW_TOKEN_AUDIENCE": audience,
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
	} {
		environment[name] = value
	}
	bootstrap, err := filepath.Abs("../.build/functions/adjust-wallet/bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	log := &logBuffer{}
	function := lambda.New(lambda.Config{
		Name: "adjust-wallet", Bootstrap: bootstrap, Timeout: 20 * time.Second, MemoryMB: 256, Environment: environment, Output: log,
	})
	t.Cleanup(function.Close)

	development, err := identity.Mint(identity.Caller{Sub: "admin-1", Role: funds.RoleAdmin}, "", time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	deployed := func(role string) string {
		signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"iss": issuerName, "aud": audience, "sub": "admin-1", "role": role, "exp": time.Now().Add(time.Hour).Unix(),
		}).SignedString([]byte(tokenSecret))
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	// The last two show that the function is alive and knows its own tokens.
	for name, test := range map[string]struct {
		token  string
		status int
	}{
		"a development token":                  {development, http.StatusUnauthorized},
		"a user's own token":                   {deployed("user"), http.StatusForbidden},
		"an admin's own token with no request": {deployed("admin"), http.StatusServiceUnavailable}, // nobody knows the policy without a table
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var event events.APIGatewayV2HTTPRequest
			source, err := os.ReadFile("../events/post-api-admin-wallet-adjust.json")
			if err != nil {
				t.Fatal(err)
			}
			source = bytes.Replace(source, []byte("TOKEN"), []byte(test.token), 1)
			if err := json.Unmarshal(source, &event); err != nil {
				t.Fatal(err)
			}
			event.Body = ""
			delete(event.Headers, "x-admin-id")
			encoded, err := json.Marshal(event)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := function.Invoke(t.Context(), encoded)
			if err != nil {
				t.Fatalf("%v\n%s", err, log)
			}
			var got events.APIGatewayV2HTTPResponse
			if err := json.Unmarshal(raw, &got); err != nil || got.StatusCode != test.status {
				t.Errorf("HTTP %d, want %d: %s\n%s", got.StatusCode, test.status, raw, log)
			}
		})
	}
}
