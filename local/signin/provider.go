// Package signin is the local stack's OpenID provider: authorization code with PKCE, discovery, keys, refresh
// and sign-out, by which the pages sign people in exactly as they do with a real one. It asks nobody for a
// password: whoever opens its page chooses who to be. So it listens on loopback, and nothing that is deployed
// imports it.
//
// It may import identity and funds, for the people's roles, and a JWT library.
package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// What the provider's tokens and its one client are called.
const (
	ClientID = "outflow-pages"
	Audience = "outflow"
)

const (
	codeLife    = time.Minute
	tokenLife   = 10 * time.Minute
	refreshLife = 12 * time.Hour
	keyID       = "local"
	p256Bytes   = 32
)

// people are those whom one may choose to be. u1 and admin1 are the demonstration's.
var people = []identity.Caller{
	{Sub: "u1", Role: funds.RoleUser, Name: "张三", Phone: "13812345678"},
	{Sub: "u2", Role: funds.RoleUser, Name: "李四", Phone: "13987654321"},
	{Sub: "u3", Role: funds.RoleUser, Name: "王小明", Phone: "13600001111"},
	admin("admin1", "管理员"),
	admin("admin2", "陈经理"), //nolint:gosmopolitan // a Chinese name
	admin("admin3", "林会计"), //nolint:gosmopolitan // a Chinese name
}

// admin is an admin whose token permits everything: what they may do is the policy's to say.
func admin(sub, name string) identity.Caller {
	return identity.Caller{Sub: sub, Role: funds.RoleAdmin, Name: name, HasPerms: true, Permissions: funds.AllPermissions()}
}

// Options say where the provider is and who may use it.
type Options struct {
	Issuer string // its own address, without a final slash
	// Redirects are the only addresses to which it sends people back, with a code or after signing out.
	Redirects []string
	Now       func() time.Time
}

// Provider is a running OpenID provider. It keeps everything in memory: its end signs everybody out.
type Provider struct {
	options Options
	key     *ecdsa.PrivateKey
	mux     *http.ServeMux

	mu      sync.Mutex
	codes   map[string]grant // each good for one use
	refresh map[string]grant // likewise
}

// grant is what a code or a refresh token stands for.
type grant struct {
	sub, nonce, redirect, challenge string
	expires                         time.Time
}

// New makes a provider with a key of its own.
func New(options Options) (*Provider, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("signin: %w", err)
	}
	p := &Provider{options: options, key: key, mux: http.NewServeMux(), codes: map[string]grant{}, refresh: map[string]grant{}}
	p.mux.HandleFunc("GET /.well-known/openid-configuration", p.serveDiscovery)
	p.mux.HandleFunc("GET /jwks", p.serveKeys)
	p.mux.HandleFunc("GET /authorize", p.serveAuthorize)
	p.mux.HandleFunc("POST /authorize", p.serveChoice)
	p.mux.HandleFunc("POST /token", p.serveToken)
	p.mux.HandleFunc("POST /revoke", p.serveRevocation)
	p.mux.HandleFunc("GET /signout", p.serveSignOut)
	return p, nil
}

// ServeHTTP lets the pages' scripts read what is not a page.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if origin := r.Header.Get("Origin"); origin != "" && slices.ContainsFunc(p.options.Redirects, func(redirect string) bool { return originOf(redirect) == origin }) {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Vary", "Origin")
	}
	p.mux.ServeHTTP(w, r)
}

// KeysURL is where its public keys are.
func (p *Provider) KeysURL() string { return p.options.Issuer + "/jwks" }

func originOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return parsed.Scheme + "://" + parsed.Host
}

func (p *Provider) serveDiscovery(w http.ResponseWriter, _ *http.Request) {
	at := p.options.Issuer
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token",
		"jwks_uri": p.KeysURL(), "end_session_endpoint": at + "/signout", "revocation_endpoint": at + "/revoke",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"grant_types_supported":                          []string{"authorization_code", "refresh_token"},
		"token_endpoint_auth_methods_supported":          []string{"none"},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) serveKeys(w http.ResponseWriter, _ *http.Request) {
	point, err := p.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	encode := base64.RawURLEncoding.EncodeToString
	writeJSON(w, http.StatusOK, map[string]any{"keys": []map[string]string{{
		"kty": "EC", "crv": "P-256", "kid": keyID, "use": "sig", "alg": "ES256",
		"x": encode(point[1 : 1+p256Bytes]), "y": encode(point[1+p256Bytes:]),
	}}})
}

// sign makes a token of somebody's claims and more.
func (p *Provider) sign(person identity.Caller, audience string, more jwt.MapClaims) (string, error) {
	now := p.options.Now()
	claims := jwt.MapClaims{
		"iss": p.options.Issuer, "aud": audience, "sub": person.Sub, "iat": now.Unix(), "exp": now.Add(tokenLife).Unix(),
		"role": string(person.Role), "name": person.Name,
	}
	if person.Phone != "" {
		claims["phone_number"] = person.Phone
	}
	if person.HasPerms {
		claims["perms"] = person.Permissions
	}
	for name, value := range more {
		claims[name] = value
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = keyID
	return token.SignedString(p.key)
}

func personOf(sub string) (identity.Caller, bool) {
	i := slices.IndexFunc(people, func(person identity.Caller) bool { return person.Sub == sub })
	if i < 0 {
		return identity.Caller{}, false
	}
	return people[i], true
}

// keep stores a grant under a fresh secret, and forgets what has expired.
func (p *Provider) keep(kept map[string]grant, g grant) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for secret, old := range kept {
		if old.expires.Before(p.options.Now()) {
			delete(kept, secret)
		}
	}
	secret := rand.Text()
	kept[secret] = g
	return secret
}

// take gives a grant once.
func (p *Provider) take(kept map[string]grant, secret string) (grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := kept[secret]
	delete(kept, secret)
	return g, ok && p.options.Now().Before(g.expires)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // who has gone away needs no answer
}
