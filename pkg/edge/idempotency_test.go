package edge_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func printOf(t *testing.T, route, body string) funds.Print {
	t.Helper()
	request := &edge.Request{HTTP: &http.Request{Header: http.Header{"Idempotency-Key": {"k"}}}, Route: route, Body: []byte(body)}
	key, err := request.Idempotency()
	if err != nil {
		t.Fatal(err)
	}
	return key.Print
}

func TestTheSameJSONUnderAKeyIsTheSameRequest(t *testing.T) {
	t.Parallel()
	const route = "POST /api/wallet/withdraw"
	const body = `{"amount":100,"method":"wechat","account":"微信号","device":{"platform":"iOS","osVersion":"17"}}`
	for name, test := range map[string]struct {
		route, body string
		same        bool
	}{
		"itself":                        {route, body, true},
		"another order of names":        {route, `{"account":"微信号","device":{"osVersion":"17","platform":"iOS"},"method":"wechat","amount":100}`, true},
		"other spacing":                 {route, "{ \"amount\": 100,\n\t\"method\": \"wechat\", \"account\": \"微信号\", \"device\": {\"platform\": \"iOS\", \"osVersion\": \"17\"} }\n", true},
		"texts that are escaped":        {route, `{"amount":100,"method":"\u0077echat","account":"\u5fae\u4fe1\u53f7","device":{"platform":"iOS","osVersion":"17"}}`, true},
		"another amount":                {route, `{"amount":101,"method":"wechat","account":"微信号","device":{"platform":"iOS","osVersion":"17"}}`, false},
		"the amount as a text":          {route, `{"amount":"100","method":"wechat","account":"微信号","device":{"platform":"iOS","osVersion":"17"}}`, false},
		"a name in another letter case": {route, `{"Amount":100,"method":"wechat","account":"微信号","device":{"platform":"iOS","osVersion":"17"}}`, false},
		"one field less":                {route, `{"amount":100,"method":"wechat","account":"微信号"}`, false},
		"another route":                 {"POST /api/withdrawal", body, false},
	} {
		if got := printOf(t, route, body).Same(printOf(t, test.route, test.body)); got != test.same {
			t.Errorf("%s: the same request: %v, want %v", name, got, test.same)
		}
	}
	if first, second := printOf(t, route, `{"n":90071992547409931}`), printOf(t, route, `{"n":90071992547409930}`); first.Same(second) {
		t.Error("two numbers that no float tells apart are taken for one")
	}
}

// A version without the second hash claims by the bytes, and compares them: so must each with the other's.
func TestTheVersionBeforeServesTheSameKeys(t *testing.T) {
	t.Parallel()
	const route, body = "POST /api/wallet/withdraw", `{"amount":100}`
	sum := sha256.Sum256([]byte(route + "\n" + body))
	before := funds.Print{Bytes: hex.EncodeToString(sum[:])}
	now := printOf(t, route, body)
	if now.Bytes != before.Bytes {
		t.Errorf("the version before would compare %s with its own %s", now.Bytes, before.Bytes)
	}
	if !before.Same(now) || !now.Same(before) {
		t.Error("a claim of the version before is another request")
	}
	if other := printOf(t, route, `{"amount":101}`); before.Same(other) || other.Same(before) {
		t.Error("another body is the same request")
	}
}
