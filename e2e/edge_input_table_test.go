package e2e_test

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// kind is what a field or a query parameter may hold; badValues are what it may not.
type kind int

const (
	aText        kind = iota // optional
	aRequired                // a text
	aProse                   // optional; may have several lines
	aReason                  // the same, required
	aGatewayText             // optional; the gateway's signature covers it
	anAccount                // required; the gateway's signature covers it
	aWord                    // one of a closed list
	aUser                    // a user's id
	aUID                     // the same, also as a whole number
	aFlag
	anAmount // a number or a string, above 0
	aChange  // a number or a string, not 0
	anObject
	aStatus   // batch-audit's, of a filter
	aDecision // batch-audit's
	aPagination
	someIDs
	someHours
	holdHours
)

// input is a field of a body or a parameter of a query.
type input struct {
	name string
	kind kind
	says []string // the document's own messages about it; any other has to hold its name
}

// request is a right body of a route, and its fields.
type request struct {
	body   string
	fields []input
}

// taken is everything that a route takes from outside, but for the ids in its path.
type taken struct {
	requests []request
	keyed    bool     // an Idempotency-Key
	paged    bool     // page, and pageSize up to 100
	size     string   // how pageSize is spelled, where otherwise
	most     int      // the largest page, where not 100
	users    []string // required query parameters, each a user's id
	words    []string // query parameters of a closed list
	texts    []string // query parameters that may be any text
	days     []string // query parameters that are days
	needs    string   // the query parameter, of any text, that must be given; may be empty
	numbers  []string // query parameters that are whole numbers from 1
	amounts  []string // query parameters that are amounts, in major units
}

var device = input{"device", anObject, []string{"deviceID 应为字符串", "platform 含有控制字符"}}

var pagination = input{"pagination", aPagination, []string{
	"pageNumber 应为 1 到 1000000 的整数", "showNumber 应为 1 到 1000 的整数", "showNumber 重复",
}}

// inputs are of all routes. A test compares them with rows.
var inputs = withLegacy(map[string]taken{
	"GET /api/wallet":                  {},
	"GET /api/wallet/pauses":           {},
	"GET /api/wallet/transactions":     {paged: true, most: 1000, words: []string{"type"}},
	"GET /api/wallet/transactions?uid": {paged: true, size: "page_size", most: 1000, users: []string{"uid"}},
	"GET /api/wallet/withdraw-summary": {users: []string{"uid"}},
	"POST /api/wallet/request-withdraw": {keyed: true, requests: []request{
		{`{"uid":"USER","amount":100,"description":"提现到银行卡","bank_card_info":"招商银行 6225****1234 张三"}`, []input{
			{"uid", aUID, nil}, {"amount", anAmount, []string{"提现金额必须大于0"}}, {"description", aProse, nil}, {"bank_card_info", aReason, nil},
			device,
		}},
	}},
	"POST /api/wallet/confirm-withdraw": {requests: []request{
		{`{"transaction_no":"ID"}`, []input{{"transaction_no", aRequired, nil}}},
	}},
	"POST /api/wallet/cancel-withdraw": {requests: []request{
		{`{"transaction_no":"ID","reason":"银行卡信息有误"}`, []input{{"transaction_no", aRequired, nil}, {"reason", aProse, nil}}},
	}},
	"GET /api/wallet/withdrawals": {paged: true, most: 1000},
	"GET /api/withdrawal":         {paged: true},
	"GET /api/admin/withdrawals":  {paged: true, most: 1000, words: []string{"status"}},
	"GET /admin/escorts/withdraw-records": {
		paged: true, words: []string{"status", "method", "needsAttention", "sort", "payee", "holder"}, texts: []string{"keyword"}, numbers: []string{"olderThanHours"},
		days: []string{"startAt", "endAt"}, amounts: []string{"minAmount", "maxAmount"},
	},
	"GET /admin/escorts/withdraw-records/stats": {words: []string{"ageing"}},
	"GET /admin/escorts/withdraw-records/trend": {words: []string{"unit"}, days: []string{"startAt", "endAt"}},
	"GET /admin/escorts/withdraw-records/export": {
		words: []string{"format", "status", "method", "needsAttention"}, texts: []string{"keyword"},
		days: []string{"startAt", "endAt"}, amounts: []string{"minAmount", "maxAmount"},
	},
	"GET /admin/me":                                   {},
	"GET /admin/policy":                               {numbers: []string{"version"}},
	"GET /admin/audit-logs":                           {paged: true, texts: []string{"module", "action", "adminId", "targetId"}, days: []string{"startAt", "endAt"}},
	"GET /api/admin/wallets":                          {paged: true, most: 1000, needs: "keyword"},
	"GET /api/admin/wallets/{userId}":                 {},
	"GET /api/admin/wallets/{userId}/transactions":    {paged: true, most: 1000, words: []string{"type"}},
	"GET /api/withdrawal/{id}":                        {},
	"GET /api/admin/withdrawals/{id}":                 {},
	"GET /admin/escorts/withdraw-records/{id}":        {},
	"GET /admin/escorts/withdraw-records/{id}/detail": {},
	"GET /admin/escorts/withdraw-records/{id}/logs":   {},
	"POST /api/wallet/withdraw": {keyed: true, requests: []request{
		{`{"amount":100,"method":"bank","account":"6222021234567890123","accountName":"张三","bankName":"中国工商银行"}`, []input{
			{"amount", anAmount, []string{"提现金额必须大于0"}},
			{"method", aWord, []string{"提现方式无效"}},
			{"account", aRequired, []string{"收款账号不能为空"}},
			{"accountName", aRequired, []string{"银行卡提现需要提供开户人和银行名称"}},
			{"bankName", aRequired, []string{"银行卡提现需要提供开户人和银行名称"}},
			device,
		}},
		{`{"amount":100,"method":"MVola","account":"0387222126","accountName":"Jhon"}`, []input{
			{"account", anAccount, []string{"收款账号不能为空"}},
			{"accountName", aGatewayText, nil},
			{"bankName", aText, nil},
		}},
	}},
	"POST /api/withdrawal": {keyed: true, requests: []request{
		{`{"type":"MVola","targetOwner":"Jhon","targetAccount":"0387222126","amount":100}`, []input{
			{"type", aWord, nil},
			{"targetOwner", aGatewayText, nil},
			{"targetAccount", anAccount, []string{"收款账号不能为空"}},
			{"amount", anAmount, []string{"提现金额必须大于0"}},
			device,
		}},
	}},
	"POST /api/withdrawal/check":  {requests: []request{{`{"id":"ID"}`, []input{{"id", aRequired, nil}}}}},
	"POST /api/withdrawal/cancel": {requests: []request{{`{"id":"ID"}`, []input{{"id", aRequired, nil}}}}},

	"POST /api/wallet/withdrawals/{id}/cancel": {},
	"POST /api/admin/withdrawals/{id}/review": {requests: []request{
		{`{"approved":true}`, []input{{"approved", aFlag, nil}, {"rejectReason", aProse, nil}}},
		{`{"approved":false,"rejectReason":"资料不符"}`, []input{{"rejectReason", aReason, []string{"拒绝提现时必须填写拒绝原因"}}}},
	}},
	"POST /api/admin/wallet/adjust": {keyed: true, requests: []request{
		{`{"userId":"USER","amount":1,"reason":"活动赠送"}`, []input{
			{"userId", aUser, nil}, {"amount", aChange, []string{"调整金额不能为0"}}, {"reason", aReason, nil},
			{"withdrawalId", aText, nil}, {"rechargeId", aText, nil},
		}},
	}},
	"POST /api/admin/wallet/status": {requests: []request{
		{`{"userId":"USER","status":"frozen","reason":"核实中"}`, []input{
			{"userId", aUser, nil}, {"status", aWord, []string{"钱包状态无效，应为 active、frozen 或 closed"}}, {"reason", aReason, nil},
		}},
	}},
	"GET /admin/pauses": {},
	"POST /admin/pauses": {requests: []request{
		{`{"scope":"all","hours":2,"reason":"疑似盗号"}`, []input{{"scope", aWord, nil}, {"hours", someHours, nil}, {"reason", aReason, nil}}},
	}},
	"DELETE /admin/pauses/{scope}": {},
	"GET /admin/blocked-accounts":  {},
	"POST /admin/blocked-accounts": {requests: []request{
		{`{"account":"9955021234567894","reason":"盗刷"}`, []input{{"account", aRequired, nil}, {"reason", aReason, nil}}},
	}},
	"DELETE /admin/blocked-accounts/{id}": {},
	"POST /admin/escorts/withdraw-records/{id}/review": {requests: []request{
		{`{"action":"approve"}`, []input{{"action", aWord, nil}, {"rejectReason", aProse, nil}}},
		{`{"action":"reject","rejectReason":"资料不符"}`, []input{{"rejectReason", aReason, nil}}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/payout": {requests: []request{
		{`{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"BK1"}`, []input{
			{"payoutMethod", aWord, nil}, {"operatorConfirmText", aWord, nil}, {"transactionNo", aText, nil},
		}},
		{`{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`, []input{
			{"payoutMethod", aWord, nil}, {"operatorConfirmText", aWord, nil}, {"transactionNo", aText, nil},
		}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/fail": {requests: []request{
		{`{"reason":"收款账户已注销"}`, []input{{"reason", aReason, nil}}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/transaction-no": {requests: []request{
		{`{"transactionNo":"BK2","reason":"漏了开头"}`, []input{{"transactionNo", aRequired, nil}, {"reason", aReason, nil}}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/return": {requests: []request{
		{`{"amount":50,"reason":"AC04","reference":"R1","operatorConfirmText":"CONFIRM"}`, []input{
			{"amount", anAmount, nil}, {"reason", aRequired, nil}, {"reference", aRequired, nil}, {"operatorConfirmText", aWord, nil},
		}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/return/resolve": {requests: []request{
		{`{"reference":"P1","action":"close","reason":"与银行核实为另一笔","operatorConfirmText":"CONFIRM"}`, []input{
			{"reference", aRequired, nil}, {"action", aWord, nil}, {"reason", aReason, nil}, {"operatorConfirmText", aWord, nil},
		}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/ask": {},
	"POST /admin/escorts/withdraw-records/{id}/hold": {requests: []request{
		{`{"reason":"等待用户补充资料","hours":48,"onExpiry":"escalate"}`, []input{{"reason", aReason, nil}, {"hours", holdHours, nil}, {"onExpiry", aWord, nil}}},
	}},
	"POST /admin/escorts/withdraw-records/{id}/release": {requests: []request{
		{`{"reason":"已电话核实"}`, []input{{"reason", aReason, nil}}},
	}},
	"POST /withdraw/get": {requests: []request{{`{"withdrawID":"ID"}`, []input{{"withdrawID", aRequired, nil}}}}},
	"POST /withdraw/list": {requests: []request{
		{`{"status":1,"pagination":{"pageNumber":1,"showNumber":20}}`, []input{{"status", aStatus, nil}, pagination}},
	}},
	"POST /withdraw/user_list": {requests: []request{
		{`{"userID":"USER","pagination":{"pageNumber":1,"showNumber":10}}`, []input{{"userID", aUser, nil}, pagination}},
	}},
	// An unknown id is no bad input, but one that failed.
	"POST /withdraw/audit": {requests: []request{
		{`{"withdrawIDs":["` + unknownID + `"],"status":3,"auditRemark":"提现账号信息有误"}`, []input{
			{"withdrawIDs", someIDs, nil}, {"status", aDecision, nil}, {"auditRemark", aProse, nil},
		}},
	}},
	"GET /api/recharge/channels": {},
	"GET /api/recharge":          {paged: true},
	"POST /api/recharge": {keyed: true, requests: []request{
		{`{"amount":200,"channelCode":"MVola-100-5000"}`, []input{
			{"amount", anAmount, []string{"充值金额必须大于0"}}, {"channelCode", aWord, nil},
		}},
	}},
	"POST /api/recharge/check":  {requests: []request{{`{"id":"ID"}`, []input{{"id", aRequired, nil}}}}},
	"GET /admin/recharges":      {paged: true, words: []string{"needsAttention"}, texts: []string{"keyword"}}, // its state is a number: TestAdminsFindRechargesByStateAndNeed
	"GET /admin/recharges/{id}": {},
	"POST /admin/recharges/{id}/resolve": {requests: []request{
		{`{"action":"credit","reason":"已与网关核对"}`, []input{{"action", aWord, nil}, {"reason", aReason, nil}}},
	}},
	// What is wrong inside of a file is refused by name: TestAStatementIsRefusedWhole.
	"POST /admin/statements": {requests: []request{
		{`{"content":"day,amount\n2026-03-10,-5.00\n"}`, []input{{"content", aRequired, nil}, {"account", aText, nil}, {"name", aText, nil}}},
	}},
	"GET /admin/reconciliation": {words: []string{"account"}, days: []string{"from", "to"}},
	"GET /admin/breaks":         {words: []string{"account"}, days: []string{"day"}},
	"POST /admin/breaks/{id}": {requests: []request{
		{`{"action":"note","note":"已致电银行"}`, []input{{"action", aWord, nil}, {"note", aReason, nil}, {"owner", aText, nil}}},
		{`{"action":"offset","with":"BR0123456789ABCDEF0123"}`, []input{{"with", aRequired, nil}, {"reason", aProse, nil}}},
		{`{"action":"write_off","reason":"银行更正"}`, []input{{"reason", aReason, nil}}},
	}},
	"POST /admin/recharges/{id}/ask":      {},
	"GET /admin/webhooks":                 {},
	"GET /admin/webhooks/{id}/deliveries": {words: []string{"state"}},
	"POST /admin/webhooks": {requests: []request{
		{`{"url":"https://hooks.example.com/outflow","types":["withdrawal.completed"],"note":"财务系统"}`, []input{{"url", aWord, nil}, {"note", aProse, nil}}},
	}},
	"POST /admin/webhooks/{id}": {requests: []request{
		{`{"state":"active","note":"财务系统"}`, []input{{"note", aProse, nil}}},
	}},
	"POST /admin/webhooks/{id}/secret": {},
	"POST /admin/webhooks/{id}/test":   {},
	"POST /admin/webhooks/{id}/replay": {requests: []request{{`{"since":"2026-01-20T00:00:00Z"}`, nil}}},
	"GET /admin/proposals":             {paged: true, words: []string{"state"}},
	"GET /admin/proposals/{id}":        {},
	// Its body may be left out; the contract's own tests send what is no hash.
	"GET /admin/jobs": {},
	"POST /admin/jobs": {requests: []request{
		{`{"kind":"ledger","month":"2025-01","format":"csv"}`, []input{{"kind", aWord, nil}, {"month", aWord, nil}, {"format", aText, nil}}},
	}},
	"GET /admin/jobs/{id}":                    {},
	"POST /admin/jobs/{id}/step":              {},
	"POST /admin/jobs/{id}/file":              {},
	"POST /admin/proposals/{id}/approve":      {},
	"POST /admin/proposals/{id}/reject":       {requests: []request{{`{"reason":"金额有误"}`, []input{{"reason", aReason, nil}}}}},
	"GET /admin/payout-batches":               {paged: true},
	"GET /admin/payout-batches/{id}":          {paged: true, words: []string{"refused"}},
	"GET /admin/payout-batches/{id}/file":     {},
	"POST /admin/payout-batches":              {requests: []request{{`{"filter":{"method":"bank"},"format":"csv"}`, []input{{"format", aWord, nil}}}}},
	"POST /admin/payout-batches/{id}":         {requests: []request{{`{"action":"discard"}`, []input{{"action", aWord, nil}}}}},
	"POST /admin/payout-batches/{id}/step":    {},
	"POST /admin/payout-batches/{id}/results": {requests: []request{{`{"file":"5Y2V5Y+3LOS6pOaYk+WPtw0K"}`, []input{{"file", aRequired, nil}}}}},
	"POST /api/recharge/callback":             {requests: []request{{`{"username":"merchant1","sign":"0"}`, nil}}},
	// Its fields count only when they are signed; TestABadCallbackChangesNothing sends them so.
	"POST /api/withdrawal/callback": {requests: []request{{`{"username":"merchant1","sign":"0"}`, nil}}},
})

// signedFields are a callback's, with bad values that are well signed.
var signedFields = map[string][]string{
	"username":       {`"somebody"`, `1`, `null`},
	"merchantSerial": {`null`, `""`, `"a&b"`, `1`, `[]`, `{}`},
	"platformId":     {`null`, `""`, `[]`, `{}`},
	"amount":         {`null`, `""`, `"abc"`, `true`, `0.001`, `1e400`, `9007199254740993`, `0`, `-100`, `99`, `[]`, `{}`},
	"state":          {`null`, `""`, `"abc"`, `true`, `1.5`, `0`, `4`, `-1`, `99999999999999999999`, `[]`, `{}`},
	"timestamp":      {`null`, `""`, `"abc"`, `true`, `1.5`, `99999999999999999999`, `[]`, `{}`},
}

// controls are the texts that every field refuses: what could make one text look like another.
var controls = []string{`"a\u0000b"`, `"a\u001bb"`, `"a\nb"`, `"a\u007fb"`, `"a\u0085b"`, `"a\u202eb"`, `"a\u2066b"`, `"a\u200fb"`, `"a\ud800b"`, `"a\u200bb"`, `"\ufeffa"`, `"a\u00adb"`, `"\u3164"`, `"a\u0378"`}

var (
	notStrings = []string{`1`, `true`, `[]`, `{}`, `["a"]`, `{"a":1}`}
	empties    = []string{missing, `null`, `""`, `"   "`}
	notAmounts = []string{
		missing, `null`, `""`, `true`, `[]`, `{}`, `"abc"`, `1e400`, `-1e400`, `9007199254740993`, `99999999999999999999999999`,
		`0.001`, `1.005`, `1e-3`, `0`, `0.00`, `-0`, `"0.001"`, `" 1"`, `"1,000"`, `"+1"`, `"0x10"`, `"١"`, `"NaN"`,
	}
)

// notWhole are no whole numbers in JSON's own form.
var notWhole = []string{`1.5`, `true`, `""`, `"a"`, `[]`, `{}`, `[2]`}

// missing stands for a field that is left out.
const missing = ""

func badValues(k kind) []string {
	long := func(n int) string { return `"` + repeated("钱", n) + `"` }
	texts := join(notStrings, controls, []string{long(funds.MaxTextRunes + 1)})
	prose := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == `"a\nb"` })
	gateway := []string{`"a&b"`, `"a=b"`, long(65)}
	switch k {
	case aText:
		return texts
	case aRequired:
		return join(texts, empties)
	case aProse:
		return prose
	case aReason:
		return join(prose, empties)
	case aGatewayText:
		return join(texts, gateway)
	case anAccount:
		return join(texts, gateway, empties, []string{`"٠٣٨٧"`, `"①②③"`, `"a\ue000"`, `"谢谢 ❤️"`})
	case aWord:
		return join(texts, empties, []string{`"nonsense"`, `"Approve"`, `"confirm"`, `" CONFIRM"`, `"CONFIRM\t"`})
	case aUser:
		return join(texts, empties, []string{`"a#b"`, long(129)})
	case aUID:
		return slices.DeleteFunc(badValues(aUser), func(value string) bool { return value == `1` })
	case aFlag:
		return []string{missing, `null`, `"true"`, `"false"`, `1`, `0`, `""`, `[]`, `{}`}
	case anAmount:
		return join(notAmounts, []string{`-1`, `-0.01`, `-1e3`, `"-1"`})
	case aChange:
		return notAmounts
	case anObject:
		return []string{`1`, `true`, `"a"`, `[]`, `{"deviceID":1}`, `{"platform":"a\u0000b"}`, `{"deviceID":"a","deviceID":"b"}`}
	case aStatus:
		return join(notWhole, []string{`-1`, `6`, `"1"`, `99999999999999999999`})
	case aDecision:
		return join(notWhole, []string{missing, `null`, `-1`, `0`, `1`, `4`, `5`, `6`, `"2"`, `4294967298`, `99999999999999999999`})
	case someHours:
		return join(notWhole, []string{missing, `null`, `-1`, `0`, `25`, `"2"`, `4294967298`, `99999999999999999999`})
	case holdHours:
		return join(notWhole, []string{missing, `null`, `-1`, `0`, `721`, `"2"`, `4294967298`, `99999999999999999999`})
	case someIDs:
		return []string{
			missing, `null`, `""`, `"a"`, `1`, `true`, `{}`, `[]`, `[null]`, `[""]`, `[1]`, `["a",1]`, `[["a"]]`, `[{}]`,
			`["a\u0000b"]`, `["a\u202eb"]`, `["a\ud800b"]`, `["a",` + long(funds.MaxTextRunes+1) + `]`,
		}
	case aPagination:
		return badPaginations()
	default:
		panic("a kind without bad values")
	}
}

// badPaginations lack one of the two numbers, or have one that is out of bounds or none.
func badPaginations() []string {
	bad := []string{missing, `null`, `1`, `true`, `"a"`, `[]`, `{}`, `{"pageNumber":1,"showNumber":1,"showNumber":1}`}
	for _, value := range join(notWhole, []string{`null`, `0`, `-1`, `"1"`, `1000001`, `99999999999999999999`}) {
		bad = append(bad, `{"pageNumber":`+value+`,"showNumber":1}`, `{"pageNumber":1,"showNumber":`+value+`}`)
	}
	return append(bad, `{"pageNumber":1}`, `{"showNumber":1}`, `{"pageNumber":1,"showNumber":1001}`)
}
