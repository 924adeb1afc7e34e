package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The variables of the pages' sign-in.
const (
	envOIDCAuthority = "OUTFLOW_OIDC_AUTHORITY"
	envOIDCClientID  = "OUTFLOW_OIDC_CLIENT_ID"
	envOIDCScope     = "OUTFLOW_OIDC_SCOPE"
	envOIDCAudience  = "OUTFLOW_OIDC_AUDIENCE"
	envOIDCOrigins   = "OUTFLOW_OIDC_ORIGINS"
)

// SignIn says where people sign in to the pages: at an OpenID provider, by authorization code with PKCE. None
// of it is a secret: the browser is told all.
type SignIn struct {
	Authority string // the provider's issuer; empty: nobody can sign in
	ClientID  string
	Scope     string
	Audience  string   // for providers that must be asked for it; may be empty
	Origins   []string // of the provider, which the pages may connect to
}

// LoadSignIn reads the variables. The error is one line that names the variable.
func LoadSignIn(getenv func(string) string) (SignIn, error) {
	s := SignIn{
		Authority: strings.TrimSuffix(getenv(envOIDCAuthority), "/"), ClientID: getenv(envOIDCClientID),
		Scope: getenv(envOIDCScope), Audience: getenv(envOIDCAudience),
	}
	if s.Authority == "" {
		return SignIn{}, nil
	}
	if s.ClientID == "" {
		return SignIn{}, fmt.Errorf("%s: missing", envOIDCClientID)
	}
	if s.Scope == "" {
		s.Scope = "openid"
	}
	for _, source := range []struct{ variable, addresses string }{
		{envOIDCAuthority, s.Authority}, {envOIDCOrigins, getenv(envOIDCOrigins)},
	} {
		for address := range strings.FieldsSeq(source.addresses) {
			origin, err := originOf(address)
			if err != nil {
				return SignIn{}, fmt.Errorf("%s: %w", source.variable, err)
			}
			if !slices.Contains(s.Origins, origin) {
				s.Origins = append(s.Origins, origin)
			}
		}
	}
	return s, nil
}

// originOf is the scheme, host and port of an address. What could end a source of a Content-Security-Policy
// is no host.
func originOf(address string) (string, error) {
	if err := checkURL(address); err != nil {
		return "", err
	}
	parsed, err := url.Parse(address)
	if err != nil || parsed.User != nil || strings.ContainsAny(parsed.Host, "*;,' ") {
		return "", errors.New("not a plain URL")
	}
	return parsed.Scheme + "://" + parsed.Host, nil
}
