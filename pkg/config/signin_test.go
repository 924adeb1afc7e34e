package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func signInFrom(variables map[string]string) (SignIn, error) {
	return LoadSignIn(func(name string) string { return variables[name] })
}

func TestThePagesMayReachTheProviderAndNobodyElse(t *testing.T) {
	t.Parallel()
	got, err := signInFrom(map[string]string{
		envOIDCAuthority: "https://id.example/pool/", envOIDCClientID: "pages", envOIDCAudience: "outflow",
		envOIDCOrigins: "https://tokens.example:8443/oauth2  https://id.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := SignIn{
		Authority: "https://id.example/pool", ClientID: "pages", Scope: "openid", Audience: "outflow",
		Origins: []string{"https://id.example", "https://tokens.example:8443"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWithoutAProviderNobodySignsIn(t *testing.T) {
	t.Parallel()
	got, err := signInFrom(map[string]string{envOIDCClientID: "pages"})
	if diff := cmp.Diff(SignIn{}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestAWrongSignInNamesItsVariable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ authority, client, origins, want string }{
		"a provider without a client":            {"https://id.example", "", "", envOIDCClientID},
		"a provider that anybody can read":       {"http://id.example", "pages", "", envOIDCAuthority},
		"a provider that is no address":          {"id.example", "pages", "", envOIDCAuthority},
		"an origin that anybody can read":        {"https://id.example", "pages", "http://a.example", envOIDCOrigins},
		"an origin with a password":              {"https://id.example", "pages", "https://a:b@c.example", envOIDCOrigins},
		"an origin that would widen the policy":  {"https://id.example", "pages", "https://*.example", envOIDCOrigins},
		"an origin that would end the directive": {"https://id.example", "pages", "https://a.example;script-src", envOIDCOrigins},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := signInFrom(map[string]string{envOIDCAuthority: test.authority, envOIDCClientID: test.client, envOIDCOrigins: test.origins})
			if err == nil || !strings.HasPrefix(err.Error(), test.want+": ") {
				t.Errorf("got %v, want one about %s", err, test.want)
			}
		})
	}
}
