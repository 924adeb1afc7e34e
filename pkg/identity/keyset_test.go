package identity

import (
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// keyServer serves a JWKS on loopback, and counts.
type keyServer struct {
	address string
	asked   atomic.Int64
	broken  atomic.Bool
	empty   atomic.Bool
	keys    atomic.Pointer[[]any]
}

func serveKeys(t *testing.T) *keyServer {
	t.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	point, err := ecKey.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	rsaJWK := func(kid, use, alg string) jwk {
		return jwk{Type: "RSA", ID: kid, Use: use, Algorithm: alg, N: encode(rsaKey.N.Bytes()), E: encode(big.NewInt(int64(rsaKey.E)).Bytes())}
	}
	keys := []any{
		rsaJWK("rsa", "sig", "RS256"), rsaJWK("encryption", "enc", ""), rsaJWK("rs512", "", "RS512"),
		jwk{Type: "EC", ID: "ec", Curve: "P-256", X: encode(point[1:33]), Y: encode(point[33:])},
		jwk{Type: "OKP", ID: "another kind", Curve: "Ed25519", X: encode(point[1:33])},
	}
	server := new(keyServer)
	server.keys.Store(&keys)
	server.address = loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		server.asked.Add(1)
		served := *server.keys.Load()
		if server.empty.Load() {
			served = nil
		}
		if server.broken.Load() {
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		if err := json.NewEncoder(w).Encode(map[string]any{"keys": served}); err != nil {
			t.Error(err)
		}
	}))
	return server
}

func TestUnknownKeyIDsDoNotMakeTheProviderBusy(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	at := now
	v := verifier(t, Config{JWKSURL: server.address, Now: func() time.Time { return at }})
	invented := func(kid string) string {
		return sign(t, jwt.SigningMethodES256, other, map[string]any{"kid": kid}, with(nil))
	}
	for _, kid := range []string{"a", "b", "c", "d"} {
		if _, err := v.Verify(t.Context(), invented(kid)); funds.CodeOf(err) != funds.CodeUnauthenticated {
			t.Fatalf("an unknown key id: %v", err)
		}
	}
	if asked := server.asked.Load(); asked != 1 {
		t.Errorf("four unknown ids at once asked %d times, want 1", asked)
	}
	at = at.Add(fetchInterval)
	for range 3 {
		_, _ = v.Verify(t.Context(), invented("e"))
	}
	if asked := server.asked.Load(); asked != 2 {
		t.Errorf("after the interval it was asked %d times in all, want 2", asked)
	}
}

func TestKeysOutliveTheirProviderForAWhileOnly(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	at := now
	v := verifier(t, Config{JWKSURL: server.address, Now: func() time.Time { return at }})
	verify := func() error {
		token := sign(t, jwt.SigningMethodES256, ecKey, map[string]any{"kid": "ec"}, with(jwt.MapClaims{"exp": at.Add(time.Minute).Unix()}))
		_, err := v.Verify(t.Context(), token)
		return err
	}
	server.broken.Store(true)
	if err := verify(); funds.CodeOf(err) != funds.CodeBusy {
		t.Fatalf("before any key was had: %v", err)
	}
	server.broken.Store(false)
	at = at.Add(fetchInterval)
	if err := verify(); err != nil {
		t.Fatalf("after the provider came back: %v", err)
	}
	server.broken.Store(true)
	at = at.Add(refreshAfter)
	if err := verify(); err != nil {
		t.Errorf("while the provider is down: %v", err)
	}
	at = at.Add(keepFor)
	if err := verify(); funds.CodeOf(err) != funds.CodeBusy {
		t.Errorf("when the provider was down for too long: %v", err)
	}
}

func TestAWithdrawnKeyIsBelievedUntilTheNextRefreshOnly(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	at := now
	v := verifier(t, Config{JWKSURL: server.address, Now: func() time.Time { return at }})
	token := sign(t, jwt.SigningMethodRS256, rsaKey, map[string]any{"kid": "rsa"}, with(jwt.MapClaims{"exp": now.Add(time.Hour).Unix()}))
	if _, err := v.Verify(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	server.empty.Store(true)
	at = at.Add(refreshAfter)
	if _, err := v.Verify(t.Context(), token); funds.CodeOf(err) != funds.CodeUnauthenticated {
		t.Errorf("a token under a withdrawn key: %v", err)
	}
}

func TestKeysThatAreTooWeakOrBrokenAreLeftOut(t *testing.T) {
	t.Parallel()
	encode := base64.RawURLEncoding.EncodeToString
	half := encode(rsaKey.N.Bytes()[:128])
	coordinate := encode(make([]byte, p256Bytes))
	tests := map[string]jwk{
		"RSA of 1024 bits":          {Type: "RSA", ID: "k", N: half, E: "AQAB"},
		"RSA with an even exponent": {Type: "RSA", ID: "k", N: encode(rsaKey.N.Bytes()), E: "AQAA"},
		"RSA with exponent 1":       {Type: "RSA", ID: "k", N: encode(rsaKey.N.Bytes()), E: "AQ"},
		"RSA without a modulus":     {Type: "RSA", ID: "k", E: "AQAB"},
		"a point off the curve":     {Type: "EC", ID: "k", Curve: "P-256", X: coordinate, Y: coordinate},
		"half a point":              {Type: "EC", ID: "k", Curve: "P-256", X: coordinate},
		"another curve":             {Type: "EC", ID: "k", Curve: "P-384", X: coordinate, Y: coordinate},
		"a shared secret":           {Type: "oct", ID: "k"},
	}
	for name, key := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := json.Marshal(map[string]any{"keys": []jwk{key}})
			if err != nil {
				t.Fatal(err)
			}
			keys, err := parseKeySet(raw)
			if err != nil || len(keys) != 0 {
				t.Errorf("got %v, %v; want no key", keys, err)
			}
		})
	}
}
