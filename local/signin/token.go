package signin

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/golang-jwt/jwt/v5"
)

// serveToken gives tokens for a code or a refresh token (RFC 6749, sections 4.1.3 and 6).
func (p *Provider) serveToken(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.PostForm.Get("client_id") != ClientID {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_client"})
		return
	}
	var g grant
	var ok bool
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		g, ok = p.take(p.codes, r.PostForm.Get("code"))
		ok = ok && g.isFor(r.PostForm)
	case "refresh_token":
		g, ok = p.take(p.refresh, r.PostForm.Get("refresh_token"))
	default:
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
		return
	}
	if !ok {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	answer, err := p.tokens(g)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// serveRevocation makes a refresh token worthless (RFC 7009). One that is unknown is so already; access tokens live on,
// as they are checked without the provider.
func (p *Provider) serveRevocation(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.PostForm.Get("client_id") != ClientID {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_client"})
		return
	}
	p.take(p.refresh, r.PostForm.Get("token"))
	w.WriteHeader(http.StatusOK)
}

// isFor says that a code was asked for by who shows it: the address is the same, and the verifier is the one
// whose hash came with the request (RFC 7636, section 4.6).
func (g grant) isFor(shown url.Values) bool {
	sum := sha256.Sum256([]byte(shown.Get("code_verifier")))
	hashed := base64.RawURLEncoding.EncodeToString(sum[:])
	return shown.Get("redirect_uri") == g.redirect && subtle.ConstantTimeCompare([]byte(hashed), []byte(g.challenge)) == 1
}

func (p *Provider) tokens(g grant) (map[string]any, error) {
	person, _ := personOf(g.sub) // only known ones are granted anything
	access, err := p.sign(person, Audience, nil)
	if err != nil {
		return nil, err
	}
	more := jwt.MapClaims{}
	if g.nonce != "" {
		more["nonce"] = g.nonce
	}
	id, err := p.sign(person, ClientID, more)
	if err != nil {
		return nil, err
	}
	next := grant{sub: g.sub, nonce: g.nonce, expires: p.options.Now().Add(refreshLife)}
	return map[string]any{
		"access_token": access, "id_token": id, "refresh_token": p.keep(p.refresh, next),
		"token_type": "Bearer", "expires_in": int(tokenLife.Seconds()),
	}, nil
}
