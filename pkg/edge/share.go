package edge

import (
	"net/http"
	"slices"
)

// What pages of other origins may send, and read, beside what all may.
const (
	sharedMethods = "GET, POST, DELETE"
	sharedHeaders = "Authorization, Content-Type, Idempotency-Key, X-Outflow-Language, Token, X-Admin-Id, X-Admin-Name, " +
		"X-Device-Id, X-Device-Platform, X-Device-Model, X-Device-Brand, X-Device-Os-Version, X-Device-App-Version"
	exposedHeaders = "Allow, Content-Disposition, Deprecation, Link, Retry-After"

	// sharedSeconds is how long a browser may remember the answer to its question: some of them no longer than this.
	sharedSeconds = "7200"
)

// Share lets pages of other origins call a handler (CORS), by exact origins, as https://app.example. Tokens come in
// headers, so that no cookies go along. Without origins it is the handler itself.
func Share(handler http.Handler, origins []string) http.Handler {
	if len(origins) == 0 {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Vary", "Origin")
		if origin := r.Header.Get("Origin"); slices.Contains(origins, origin) {
			header.Set("Access-Control-Allow-Origin", origin)
			header.Set("Access-Control-Expose-Headers", exposedHeaders)
			if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
				header.Set("Access-Control-Allow-Methods", sharedMethods)
				header.Set("Access-Control-Allow-Headers", sharedHeaders)
				header.Set("Access-Control-Max-Age", sharedSeconds)
			}
		}
		handler.ServeHTTP(w, r)
	})
}
