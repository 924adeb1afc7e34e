package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const (
	redirect = "http://127.0.0.1:8080/signed-in"
	verifier = "a verifier that only the pages know, long enough"
)

// browser is somebody at a provider on loopback, who follows no redirect by themselves.
type browser struct {
	t        *testing.T
	provider *Provider
	client   http.Client
	url      string
	now      time.Time
}

func open(t *testing.T) *browser {
	t.Helper()
	b := &browser{t: t, now: time.Now()}
	server := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.provider.ServeHTTP(w, r) }))
	b.url = server
	provider, err := New(Options{
		Issuer: server, Redirects: []string{redirect, "http://127.0.0.1:8080/signed-out"}, Now: func() time.Time { return b.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.provider = provider
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

func changed(changes map[string]string) url.Values {
	sum := sha256.Sum256([]byte(verifier))
	asked := map[string]string{
		"client_id": ClientID, "redirect_uri": redirect, "response_type": "code", "scope": "openid profile", "state": "s", "nonce": "n",
		"code_challenge": base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method": "S256",
	}
	maps.Copy(asked, changes)
	values := url.Values{}
	for name, value := range asked {
		values.Set(name, value)
	}
	return values
}

// choose posts the choice of a person, and gives the status and where that sends one.
func (b *browser) choose(person string, changes map[string]string) (status int, to *url.URL) {
	b.t.Helper()
	form := changed(changes)
	form.Set("person", person)
	response, err := b.client.PostForm(b.url+"/authorize", form)
	if err != nil {
		b.t.Fatal(err)
	}
	response.Body.Close()
	to, err = url.Parse(response.Header.Get("Location"))
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, to
}

type tokens struct {
	Access  string `json:"access_token"`
	ID      string `json:"id_token"`
	Refresh string `json:"refresh_token"`
	Error   string `json:"error"`
}

func (b *browser) exchange(form url.Values) (got tokens) {
	b.t.Helper()
	response, err := b.client.PostForm(b.url+"/token", form)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		b.t.Fatal(err)
	}
	return got
}

func withCode(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "client_id": {ClientID}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}}
}

func TestATokenIsOneThatTheAPIVerifies(t *testing.T) {
	t.Parallel()
	b := open(t)
	status, to := b.choose("admin1", nil)
	if status != http.StatusSeeOther || to.Query().Get("state") != "s" || !strings.HasPrefix(to.String(), redirect+"?") {
		t.Fatalf("%d to %s", status, to)
	}
	got := b.exchange(withCode(to.Query().Get("code")))
	verifying, err := identity.New(identity.Config{
		Issuer: b.url, Audience: Audience, JWKSURL: b.provider.KeysURL(), Now: time.Now,
		Secrets: func(context.Context) (identity.Secrets, error) { return identity.Secrets{}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		caller, err := verifying.Verify(t.Context(), got.Access)
		if err != nil || caller.Sub != "admin1" || caller.Role != funds.RoleAdmin {
			t.Fatalf("%+v, %v", caller, err)
		}
		if _, err := verifying.Verify(t.Context(), got.ID); funds.CodeOf(err) != funds.CodeUnauthenticated {
			t.Errorf("an ID token is for the pages alone: %v", err)
		}
		got = b.exchange(url.Values{"grant_type": {"refresh_token"}, "client_id": {ClientID}, "refresh_token": {got.Refresh}})
	}
}

func TestACodeIsGoodOnceForAMinuteAndForWhoAskedForIt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		changes map[string]string
		twice   bool
		wait    time.Duration
		want    string
	}{
		"the right one":           {},
		"a second time":           {twice: true, want: "invalid_grant"},
		"with another verifier":   {changes: map[string]string{"code_verifier": "guessed"}, want: "invalid_grant"},
		"without a verifier":      {changes: map[string]string{"code_verifier": ""}, want: "invalid_grant"},
		"for another address":     {changes: map[string]string{"redirect_uri": redirect + "/"}, want: "invalid_grant"},
		"from another client":     {changes: map[string]string{"client_id": "other"}, want: "invalid_client"},
		"when it is too late":     {wait: codeLife, want: "invalid_grant"},
		"one that was never made": {changes: map[string]string{"code": "guessed"}, want: "invalid_grant"},
		"by another kind of asking": {
			changes: map[string]string{"grant_type": "password"}, want: "unsupported_grant_type",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			_, to := b.choose("u1", nil)
			form := withCode(to.Query().Get("code"))
			for name, value := range test.changes {
				form.Set(name, value)
			}
			if test.twice {
				b.exchange(form)
			}
			b.now = b.now.Add(test.wait)
			if got := b.exchange(form); got.Error != test.want || (got.Access == "") != (test.want != "") {
				t.Errorf("got %q, want %q", got.Error, test.want)
			}
		})
	}
}

func TestARefreshTokenIsGoodOnce(t *testing.T) {
	t.Parallel()
	b := open(t)
	_, to := b.choose("u1", nil)
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {ClientID}, "refresh_token": {b.exchange(withCode(to.Query().Get("code"))).Refresh}}
	if first, second := b.exchange(form), b.exchange(form); first.Error != "" || second.Error != "invalid_grant" {
		t.Errorf("%q, then %q", first.Error, second.Error)
	}
}

func TestARefreshTokenThatWasRevokedIsGoodForNothing(t *testing.T) {
	t.Parallel()
	b := open(t)
	_, to := b.choose("u1", nil)
	refresh := b.exchange(withCode(to.Query().Get("code"))).Refresh
	for name, form := range map[string]url.Values{
		"":               {"client_id": {ClientID}, "token": {refresh}},
		"invalid_client": {"client_id": {"another"}, "token": {refresh}},
	} {
		response, err := b.client.PostForm(b.url+"/revoke", form)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if refused := response.StatusCode == http.StatusBadRequest; refused != (name != "") {
			t.Errorf("%q: HTTP %d", name, response.StatusCode)
		}
	}
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {ClientID}, "refresh_token": {refresh}}
	if got := b.exchange(form); got.Error != "invalid_grant" {
		t.Errorf("it was good for %+v", got)
	}
}

func TestWhatIsAskedWronglyIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		changes map[string]string
		person  string
		status  int
		failure string // as the address is told
	}{
		"an address that is not the pages'": {changes: map[string]string{"redirect_uri": "http://127.0.0.1:8080/signed-in/more"}, status: http.StatusBadRequest},
		"another host":                      {changes: map[string]string{"redirect_uri": "https://elsewhere.example/signed-in"}, status: http.StatusBadRequest},
		"another client":                    {changes: map[string]string{"client_id": "other"}, status: http.StatusBadRequest},
		"somebody unknown":                  {person: "nobody", status: http.StatusBadRequest},
		"a challenge in plain":              {changes: map[string]string{"code_challenge_method": "plain"}, status: http.StatusSeeOther, failure: "invalid_request"},
		"no challenge":                      {changes: map[string]string{"code_challenge": ""}, status: http.StatusSeeOther, failure: "invalid_request"},
		"a token instead of a code":         {changes: map[string]string{"response_type": "token"}, status: http.StatusSeeOther, failure: "unsupported_response_type"},
		"no OpenID":                         {changes: map[string]string{"scope": "profile"}, status: http.StatusSeeOther, failure: "invalid_scope"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			person := test.person
			if person == "" {
				person = "u1"
			}
			status, to := open(t).choose(person, test.changes)
			if status != test.status || to.Query().Get("error") != test.failure || to.Query().Has("code") || (to.String() != "") != (test.failure != "") {
				t.Errorf("%d to %q", status, to)
			}
		})
	}
}

func TestWhoHasChosenIsNotAskedAgainUntilTheySignOut(t *testing.T) {
	t.Parallel()
	b := open(t)
	ask := func(prompt string, chosen bool) (status int, to string) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+"/authorize?"+changed(map[string]string{"prompt": prompt}).Encode(), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if chosen {
			request.AddCookie(&http.Cookie{Name: cookie, Value: "u2"})
		}
		response, err := b.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode, response.Header.Get("Location")
	}
	if status, to := ask("", false); status != http.StatusOK || to != "" {
		t.Errorf("at first: %d to %s", status, to)
	}
	if status, to := ask("", true); status != http.StatusSeeOther || !strings.Contains(to, "code=") {
		t.Errorf("chosen: %d to %s", status, to)
	}
	if status, _ := ask("select_account", true); status != http.StatusOK {
		t.Errorf("asked to choose again: %d", status)
	}
	if _, to := ask("none", false); !strings.Contains(to, "error=login_required") {
		t.Errorf("without a page: to %s", to)
	}
	for after, want := range map[string]int{"http://127.0.0.1:8080/signed-out": http.StatusSeeOther, "https://elsewhere.example/": http.StatusBadRequest} {
		response, err := b.client.Get(b.url + "/signout?post_logout_redirect_uri=" + url.QueryEscape(after))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		forgets := len(response.Cookies()) == 1 && response.Cookies()[0].MaxAge < 0
		if response.StatusCode != want || forgets != (want == http.StatusSeeOther) {
			t.Errorf("signing out to %s: %d, forgets %t", after, response.StatusCode, forgets)
		}
	}
}

func TestOnlyThePagesScriptsMayReadIt(t *testing.T) {
	t.Parallel()
	b := open(t)
	for origin, want := range map[string]string{"http://127.0.0.1:8080": "http://127.0.0.1:8080", "https://elsewhere.example": "", "null": ""} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+"/.well-known/openid-configuration", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", origin)
		response, err := b.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if got := response.Header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s may read it: %q", origin, got)
		}
	}
}
