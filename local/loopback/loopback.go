// Package loopback serves handlers to tests, on free ports of 127.0.0.1.
//
// httptest.Server is not used: its Close also closes the idle connections of http.DefaultTransport, so
// that whichever test beside it is just about to write on one fails, once in some hundred runs.
package loopback

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/local/process"
)

// Serve serves a handler until the test and its subtests are over, and returns the base URL.
func Serve(tb testing.TB, handler http.Handler) (url string) {
	tb.Helper()
	return "http://" + serve(tb, handler, func(listener net.Listener) net.Listener { return listener })
}

// ServeTLS is Serve by HTTPS. Failed handshakes are not logged.
func ServeTLS(tb testing.TB, handler http.Handler, config *tls.Config) (url string) {
	tb.Helper()
	return "https://" + serve(tb, handler, func(listener net.Listener) net.Listener { return tls.NewListener(listener, config) })
}

func serve(tb testing.TB, handler http.Handler, over func(net.Listener) net.Listener) (address string) {
	tb.Helper()
	listener, err := process.Listen(0)
	if err != nil {
		tb.Fatal(err)
	}
	served := &counted{handler: handler}
	server := &http.Server{Handler: served, ErrorLog: log.New(io.Discard, "", 0)} //nolint:gosec // tests are its only clients
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(over(listener)) // it ends by Close
	}()
	tb.Cleanup(func() {
		_ = server.Close()
		<-ended
		served.end()
	})
	return listener.Addr().String()
}

// counted lets a server wait for the requests that it still answers: what those say of a test has to be
// said before that is over.
type counted struct {
	handler http.Handler
	mu      sync.RWMutex // read-locked by each request
	over    bool
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.over {
		c.handler.ServeHTTP(w, r)
	}
}

func (c *counted) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
}
