package batchaudit

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// answer is the one body of this contract, of errors too.
type answer struct {
	ErrCode int    `json:"errCode"`
	ErrMsg  string `json:"errMsg"`
	ErrDlt  string `json:"errDlt"`
	Data    any    `json:"data"`
}

func ok(data any) edge.Response { return edge.OK(answer{Data: data}) }

// The document's exact texts.
const (
	noPermission   = "无权限"
	noRecord       = "记录不存在"
	invalidRequest = "invalid request"
	needsID        = "applicationID is required"
	needsUser      = "userID is required"
	needsIDs       = "withdrawIDs is required and cannot be empty"
	needsStatus    = "status must be 2 (approved) or 3 (rejected)"
)

// refusal is this contract's error table. What is wrong with which field is in errDlt; errMsg has the
// document's text.
func refusal(err *funds.Error, requestID string) (int, any) {
	code, message := edge.Status(err.Code), edge.PublicMessage(err, requestID)
	switch {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return http.StatusUnauthorized, answer{ErrCode: http.StatusUnauthorized, ErrMsg: noPermission}
	case err.Code == funds.CodeNotFound:
		return http.StatusOK, answer{ErrCode: code, ErrMsg: noRecord}
	case err.Code != funds.CodeInvalid:
		return http.StatusOK, answer{ErrCode: code, ErrMsg: message}
	}
	switch message {
	case needsID, needsUser, needsIDs, needsStatus:
		return http.StatusOK, answer{ErrCode: code, ErrMsg: message, ErrDlt: err.Field}
	}
	return http.StatusOK, answer{ErrCode: code, ErrMsg: invalidRequest, ErrDlt: edge.Named(err.Field, message)}
}
