package edge

import (
	"net/http"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Status is the HTTP status that a code has where a contract's document does not say otherwise.
func Status(code funds.Code) int {
	switch code {
	case funds.CodeInvalid, funds.CodeWalletInactive, funds.CodeInsufficient, funds.CodeGatewayShort,
		funds.CodeSingleLimit, funds.CodeDailyLimit, funds.CodeMinimum, funds.CodeTooManyOpen:
		return http.StatusBadRequest
	case funds.CodeUnauthenticated:
		return http.StatusUnauthorized
	case funds.CodeForbidden:
		return http.StatusForbidden
	case funds.CodeNotFound, funds.CodeNoRoute:
		return http.StatusNotFound
	case funds.CodeNoMethod:
		return http.StatusMethodNotAllowed
	case funds.CodeIllegal, funds.CodeUnpayable, funds.CodeDuplicateNumber, funds.CodeIdempotency, funds.CodeDuplicate, funds.CodeGatewayDisagrees, funds.CodeTooEarly:
		return http.StatusConflict
	case funds.CodeTooMany:
		return http.StatusTooManyRequests
	case funds.CodeBusy:
		return http.StatusServiceUnavailable
	case funds.CodeInternal:
		return http.StatusInternalServerError
	default:
		return http.StatusInternalServerError
	}
}

// PublicMessage is what a client may read of an error: its message, or, of an internal one, the request
// id alone.
func PublicMessage(err *funds.Error, requestID string) string {
	if err.Code == funds.CodeInternal {
		return "服务器内部错误，请求编号: " + requestID
	}
	return err.Message
}

// Named is a message that names its field, once.
func Named(field, message string) string {
	if strings.Contains(message, field) {
		return message
	}
	return field + ": " + message
}
