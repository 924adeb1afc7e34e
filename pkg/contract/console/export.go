package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Encoder writes a table as a file. Its cells are strings and [funds.Amount]s.
type Encoder func(header []string, rows [][]any) ([]byte, error)

// Encoders are those of the document's formats.
type Encoders struct{ CSV, XLSX Encoder }

type exportFormat struct {
	name, mediaType string
	encode          Encoder
}

func (e Encoders) format(r *edge.Request) (exportFormat, error) {
	name, _, err := r.Query("format")
	switch {
	case err != nil:
		return exportFormat{}, err
	case name == "" || name == "csv":
		return exportFormat{"csv", "text/csv; charset=utf-8", e.CSV}, nil
	case name == "xlsx":
		return exportFormat{name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", e.XLSX}, nil
	}
	return exportFormat{}, funds.Invalid("format", "format 无效，应为 csv 或 xlsx")
}

// maxExportRows is what a function reads and writes well within the time of an answer.
const maxExportRows = 20_000

// export serves 导出接口 (section 7).
func export(service *flow.Service, encoders Encoders) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		format, err := encoders.format(r)
		if err != nil {
			return edge.Response{}, err
		}
		filter, given, err := filterOf(r, service.Policy)
		if err != nil {
			return edge.Response{}, err
		}
		file, err := service.Export(ctx, r.Actor(), flow.Export{
			Filter: filter, Given: given, Format: format.name, MaxRows: maxExportRows,
			Encode: func(records []flow.Record) ([]byte, error) {
				rows := contract.Views(records, func(record flow.Record) []any { return exportRow(record, service.Policy) })
				file, err := format.encode(exportHeader(), rows)
				if err == nil && contract.AnswerBytes(file) > contract.MaxAnswerBytes {
					err = funds.Invalid("", "导出文件过大（%d 条记录），请缩小筛选范围", len(records))
				}
				return file, err
			},
		})
		if err != nil {
			return edge.Response{}, err
		}
		return edge.Response{Body: file, Header: http.Header{
			"Content-Type":        {format.mediaType},
			"Content-Disposition": {disposition(service.Policy.Day(service.Now()), format.name)},
		}}, nil
	}
}

// disposition names the file, for old clients in ASCII too (RFC 6266).
func disposition(day, extension string) string {
	return fmt.Sprintf(`attachment; filename="withdraw-records_%[1]s.%[2]s"; filename*=UTF-8''%[3]s_%[1]s.%[2]s`,
		day, extension, url.PathEscape("提现记录"))
}

// exportHeader are the document's columns, in its order.
func exportHeader() []string {
	return []string{
		"提现单号", "陪诊员ID", "陪诊员姓名", "手机号", "提现金额", "手续费", "实际到账", "提现方式", "收款账户", "状态", "申请时间", "打款时间", "失败原因",
	}
}

func exportRow(record flow.Record, policy funds.Policy) []any {
	view := rowViewOf(record, policy)
	method, named := chineseMethods[record.Withdrawal.Method]
	if !named {
		method = view.Method
	}
	return []any{
		view.WithdrawNo, view.EscortID, view.EscortName, view.EscortPhoneMasked,
		funds.Amount(view.Amount), funds.Amount(view.Fee), funds.Amount(view.NetAmount),
		method, view.AccountMasked, chineseStatuses[record.Withdrawal.State],
		localTime(record.Withdrawal.CreatedAt, policy), localTime(record.Withdrawal.Payout.PaidAt, policy), view.FailReason,
	}
}

var chineseMethods = map[funds.Method]string{
	funds.MethodBank: "银行卡", funds.MethodAlipay: "支付宝", funds.MethodWechat: "微信",
}

// chineseStatuses names the statuses of the document (待审核, 已审核 and 已完成 are its own words).
var chineseStatuses = contract.Spelling{
	funds.StatePending:    "待审核",
	funds.StateApproved:   "已审核",
	funds.StateProcessing: "打款中",
	funds.StateCompleted:  "已完成",
	funds.StateRejected:   "已驳回",
	funds.StateFailed:     "已失败",
	funds.StateCancelled:  "已驳回",
}

// localTime prints a time for people: in the business time zone, empty for never.
func localTime(at time.Time, policy funds.Policy) string {
	if at.IsZero() {
		return ""
	}
	return at.In(policy.Zone).Format(time.DateTime)
}
