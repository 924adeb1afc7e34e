package wallet

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

type success struct {
	Success bool   `json:"success"`
	Message string `json:"message,omitempty"`
	Data    any    `json:"data"`
}

type failure struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

func ok(data any) edge.Response { return said("", data) }

func said(message string, data any) edge.Response {
	return edge.OK(success{Success: true, Message: message, Data: data})
}

// refusal is this contract's error table. It knows no 409 for a wrong state: that is a 400.
func refusal(err *funds.Error, requestID string) (int, any) {
	status, message := edge.Status(err.Code), edge.PublicMessage(err, requestID)
	switch {
	case err.Code == funds.CodeNotFound && err.Field == "":
		message = "提现记录不存在"
	case err.Code == funds.CodeIllegal && err.Field == "":
		status, message = http.StatusBadRequest, "提现记录状态不正确"
	case err.Code == funds.CodeIllegal:
		status = http.StatusBadRequest
	}
	return status, failure{Message: message}
}

type pagination struct {
	Page       int64 `json:"page"`
	PageSize   int64 `json:"pageSize"`
	Total      int64 `json:"total"`
	TotalPages int64 `json:"totalPages"`
}

func paged(page flow.Page, total int64) pagination {
	return pagination{page.Number, page.Size, total, (total + page.Size - 1) / page.Size}
}
