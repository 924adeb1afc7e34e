package stack

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/signin"
)

// pageServer is where web/ serves the pages to whoever works on them (tools/web dev).
const pageServer = "http://127.0.0.1:5173"

// startSignIn starts the identity provider; the front's address must be known.
func (s *Stack) startSignIn() error {
	listener, err := process.Listen(s.options.SignInPort)
	if err != nil {
		return err
	}
	s.signInURL = "http://" + listener.Addr().String()
	var redirects []string
	for _, pages := range []string{s.url, pageServer} {
		redirects = append(redirects, pages+"/signed-in", pages+"/signed-out")
	}
	s.provider, err = signin.New(signin.Options{Issuer: s.signInURL, Redirects: redirects, Now: time.Now})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.signIn = &http.Server{Handler: s.provider, ReadHeaderTimeout: headerTimeout}
	s.work.Go(func() {
		if err := s.signIn.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			_, _ = fmt.Fprintf(s.options.Output, "sign-in: %v\n", err)
		}
	})
	return nil
}

// signInEnvironment makes the functions accept the provider's tokens, and the pages ask for them.
func (s *Stack) signInEnvironment() map[string]string {
	return map[string]string{
		"OUTFLOW_TOKEN_ISSUER":   s.signInURL,
		"OUTFLOW_TOKEN_AUDIENCE": signin.Audience,
		"OUTFLOW_TOKEN_JWKS_URL": s.provider.KeysURL(),
		"OUTFLOW_OIDC_AUTHORITY": s.signInURL,
		"OUTFLOW_OIDC_CLIENT_ID": signin.ClientID,
	}
}
