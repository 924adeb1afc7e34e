package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The routes of batch-audit.
const (
	batchGet      = "/withdraw/get"
	batchList     = "/withdraw/list"
	batchUserList = "/withdraw/user_list"
	batchAudit    = "/withdraw/audit"
)

// batchAudited is what an audit answers.
type batchAudited struct {
	Succeeded int      `json:"successCount"`
	Failed    int      `json:"failCount"`
	FailedIDs []string `json:"failedIDs"`
}

const toApprove, toReject = 2, 3

// audits decides about many withdrawals.
func (p *person) audits(status int, remark string, ids ...string) batchAudited {
	p.t.Helper()
	var got struct{ Data batchAudited }
	batchaudit.accepts(p.post(batchAudit, map[string]any{"withdrawIDs": ids, "status": status, "auditRemark": remark})).decode(&got)
	return got.Data
}

// applied asks for a withdrawal of 100 from a phone, as the document has it.
func (p *person) applied() (id string) {
	p.t.Helper()
	const body = `{"amount":100,"method":"wechat","account":"13800001111","device":{"deviceID":"A1B2C3","platform":"iOS","deviceModel":"iPhone 15",` +
		`"deviceBrand":"Apple","osVersion":"17.2","appVersion":"1.4.0"}}`
	return p.post("/api/wallet/withdraw", body).want(ok).text("data.id")
}

func TestTheDocumentOfTheBatchAuditContract(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, other, admin := w.owner("user-uuid", "10000"), w.owner("other-uuid", "1000"), w.person("admin-uuid", funds.RoleAdmin)
	s := &script{folder: "batchaudit"}
	const post, firstPage = http.MethodPost, `"pagination":{"pageNumber":1,"showNumber":20}}`
	s.play(admin, "no-withdrawals", post, batchList, `{"status":0,`+firstPage)
	var ids []string
	for range 6 {
		ids = append(ids, u.applied())
	}
	ids = append(ids, other.ask()) // which says nothing of its device
	one := func(id string) string { return `{"withdrawID":"` + id + `"}` }
	many := func(status int, remark string, ids ...string) string {
		return fmt.Sprintf(`{"withdrawIDs":["%s"],"status":%d,"auditRemark":"%s"}`, strings.Join(ids, `","`), status, remark)
	}
	s.play(admin, "get", post, batchGet, one(ids[0]))
	s.play(admin, "get-by-another-contracts-number", post, batchGet, one(funds.ID(ids[0]).WalletNo()))
	s.play(admin, "get-without-a-device", post, batchGet, one(ids[6]))
	s.play(admin, "audit-approves", post, batchAudit, many(toApprove, "批量审核通过,已打款", ids[0], ids[1], ids[2]))
	s.play(admin, "audit-rejects", post, batchAudit, many(toReject, "提现账号信息有误,已拒绝", ids[3], ids[4]))
	s.play(admin, "audit-of-one", post, batchAudit, many(toApprove, "审核通过,已打款", ids[5]))
	s.play(admin, "audit-that-fails-in-part", post, batchAudit, many(toApprove, "批量审核通过,已打款", ids[0], ids[1], "xxx-xxx-xxx-3"))
	s.play(admin, "audit-that-fails", post, batchAudit, many(toReject, "提现账号信息有误,已拒绝", "withdraw-123", "withdraw-124"))
	s.play(admin, "audit-again-rejects-what-was-approved", post, batchAudit, many(toReject, "", ids[2]))
	s.play(admin, "get-an-approved-one", post, batchGet, one(ids[5]))
	s.play(admin, "get-a-rejected-one", post, batchGet, one(ids[2]))
	s.play(admin, "list-of-all", post, batchList, `{"status":0,`+firstPage)
	s.play(admin, "list-of-all-by-default", post, batchList, `{`+firstPage)
	s.play(admin, "list-of-what-waits", post, batchList, `{"status":1,`+firstPage)
	s.play(admin, "list-of-what-is-approved", post, batchList, `{"status":2,`+firstPage)
	s.play(admin, "list-of-a-later-page", post, batchList, `{"status":3,"pagination":{"pageNumber":2,"showNumber":2}}`)
	s.play(admin, "user-list", post, batchUserList, `{"userID":"other-uuid","pagination":{"pageNumber":1,"showNumber":10}}`)
	s.play(admin, "user-list-second-page", post, batchUserList, `{"userID":"user-uuid","pagination":{"pageNumber":2,"showNumber":5}}`)
	s.play(admin, "user-list-of-nobody", post, batchUserList, `{"userID":"nobody","pagination":{"pageNumber":1,"showNumber":10}}`)
	s.ended(t)
	if _, made := w.dump()["USER#nobody WALLET"]; made {
		t.Error("reading made a wallet")
	}
}

func TestTheErrorMessagesOfTheBatchAuditDocument(t *testing.T) { //nolint:tparallel // the table is compared after all parts
	t.Parallel()
	w := start(t, nil)
	u, admin, office, nobody := w.owner("user-uuid", "1000"), w.person("admin-uuid", funds.RoleAdmin), w.office(), &person{w, "", ""}
	id := u.withdrawal(funds.StatePending)
	const post, refusedToken = http.MethodPost, http.StatusUnauthorized
	says := func(code int, message, details string) string {
		return fmt.Sprintf(`{"errCode":%d,"errMsg":"%s","errDlt":"%s","data":null}`, code, message, details)
	}
	noPermission := says(401, "无权限", "")
	noID, noIDs := says(400, "applicationID is required", "withdrawID"), says(400, "withdrawIDs is required and cannot be empty", "withdrawIDs")
	noSuchStatus := says(400, "status must be 2 (approved) or 3 (rejected)", "status")
	audit := func(status string) string { return `{"withdrawIDs":["` + id + `"],"status":` + status + `}` }
	paged := func(rest string) string { return `{` + rest + `"pagination":{"pageNumber":1,"showNumber":10}}` }
	tests := map[string]refused{
		"get nothing":       {admin, post, batchGet, `{}`, ok, noID},
		"get an empty id":   {admin, post, batchGet, `{"withdrawID":""}`, ok, noID},
		"get null":          {admin, post, batchGet, `{"withdrawID":null}`, ok, noID},
		"get an unknown id": {admin, post, batchGet, `{"withdrawID":"` + unknownID + `"}`, ok, says(404, "记录不存在", "")},
		"get what is no id": {admin, post, batchGet, `{"withdrawID":"xxx-xxx-xxx"}`, ok, says(404, "记录不存在", "")},

		"list by an unknown status": {admin, post, batchList, paged(`"status":6,`), ok, says(400, "invalid request", "status 应为 0 到 5 的整数")},
		"list by a text":            {admin, post, batchList, paged(`"status":"1",`), ok, says(400, "invalid request", "status 应为 0 到 5 的整数")},
		"list without pagination":   {admin, post, batchList, `{"status":1}`, ok, says(400, "invalid request", "pageNumber 应为 1 到 1000000 的整数")},
		"list no rows":              {admin, post, batchList, `{"pagination":{"pageNumber":1}}`, ok, says(400, "invalid request", "showNumber 应为 1 到 1000 的整数")},
		"list no JSON":              {admin, post, batchList, `status=1`, ok, says(400, "invalid request", "body: 请求体不是有效的 JSON 对象")},

		"list nobody's":             {admin, post, batchUserList, paged(""), ok, says(400, "userID is required", "userID")},
		"list an empty user's":      {admin, post, batchUserList, paged(`"userID":" ",`), ok, says(400, "userID is required", "userID")},
		"list a user's, no rows":    {admin, post, batchUserList, `{"userID":"u","pagination":{}}`, ok, says(400, "invalid request", "pageNumber 应为 1 到 1000000 的整数")},
		"audit nothing":             {admin, post, batchAudit, `{"status":2}`, ok, noIDs},
		"audit null":                {admin, post, batchAudit, `{"withdrawIDs":null,"status":2}`, ok, noIDs},
		"audit none":                {admin, post, batchAudit, `{"withdrawIDs":[],"status":2}`, ok, noIDs},
		"audit none, and no status": {admin, post, batchAudit, `{}`, ok, noIDs},
		"audit a text":              {admin, post, batchAudit, `{"withdrawIDs":"a","status":2}`, ok, says(400, "invalid request", "withdrawIDs 应为字符串数组")},
		"audit an empty id":         {admin, post, batchAudit, `{"withdrawIDs":["a",""],"status":2}`, ok, says(400, "invalid request", "withdrawIDs[1] 不能为空")},
		"audit without a status":    {admin, post, batchAudit, `{"withdrawIDs":["` + id + `"]}`, ok, noSuchStatus},
		"audit to null":             {admin, post, batchAudit, audit("null"), ok, noSuchStatus},
		"audit to 0":                {admin, post, batchAudit, audit("0"), ok, noSuchStatus},
		"audit to 1":                {admin, post, batchAudit, audit("1"), ok, noSuchStatus},
		"audit to 4":                {admin, post, batchAudit, audit("4"), ok, noSuchStatus},
		"audit to 6":                {admin, post, batchAudit, audit("6"), ok, noSuchStatus},
		"audit to -2":               {admin, post, batchAudit, audit("-2"), ok, noSuchStatus},
	}
	for name, by := range map[string]*person{"no token": nobody, "a bad token": {w, "admin-uuid", "bad"}, "a user": u, "a service": office} {
		for path, body := range map[string]string{batchGet: `{"withdrawID":"` + id + `"}`, batchList: paged(""), batchUserList: paged(`"userID":"user-uuid",`), batchAudit: audit("2")} {
			tests[name+" at "+path] = refused{by, post, path, body, refusedToken, noPermission}
		}
	}
	before := w.dump()
	for name, test := range tests {
		t.Run(name, test.check)
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		t.Errorf("refusals changed the table:\n%s", diff)
	}
}

func TestTheTokenMayComeInItsOwnHeader(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	id := w.owner("user-uuid", "1000").withdrawal(funds.StatePending)
	admin, user := w.person("admin-uuid", funds.RoleAdmin), w.person("user-uuid", funds.RoleUser)
	as := func(token string) http.Header { return http.Header{"Token": {token}} }
	body := `{"withdrawIDs":["` + id + `"],"status":2,"auditRemark":"审核通过,已打款"}`
	for what, token := range map[string]string{"a user's": user.token, "no token": "x", "an empty one": "", "one with a scheme": "Bearer " + admin.token} {
		got := send(t, http.MethodPost, w.URL()+batchAudit, "", body, as(token))
		got.what = what
		batchaudit.refuses(got, http.StatusUnauthorized)
	}
	batchaudit.accepts(send(t, http.MethodPost, w.URL()+batchAudit, "", body, as(admin.token)))
	w.is(id, "approved")
	if w.stored(id).Review.By != "admin-uuid" {
		t.Errorf("reviewed by %q", w.stored(id).Review.By)
	}
	other := send(t, http.MethodGet, w.URL()+records+id, "", nil, as(admin.token)) // another contract's route
	console.refuses(other, http.StatusUnauthorized)
}

func TestTheDeviceOfARequestIsShown(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "1000"), w.person("admin-1", funds.RoleAdmin)
	object := map[string]string{
		"deviceID": "A1", "platform": "iOS", "deviceModel": "iPhone 15", "deviceBrand": "苹果", "osVersion": "17.2", "appVersion": "1.4.0",
	}
	headers := http.Header{
		"X-Device-Id": {"B2"}, "X-Device-Platform": {"Android"}, "X-Device-Model": {"Pixel 8"}, "X-Device-Brand": {"Google"},
		"X-Device-Os-Version": {"14"}, "X-Device-App-Version": {"2.0"},
	}
	fromHeaders := map[string]string{
		"deviceID": "B2", "platform": "Android", "deviceModel": "Pixel 8", "deviceBrand": "Google", "osVersion": "14", "appVersion": "2.0",
	}
	mixed := map[string]string{"deviceID": "A1", "platform": "Android", "deviceModel": "Pixel 8", "deviceBrand": "Google", "osVersion": "14", "appVersion": "2.0"}
	none := map[string]string{"deviceID": "", "platform": "", "deviceModel": "", "deviceBrand": "", "osVersion": "", "appVersion": ""}
	bodies := map[string]map[string]any{
		"/api/wallet/withdraw": {"amount": 1, "method": "wechat", "account": "13800001111"},
		"/api/withdrawal":      {"amount": 100, "type": "MVola", "targetAccount": "0387222126"},
		requestWithdraw:        {"amount": 1, "uid": "u1", "bank_card_info": "6225****1234"},
	}
	forms := map[string]form{"/api/wallet/withdraw": wallet, "/api/withdrawal": merchant, requestWithdraw: withdrawflow}
	for path, body := range bodies {
		tests := map[string]struct {
			device any
			header http.Header
			want   map[string]string
		}{
			"by the device object": {object, nil, object},
			"by headers":           {nil, headers, fromHeaders},
			"by headers, where the object lacks them":  {map[string]string{"deviceID": "A1"}, headers, mixed},
			"by the object, where headers say another": {object, headers, object},
			"by neither": {nil, nil, none},
		}
		for name, test := range tests {
			body["device"] = test.device
			forms[path].accepts(u.do(http.MethodPost, path, body, test.header))
			newest := batchaudit.accepts(admin.post(batchUserList, `{"userID":"u1","pagination":{"pageNumber":1,"showNumber":1}}`))
			whole := batchaudit.accepts(admin.post(batchGet, map[string]string{"withdrawID": newest.text("data.list.0.id")}))
			for where, shown := range map[string]answer{"data.list.0.": newest, "data.withdraw.": whole} {
				for field, want := range test.want {
					if got := shown.at(where + field); got != want {
						t.Errorf("%s %s: %s%s is %v, want %q", path, name, where, field, got, want)
					}
				}
				if got := shown.text(where + "ip"); got != "127.0.0.1" {
					t.Errorf("%s %s: the ip is %q", path, name, got)
				}
			}
		}
	}
}

func TestEveryStateIsSpelledAsTheBatchAuditDocumentDoesAndAFilterFindsIt(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "10000"), w.person(helper, funds.RoleAdmin)
	numbers := map[funds.State]string{
		funds.StatePending: "1", funds.StateApproved: "2", funds.StateRejected: "3", funds.StateProcessing: "4", funds.StateCompleted: "5",
		funds.StateFailed: "3", funds.StateCancelled: "3",
	}
	byNumber := map[string][]string{}
	for _, state := range funds.States() {
		id := u.withdrawal(state)
		byNumber[numbers[state]] = append([]string{id}, byNumber[numbers[state]]...)
		byNumber["0"] = append([]string{id}, byNumber["0"]...)
		number := json.Number(numbers[state])
		alone := admin.post(batchGet, map[string]string{"withdrawID": id})
		listed := admin.post(batchList, `{"pagination":{"pageNumber":1,"showNumber":1}}`)
		mine := admin.post(batchUserList, `{"userID":"u1","pagination":{"pageNumber":1,"showNumber":1}}`)
		same(t, string(state), []any{number, number, number}, []any{alone.at("data.withdraw.status"), listed.at("data.list.0.status"), mine.at("data.list.0.status")})
	}
	for number, want := range byNumber {
		ids, total := admin.listed(batchList, `"status":`+number, 1, 100)
		same(t, "withdrawals of status "+number, want, ids)
		same(t, "their total", len(want), total)
		for i, id := range want {
			page, total := admin.listed(batchList, `"status":`+number, i+1, 1)
			same(t, fmt.Sprintf("page %d of status %s", i+1, number), []string{id}, page)
			same(t, "its total", len(want), total)
		}
	}
}

// listed are the ids of one page of so many rows, newest first, and the total. filter is a field of the request.
func (p *person) listed(path, filter string, number, rows int) (ids []string, total int) {
	p.t.Helper()
	body := fmt.Sprintf(`{%s,"pagination":{"pageNumber":%d,"showNumber":%d}}`, filter, number, rows)
	var got struct {
		Data struct {
			Total int
			List  []struct{ ID string }
		}
	}
	batchaudit.accepts(p.post(path, body)).decode(&got)
	for _, row := range got.Data.List {
		ids = append(ids, row.ID)
	}
	return ids, got.Data.Total
}
