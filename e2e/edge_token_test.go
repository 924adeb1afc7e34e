package e2e_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/local/loopback"
)

// issuer is an identity provider with one key: it publishes it, and signs what it is told to.
type issuer struct {
	t   *testing.T
	key *ecdsa.PrivateKey
	url string
}

const (
	issuerName, audience, keyID = "https://issuer.example", "outflow", "key1"
)

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	x, y := public[1:33], public[33:]
	encode := base64.RawURLEncoding.EncodeToString
	server := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []map[string]string{
			{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": keyID, "x": encode(x), "y": encode(y)},
		}})
	}))
	return &issuer{t, key, server}
}

func (i *issuer) environment() map[string]string {
	return map[string]string{
		"OUTFLOW_TOKEN_ISSUER": issuerName, "OUTFLOW_TOKEN_AUDIENCE": audience, "OUTFLOW_TOKEN_JWKS_URL": i.url,
	}
}

// claims are a good token's, with changes; nil leaves a claim out.
func (i *issuer) claims(sub, role string, changes jwt.MapClaims) jwt.MapClaims {
	claims := jwt.MapClaims{"iss": issuerName, "aud": audience, "sub": sub, "role": role, "exp": time.Now().Add(time.Hour).Unix()}
	for name, value := range changes {
		if value == nil {
			delete(claims, name)
		} else {
			claims[name] = value
		}
	}
	return claims
}

func (i *issuer) sign(method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
	i.t.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = keyID
	signed, err := token.SignedString(key)
	if err != nil {
		i.t.Fatal(err)
	}
	return signed
}

func (i *issuer) token(sub, role string, changes jwt.MapClaims) string {
	i.t.Helper()
	return i.sign(jwt.SigningMethodES256, i.key, i.claims(sub, role, changes))
}

// badToken is an Authorization header, and the status that it gets on every route that is not open.
type badToken struct {
	header string
	status int
}

// badTokens are an admin's, but for what their name says.
func (i *issuer) badTokens(sub string) map[string]badToken {
	i.t.Helper()
	const unauthenticated = http.StatusUnauthorized
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		i.t.Fatal(err)
	}
	good := i.token(sub, "admin", nil)
	head, rest, _ := strings.Cut(good, ".")
	_, signature, _ := strings.Cut(rest, ".")
	forged, err := json.Marshal(i.claims("somebody-else", "admin", nil))
	if err != nil {
		i.t.Fatal(err)
	}
	bearer := func(token string) string { return "Bearer " + token }
	return map[string]badToken{
		"no token":                   {"", unauthenticated},
		"an empty token":             {"Bearer ", unauthenticated},
		"another scheme":             {"Basic " + good, unauthenticated},
		"not a token":                {"Bearer x.y.z", unauthenticated},
		"a bad signature":            {bearer(head + "." + base64.RawURLEncoding.EncodeToString(forged) + "." + signature), unauthenticated},
		"no signature":               {bearer(strings.TrimSuffix(good, signature)), unauthenticated},
		"another's key":              {bearer(i.sign(jwt.SigningMethodES256, stranger, i.claims(sub, "admin", nil))), unauthenticated},
		"alg none":                   {bearer(i.sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, i.claims(sub, "admin", nil))), unauthenticated},
		"an expired token":           {bearer(i.token(sub, "admin", jwt.MapClaims{"exp": time.Now().Add(-time.Minute).Unix()})), unauthenticated},
		"a token without an end":     {bearer(i.token(sub, "admin", jwt.MapClaims{"exp": nil})), unauthenticated},
		"a token of the future":      {bearer(i.token(sub, "admin", jwt.MapClaims{"nbf": time.Now().Add(time.Hour).Unix()})), unauthenticated},
		"the wrong audience":         {bearer(i.token(sub, "admin", jwt.MapClaims{"aud": "another"})), unauthenticated},
		"the wrong issuer":           {bearer(i.token(sub, "admin", jwt.MapClaims{"iss": "https://another.example"})), unauthenticated},
		"no subject":                 {bearer(i.token(sub, "admin", jwt.MapClaims{"sub": nil})), unauthenticated},
		"a subject that forges keys": {bearer(i.token("a#b", "admin", nil)), unauthenticated},
		"a role in two letter cases": {bearer(i.token(sub, "user", jwt.MapClaims{"Role": "admin"})), unauthenticated},
		"an admin's for a year":      {bearer(i.token(sub, "admin", jwt.MapClaims{"exp": time.Now().AddDate(1, 0, 0).Unix()})), unauthenticated},
		"no role":                    {bearer(i.token(sub, "admin", jwt.MapClaims{"role": nil})), forbidden},
		"an unknown role":            {bearer(i.token(sub, "root", nil)), forbidden},
		"the machine's own role":     {bearer(i.token(sub, "system", nil)), forbidden},
		"a list of roles":            {bearer(i.token(sub, "", jwt.MapClaims{"role": []string{"admin"}})), forbidden},
	}
}
