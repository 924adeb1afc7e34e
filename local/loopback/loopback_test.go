package loopback

import (
	"net/http"
	"strings"
	"testing"
)

// A connection of http.DefaultTransport outlives the end of another test's server.
//
//nolint:tparallel // what it sees must come after its subtest
func TestTheEndOfOneServerLeavesOthersConnections(t *testing.T) {
	t.Parallel()
	callers := map[string]bool{} // requests come one after the other
	url := Serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { callers[r.RemoteAddr] = true }))
	ask := func() {
		t.Helper()
		response, err := http.Post(url, "text/plain", strings.NewReader("asked"))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	ask()
	t.Run("another", func(t *testing.T) { Serve(t, http.NotFoundHandler()) })
	ask()
	if len(callers) != 1 {
		t.Errorf("it was called by %d connections", len(callers))
	}
}

//nolint:tparallel // what it sees must come after its subtest
func TestAServersEndWaitsForItsAnswers(t *testing.T) {
	t.Parallel()
	over := false
	t.Run("served", func(t *testing.T) {
		begun, left := make(chan struct{}), make(chan struct{})
		url := Serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(begun)
			<-r.Context().Done()
			over = true
		}))
		go func() {
			defer close(left)
			response, err := http.Get(url)
			if err == nil {
				response.Body.Close()
			}
		}()
		<-begun
	})
	if !over {
		t.Error("it ended before its handler")
	}
}
