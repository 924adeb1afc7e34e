package merchant

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// TestABadSignatureIsRefusedAndLogged needs no service: nothing of a badly signed body reaches it.
func TestABadSignatureIsRefusedAndLogged(t *testing.T) {
	t.Parallel()
	client, err := gateway.New(gateway.Config{
		BaseURL: "http://127.0.0.1:1", Username: "merchant1",
		NotifyURL: "http://127.0.0.1:1/api/withdrawal/callback", RechargeNotifyURL: "http://127.0.0.1:1/api/recharge/callback",
		Keys: func(context.Context) (gateway.Keys, error) { return gateway.Keys{Current: "sandbox-secret-key"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	handler := edge.Handler(nil, slog.New(slog.NewJSONHandler(&log, nil)), CallbackRoutes(nil, client))

	const sign = "00000000000000000000000000000000"
	body := `{"username":"merchant1","merchantSerial":"7K3QW9ZT20250120103000","platformId":"P1","amount":2000,"state":1,"timestamp":1737369060000,"sign":"` + sign + `"}`
	request := httptest.NewRequest(http.MethodPost, "/api/withdrawal/callback", strings.NewReader(body))
	request = request.WithContext(edge.WithSource(request.Context(), edge.Source{IP: "198.51.100.7"}))
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)

	if got, want := answer.Body.String(), `{"success":false,"message":"签名错误","reason":"signature_wrong","args":{}}`+"\n"; answer.Code != http.StatusUnauthorized || got != want {
		t.Errorf("got %d %s, want 401 %s", answer.Code, got, want)
	}
	for _, want := range []string{"198.51.100.7", "signature_wrong", "POST /api/withdrawal/callback"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s: %s", want, log.String())
		}
	}
	if strings.Contains(log.String(), sign) {
		t.Errorf("the log holds the sign: %s", log.String())
	}
}
