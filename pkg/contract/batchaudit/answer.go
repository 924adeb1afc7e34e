package batchaudit

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// answer is the one body of this contract, of errors too.
type answer struct {
	ErrCode int    `json:"errCode"`
	ErrMsg  string `json:"errMsg"`
	ErrDlt  string `json:"errDlt"`
	Data    any    `json:"data"`
}

func ok(data any) edge.Response { return okWith("", data) }

func okWith(detail string, data any) edge.Response {
	return edge.OK(answer{ErrDlt: detail, Data: data})
}

// The document's exact texts, but for those of [needs].
const (
	noPermission   = "无权限"
	noRecord       = "记录不存在"
	invalidRequest = "invalid request"
)

// needs are the document's texts for fields that it has one for.
var needs = map[string]string{
	"withdrawID":  "applicationID is required",
	"userID":      "userID is required",
	"withdrawIDs": "withdrawIDs is required and cannot be empty",
	"status":      "status must be 2 (approved) or 3 (rejected)",
}

// refusal is this contract's error table. What is wrong with which field is in errDlt, and otherwise the reason; errMsg
// has the document's text.
func refusal(err *funds.Error, reader words.Reader) (int, any) {
	code, status := edge.Status(err.Code), http.StatusOK
	if code == http.StatusForbidden || code == http.StatusUnauthorized {
		code, status = http.StatusUnauthorized, http.StatusUnauthorized
	}
	refused := refusedAnswer{answer{ErrCode: code, ErrMsg: reader.Error(err, sentence(err)), ErrDlt: string(err.Reason)}, reader.Refusal(err)}
	need, needed := needs[err.Field]
	switch {
	case err.Code != funds.CodeInvalid:
	case needed && (err.Reason == funds.ReasonFieldMissing || err.Reason == ReasonNoDecision):
		refused.ErrMsg, refused.ErrDlt = need, err.Field
	default:
		refused.ErrMsg, refused.ErrDlt = invalidRequest, reader.WithField(err, "")
	}
	return status, refused
}

// refusedAnswer is the body of an error, with what programs read: an addition.
type refusedAnswer struct {
	answer
	words.Refusal
}

// sentence is the document's own one; empty where it has none.
func sentence(err *funds.Error) string {
	switch err.Code {
	case funds.CodeUnauthenticated, funds.CodeForbidden:
		return noPermission
	case funds.CodeNotFound:
		return noRecord
	default:
		return ""
	}
}
