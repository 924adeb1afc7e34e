package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// written signs a header and claims as they are written, which no library would write so.
func written(header, body string) string {
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(header)) + "." + encode([]byte(body))
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(signed))
	return signed + "." + encode(sum.Sum(nil))
}

// body is a good token's claims, with more members at the end.
func body(t *testing.T, more string) string {
	t.Helper()
	raw, err := json.Marshal(with(nil))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(raw), "}") + more + "}"
}

func TestAClaimCountsByItsExactNameAlone(t *testing.T) {
	t.Parallel()
	const header = `{"alg":"HS256","typ":"JWT"}`
	v := verifier(t, Config{})
	if _, err := v.Verify(t.Context(), written(header, body(t, `,"unknown":1,"Unknown":2,"unknown":3`))); err != nil {
		t.Fatalf("unknown claims: %v", err)
	}
	for name, token := range map[string]string{
		"a role in another letter case":      written(header, body(t, `,"Role":"admin"`)),
		"a role twice":                       written(header, body(t, `,"role":"admin"`)),
		"a role twice, once with an escape":  written(header, body(t, `,"\u0072ole":"admin"`)),
		"a subject in capitals":              written(header, body(t, `,"SUB":"u2"`)),
		"a subject with a long s":            written(header, body(t, `,"ſub":"u2"`)),
		"an end in another letter case":      written(header, body(t, `,"Exp":9999999999`)),
		"an end twice":                       written(header, body(t, `,"exp":9999999999`)),
		"an audience in another letter case": written(header, body(t, `,"AUD":"outflow"`)),
		"an issuer twice":                    written(header, body(t, `,"iss":"https://issuer.example"`)),
		"a start in another letter case":     written(header, body(t, `,"NBF":1`)),
		"a phone number twice":               written(header, body(t, `,"phone_number":"13900000000"`)),
		"an algorithm twice":                 written(`{"alg":"none","alg":"HS256"}`, body(t, "")),
		"an algorithm in capitals beside it": written(`{"alg":"HS256","ALG":"none"}`, body(t, "")),
		"a key id with the Kelvin sign":      written(`{"alg":"HS256","\u212aid":"x"}`, body(t, "")),
		"a hidden extension to understand":   written(`{"alg":"HS256","Crit":["b64"]}`, body(t, "")),
		"claims with lost UTF-8":             written(header, strings.Replace(body(t, ""), "张", "\xff", 1)),
		"claims that are no object":          written(header, `null`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := v.Verify(t.Context(), token); funds.CodeOf(err) != funds.CodeUnauthenticated {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestAnOddClaimThatNobodyNeedsLeavesItsBearerAlone(t *testing.T) {
	t.Parallel()
	plain := Caller{Sub: "u1", Role: funds.RoleUser, Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1234"}
	without := func(change func(*Caller)) Caller { c := plain; change(&c); return c }
	tests := map[string]struct {
		changes jwt.MapClaims
		want    Caller
	}{
		"a phone number that is a number":  {jwt.MapClaims{"phone_number": 13812345678}, without(func(c *Caller) { c.Phone = "" })},
		"a name that is a list":            {jwt.MapClaims{"name": []string{"张", "三"}}, without(func(c *Caller) { c.Name = "" })},
		"an identity card that is no text": {jwt.MapClaims{"id_card": map[string]string{"no": "1"}}, without(func(c *Caller) { c.IDCardMasked = "" })},
		"an id that is a number":           {jwt.MapClaims{"jti": 7}, plain},
		"a time of issue in words":         {jwt.MapClaims{"iat": "yesterday"}, plain},
		"a type that is a number":          {jwt.MapClaims{"typ": 1}, plain},
	}
	v := verifier(t, Config{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := v.Verify(t.Context(), hs256(t, secret, with(test.changes)))
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

func TestClocksMayDifferByTheLeeway(t *testing.T) {
	t.Parallel()
	v := verifier(t, Config{})
	for _, test := range []struct {
		claim  string
		within time.Duration // still good; a second further is not
	}{{"nbf", leeway}, {"iat", leeway}, {"exp", -leeway + time.Second}} {
		at := func(offset time.Duration) string {
			return hs256(t, secret, with(jwt.MapClaims{test.claim: now.Add(offset).Unix()}))
		}
		further := test.within + time.Second
		if test.within < 0 {
			further = test.within - time.Second
		}
		if _, err := v.Verify(t.Context(), at(test.within)); err != nil {
			t.Errorf("%s %s from now: %v", test.claim, test.within, err)
		}
		if _, err := v.Verify(t.Context(), at(further)); funds.CodeOf(err) != funds.CodeUnauthenticated {
			t.Errorf("%s %s from now: %v", test.claim, further, err)
		}
	}
}

func TestATokenThatIsForSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	typed := func(kind any) string {
		return sign(t, jwt.SigningMethodHS256, []byte(secret), map[string]any{"typ": kind}, with(nil))
	}
	claimed := func(changes jwt.MapClaims) string { return hs256(t, secret, with(changes)) }
	tests := map[string]struct {
		token string
		good  bool
	}{
		"an access token":                       {typed("at+jwt"), true},
		"an access token, spelled out":          {typed("application/AT+JWT"), true},
		"a token in small letters":              {typed("jwt"), true},
		"a token whose type is no text":         {typed(7), true},
		"an id token":                           {typed("id+jwt"), false},
		"a logout token":                        {typed("logout+jwt"), false},
		"a logout token, spelled out":           {typed("application/logout+jwt"), false},
		"a security event":                      {typed("secevent+jwt"), false},
		"a bearer token by its claim":           {claimed(jwt.MapClaims{"typ": "Bearer"}), true},
		"an id token by its claim":              {claimed(jwt.MapClaims{"typ": "ID"}), false},
		"a refresh token by its claim":          {claimed(jwt.MapClaims{"typ": "Refresh"}), false},
		"a logout token by its claim":           {claimed(jwt.MapClaims{"typ": "Logout"}), false},
		"a logout token by what it tells about": {claimed(jwt.MapClaims{"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}), false},
	}
	v := verifier(t, Config{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := v.Verify(t.Context(), test.token)
			if test.good != (err == nil) || (err != nil && funds.CodeOf(err) != funds.CodeUnauthenticated) {
				t.Errorf("good is %t, and it is %v", test.good, err)
			}
		})
	}
}

func TestAnAdminsTokenHasALongestLife(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	tests := map[string]struct {
		role            string
		issued, expires time.Duration // from now; issued 1 is none
		longest         time.Duration // zero: the default
		good            bool
	}{
		"a day by default":                       {"admin", 0, 24 * hour, 0, true},
		"a day of a clock that is ahead":         {"admin", leeway, 24*hour + leeway, 0, true},
		"more than a day":                        {"admin", 0, 24*hour + 6*time.Second, 0, false},
		"more than a day, most of which is over": {"admin", -24 * hour, hour, 0, false},
		"a day without its beginning":            {"admin", 1, 24 * hour, 0, true},
		"more than a day without its beginning":  {"admin", 1, 25 * hour, 0, false},
		"more than an hour where that is most":   {"admin", 0, 2 * hour, hour, false},
		"a week where that is allowed":           {"admin", 0, 168 * hour, 168 * hour, true},
		"a user's year":                          {"user", 0, 8760 * hour, 0, true},
		"a service's year":                       {"service", 0, 8760 * hour, 0, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changes := jwt.MapClaims{"role": test.role, "iat": now.Add(test.issued).Unix(), "exp": now.Add(test.expires).Unix()}
			if test.issued == 1 {
				delete(changes, "iat")
			}
			_, err := verifier(t, Config{AdminLife: test.longest}).Verify(t.Context(), hs256(t, secret, with(changes)))
			if test.good != (err == nil) || (err != nil && funds.CodeOf(err) != funds.CodeUnauthenticated) {
				t.Errorf("good is %t, and it is %v", test.good, err)
			}
		})
	}
}

func TestOneOddKeyLocksNobodyOut(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	good := server.keys.Load()
	odd := map[string]map[string]any{
		"of an unknown kind":          {"kty": "AKP", "kid": "x", "alg": "ML-DSA-44", "pub": "AA"},
		"whose id is a number":        {"kty": "RSA", "kid": 7, "n": "AA", "e": "AQAB"},
		"whose exponent is a number":  {"kty": "RSA", "kid": "x", "n": "AA", "e": 65537},
		"whose use is a list":         {"kty": "RSA", "kid": "x", "use": []string{"sig"}, "n": "AA", "e": "AQAB"},
		"with a name in another case": {"kty": "RSA", "KTY": "EC", "kid": "x"},
		"that is empty":               {},
	}
	for name, key := range odd {
		served := append([]any{key}, *good...)
		server.keys.Store(&served)
		v := verifier(t, Config{JWKSURL: server.address})
		token := sign(t, jwt.SigningMethodES256, ecKey, map[string]any{"kid": "ec"}, with(nil))
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Errorf("beside a key %s: %v", name, err)
		}
	}
}

func TestOneKeyNeedsNoID(t *testing.T) {
	t.Parallel()
	encode := base64.URLEncoding.EncodeToString // padded, as some providers write it
	whole := map[string]any{"kty": "RSA", "n": encode(rsaKey.N.Bytes()), "e": "AQAB"}
	named := map[string]any{"kid": "k"}
	maps.Copy(named, whole)
	foreign := map[string]any{"kty": "OKP", "kid": "another kind", "crv": "Ed25519", "x": "AA"}
	for _, test := range []struct {
		name string
		keys []any
		kid  any // nil: the token has none
		good bool
	}{
		{"neither has one", []any{whole}, nil, true},
		{"the key alone has one", []any{named}, nil, true},
		{"there are keys of other kinds", []any{foreign, named}, nil, true},
		{"the token alone has one", []any{whole}, "k", false},
		{"there are two", []any{named, whole}, nil, false},
		{"the token's is a number", []any{whole}, 7, false},
		{"both have it", []any{whole, named}, "k", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := serveKeys(t)
			server.keys.Store(&test.keys)
			header := map[string]any{"kid": test.kid}
			if test.kid == nil {
				header = nil
			}
			_, err := verifier(t, Config{JWKSURL: server.address}).Verify(t.Context(), sign(t, jwt.SigningMethodRS256, rsaKey, header, with(nil)))
			if test.good != (err == nil) || (err != nil && funds.CodeOf(err) != funds.CodeUnauthenticated) {
				t.Errorf("good is %t, and it is %v", test.good, err)
			}
		})
	}
}

func TestANewKeyCannotBeJudgedWhileTheProviderIsDown(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	at := now
	v := verifier(t, Config{JWKSURL: server.address, Now: func() time.Time { return at }})
	verify := func(kid string) error {
		_, err := v.Verify(t.Context(), sign(t, jwt.SigningMethodES256, ecKey, map[string]any{"kid": kid}, with(jwt.MapClaims{"exp": now.Add(time.Hour).Unix()})))
		return err
	}
	if err := verify("ec"); err != nil {
		t.Fatal(err)
	}
	server.broken.Store(true)
	at = at.Add(fetchInterval)
	for range 2 { // the second is within the interval: nothing is asked, and nothing known
		if err := verify("new"); funds.CodeOf(err) != funds.CodeBusy {
			t.Errorf("a new key while the provider is down: %v", err)
		}
	}
	if err := verify("ec"); err != nil {
		t.Errorf("the known key: %v", err)
	}
	server.broken.Store(false)
	at = at.Add(fetchInterval)
	if err := verify("new"); funds.CodeOf(err) != funds.CodeUnauthenticated {
		t.Errorf("a key that the provider does not have: %v", err)
	}
}
