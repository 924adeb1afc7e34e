package signin

import (
	"crypto/rand"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// cookie keeps who was chosen, as a real provider's session does, so that reloading a page asks nobody again.
const cookie = "outflow-local-signin"

// challengeChars is the length of a SHA-256 hash in base64url (RFC 7636, section 4.2).
const challengeChars = 43

//go:embed choose.html
var chooseSource string

var choose = template.Must(template.New("choose").Parse(chooseSource))

// authorization is a request for a code (RFC 6749, section 4.1.1).
type authorization struct {
	redirect, state, nonce, challenge string
}

// authorize reads a request. Where ok is false it has answered: to whoever asks where the client or its address
// is not known, for such an address must be told nothing; else to the address.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request, given url.Values) (authorization, bool) {
	a := authorization{given.Get("redirect_uri"), given.Get("state"), given.Get("nonce"), given.Get("code_challenge")}
	switch {
	case given.Get("client_id") != ClientID:
		http.Error(w, "client_id: unknown", http.StatusBadRequest)
	case !slices.Contains(p.options.Redirects, a.redirect):
		http.Error(w, "redirect_uri: not one of the pages'", http.StatusBadRequest)
	case given.Get("response_type") != "code":
		p.sendBack(w, r, a, url.Values{"error": {"unsupported_response_type"}})
	case given.Get("code_challenge_method") != "S256" || len(a.challenge) != challengeChars:
		p.sendBack(w, r, a, url.Values{"error": {"invalid_request"}, "error_description": {"code_challenge: want S256"}})
	case !slices.Contains(strings.Fields(given.Get("scope")), "openid"):
		p.sendBack(w, r, a, url.Values{"error": {"invalid_scope"}})
	default:
		return a, true
	}
	return authorization{}, false
}

func (p *Provider) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	given := r.URL.Query()
	a, ok := p.authorize(w, r, given)
	if !ok {
		return
	}
	if chosen, err := r.Cookie(cookie); err == nil && given.Get("prompt") == "" {
		if person, known := personOf(chosen.Value); known {
			p.sendCode(w, r, a, person)
			return
		}
	}
	if given.Get("prompt") == "none" {
		p.sendBack(w, r, a, url.Values{"error": {"login_required"}})
		return
	}
	p.show(w, given)
}

// show lets one choose.
func (p *Provider) show(w http.ResponseWriter, given url.Values) {
	nonce := rand.Text()
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	// A browser holds the form to this also where its answer sends it on.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "+originOf(given.Get("redirect_uri")))
	withRole := func(role funds.Role) (some []identity.Caller) {
		for _, person := range people {
			if person.Role == role {
				some = append(some, person)
			}
		}
		return some
	}
	err := choose.Execute(w, map[string]any{
		"Nonce": nonce, "Given": given, "Users": withRole(funds.RoleUser), "Admins": withRole(funds.RoleAdmin),
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (p *Provider) serveChoice(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	a, ok := p.authorize(w, r, r.PostForm)
	if !ok {
		return
	}
	person, known := personOf(r.PostForm.Get("person"))
	if !known {
		http.Error(w, "person: unknown", http.StatusBadRequest)
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // plain http on loopback
		Name: cookie, Value: person.Sub, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	p.sendCode(w, r, a, person)
}

func (p *Provider) sendCode(w http.ResponseWriter, r *http.Request, a authorization, person identity.Caller) {
	code := p.keep(p.codes, grant{person.Sub, a.nonce, a.redirect, a.challenge, p.options.Now().Add(codeLife)})
	p.sendBack(w, r, a, url.Values{"code": {code}})
}

func (p *Provider) sendBack(w http.ResponseWriter, r *http.Request, a authorization, answer url.Values) {
	answer.Set("iss", p.options.Issuer)
	if a.state != "" {
		answer.Set("state", a.state)
	}
	http.Redirect(w, r, a.redirect+"?"+answer.Encode(), http.StatusSeeOther)
}

// serveSignOut forgets who was chosen.
func (p *Provider) serveSignOut(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("post_logout_redirect_uri")
	if !slices.Contains(p.options.Redirects, after) {
		http.Error(w, "post_logout_redirect_uri: not one of the pages'", http.StatusBadRequest)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode}) //nolint:gosec // plain http on loopback
	http.Redirect(w, r, after, http.StatusSeeOther)                                                                      //nolint:gosec // it is one of the pages' own
}
