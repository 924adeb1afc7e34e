package e2e_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/template"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// form is a contract's form of errors.
type form string

const (
	console  form = "console"
	wallet   form = "wallet"
	merchant form = "merchant"

	withdrawflow form = "withdrawflow" // refuses by HTTP 200 and a code in the body
	batchaudit   form = "batchaudit"   // likewise, and by 401 for 403
)

// access is the status of a right request about the caller's own withdrawal or wallet, and about
// another's; 0 where the route has no way to name whose.
type access struct{ own, other int }

const (
	ok        = http.StatusOK
	forbidden = http.StatusForbidden
	notFound  = http.StatusNotFound
)

// row is a route: who may, and a request that is right for who may. ID and USER in it are replaced.
type row struct {
	form                 form
	roles                string // as the binary lists them, with the permissions that an admin needs
	user, admin, service access
	state                funds.State // of the withdrawal ID
	body                 string
}

// decidesProposals is who may, by one of the permissions of what is proposed.
const decidesProposals = "admin pay|adjust|wallet|resolve"

// rows are all routes. A test compares them with the template's. Where two contracts share a path, the key
// of one of them has the query parameter that it is for.
var rows = withLegacy(map[string]row{
	"POST /api/wallet/withdraw": {
		wallet, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "",
		`{"amount":100,"method":"wechat","account":"13800001111","accountName":"张三","bankName":"中国工商银行"}`,
	},
	"GET /api/wallet":                  {wallet, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"GET /api/wallet/pauses":           {wallet, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"GET /api/wallet/transactions":     {wallet, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"GET /api/wallet/transactions?uid": {withdrawflow, "user,admin,service", access{ok, forbidden}, access{ok, ok}, access{ok, ok}, "", ""},
	"GET /api/wallet/withdraw-summary": {withdrawflow, "user,admin,service", access{ok, forbidden}, access{ok, ok}, access{ok, ok}, "", ""},
	"POST /api/wallet/request-withdraw": {
		withdrawflow, "user,admin,service pay", access{ok, forbidden}, access{forbidden, ok}, access{ok, ok}, "",
		`{"uid":"USER","amount":100,"description":"提现到银行卡","bank_card_info":"招商银行 6225****1234 张三"}`,
	},
	"POST /api/wallet/confirm-withdraw": {
		withdrawflow, "admin,service review+pay", access{forbidden, forbidden}, access{forbidden, ok}, access{ok, ok}, pendingByHand,
		`{"transaction_no":"ID"}`,
	},
	"POST /api/wallet/cancel-withdraw": {
		withdrawflow, "admin,service review", access{forbidden, forbidden}, access{forbidden, ok}, access{ok, ok}, funds.StatePending,
		`{"transaction_no":"ID","reason":"银行卡信息有误"}`,
	},
	"GET /api/wallet/withdrawals": {wallet, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"GET /api/admin/withdrawals":  {wallet, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /api/admin/withdrawals/{id}": {
		wallet, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, funds.StatePending, "",
	},
	"POST /api/admin/withdrawals/{id}/review": {
		wallet, "admin review+pay", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StatePending,
		`{"approved":false,"rejectReason":"银行卡信息有误，请重新提交"}`,
	},
	"POST /api/admin/wallet/adjust": {
		wallet, "admin adjust", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, "",
		`{"userId":"USER","amount":1,"reason":"活动赠送"}`,
	},
	"POST /api/admin/wallet/status": {
		wallet, "admin wallet", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, "",
		`{"userId":"USER","status":"active","reason":"核实完毕"}`,
	},
	"GET /admin/escorts/withdraw-records":               {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/escorts/withdraw-records/stats":         {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/escorts/withdraw-records/trend":         {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/escorts/withdraw-records/export":        {console, "admin export", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/escorts/withdraw-records/{id}":          {console, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, funds.StatePending, ""},
	"GET /admin/escorts/withdraw-records/{id}/detail":   {console, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, funds.StatePending, ""},
	"GET /admin/escorts/withdraw-records/{id}/logs":     {console, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, funds.StatePending, ""},
	"POST /admin/escorts/withdraw-records/{id}/review":  {console, "admin review", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StatePending, `{"action":"approve"}`},
	"POST /admin/escorts/withdraw-records/{id}/hold":    holdRow,
	"POST /admin/escorts/withdraw-records/{id}/release": releaseRow,
	"POST /admin/escorts/withdraw-records/{id}/payout": {
		console, "admin pay", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StateApproved,
		`{"payoutMethod":"manual","operatorConfirmText":"CONFIRM"}`,
	},
	"POST /admin/escorts/withdraw-records/{id}/fail": {console, "admin pay", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StateApproved, `{"reason":"收款账户已注销"}`},
	"POST /admin/escorts/withdraw-records/{id}/transaction-no": {
		console, "admin pay", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StateCompleted,
		`{"transactionNo":"ID","reason":"漏了开头"}`,
	},
	"POST /admin/escorts/withdraw-records/{id}/return":         {console, "admin resolve", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StateCompleted, `{"amount":50,"reason":"AC04","reference":"ID","operatorConfirmText":"CONFIRM"}`},
	"POST /admin/escorts/withdraw-records/{id}/return/resolve": {console, "admin resolve", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, parkedReturn, `{"reference":"ID","action":"close","reason":"与银行核实为另一笔","operatorConfirmText":"CONFIRM"}`},
	"POST /admin/escorts/withdraw-records/{id}/ask":            {console, "admin pay", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StateProcessing, ""},
	"GET /admin/me":                                {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/policy":                            {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/audit-logs":                        {console, "admin audit", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /api/admin/wallets":                       {wallet, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, "", ""},
	"GET /api/admin/wallets/{userId}":              {wallet, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, "", ""},
	"GET /api/admin/wallets/{userId}/transactions": {wallet, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, "", ""},
	"POST /withdraw/get": {
		batchaudit, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, funds.StatePending, `{"withdrawID":"ID"}`,
	},
	"POST /withdraw/list": {
		batchaudit, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "",
		`{"status":1,"pagination":{"pageNumber":1,"showNumber":20}}`,
	},
	"POST /withdraw/user_list": {
		batchaudit, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, "",
		`{"userID":"USER","pagination":{"pageNumber":1,"showNumber":10}}`,
	},
	"POST /withdraw/audit": { // an admin's own is listed as failed, in an answer that is right
		batchaudit, "admin review", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, funds.StatePending,
		`{"withdrawIDs":["ID"],"status":2,"auditRemark":"审核通过,已打款"}`,
	},
	"GET /api/withdrawal/{id}": {
		merchant, "user", access{ok, notFound}, access{forbidden, forbidden}, access{forbidden, forbidden}, funds.StatePending, "",
	},
	"POST /api/withdrawal": {
		merchant, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "",
		`{"type":"MVola","targetOwner":"Jhon","targetAccount":"0387222126","amount":100}`,
	},
	"GET /api/withdrawal": {merchant, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"POST /api/withdrawal/check": {
		merchant, "user", access{ok, notFound}, access{forbidden, forbidden}, access{forbidden, forbidden}, funds.StatePending,
		`{"id":"ID"}`,
	},
	"POST /api/withdrawal/cancel": {
		merchant, "user", access{ok, notFound}, access{forbidden, forbidden}, access{forbidden, forbidden}, funds.StatePending,
		`{"id":"ID"}`,
	},
	"POST /api/wallet/withdrawals/{id}/cancel": {
		wallet, "user", access{ok, notFound}, access{forbidden, forbidden}, access{forbidden, forbidden}, funds.StatePending, "",
	},
	"GET /api/recharge/channels": {merchant, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"GET /api/recharge":          {merchant, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", ""},
	"POST /api/recharge": {
		merchant, "user", access{own: ok}, access{own: forbidden}, access{own: forbidden}, "", `{"amount":200,"channelCode":"MVola-100-5000"}`,
	},
	"POST /api/recharge/check": {
		merchant, "user", access{ok, notFound}, access{forbidden, forbidden}, access{forbidden, forbidden}, openRecharge, `{"id":"ID"}`,
	},
	"GET /admin/recharges": {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/recharges/{id}": {
		console, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, parkedRecharge, "",
	},
	"POST /admin/recharges/{id}/resolve": {
		console, "admin resolve", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, parkedRecharge,
		`{"action":"credit","reason":"已与网关核对"}`,
	},
	"GET /admin/pauses":                   {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"POST /admin/pauses":                  {console, "admin wallet|pay", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", `{"scope":"method:alipay","hours":1,"reason":"疑似盗号"}`},
	"DELETE /admin/pauses/{scope}":        {console, "admin wallet|pay", access{own: forbidden}, access{own: ok}, access{own: forbidden}, pausedScope, ""},
	"GET /admin/blocked-accounts":         {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"POST /admin/blocked-accounts":        {console, "admin review|wallet|pay", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", `{"account":"9955021234567894","reason":"盗刷"}`},
	"DELETE /admin/blocked-accounts/{id}": {console, "admin wallet|pay", access{own: forbidden}, access{own: ok}, access{own: forbidden}, blockedAccount, ""},
	"POST /admin/recharges/{id}/ask":      {console, "admin resolve", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, openRecharge, ""},
	"POST /admin/statements":              {console, "admin resolve", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", `{"content":"day,amount\n2026-03-10,-5.00\n"}`},
	"GET /admin/reconciliation":           {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/breaks":                   {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"POST /admin/breaks/{id}":             {console, "admin resolve", access{own: forbidden}, access{own: ok}, access{own: forbidden}, openBreak, `{"action":"note","note":"已致电银行"}`},
	"GET /admin/webhooks":                 {console, "admin audit", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/webhooks/{id}/deliveries": {console, "admin audit", access{own: forbidden}, access{own: ok}, access{own: forbidden}, webhookEndpoint, ""},
	"POST /admin/webhooks":                {console, "admin policy", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", `{"url":"https://hooks.example.com/outflow"}`},
	"POST /admin/webhooks/{id}":           {console, "admin policy", access{own: forbidden}, access{own: ok}, access{own: forbidden}, webhookEndpoint, `{"note":"财务系统"}`},
	"POST /admin/webhooks/{id}/secret":    {console, "admin policy", access{own: forbidden}, access{own: ok}, access{own: forbidden}, webhookEndpoint, ""},
	"POST /admin/webhooks/{id}/test":      {console, "admin policy", access{own: forbidden}, access{own: ok}, access{own: forbidden}, webhookEndpoint, ""},
	"POST /admin/webhooks/{id}/replay":    {console, "admin policy", access{own: forbidden}, access{own: ok}, access{own: forbidden}, webhookEndpoint, `{"since":"2026-01-20T00:00:00Z"}`},
	"GET /admin/proposals":                {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"GET /admin/proposals/{id}":           {console, "admin", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, openProposal, ""},
	"POST /admin/proposals/{id}/approve":  {console, decidesProposals, access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, openProposal, ""},
	"POST /admin/proposals/{id}/reject": {
		console, decidesProposals, access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, openProposal,
		`{"reason":"金额有误"}`,
	},
	"GET /admin/jobs":                         {console, "admin export", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"POST /admin/jobs":                        {console, "admin export", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", `{"kind":"ledger","month":"2025-01","format":"csv"}`},
	"GET /admin/jobs/{id}":                    {console, "admin export", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, runningJob, ""},
	"POST /admin/jobs/{id}/step":              {console, "admin export", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, runningJob, ""},
	"POST /admin/jobs/{id}/file":              {console, "admin export", access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, doneJob, ""},
	"GET /admin/payout-batches":               {console, "admin", access{own: forbidden}, access{own: ok}, access{own: forbidden}, "", ""},
	"POST /admin/payout-batches":              batchRow("pay+export", approvedAtBank, `{"ids":["ID"],"format":"csv"}`),
	"GET /admin/payout-batches/{id}":          batchRow("", openBatch, ""),
	"POST /admin/payout-batches/{id}":         batchRow("pay+export", openBatch, `{"action":"discard"}`),
	"POST /admin/payout-batches/{id}/step":    batchRow("pay", openBatch, ""),
	"GET /admin/payout-batches/{id}/file":     batchRow("pay+export", readyBatch, ""),
	"POST /admin/payout-batches/{id}/results": batchRow("pay", readyBatch, `{"file":"5Y2V5Y+3LOS6pOaYk+WPtw0K"}`),
	"POST /api/recharge/callback": {
		merchant, "open", access{own: http.StatusUnauthorized}, access{own: http.StatusUnauthorized}, access{own: http.StatusUnauthorized}, "", `{}`,
	},
	// The gateway has no token: whoever it is, only a signature counts, and this body has none.
	"POST /api/withdrawal/callback": {
		merchant, "open", access{own: http.StatusUnauthorized}, access{own: http.StatusUnauthorized}, access{own: http.StatusUnauthorized}, "", `{}`,
	},
})

func TestEveryRouteOfTheTemplateHasItsRowAndEveryRowItsRoute(t *testing.T) {
	t.Parallel()
	var declared, listed []string
	for _, route := range loadTemplate(t).Routes {
		declared = append(declared, route.Method+" "+route.Path)
	}
	for key := range rows {
		path, _, _ := strings.Cut(key, "?")
		listed = append(listed, path)
	}
	listed = slices.AppendSeq(listed, maps.Keys(shownToAll()))
	listed = slices.AppendSeq(listed, maps.Keys(byPeople))
	slices.Sort(declared)
	slices.Sort(listed)
	listed = slices.Compact(listed)
	if diff := cmp.Diff(declared, listed); diff != "" {
		t.Errorf("template.yaml (-) and the rows (+) differ:\n%s", diff)
	}
}

func TestEachFunctionServesItsRoutesOfTheTemplateForTheRolesOfTheTable(t *testing.T) {
	t.Parallel()
	loaded := loadTemplate(t)
	for _, function := range loaded.Functions {
		t.Run(function.Name, func(t *testing.T) {
			t.Parallel()
			want := []string{}
			for _, route := range loaded.Routes {
				if route.Function == function.Name {
					want = append(want, lines(route.Method+" "+route.Path)...)
				}
			}
			output, err := exec.CommandContext(t.Context(), filepath.Join("../.build/functions", function.Name, "bootstrap"), "routes").Output()
			if err != nil {
				t.Fatal(err)
			}
			got := slices.DeleteFunc(strings.Split(string(output), "\n"), func(line string) bool { return line == "" })
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what should be served (-) and what is (+) differ:\n%s", diff)
			}
		})
	}
}

// lines are how a binary lists what it serves under a method and path.
func lines(route string) (served []string) {
	if _, open := shownToAll()[route]; open {
		return []string{route + " open"}
	}
	if who, listed := byPeople[route]; listed {
		return []string{route + " " + who}
	}
	for key, row := range rows {
		if path, _, _ := strings.Cut(key, "?"); path == route {
			served = append(served, key+" "+row.roles)
		}
	}
	return served
}

// asked are the query parameters that a right request has to have, by the route's row.
var asked = withLegacy(map[string]string{
	"GET /api/wallet/transactions?uid": "uid=USER",
	"GET /api/wallet/withdraw-summary": "uid=USER",
	"GET /api/admin/wallets":           "keyword=USER",
	"GET /admin/reconciliation":        "from=2026-11-01&to=2026-11-03",

	"GET /admin/escorts/withdraw-records/trend": "startAt=2026-11-01&endAt=2026-11-03",
})

// target is a row's method and path, with the query that a right request has to have.
func target(key string) (method, path string) {
	method, path, _ = strings.Cut(key, " ")
	path, _, _ = strings.Cut(path, "?")
	if query := asked[key]; query != "" {
		path += "?" + query
	}
	return method, path
}

func loadTemplate(t *testing.T) *template.Template {
	t.Helper()
	loaded, err := template.Load("../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// filled is a route's path or body for one withdrawal or user.
func filled(text, id, user string) string {
	return strings.NewReplacer("{id}", id, "{userId}", user, "{scope}", scopeToLift, `"ID"`, `"`+id+`"`, `"USER"`, `"`+user+`"`, "=USER", "="+url.QueryEscape(user)).Replace(text)
}

// accepts fails the test where an answer is not a success of the contract.
func (f form) accepts(a answer) answer {
	a.t.Helper()
	a.want(ok)
	if (f == withdrawflow && a.at("code") != json.Number("200")) || (f == batchaudit && a.at("errCode") != json.Number("0")) {
		a.t.Fatalf("%s: refused: %s", a.what, a.Raw)
	}
	return a
}

// refuses fails the test where an answer is not the contract's error form with this status. It gives
// what the answer says: the message (of batchaudit the details) and, of the console, the fields of details.
func (f form) refuses(a answer, status int) (message string, fields []string) {
	a.t.Helper()
	if f == batchaudit && status == forbidden {
		status = http.StatusUnauthorized
	}
	if (f == withdrawflow || f == batchaudit) && status != http.StatusUnauthorized && status != forbidden {
		a.want(ok)
	} else {
		a.want(status)
	}
	return f.says(a, status)
}

// says is refuses whatever the HTTP status is.
func (f form) says(a answer, status int) (message string, fields []string) {
	a.t.Helper()
	var body struct {
		Success *bool             `json:"success"`
		Code    *int              `json:"code"`
		Message string            `json:"message"`
		Details map[string]string `json:"details"`
		Data    json.RawMessage   `json:"data"`

		Reason string            `json:"reason"`
		Args   map[string]string `json:"args"`
		Then   []any             `json:"then"`

		ErrCode *int    `json:"errCode"`
		ErrMsg  string  `json:"errMsg"`
		ErrDlt  *string `json:"errDlt"`
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(a.Raw)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		a.t.Fatalf("%s: not an error of %s: %v: %s", a.what, f, err, a.Raw)
	}
	right := body.Message != "" && body.ErrCode == nil && body.ErrMsg == "" && body.ErrDlt == nil
	switch f {
	case batchaudit:
		right = body.Message == "" && body.Code == nil && body.Success == nil && string(body.Data) == "null" && body.Details == nil &&
			body.ErrCode != nil && *body.ErrCode == status && body.ErrMsg != "" && body.ErrDlt != nil
	case console:
		right = right && body.Code != nil && *body.Code == status && body.Success == nil && body.Data == nil
	case withdrawflow:
		right = right && body.Code != nil && *body.Code == status && body.Success == nil && string(body.Data) == "null" && body.Details == nil
	default:
		right = right && body.Success != nil && !*body.Success && body.Code == nil && body.Data == nil && body.Details == nil
	}
	if !right || body.Reason == "" || body.Args == nil {
		a.t.Errorf("%s: not the form of %s: %s", a.what, f, a.Raw)
	}
	if got := a.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		a.t.Errorf("%s: content type %q", a.what, got)
	}
	for field := range body.Details {
		fields = append(fields, field)
	}
	if right && f == batchaudit {
		return *body.ErrDlt, nil
	}
	return body.Message, fields
}
