package config

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outflow-pay/outflow/local/template"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// deployed is the environment of a deployed function.
func deployed(changes map[string]string) func(string) string {
	variables := map[string]string{
		"OUTFLOW_TABLE":            "outflow-table",
		"OUTFLOW_GATEWAY_URL":      "https://gateway.example/base",
		"OUTFLOW_GATEWAY_USERNAME": "merchant1",
		"OUTFLOW_PUBLIC_URL":       "https://api.example/",
		"OUTFLOW_GATEWAY_SECRET":   "arn:aws:secretsmanager:eu-west-1:1:secret:gateway",
		"OUTFLOW_TOKEN_SECRET":     "arn:aws:secretsmanager:eu-west-1:1:secret:tokens",
		"OUTFLOW_TOKEN_ISSUER":     "https://issuer.example",
		"OUTFLOW_TOKEN_AUDIENCE":   "outflow",
	}
	maps.Copy(variables, changes)
	return func(name string) string { return variables[name] }
}

var sameZone = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

func shanghai(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestWhatThePolicyLeavesOutHasItsDefault(t *testing.T) {
	t.Parallel()
	want := Settings{
		Table: "outflow-table", GatewayURL: "https://gateway.example/base", GatewayUsername: "merchant1",
		NotifyURL: "https://api.example/api/withdrawal/callback", RechargeNotifyURL: "https://api.example/api/recharge/callback",
		GatewaySecretID: "arn:aws:secretsmanager:eu-west-1:1:secret:gateway", TokenSecretID: "arn:aws:secretsmanager:eu-west-1:1:secret:tokens",
		TokenIssuer: "https://issuer.example", TokenAudience: "outflow", Breaker: true,
		Decided: Decided{Decided: policy.Decided{Policy: funds.Policy{
			Zone: shanghai(t), Single: 100_000_000, Daily: 500_000_000, Minimum: 1, MaxOpen: 100, Timing: funds.DefaultTiming(), Refusals: funds.DefaultRefusals(),
			Recharge: funds.RechargePolicy{Step: 1_00}, Controls: funds.Controls{SharedAccount: funds.SharedAccount{Hold: 72 * time.Hour, OnExpiry: funds.HoldEscalates}},
		}}, MonthShards: 1},
	}
	for name, text := range map[string]string{"without a policy": "", "with an empty policy": "{}", "with the template's": templatePolicy(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Load(deployed(map[string]string{"OUTFLOW_POLICY": text}))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, sameZone, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(policy.Decided{}, "Rest", "Text")); diff != "" {
				t.Errorf("the settings (-want +got):\n%s", diff)
			}
		})
	}
}

func templatePolicy(t *testing.T) string {
	t.Helper()
	loaded, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	policy := loaded.Functions[0].Environment["OUTFLOW_POLICY"]
	if policy == "" {
		t.Fatal("the template has no policy")
	}
	return policy
}

func TestAWholePolicyIsRead(t *testing.T) {
	t.Parallel()
	got, err := Load(deployed(map[string]string{"OUTFLOW_POLICY": `{
		"zone": "Indian/Antananarivo", "singleLimit": "1000", "dailyLimit": "2000.50", "minimum": "10", "maxOpen": 5, "monthShards": 8,
		"rolling24h": {"amount": "900.50", "count": 3}, "rolling30d": {"count": 20},
		"fee": {"fixed": "0.50", "ratePpm": 1000, "min": "1", "max": "5"},
		"channels": [
			{"method": "MVola", "type": "MVola", "name": "MVola", "min": "1", "max": "0", "step": "1", "autoApprove": true},
			{"method": "orange_money", "type": "OM", "name": "橙色", "payOnApproval": true}
		],
		"byHand": ["cash", "cheque"],
		"recharge": {"step": "0.05", "payHosts": ["pay.example.com", "pay.example.com:8443"]},
		"gateway": {"declined": [{"code": 1003, "contains": "insufficient"}, {"code": 1004}], "absent": [{"code": 1001}]},
		"repeatedSerialRefused": true,
		"sendWindowSeconds": 3, "sendGraceSeconds": 1, "askIntervalSeconds": 2, "receiptDelaySeconds": 1,
		"backoffMinSeconds": 1, "backoffMaxSeconds": 4, "absentGraceSeconds": 0, "absentTimes": 2, "recheckSeconds": [5, 10],
		"refusedOrders": 5, "refusedWindowSeconds": 120, "refusedApartSeconds": 10,
		"failUnknownAfterSeconds": 60, "sharedAccount": {"wallets": 2, "hours": 24, "onExpiry": "reject"}, "pendingDays": 7, "reviewWithinHours": 24, "payWithinHours": 48
	}`}))
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Indian/Antananarivo")
	if err != nil {
		t.Fatal(err)
	}
	want := funds.Policy{
		Zone: zone, Single: 100_000, Daily: 200_050, Minimum: 1_000, MaxOpen: 5,
		Rolling24h: funds.RollingLimit{Amount: 90_050, Count: 3}, Rolling30d: funds.RollingLimit{Count: 20},
		Fee: funds.Fee{Fixed: 50, RatePerMillion: 1000, Min: 100, Max: 500},
		Channels: []funds.Channel{
			{Method: "MVola", Type: "MVola", Name: "MVola", Min: 100, Step: 100, AutoApprove: true},
			{Method: "orange_money", Type: "OM", Name: "橙色", Step: 100, PayOnApproval: true},
		},
		ByHand:                []funds.Method{"cash", "cheque"},
		Recharge:              funds.RechargePolicy{Step: 5},
		RepeatedSerialRefused: true,
		AbsentListed:          true,
		Refusals:              funds.RateLimit{Free: 5, Window: 2 * time.Minute, Apart: 10 * time.Second},
		Timing: funds.Timing{
			SendWindow: 3 * time.Second, SendGrace: time.Second, AskInterval: 2 * time.Second, ReceiptDelay: time.Second,
			BackoffMin: time.Second, BackoffMax: 4 * time.Second, AbsentTimes: 2, Rechecks: []time.Duration{5 * time.Second, 10 * time.Second},
			FailUnknown: time.Minute,
		},
		Controls: funds.Controls{SharedAccount: funds.SharedAccount{Wallets: 2, Hold: 24 * time.Hour, OnExpiry: funds.HoldRejects}, PendingLife: 7 * 24 * time.Hour, ReviewWithin: 24 * time.Hour, PayWithin: 48 * time.Hour},
	}
	if diff := cmp.Diff(want, got.Policy, sameZone); diff != "" {
		t.Errorf("the policy (-want +got):\n%s", diff)
	}
	if got.MonthShards != 8 {
		t.Errorf("%d shards a month", got.MonthShards)
	}
	if diff := cmp.Diff([]gateway.Pattern{{Code: 1003, Contains: "insufficient"}, {Code: 1004}}, got.Declined); diff != "" {
		t.Errorf("declined (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]gateway.Pattern{{Code: 1001}}, got.Absent); diff != "" {
		t.Errorf("absent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"pay.example.com", "pay.example.com:8443"}, got.PayHosts); diff != "" {
		t.Errorf("hosts of pages (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeRightIsRefusedByName(t *testing.T) {
	t.Parallel()
	const channel = `"type":"T","name":"N"`
	policies := map[string]string{
		`not JSON`:                                        "invalid character",
		`{} {}`:                                           "after top-level value",
		`{"dailyLimits":"1"}`:                             "dailyLimits",
		`{"zone":"Mars/Olympus"}`:                         "zone",
		`{"zone":""}`:                                     "zone",
		`{"zone":"Local"}`:                                "zone",
		`{"singleLimit":1000}`:                            "singleLimit",
		`{"rolling24h":{"amount":"a lot"}}`:               "rolling24h.amount",
		`{"rolling30d":{"count":-1}}`:                     "rolling30d.count",
		`{"singleLimit":"-1"}`:                            "singleLimit",
		`{"minimum":"0.001"}`:                             "minimum",
		`{"minimum":"0"}`:                                 "minimum",
		`{"singleLimit":"1","minimum":"2"}`:               "singleLimit",
		`{"singleLimit":"10","dailyLimit":"9"}`:           "dailyLimit",
		`{"maxOpen":0}`:                                   "maxOpen",
		`{"maxOpen":10001}`:                               "maxOpen",
		`{"monthShards":0}`:                               "monthShards",
		`{"monthShards":33}`:                              "monthShards",
		`{"fee":{"ratePpm":-1}}`:                          "fee.ratePpm",
		`{"fee":{"ratePpm":1000001}}`:                     "fee.ratePpm",
		`{"fee":{"min":"2","max":"1"}}`:                   "fee.max",
		`{"fee":{"fixed":"x"}}`:                           "fee.fixed",
		`{"fee":{"ratePpm":1000000}}`:                     "fee:",
		`{"channels":[{` + channel + `}]}`:                "channels[0].method",
		`{"channels":[{"method":"M V",` + channel + `}]}`: "channels[0].method",
		`{"channels":[{"method":"M#V",` + channel + `}]}`: "channels[0].method",
		`{"channels":[{"method":"9M",` + channel + `}]}`:  "channels[0].method",
		`{"channels":[{"method":"M",` + channel + `},{"method":"M",` + channel + `}]}`:         "channels[1].method",
		`{"channels":[{"method":"M","name":"N"}]}`:                                             "channels[0].type",
		`{"channels":[{"method":"M","type":"a&b","name":"N"}]}`:                                "channels[0].type",
		`{"channels":[{"method":"M","type":"T"}]}`:                                             "channels[0].name",
		`{"channels":[{"method":"M",` + channel + `,"min":"2","max":"1"}]}`:                    "channels[0].max",
		`{"channels":[{"method":"M",` + channel + `,"step":"0"}]}`:                             "channels[0].step",
		`{"channels":[{"method":"M",` + channel + `,"steps":"1"}]}`:                            "steps",
		`{"recharge":{"step":"0"}}`:                                                            "recharge.step",
		`{"recharge":{"steps":"1"}}`:                                                           "steps",
		`{"recharge":{"payHosts":[""]}}`:                                                       "recharge.payHosts[0]",
		`{"recharge":{"payHosts":["ok.example","Pay.example"]}}`:                               "recharge.payHosts[1]",
		`{"recharge":{"payHosts":["https://pay.example"]}}`:                                    "recharge.payHosts[0]",
		`{"recharge":{"payHosts":["user@pay.example"]}}`:                                       "recharge.payHosts[0]",
		`{"recharge":{"payHosts":["pay.example/path"]}}`:                                       "recharge.payHosts[0]",
		`{"gateway":{"absent":[{"code":200}]}}`:                                                "gateway.absent[0].code",
		`{"gateway":{"declined":[{"contains":"no"}]}}`:                                         "gateway.declined[0].code",
		`{"gateway":{"declined":[{"code":1,"message":"no"}]}}`:                                 "message",
		`{"sendWindowSeconds":21}`:                                                             "sendWindowSeconds",
		`{"sendWindowSeconds":0}`:                                                              "sendWindowSeconds",
		`{"sendWindowSeconds":1.5}`:                                                            "sendWindowSeconds",
		`{"sendGraceSeconds":0}`:                                                               "sendGraceSeconds",
		`{"backoffMinSeconds":20,"backoffMaxSeconds":10}`:                                      "backoffMaxSeconds",
		`{"refusedOrders":0}`:                                                                  "refusedOrders",
		`{"refusedWindowSeconds":0}`:                                                           "refusedWindowSeconds",
		`{"refusedApartSeconds":61}`:                                                           "refusedApartSeconds",
		`{"absentTimes":0}`:                                                                    "absentTimes",
		`{"absentGraceSeconds":-1}`:                                                            "absentGraceSeconds",
		`{"recheckSeconds":[10,5]}`:                                                            "recheckSeconds",
		`{"maxOpen":1,"maxOpen":2}`:                                                            "maxOpen is there twice",
		`{"maxOpen":1,"MaxOpen":2}`:                                                            "maxOpen is spelled",
		`{"SENDGRACESECONDS":1}`:                                                               "sendGraceSeconds is spelled",
		`{"channels":[{"method":"M",` + channel + `,"autoApprove":false,"AutoApprove":true}]}`: "autoApprove is spelled",
		`{"gateway":{"absent":[{"code":404,"code":500}]}}`:                                     "code is there twice",
		`{"failUnknownAfterSeconds":0}`:                                                        "failUnknownAfterSeconds",
		`{"recheckSeconds":[0]}`:                                                               "recheckSeconds",
		`{"byHand":["in cash"]}`:                                                               "byHand[0]",
		`{"byHand":["cash","cash"]}`:                                                           "byHand[1]",
		`{"channels":[{"method":"M",` + channel + `}],"byHand":["M"]}`:                         "byHand[0]",
	}
	type test struct{ variable, value, mention string }
	tests := map[string]test{}
	for policy, mention := range policies {
		tests["policy "+policy] = test{"OUTFLOW_POLICY", policy, mention}
	}
	for _, name := range []string{
		"OUTFLOW_TABLE", "OUTFLOW_GATEWAY_URL", "OUTFLOW_GATEWAY_USERNAME", "OUTFLOW_PUBLIC_URL",
		"OUTFLOW_TOKEN_ISSUER", "OUTFLOW_TOKEN_AUDIENCE",
	} {
		tests["no "+name] = test{name, "", "missing"}
	}
	for name, value := range map[string]string{
		"OUTFLOW_TABLE": "short", "OUTFLOW_GATEWAY_URL": "http://gateway.example", "OUTFLOW_PUBLIC_URL": "api.example",
		"OUTFLOW_ADMIN_TOKEN_HOURS": "0.5", "OUTFLOW_LOOKS_PER_SECOND": "10001", "OUTFLOW_CORS_ORIGINS": "https://app.example/", "OUTFLOW_TOKEN_JWKS_URL": "http://issuer.example/keys", "OUTFLOW_DYNAMODB": "http://dynamodb.example:8000",
	} {
		tests["odd "+name] = test{name, value, ""}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(deployed(map[string]string{test.variable: test.value}))
			if err == nil || !strings.HasPrefix(err.Error(), test.variable+": ") || !strings.Contains(err.Error(), test.mention) {
				t.Fatalf("got %v, want %s: …%s…", err, test.variable, test.mention)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
		})
	}
}

func TestOnLoopbackAloneSecretsAndTokensNeedNoConfiguration(t *testing.T) {
	t.Parallel()
	bare := map[string]string{"OUTFLOW_GATEWAY_SECRET": "", "OUTFLOW_TOKEN_SECRET": "", "OUTFLOW_TOKEN_ISSUER": "", "OUTFLOW_TOKEN_AUDIENCE": ""}
	bare["OUTFLOW_DYNAMODB"] = "http://127.0.0.1:8000"
	if got, err := Load(deployed(bare)); err != nil || !got.Local {
		t.Errorf("on loopback: local %v, %v", got.Local, err)
	}
	away := maps.Clone(bare)
	away["OUTFLOW_DYNAMODB"] = "https://dynamodb.eu-west-1.amazonaws.com"
	if _, err := Load(deployed(away)); err == nil {
		t.Error("elsewhere it was accepted")
	}
}

func TestLoopbackIsThisMachineAlone(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"http://127.0.0.1:8000":                     true,
		"http://127.8.9.10":                         true,
		"http://localhost:8000":                     true,
		"http://[::1]:8000":                         true,
		"https://localhost":                         true,
		"":                                          false,
		"127.0.0.1:8000":                            false,
		"http://0.0.0.0:8000":                       false,
		"http://10.0.0.1:8000":                      false,
		"http://localhost.example":                  false,
		"http://127.0.0.1.example":                  false,
		"http://127.0.0.1@dynamodb.example":         false,
		"http://dynamodb.example/?http://127.0.0.1": false,
		"ftp://127.0.0.1":                           false,
		"https://dynamodb.eu-west-1.amazonaws.com":  false,
	}
	for address, want := range tests {
		if got := OnLoopback(address); got != want {
			t.Errorf("%q is on loopback: %v, want %v", address, got, want)
		}
	}
}

func TestEveryFunctionHasTimeForTheLongestSendWindow(t *testing.T) {
	t.Parallel()
	loaded, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const commits = 8 * time.Second // two that each try for 3 s, and what is between
	for _, function := range loaded.Functions {
		if function.Timeout < maxSendWindowSeconds*time.Second+commits {
			t.Errorf("%s has %v, too little for a send window of %d s", function.Name, function.Timeout, maxSendWindowSeconds)
		}
	}
}
