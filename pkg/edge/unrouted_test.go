package edge_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestWhatHasNoRouteIsAnsweredInTheFormOfItsAddress(t *testing.T) {
	t.Parallel()
	form := func(name string) edge.ErrorForm {
		return func(err *funds.Error, _ words.Reader) (int, any) { return http.StatusOK, name + " " + string(err.Code) }
	}
	routes := []edge.Route{
		{Method: http.MethodGet, Path: "/api/a/{id}", Errors: form("a")},
		{Method: http.MethodPost, Path: "/api/a/act", Errors: form("act")},
		{Method: http.MethodGet, Path: "/api/shared", Query: "uid", Errors: form("asked")},
		{Method: http.MethodGet, Path: "/api/shared", Errors: form("plain")},
	}
	unrouted := edge.Unrouted([]edge.Prefix{{Path: "/api/", Errors: form("prefix")}}, routes)
	tests := map[string]struct {
		method, path string
		status       int
		body, allow  string
	}{
		"an address that is none":             {http.MethodGet, "/api/b", http.StatusNotFound, `"prefix no_route"`, ""},
		"a method that it does not take":      {http.MethodDelete, "/api/a/1", http.StatusMethodNotAllowed, `"a no_method"`, "GET, OPTIONS"},
		"an id with a slash":                  {http.MethodDelete, "/api/a/1%2F2", http.StatusMethodNotAllowed, `"a no_method"`, "GET, OPTIONS"},
		"an id that is empty":                 {http.MethodGet, "/api/a/", http.StatusNotFound, `"prefix no_route"`, ""},
		"two addresses that take it":          {http.MethodPut, "/api/a/act", http.StatusMethodNotAllowed, `"act no_method"`, "GET, POST, OPTIONS"},
		"an address that two contracts share": {http.MethodPut, "/api/shared", http.StatusMethodNotAllowed, `"plain no_method"`, "GET, OPTIONS"},
		"what may be done there":              {http.MethodOptions, "/api/a/1", http.StatusNoContent, "", "GET, OPTIONS"},
		"what may be done where nothing is":   {http.MethodOptions, "/api/b", http.StatusNotFound, `"prefix no_route"`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := unrouted[0].Handle(context.Background(), &edge.Request{HTTP: httptest.NewRequest(test.method, test.path, nil)})
			if err != nil {
				t.Fatal(err)
			}
			body := ""
			if got.JSON != nil {
				body = `"` + got.JSON.(string) + `"`
			}
			if got.Status != test.status || body != test.body || got.Header.Get("Allow") != test.allow {
				t.Errorf("%d %s, Allow %q; want %d %s, %q", got.Status, body, got.Header.Get("Allow"), test.status, test.body, test.allow)
			}
		})
	}
}
