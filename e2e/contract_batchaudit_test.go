package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

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

// listed are the ids of one page of the size that is given, newest first, and the total. filter is a field of the request.
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
