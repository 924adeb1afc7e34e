package batchaudit

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestARefusalIsAnAnswerWhoseErrCodeSaysSo(t *testing.T) {
	t.Parallel()
	said := func(code int, message, detail, reason, args string) string {
		return fmt.Sprintf(`{"errCode":%d,"errMsg":"%s","errDlt":"%s","data":null,"reason":"%s","args":{%s}}`, code, message, detail, reason, args)
	}
	tests := map[string]struct {
		err    *funds.Error
		status int
		says   string
	}{
		"no id":   {funds.Missing("withdrawID"), http.StatusOK, said(400, "applicationID is required", "withdrawID", "field_missing", `"field":"withdrawID"`)},
		"no user": {funds.Missing("userID"), http.StatusOK, said(400, "userID is required", "userID", "field_missing", `"field":"userID"`)},
		"no ids": {
			funds.Missing("withdrawIDs"), http.StatusOK,
			said(400, "withdrawIDs is required and cannot be empty", "withdrawIDs", "field_missing", `"field":"withdrawIDs"`),
		},
		"no such status": {
			funds.Invalid("status", ReasonNoDecision), http.StatusOK, said(400, "status must be 2 (approved) or 3 (rejected)", "status", "no_decision", ""),
		},
		"any other bad field": {
			funds.Invalid("pageNumber", edge.ReasonNoWhole).About(funds.Facts{Minimum: 1, Maximum: 9}), http.StatusOK,
			said(400, "invalid request", "pageNumber 应为 1 到 9 的整数", "field_no_whole", `"field":"pageNumber","maximum":"9","minimum":"1"`),
		},
		"a bad field that its text does not name": {
			funds.Invalid("body", edge.ReasonBodyNoJSON), http.StatusOK, said(400, "invalid request", "body: 请求体不是有效的 JSON 对象", "body_no_json", ""),
		},
		"an unknown one": {funds.ErrNotFound, http.StatusOK, said(404, "记录不存在", "not_found", "not_found", "")},
		"no token": {
			funds.Refuse(funds.CodeUnauthenticated, identity.ReasonUnauthenticated), http.StatusUnauthorized,
			said(401, "无权限", "unauthenticated", "unauthenticated", ""),
		},
		"another's role":  {funds.ErrForbidden, http.StatusUnauthorized, said(401, "无权限", "forbidden", "forbidden", "")},
		"a lost race":     {funds.ErrBusy, http.StatusOK, said(503, "系统繁忙，请稍后重试", "busy", "busy", "")},
		"a fault of ours": {funds.Internal("read", errors.New("secret")), http.StatusOK, said(500, "服务器内部错误，请求编号: r1", "internal", "internal", `"text":"r1"`)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := refusal(test.err, words.Reader{RequestID: "r1"})
			if got := encoded(t, body); status != test.status || got != test.says {
				t.Errorf("got  %d %s\nwant %d %s", status, got, test.status, test.says)
			}
		})
	}
}
