package edge

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Status is the HTTP status that a code has where a contract's document does not say otherwise.
func Status(code funds.Code) int {
	switch code {
	case funds.CodeInvalid, funds.CodeWalletInactive, funds.CodeInsufficient, funds.CodeGatewayShort,
		funds.CodeSingleLimit, funds.CodeDailyLimit, funds.CodeRollingLimit, funds.CodeMinimum, funds.CodeTooManyOpen:
		return http.StatusBadRequest
	case funds.CodeUnauthenticated:
		return http.StatusUnauthorized
	case funds.CodeForbidden:
		return http.StatusForbidden
	case funds.CodeNotFound, funds.CodeNoRoute:
		return http.StatusNotFound
	case funds.CodeNoMethod:
		return http.StatusMethodNotAllowed
	case funds.CodeIllegal, funds.CodeUnpayable, funds.CodeApproval, funds.CodeDuplicateNumber, funds.CodeIdempotency, funds.CodeDuplicate, funds.CodeGatewayDisagrees, funds.CodePaused, funds.CodeTooEarly:
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
