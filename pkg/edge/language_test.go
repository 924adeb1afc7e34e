package edge_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestTheLanguageIsAskedForByAHeaderOfOurs(t *testing.T) {
	t.Parallel()
	const chinese, english = "系统繁忙，请稍后重试", "The system is busy: try again in a moment"
	route := edge.Route{Method: http.MethodGet, Path: "/things", Handle: func(_ context.Context, r *edge.Request) (edge.Response, error) {
		if r.HTTP.URL.RawQuery == "refused" {
			return edge.Response{}, funds.ErrBusy
		}
		return edge.Response{Text: r.Reader().Message(funds.ErrBusy.Said())}, nil
	}}
	for language, want := range map[string]string{"": chinese, "zh": chinese, "en": english, "EN": chinese, "fr": chinese, "en, zh": chinese} {
		for _, address := range []string{"/things", "/things?refused"} {
			request := httptest.NewRequest(http.MethodGet, address, nil)
			request.Header.Set("Authorization", "Bearer u1")
			request.Header.Set("Accept-Language", "en")
			request.Header.Set(edge.LanguageHeader, language)
			if got := serve(t, request, route).Body.String(); strings.Trim(got, "\"\n") != want {
				t.Errorf("%s in %q: got %s, want %s", address, language, got, want)
			}
		}
	}
}
