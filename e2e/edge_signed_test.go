package e2e_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// sandboxKey is the public key of the sandbox's merchant.
const sandboxKey = "sandbox-secret-key"

// signedCallback is a callback's body about a withdrawal of 100, with one field replaced (a JSON value,
// or missing), and signed. What the interface cannot sign goes with a signature that is wrong anyway.
func signedCallback(t *testing.T, id, platformID, name, value string) string {
	t.Helper()
	body := `{"username":"merchant1","merchantSerial":"` + id + `","platformId":"` + platformID + `","amount":100,"state":1,"timestamp":` +
		strconv.FormatInt(time.Now().UnixMilli(), 10) + `}`
	if name != "" {
		body = with(body, name, value)
	}
	sign := "0"
	if message, err := gateway.ParseMessage([]byte(body)); err == nil {
		signed := gateway.Keys{Current: sandboxKey}.Sign(message)
		sign = signed.Value("sign")
	}
	return strings.TrimSuffix(body, "}") + `,"sign":"` + sign + `"}`
}

func TestABadCallbackThatIsWellSignedIsRefusedByNameAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	id := w.owner("owner", "1000").withdrawal(funds.StateProcessing)
	w.sandbox(http.MethodPost, "/sandbox/orders/"+id, map[string]any{"state": 1}).want(ok)
	platformID := w.gatewayOrders(id)[0].PlatformID
	gate := &person{w, "", ""}
	before := w.dump()
	for name, values := range signedFields {
		for _, value := range append(values, missing) {
			status := http.StatusBadRequest
			if name == "merchantSerial" && value == "1" { // a text, and nobody's
				status = notFound
			}
			got := gate.post("/api/withdrawal/callback", signedCallback(t, id, platformID, name, value))
			got.what = name + " = " + value
			if message, _ := merchant.refuses(got, status); status != notFound && !strings.Contains(message, name) {
				t.Errorf("%s: %q does not name it", got.what, message)
			}
		}
	}
	for _, unknown := range []string{unknownID, strings.ToLower(id), "WD" + id} {
		merchant.refuses(gate.post("/api/withdrawal/callback", signedCallback(t, unknown, platformID, "", "")), notFound)
	}
	unsigned := map[string]any{}
	if err := json.Unmarshal([]byte(signedCallback(t, id, platformID, "", "")), &unsigned); err != nil {
		t.Fatal(err)
	}
	for _, sign := range []any{nil, "", "0", 0, strings.Repeat("A", 32), strings.ToLower(unsigned["sign"].(string))} {
		unsigned["sign"] = sign
		merchant.refuses(gate.post("/api/withdrawal/callback", unsigned), http.StatusUnauthorized)
	}
	w.quiet()
	after, _ := apart(w.dump()) // what is about an unknown order is kept
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the table changed:\n%s", diff)
	}
	// It is the fields that were wrong, and not this test's signatures.
	for _, right := range []string{signedCallback(t, id, platformID, "", ""), "\ufeff" + signedCallback(t, id, platformID, "amount", `"100.000"`)} {
		if got := gate.post("/api/withdrawal/callback", right).want(ok); got.Raw != "success" {
			t.Errorf("a right one, %s, is answered %q", right, got.Raw)
		}
	}
}
