package batchaudit_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/batchaudit"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

// The routes.
const (
	batchGet      = "/withdraw/get"
	batchList     = "/withdraw/list"
	batchUserList = "/withdraw/user_list"
	batchAudit    = "/withdraw/audit"
)

// open serves the whole contract.
func open(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, changes...)
	return h.Serve(batchaudit.GetRoutes(h.Lists), batchaudit.ListRoutes(h.Lists), batchaudit.ReviewRoutes(h.Flow))
}

// accepted fails the test where an answer is a refusal, which has the HTTP status 200 too.
func accepted(answer flowtest.Answer) flowtest.Answer {
	return answer.OK().Has("errCode", "0", "errMsg", "", "errDlt", "")
}

func paged(rest string) string { return `{` + rest + `"pagination":{"pageNumber":1,"showNumber":10}}` }

func TestEveryExampleOfTheDocumentIsAnsweredAsItSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("user-uuid", 10_000_00)
	h.Fund("other-uuid", 1000_00)
	admin := h.Called(identity.Caller{Sub: "admin-uuid", Role: funds.RoleAdmin, Name: "管理员"})
	var ids [7]funds.ID
	apply := func() {
		for i := range 6 {
			made, err := h.Flow.Create(t.Context(), flow.WithdrawalRequest{
				Actor: funds.Actor{Role: funds.RoleUser, ID: "user-uuid"}, UserID: "user-uuid", Amount: 100_00, Method: funds.MethodWechat,
				Target: funds.Target{Account: "13800001111"},
				Origin: funds.Origin{IP: "127.0.0.1", DeviceID: "A1B2C3", Platform: "iOS", Model: "iPhone 15", Brand: "Apple", OSVersion: "17.2", AppVersion: "1.4.0"},
			})
			if err != nil {
				t.Fatal(err)
			}
			ids[i] = made.ID
		}
		ids[6] = h.Withdrawal("other-uuid", funds.StatePending) // which says nothing of its device
	}
	about := func(numbers ...int) (these []*funds.ID) {
		for _, number := range numbers {
			these = append(these, &ids[number])
		}
		return these
	}
	h.Plays(t, "batchaudit", []flowtest.Scene{
		{File: "no-withdrawals", By: admin},
		{File: "get", By: admin, First: apply, About: about(0)},
		{File: "get-by-another-contracts-number", By: admin, About: about(0)},
		{File: "get-without-a-device", By: admin, About: about(6)},
		{File: "audit-approves", By: admin, About: about(0, 1, 2)},
		{File: "audit-rejects", By: admin, About: about(3, 4)},
		{File: "audit-of-one", By: admin, About: about(5)},
		{File: "audit-that-fails-in-part", By: admin, About: about(0, 1)},
		{File: "audit-that-fails", By: admin},
		{File: "audit-again-rejects-what-was-approved", By: admin, About: about(2)},
		{File: "get-an-approved-one", By: admin, About: about(5)},
		{File: "get-a-rejected-one", By: admin, About: about(2)},
		{File: "list-of-all", By: admin},
		{File: "list-of-all-by-default", By: admin},
		{File: "list-of-what-waits", By: admin},
		{File: "list-of-what-is-approved", By: admin},
		{File: "list-of-a-later-page", By: admin},
		{File: "user-list", By: admin},
		{File: "user-list-second-page", By: admin},
		{File: "user-list-of-nobody", By: admin},
	})
	if _, made := h.Rows()["USER#nobody WALLET"]; made {
		t.Error("reading made a wallet")
	}
	h.Holds("user-uuid", 10_000_00, 300_00)
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	open(t).Admits(t, http.StatusUnauthorized, map[string]string{ // the document knows no 403
		"POST " + batchGet: "admin", "POST " + batchList: "admin", "POST " + batchUserList: "admin", "POST " + batchAudit: "admin",
	})
}

func TestRefusalsAreInTheDocumentsWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("user-uuid", 1000_00)
	u, admin, office := h.User("user-uuid"), h.Admin(), h.Service()
	id := string(h.Withdrawal("user-uuid", funds.StatePending))
	says := func(code int, message, details string) string {
		return fmt.Sprintf(`{"errCode":%d,"errMsg":"%s","errDlt":"%s","data":null}`, code, message, details)
	}
	const get, list, userList, audit = "POST " + batchGet, "POST " + batchList, "POST " + batchUserList, "POST " + batchAudit
	noPermission, noToken := says(401, "无权限", "forbidden"), says(401, "无权限", "unauthenticated")
	noID, noIDs := says(400, "applicationID is required", "withdrawID"), says(400, "withdrawIDs is required and cannot be empty", "withdrawIDs")
	noSuchStatus := says(400, "status must be 2 (approved) or 3 (rejected)", "status")
	to := func(status string) string { return `{"withdrawIDs":["` + id + `"],"status":` + status + `}` }
	wrong := func(details string) string { return says(400, "invalid request", details) }
	const ok = http.StatusOK
	h.Refuses(t, map[string]flowtest.Refusal{
		"get nothing":                    admin.Refused(get, `{}`, ok, noID),
		"get an empty id":                admin.Refused(get, `{"withdrawID":""}`, ok, noID),
		"get null":                       admin.Refused(get, `{"withdrawID":null}`, ok, noID),
		"get no JSON":                    admin.Refused(get, `[]`, ok, wrong("body: 请求体不是有效的 JSON 对象")),
		"get an unknown id":              admin.Refused(get, `{"withdrawID":"`+flowtest.Unknown+`"}`, ok, says(404, "记录不存在", "not_found")),
		"get what is no id":              admin.Refused(get, `{"withdrawID":"xxx-xxx-xxx"}`, ok, says(404, "记录不存在", "not_found")),
		"list by an unknown status":      admin.Refused(list, paged(`"status":6,`), ok, wrong("status 应为 0 到 5 的整数")),
		"list by a status below":         admin.Refused(list, paged(`"status":-1,`), ok, wrong("status 应为 0 到 5 的整数")),
		"list by a text":                 admin.Refused(list, paged(`"status":"1",`), ok, wrong("status 应为 0 到 5 的整数")),
		"list without pagination":        admin.Refused(list, `{"status":1}`, ok, wrong("pageNumber 应为 1 到 1000000 的整数")),
		"list no rows":                   admin.Refused(list, `{"pagination":{"pageNumber":1}}`, ok, wrong("showNumber 应为 1 到 1000 的整数")),
		"list too many rows":             admin.Refused(list, `{"pagination":{"pageNumber":1,"showNumber":1001}}`, ok, wrong("showNumber 应为 1 到 1000 的整数")),
		"list page 0":                    admin.Refused(list, `{"pagination":{"pageNumber":0,"showNumber":1}}`, ok, wrong("pageNumber 应为 1 到 1000000 的整数")),
		"list no JSON":                   admin.Refused(list, `status=1`, ok, wrong("body: 请求体不是有效的 JSON 对象")),
		"list nobody's":                  admin.Refused(userList, paged(""), ok, says(400, "userID is required", "userID")),
		"list an empty user's":           admin.Refused(userList, paged(`"userID":" ",`), ok, says(400, "userID is required", "userID")),
		"list what is no user's":         admin.Refused(userList, paged(`"userID":"a#b",`), ok, wrong("userID 无效")),
		"list a user's, no rows":         admin.Refused(userList, `{"userID":"u","pagination":{}}`, ok, wrong("pageNumber 应为 1 到 1000000 的整数")),
		"list a user's, no JSON":         admin.Refused(userList, ``, ok, wrong("body: 请求体不是有效的 JSON 对象")),
		"audit nothing":                  admin.Refused(audit, `{"status":2}`, ok, noIDs),
		"audit null":                     admin.Refused(audit, `{"withdrawIDs":null,"status":2}`, ok, noIDs),
		"audit none":                     admin.Refused(audit, `{"withdrawIDs":[],"status":2}`, ok, noIDs),
		"audit none, and no status":      admin.Refused(audit, `{}`, ok, noIDs),
		"audit no JSON":                  admin.Refused(audit, `{`, ok, wrong("body: 请求体不是有效的 JSON 对象")),
		"audit a text":                   admin.Refused(audit, `{"withdrawIDs":"a","status":2}`, ok, wrong("withdrawIDs 应为字符串数组")),
		"audit an empty id":              admin.Refused(audit, `{"withdrawIDs":["a",""],"status":2}`, ok, wrong("withdrawIDs[1] 不能为空")),
		"audit without a status":         admin.Refused(audit, `{"withdrawIDs":["`+id+`"]}`, ok, noSuchStatus),
		"audit to null":                  admin.Refused(audit, to("null"), ok, noSuchStatus),
		"audit to 0":                     admin.Refused(audit, to("0"), ok, noSuchStatus),
		"audit to 1":                     admin.Refused(audit, to("1"), ok, noSuchStatus),
		"audit to 4":                     admin.Refused(audit, to("4"), ok, noSuchStatus),
		"audit to 6":                     admin.Refused(audit, to("6"), ok, noSuchStatus),
		"audit to -2":                    admin.Refused(audit, to("-2"), ok, noSuchStatus),
		"audit with a remark of control": admin.Refused(audit, `{"withdrawIDs":["`+id+`"],"status":2,"auditRemark":"\u0007"}`, ok, `{"errCode":400}`),
		"a user audits":                  u.Refused(audit, to("2"), http.StatusUnauthorized, noPermission),
		"a service audits":               office.Refused(audit, to("2"), http.StatusUnauthorized, noPermission),
		"nobody audits":                  h.Nobody().Refused(audit, to("2"), http.StatusUnauthorized, noToken),
	})
}

func TestTheTokenMayComeInItsOwnHeader(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, admin, user, nobody := h.Withdrawal("u1", funds.StatePending), h.Admin(), h.User("u1"), h.Nobody()
	body := `{"withdrawIDs":["` + string(id) + `"],"status":2,"auditRemark":"审核通过,已打款"}`
	for _, token := range []string{user.Token, "x", "", "Bearer " + admin.Token} {
		nobody.Do(http.MethodPost, batchAudit, body, "Token", token).Want(http.StatusUnauthorized).Has("errCode", "401")
	}
	h.Is(id, funds.StatePending)
	accepted(nobody.Do(http.MethodPost, batchAudit, body, "Token", admin.Token))
	h.Is(id, funds.StateApproved)
	if by := h.Stored(id).Review.By; by != "admin1" {
		t.Errorf("reviewed by %q", by)
	}
}

func TestEveryStateIsSpelledAsTheDocumentDoesAndAFilterFindsIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 10_000_00)
	admin := h.Admin()
	spelled := map[funds.State]string{
		funds.StatePending: "1", funds.StateApproved: "2", funds.StateRejected: "3", funds.StateProcessing: "4", funds.StateCompleted: "5",
		funds.StateFailed: "3", funds.StateCancelled: "3",
	}
	byStatus := map[string][]string{}
	for _, state := range funds.States() {
		id, status := string(h.Withdrawal("u1", state)), spelled[state]
		byStatus[status] = append([]string{id}, byStatus[status]...)
		byStatus["0"] = append([]string{id}, byStatus["0"]...)
		accepted(admin.Post(batchGet, `{"withdrawID":"`+id+`"}`)).Has("data.withdraw.status", status, "data.withdraw.withdrawAccount", "0387222126")
	}
	for status, want := range byStatus {
		got := accepted(admin.Post(batchList, paged(`"status":`+status+`,`))).Has("data.total", fmt.Sprint(len(want)))
		if ids := got.Column("data.list", "id"); strings.Join(ids, " ") != strings.Join(want, " ") {
			t.Errorf("status %s lists %v, want %v", status, ids, want)
		}
		if strings.Contains(got.Raw, "0387222126") {
			t.Errorf("the list shows an account: %s", got.Raw)
		}
	}
	accepted(admin.Post(batchUserList, paged(`"userID":"u1",`))).Has("data.total", "7", "data.list.0.withdrawAccount", "****2126")
	lines := h.Audits("view_unmasked")
	if len(lines) != len(funds.States()) || lines[0].Actor.ID != "admin1" {
		t.Errorf("%d whole accounts left %+v", len(funds.States()), lines)
	}
}
