package batchaudit

import (
	"errors"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestARefusalIsAnAnswerWhoseErrCodeSaysSo(t *testing.T) {
	t.Parallel()
	document := func(field, text string) *funds.Error {
		return &funds.Error{Code: funds.CodeInvalid, Field: field, Message: text}
	}
	const noPermission = `{"errCode":401,"errMsg":"无权限","errDlt":"","data":null}`
	tests := map[string]struct {
		err    *funds.Error
		status int
		says   string
	}{
		"no id": {
			document("withdrawID", needsID), http.StatusOK, `{"errCode":400,"errMsg":"applicationID is required","errDlt":"withdrawID","data":null}`,
		},
		"no user": {document("userID", needsUser), http.StatusOK, `{"errCode":400,"errMsg":"userID is required","errDlt":"userID","data":null}`},
		"no ids": {
			document("withdrawIDs", needsIDs), http.StatusOK,
			`{"errCode":400,"errMsg":"withdrawIDs is required and cannot be empty","errDlt":"withdrawIDs","data":null}`,
		},
		"no such status": {
			document("status", needsStatus), http.StatusOK,
			`{"errCode":400,"errMsg":"status must be 2 (approved) or 3 (rejected)","errDlt":"status","data":null}`,
		},
		"any other bad field": {
			funds.Invalid("pageNumber", "pageNumber 应为 1 到 9 的整数"), http.StatusOK,
			`{"errCode":400,"errMsg":"invalid request","errDlt":"pageNumber 应为 1 到 9 的整数","data":null}`,
		},
		"a bad field that its text does not name": {
			funds.Invalid("pageNumber", "重复"), http.StatusOK, `{"errCode":400,"errMsg":"invalid request","errDlt":"pageNumber: 重复","data":null}`,
		},
		"an unknown one": {funds.ErrNotFound, http.StatusOK, `{"errCode":404,"errMsg":"记录不存在","errDlt":"","data":null}`},
		"no token": {
			&funds.Error{Code: funds.CodeUnauthenticated, Message: "未登录或token无效"}, http.StatusUnauthorized, noPermission,
		},
		"another's role":  {funds.ErrForbidden, http.StatusUnauthorized, noPermission},
		"a lost race":     {funds.ErrBusy, http.StatusOK, `{"errCode":503,"errMsg":"系统繁忙，请稍后重试","errDlt":"","data":null}`},
		"a fault of ours": {funds.Internal("read", errors.New("secret")), http.StatusOK, `{"errCode":500,"errMsg":"服务器内部错误，请求编号: r1","errDlt":"","data":null}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := refusal(test.err, "r1")
			if got := encoded(t, body); status != test.status || got != test.says {
				t.Errorf("got  %d %s\nwant %d %s", status, got, test.status, test.says)
			}
		})
	}
}
