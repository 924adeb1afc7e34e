package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	issuer   = "https://issuer.example"
	audience = "outflow"
	secret   = "a shared secret of enough bytes, for tests"
	previous = "the shared secret that was before, for tests"
)

var (
	now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

	rsaKey = must(rsa.GenerateKey(rand.Reader, 2048))
	ecKey  = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	other  = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func clock() time.Time { return now }

func shared(context.Context) (Secrets, error) {
	return Secrets{Current: secret, Previous: previous}, nil
}

// good are the claims of a good token; with changes some, or leaves them out where they are nil.
func with(changes jwt.MapClaims) jwt.MapClaims {
	all := jwt.MapClaims{
		"iss": issuer, "aud": audience, "exp": now.Add(time.Minute).Unix(), "sub": "u1", "role": "user",
		"name": "张三", "phone_number": "13812345678", "id_card": "110101199001011234",
	}
	maps.Copy(all, changes)
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
	return all
}

func hs256(t *testing.T, key string, all jwt.MapClaims) string {
	t.Helper()
	return sign(t, jwt.SigningMethodHS256, []byte(key), nil, all)
}

func sign(t *testing.T, method jwt.SigningMethod, key any, header map[string]any, all jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, all)
	maps.Copy(token.Header, header)
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func verifier(t *testing.T, config Config) *Verifier {
	t.Helper()
	config.Issuer, config.Audience = issuer, audience
	if config.Secrets == nil {
		config.Secrets = shared
	}
	if config.Now == nil {
		config.Now = clock
	}
	v, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAGoodTokenSpeaksForItsCaller(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	zhang := Caller{Sub: "u1", Role: funds.RoleUser, Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1234"}
	tests := map[string]struct {
		token string
		want  Caller
	}{
		"HS256 with the present secret":  {hs256(t, secret, with(nil)), zhang},
		"HS256 with the previous secret": {hs256(t, previous, with(nil)), zhang},
		"RS256 with a key of the JWKS":   {sign(t, jwt.SigningMethodRS256, rsaKey, map[string]any{"kid": "rsa"}, with(nil)), zhang},
		"ES256 with a key of the JWKS":   {sign(t, jwt.SigningMethodES256, ecKey, map[string]any{"kid": "ec"}, with(nil)), zhang},
		"one audience of many":           {hs256(t, secret, with(jwt.MapClaims{"aud": []string{"else", audience}})), zhang},
		"an admin":                       {hs256(t, secret, with(jwt.MapClaims{"role": "admin", "id_card": nil})), Caller{Sub: "u1", Role: funds.RoleAdmin, Name: "张三", Phone: "13812345678"}},
		"a service without a name":       {hs256(t, secret, with(jwt.MapClaims{"role": "service", "name": nil, "phone_number": nil, "id_card": nil})), Caller{Sub: "u1", Role: funds.RoleService}},
		"a subject of 128 characters":    {hs256(t, secret, with(jwt.MapClaims{"sub": strings.Repeat("号", 128)})), Caller{Sub: strings.Repeat("号", 128), Role: zhang.Role, Name: zhang.Name, Phone: zhang.Phone, IDCardMasked: zhang.IDCardMasked}},
		"a name that cannot be stored":   {hs256(t, secret, with(jwt.MapClaims{"name": "a\nb"})), Caller{Sub: "u1", Role: zhang.Role, Phone: zhang.Phone, IDCardMasked: zhang.IDCardMasked}},
	}
	v := verifier(t, Config{JWKSURL: server.address})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := v.Verify(t.Context(), test.token)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the caller (-want +got):\n%s", diff)
			}
		})
	}
}

func TestABadTokenIsRefused(t *testing.T) {
	t.Parallel()
	server := serveKeys(t)
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: must(x509.MarshalPKIXPublicKey(&rsaKey.PublicKey))})
	rs := func(key any, header map[string]any) string {
		return sign(t, jwt.SigningMethodRS256, key, header, with(nil))
	}
	development, err := Mint(Caller{Sub: "u1", Role: funds.RoleAdmin}, "", now, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	whole := hs256(t, secret, with(nil))
	tests := map[string]struct {
		token string
		want  funds.Code
	}{
		"none":                       {"", funds.CodeUnauthenticated},
		"garbage":                    {"not a token", funds.CodeUnauthenticated},
		"dots":                       {"..", funds.CodeUnauthenticated},
		"another secret":             {hs256(t, "another secret that has enough bytes", with(nil)), funds.CodeUnauthenticated},
		"without its signature":      {whole[:strings.LastIndex(whole, ".")+1], funds.CodeUnauthenticated},
		"expired":                    {hs256(t, secret, with(jwt.MapClaims{"exp": now.Add(-leeway - time.Second).Unix()})), funds.CodeUnauthenticated},
		"not good yet":               {hs256(t, secret, with(jwt.MapClaims{"nbf": now.Add(time.Minute).Unix()})), funds.CodeUnauthenticated},
		"good for ever":              {hs256(t, secret, with(jwt.MapClaims{"exp": nil})), funds.CodeUnauthenticated},
		"from another issuer":        {hs256(t, secret, with(jwt.MapClaims{"iss": "https://else.example"})), funds.CodeUnauthenticated},
		"from no issuer":             {hs256(t, secret, with(jwt.MapClaims{"iss": nil})), funds.CodeUnauthenticated},
		"for another audience":       {hs256(t, secret, with(jwt.MapClaims{"aud": "else"})), funds.CodeUnauthenticated},
		"for no audience":            {hs256(t, secret, with(jwt.MapClaims{"aud": nil})), funds.CodeUnauthenticated},
		"alg none":                   {sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil, with(nil)), funds.CodeUnauthenticated},
		"an extension to understand": {sign(t, jwt.SigningMethodHS256, []byte(secret), map[string]any{"crit": []string{"b64"}}, with(nil)), funds.CodeUnauthenticated},
		"HS512 with the secret":      {sign(t, jwt.SigningMethodHS512, []byte(secret), nil, with(nil)), funds.CodeUnauthenticated},
		"HS256 with the RSA key":     {sign(t, jwt.SigningMethodHS256, publicPEM, map[string]any{"kid": "rsa"}, with(nil)), funds.CodeUnauthenticated},
		"RS512 with the RSA key":     {sign(t, jwt.SigningMethodRS512, rsaKey, map[string]any{"kid": "rsa"}, with(nil)), funds.CodeUnauthenticated},
		"RS256 with the EC key's id": {rs(rsaKey, map[string]any{"kid": "ec"}), funds.CodeUnauthenticated},
		"RS256 without a key id":     {rs(rsaKey, nil), funds.CodeUnauthenticated},
		"RS256 for encryption":       {rs(rsaKey, map[string]any{"kid": "encryption"}), funds.CodeUnauthenticated},
		"RS256 with a key for RS512": {rs(rsaKey, map[string]any{"kid": "rs512"}), funds.CodeUnauthenticated},
		"ES256 with another key":     {sign(t, jwt.SigningMethodES256, other, map[string]any{"kid": "ec"}, with(nil)), funds.CodeUnauthenticated},
		"ES256 with its own key address": {sign(t, jwt.SigningMethodES256, other,
			map[string]any{"kid": "other", "jku": server.address + "/other"}, with(nil)), funds.CodeUnauthenticated},
		"a development token":         {development, funds.CodeUnauthenticated},
		"no subject":                  {hs256(t, secret, with(jwt.MapClaims{"sub": nil})), funds.CodeUnauthenticated},
		"a subject with a #":          {hs256(t, secret, with(jwt.MapClaims{"sub": "u1#WALLET"})), funds.CodeUnauthenticated},
		"a subject with a line end":   {hs256(t, secret, with(jwt.MapClaims{"sub": "u1\n"})), funds.CodeUnauthenticated},
		"a subject of 129 characters": {hs256(t, secret, with(jwt.MapClaims{"sub": strings.Repeat("u", 129)})), funds.CodeUnauthenticated},
		"no role":                     {hs256(t, secret, with(jwt.MapClaims{"role": nil})), funds.CodeForbidden},
		"an odd role":                 {hs256(t, secret, with(jwt.MapClaims{"role": "root"})), funds.CodeForbidden},
		"the machine's role":          {hs256(t, secret, with(jwt.MapClaims{"role": "system"})), funds.CodeForbidden},
		"a role that is a list":       {hs256(t, secret, with(jwt.MapClaims{"role": []string{"admin"}})), funds.CodeForbidden},
		"a role in capitals":          {hs256(t, secret, with(jwt.MapClaims{"role": "ADMIN"})), funds.CodeForbidden},
	}
	v := verifier(t, Config{JWKSURL: server.address})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := v.Verify(t.Context(), test.token)
			if err == nil || funds.CodeOf(err) != test.want {
				t.Errorf("got %+v, %v; want %s", got, err, test.want)
			}
		})
	}
}

func TestWithoutASharedSecretNoHS256TokenIsGood(t *testing.T) {
	t.Parallel()
	none := func(context.Context) (Secrets, error) { return Secrets{}, nil }
	v := verifier(t, Config{Secrets: none})
	if _, err := v.Verify(t.Context(), hs256(t, "", with(nil))); funds.CodeOf(err) != funds.CodeUnauthenticated {
		t.Errorf("a token signed with an empty secret: %v", err)
	}
}

func TestATokenThatCannotBeJudgedIsNotCalledBad(t *testing.T) {
	t.Parallel()
	tests := map[string]func(context.Context) (Secrets, error){
		"the secrets cannot be had": func(context.Context) (Secrets, error) { return Secrets{}, errors.New("no") },
		"a secret is too short":     func(context.Context) (Secrets, error) { return Secrets{Current: secret[:31]}, nil },
	}
	for name, secrets := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := verifier(t, Config{Secrets: secrets})
			if _, err := v.Verify(t.Context(), hs256(t, secret, with(nil))); funds.CodeOf(err) != funds.CodeBusy {
				t.Errorf("got %v, want %s", err, funds.CodeBusy)
			}
		})
	}
}

func TestSecretsAreCheckedBeforeUse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		secrets Secrets
		ok      bool
	}{
		"none":                         {Secrets{}, true},
		"one of 32 bytes":              {Secrets{Current: secret[:32]}, true},
		"one of 40 blanks":             {Secrets{Current: strings.Repeat(" ", 40)}, false},
		"one of 31 bytes and a blank":  {Secrets{Current: secret[:31] + "\n"}, false},
		"one of 31 bytes":              {Secrets{Current: secret[:31]}, false},
		"a previous one of 31 bytes":   {Secrets{Current: secret, Previous: previous[:31]}, false},
		"a previous one alone":         {Secrets{Previous: previous}, false},
		"the public development's own": {Secrets{Current: developmentSecret}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := test.secrets.Check(); (err == nil) != test.ok {
				t.Errorf("got %v, want ok: %v", err, test.ok)
			}
		})
	}
}

func TestDevelopmentTokensAreGoodInDevelopmentAlone(t *testing.T) {
	t.Parallel()
	token, err := Mint(Caller{Sub: "u1", Role: funds.RoleUser, Name: "张三", Phone: "13812345678"}, "110101900101123", now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	got, err := verifier(t, Config{Development: true}).Verify(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	want := Caller{Sub: "u1", Role: funds.RoleUser, Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1123"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the caller (-want +got):\n%s", diff)
	}
	if _, err := verifier(t, Config{Development: true}).Verify(t.Context(), hs256(t, secret, with(nil))); err != nil {
		t.Errorf("a real token in development: %v", err)
	}
	if _, err := verifier(t, Config{}).Verify(t.Context(), token); funds.CodeOf(err) != funds.CodeUnauthenticated {
		t.Errorf("outside development: %v", err)
	}
	later := func() time.Time { return now.Add(time.Hour) }
	if _, err := verifier(t, Config{Development: true, Now: later}).Verify(t.Context(), token); funds.CodeOf(err) != funds.CodeUnauthenticated {
		t.Errorf("an expired one: %v", err)
	}
}

func TestNoTokenIsMintedForACallerThatCannotBe(t *testing.T) {
	t.Parallel()
	tests := map[string]Caller{
		"without a role":    {Sub: "u1"},
		"as the machine":    {Sub: "u1", Role: funds.RoleSystem},
		"without a subject": {Role: funds.RoleUser},
	}
	for name, caller := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if token, err := Mint(caller, "", now, time.Minute); err == nil {
				t.Errorf("got %s", token)
			}
		})
	}
}

func TestConfigurationsThatCannotBeRightAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]Config{
		"no issuer":            {Audience: audience, Secrets: shared, Now: clock},
		"no audience":          {Issuer: issuer, Secrets: shared, Now: clock},
		"no secrets":           {Issuer: issuer, Audience: audience, Now: clock},
		"no clock":             {Issuer: issuer, Audience: audience, Secrets: shared},
		"JWKS over plain http": {Issuer: issuer, Audience: audience, Secrets: shared, Now: clock, JWKSURL: "http://issuer.example/keys"},
		"JWKS that is no URL":  {Issuer: issuer, Audience: audience, Secrets: shared, Now: clock, JWKSURL: "keys.json"},
	}
	for name, config := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := New(config); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}

func TestIdentityCardNumbersAreMasked(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":                   "",
		"110101199001011234": "110101******1234",
		"11010119900101123X": "110101******123X",
		"110101900101123":    "110101******1123",
		"1101011990":         "******",
		"passport E1234567":  "******",
		"身份证":                "******",
	}
	for number, want := range tests {
		if got := maskIDCard(number); got != want {
			t.Errorf("%q is masked as %q, want %q", number, got, want)
		}
	}
}
