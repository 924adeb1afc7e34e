package gateway

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func testDeposit() funds.RechargeOrder {
	return funds.RechargeOrder{Serial: "MD003", Amount: 200000, Channel: "MVola-100-5000"}
}

func depositAnswer(serial, amount, state, url string) string {
	return fmt.Sprintf(`{"code":200,"msg":"OK","data":{"platformId":"p1","merchantSerial":%q,"amount":%s,"state":%s,"url":%q}}`, serial, amount, state, url)
}

var ignoreDepositDetail = cmpopts.IgnoreFields(funds.RechargeReport{}, "Detail")

func TestAnswersAboutDepositsAreClassed(t *testing.T) {
	t.Parallel()
	known := func(state int, amount funds.Amount) funds.RechargeReport {
		return funds.RechargeReport{Outcome: funds.RechargeKnown, State: state, PlatformID: "p1", Amount: amount}
	}
	bare := func(outcome funds.RechargeOutcome) funds.RechargeReport {
		return funds.RechargeReport{Outcome: outcome}
	}
	none := bare(funds.RechargeUnknown)
	answered := funds.RechargeReport{Answered: true} // unknown, and yet there is somebody
	tests := map[string]struct {
		body        string
		create, get funds.RechargeReport
	}{
		"new":                                    {orderAnswer("MD003", "2000", "0"), known(0, 200000), known(0, 200000)},
		"processing":                             {orderAnswer("MD003", "2000", "1"), known(1, 200000), known(1, 200000)},
		"done, but create leaves it to get":      {orderAnswer("MD003", "2000", "2"), known(1, 200000), known(2, 200000)},
		"refused, but create leaves it to get":   {orderAnswer("MD003", "2000", "3"), known(1, 200000), known(3, 200000)},
		"timed out, but create leaves it to get": {orderAnswer("MD003", "2000", "4"), known(1, 200000), known(4, 200000)},
		"another amount came":                    {orderAnswer("MD003", "1999.99", "5"), none, known(5, 199999)},
		"done with another amount":               {orderAnswer("MD003", "500", "2"), none, known(2, 50000)},
		"an amount with more zeros":              {orderAnswer("MD003", "2000.000", "0"), known(0, 200000), known(0, 200000)},
		"a state that the document lacks":        {orderAnswer("MD003", "2000", "6"), none, none},
		"a state below":                          {orderAnswer("MD003", "2000", "-1"), none, none},
		"a state that is no integer":             {orderAnswer("MD003", "2000", "2.5"), none, none},
		"no money":                               {orderAnswer("MD003", "0", "2"), none, none},
		"less than none":                         {orderAnswer("MD003", "-2000", "2"), none, none},
		"more than there can be":                 {orderAnswer("MD003", "1e20", "2"), none, none},
		"another serial":                         {orderAnswer("MD004", "2000", "2"), none, none},
		"no amount":                              {`{"code":200,"msg":"OK","data":{"platformId":"p1","merchantSerial":"MD003","state":2}}`, none, none},
		"no state":                               {`{"code":200,"msg":"OK","data":{"platformId":"p1","merchantSerial":"MD003","amount":2000}}`, none, none},
		"no data":                                {`{"code":200,"msg":"OK"}`, none, none},
		"a configured refusal counts on create":  {`{"code":1004,"msg":"order refused"}`, bare(funds.RechargeDeclined), answered},
		"a configured absence counts on get":     {`{"code":1001,"msg":"order not found"}`, none, bare(funds.RechargeAbsent)},
		"an error that nobody listed":            {`{"code":1002,"msg":"order not found"}`, none, answered},
		"a page":                                 {`<html>`, none, none},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, test.body)
			if diff := cmp.Diff(test.create, client.CreateRecharge(t.Context(), testDeposit()), ignoreDepositDetail); diff != "" {
				t.Errorf("create: %s", diff)
			}
			if diff := cmp.Diff(test.get, client.GetRecharge(t.Context(), "MD003"), ignoreDepositDetail); diff != "" {
				t.Errorf("get: %s", diff)
			}
		})
	}
}

func TestOnlyPagesWhereUsersMayBeSentAreShown(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		base, url string
		hosts     []string
		shown     bool
	}{
		"the gateway's own host":            {"https://gateway.example", "https://gateway.example/pay/1", nil, true},
		"another host":                      {"https://gateway.example", "https://evil.example/pay/1", nil, false},
		"a host that ends alike":            {"https://gateway.example", "https://evil-gateway.example/pay/1", nil, false},
		"its own, in capitals":              {"https://Gateway.Example", "https://gateway.example/pay/1", nil, true},
		"a listed host":                     {"https://gateway.example", "https://pay.example/1", []string{"pay.example"}, true},
		"in other letters":                  {"https://gateway.example", "https://PAY.example/1", []string{"pay.example"}, true},
		"its own is not listed":             {"https://gateway.example", "https://gateway.example/1", []string{"pay.example"}, false},
		"another port":                      {"https://gateway.example", "https://gateway.example:8443/1", nil, false},
		"http":                              {"https://gateway.example", "http://gateway.example/1", nil, false},
		"http on loopback, from afar":       {"https://gateway.example", "http://127.0.0.1:9/1", nil, false},
		"http on loopback, from there":      {"http://127.0.0.1:9", "http://127.0.0.1:80/1", nil, true},
		"an address without a scheme":       {"https://gateway.example", "//gateway.example/1", nil, false},
		"an address without a host":         {"https://gateway.example", "https:gateway.example/1", nil, false},
		"a backslash before another host":   {"https://gateway.example", `https://gateway.example\@evil.example/`, nil, false},
		"a script":                          {"https://gateway.example", "javascript:alert(1)", nil, false},
		"a user's name that looks like one": {"https://gateway.example", "https://gateway.example@evil.example/", nil, false},
		"a user's name":                     {"https://gateway.example", "https://u:p@gateway.example/", nil, false},
		"a line break":                      {"https://gateway.example", "https://gateway.example/\n1", nil, false},
		"a space":                           {"https://gateway.example", "https://gateway.example/a b", nil, false},
		"a letter beyond ASCII":             {"https://gateway.example", "https://gateway.example/é", nil, false},
		"every sign of ASCII":               {"https://gateway.example", "https://gateway.example/!~", nil, true},
		"as long as may be":                 {"https://gateway.example", "https://gateway.example/" + strings.Repeat("x", maxURL-len("https://gateway.example/")), nil, true},
		"too long":                          {"https://gateway.example", "https://gateway.example/" + strings.Repeat("x", maxURL+1-len("https://gateway.example/")), nil, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := testConfig(test.base)
			config.PayHosts = test.hosts
			if err := newClient(t, config).checkPayURL(test.url); (err == nil) != test.shown {
				t.Errorf("%s: %v, want it shown: %v", test.url, err, test.shown)
			}
		})
	}
}

func TestAnOrderWhosePageIsNotShownStands(t *testing.T) {
	t.Parallel()
	for url, shown := range map[string]string{"http://127.0.0.1:1/pay/1": "http://127.0.0.1:1/pay/1", "https://evil.example/": "", "": ""} {
		got := answering(t, depositAnswer("MD003", "2000", "0", url)).CreateRecharge(t.Context(), testDeposit())
		if got.Outcome != funds.RechargeKnown || got.URL != shown || (url != shown) != strings.Contains(string(got.Detail), string(ReasonPageWithheld)) {
			t.Errorf("%q: %+v", url, got)
		}
	}
}

func TestDepositCallsAreWhatTheDocumentHasAndSigned(t *testing.T) {
	t.Parallel()
	common := Message{Text("username", "merchant1"), Number("timestamp", "1750520481410")}
	tests := map[string]struct {
		call func(*Client)
		want Message // without its signature
	}{
		"deposit/create": {
			func(c *Client) { c.CreateRecharge(t.Context(), testDeposit()) },
			append(common[:2:2], Text("merchantSerial", "MD003"), Text("channelCode", "MVola-100-5000"), Number("amount", "2000"),
				Text("notifyUrl", "https://outflow.test/api/recharge/callback")),
		},
		"deposit/get":      {func(c *Client) { c.GetRecharge(t.Context(), "MD003") }, append(common[:2:2], Text("merchantSerial", "MD003"))},
		"deposit/channels": {func(c *Client) { _, _ = c.Channels(t.Context()) }, common},
	}
	for api, test := range tests {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			requests := make(chan Message, 10)
			client := serving(t, func(_ http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				message, err := ParseMessage(body)
				if err != nil {
					t.Error(err)
				}
				requests <- message
				if r.URL.Path != "/gateway-api/"+api || r.Method != http.MethodPost {
					t.Errorf("%s %s", r.Method, r.URL.Path)
				}
				panic(http.ErrAbortHandler) // the answer is lost, which sends nothing again
			})
			test.call(client)
			received := <-requests
			if len(requests) != 0 || !(Keys{Current: testSecret}).Verify(received) {
				t.Errorf("%d requests more, and the first was %v; want one, that verifies", len(requests), received)
			}
			if diff := cmp.Diff(append(test.want[:len(test.want):len(test.want)], Text("sign", received.Value("sign"))), received); diff != "" {
				t.Errorf("the request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoDepositIsAskedForWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	client := serving(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for name, spoil := range map[string]func(*funds.RechargeOrder){
		"no serial":              func(o *funds.RechargeOrder) { o.Serial = "" },
		"no channel":             func(o *funds.RechargeOrder) { o.Channel = "" },
		"no amount":              func(o *funds.RechargeOrder) { o.Amount = 0 },
		"a channel that forges":  func(o *funds.RechargeOrder) { o.Channel = "a&amount=1" },
		"a serial that forges":   func(o *funds.RechargeOrder) { o.Serial = "a=1" },
		"an amount below nought": func(o *funds.RechargeOrder) { o.Amount = -100 },
	} {
		order := testDeposit()
		spoil(&order)
		if got := client.CreateRecharge(t.Context(), order); got.Outcome != funds.RechargeUnknown || !strings.HasPrefix(string(got.Detail), "not sent") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestChannelsAreReadOrRefusedWhole(t *testing.T) {
	t.Parallel()
	list := func(entries ...string) string {
		return `{"code":200,"msg":"OK","data":[` + strings.Join(entries, ",") + `]}`
	}
	const small = `{"code":"MVola-100-5000","name":"MVola小额","min":100,"max":5000}`
	tests := map[string]struct {
		body string
		want []funds.RechargeChannel
	}{
		"the document's first": {list(small), []funds.RechargeChannel{{Code: "MVola-100-5000", Name: "MVola小额", Min: 100_00, Max: 5000_00}}},
		"none":                 {list(), []funds.RechargeChannel{}},
		"one without a code":   {list(small, `{"code":"","name":"n","min":1,"max":2}`), nil},
		"one without a name":   {list(small, `{"code":"c","name":"","min":1,"max":2}`), nil},
		"one there twice":      {list(small, `{"code":"MVola-100-5000","name":"n","min":1,"max":2}`), nil},
		"one of one amount":    {list(`{"code":"c","name":"n","min":0.01,"max":0.010}`), []funds.RechargeChannel{{Code: "c", Name: "n", Min: 1, Max: 1}}},
		"a name that misleads": {list(`{"code":"c","name":"a\u202eb","min":1,"max":2}`), nil},
		"an endless bound":     {list(`{"code":"c","name":"n","min":1,"max":1e20}`), nil},
		"one that forges":      {list(small, `{"code":"a&b","name":"n","min":1,"max":2}`), nil},
		"bounds the wrong way": {list(`{"code":"c","name":"n","min":3,"max":2}`), nil},
		"bounds below nought":  {list(`{"code":"c","name":"n","min":-3,"max":2}`), nil},
		"no bounds":            {list(`{"code":"c","name":"n"}`), nil},
		"too many":             {list(strings.Split(strings.Repeat(small+"|", maxChannels+1), "|")[:maxChannels+1]...), nil},
		"no list":              {`{"code":200,"msg":"OK"}`, nil},
		"null for a list":      {`{"code":200,"msg":"OK","data":null}`, nil},
		"an object for a list": {`{"code":200,"msg":"OK","data":{}}`, nil},
		"an error":             {`{"code":500,"msg":"no"}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := answering(t, test.body).Channels(t.Context())
			if (err == nil) != (test.want != nil) {
				t.Fatalf("%v, %v", got, err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("channels (-want +got):\n%s", diff)
			}
		})
	}
}
