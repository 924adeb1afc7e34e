package merchant

import (
	"strings"

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

// refusal is this contract's error table.
func refusal(err *funds.Error, requestID string) (int, any) {
	return edge.Status(err.Code), failure{Message: messageOf(err, requestID)}
}

func messageOf(err *funds.Error, requestID string) string {
	if err.Code == funds.CodeNotFound {
		return "提现记录不存在"
	}
	return edge.PublicMessage(err, requestID)
}

// callbackRefusal is refusal for the gateway's people, who read which of their fields is wrong.
func callbackRefusal(err *funds.Error, requestID string) (int, any) {
	message := messageOf(err, requestID)
	if !strings.Contains(message, err.Field) {
		message = err.Field + ": " + message
	}
	return edge.Status(err.Code), failure{Message: message}
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
