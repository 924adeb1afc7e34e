package console

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// ExportParts are what an export is made with. They come from outside so that one function alone carries what they
// need.
type ExportParts struct {
	CSV, XLSX func(to io.Writer, header []string) (ExportTable, error)
	File      func(context.Context, FileMeta) ExportFile
}

// ExportTable is a file with one table, while it is written. A cell is a string, a [funds.Amount] or a [time.Time].
type ExportTable interface {
	Row(cells []any) error
	// Close writes what is left, also after an error; the file is whole where it gives none.
	Close() error
}

// FileMeta is what a file is called and what it is.
type FileMeta struct {
	Key         string // nobody must be able to guess it
	Type        string // media type
	Disposition string // what to call it where it is saved (RFC 6266)
}

// ExportFile holds what is written in memory, or keeps it elsewhere where that is too much.
type ExportFile interface {
	io.Writer
	// Bytes are nil where they are elsewhere.
	Bytes() []byte
	// Publish gives the address to fetch the file from, for some minutes.
	Publish() (address string, err error)
	// Discard clears away what was not published.
	Discard()
}

type exportFormat struct {
	name, mediaType string
	begin           func(to io.Writer, header []string) (ExportTable, error)
}

func (p ExportParts) format(r *edge.Request) (exportFormat, error) {
	name, _, err := r.Query("format")
	switch {
	case err != nil:
		return exportFormat{}, err
	case name == "" || name == "csv":
		return exportFormat{"csv", "text/csv; charset=utf-8", p.CSV}, nil
	case name == "xlsx":
		return exportFormat{name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", p.XLSX}, nil
	}
	return exportFormat{}, funds.NotOneOf("format", "csv", "xlsx")
}

// maxExportBytes is the largest file that is the answer itself.
const maxExportBytes = 4 << 20

// export serves 导出接口 (section 7). What is too large for an answer is a file elsewhere, which the answer points to.
func export(lists *list.Service, parts ExportParts) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		format, err := parts.format(r)
		if err != nil {
			return edge.Response{}, err
		}
		filter, given, err := filterOf(ctx, r, lists)
		if err != nil {
			return edge.Response{}, err
		}
		named := disposition(lists.Policy.Day(lists.Now()), format.name)
		file := parts.File(ctx, FileMeta{Key: "exports/" + rand.Text() + "." + format.name, Type: format.mediaType, Disposition: named})
		defer file.Discard()
		_, err = lists.Export(ctx, r.Actor(), list.Export{
			Filter: filter, Given: given, Format: format.name,
			Begin: func() (list.ExportFile, error) {
				table, err := format.begin(file, exportHeader())
				return recordTable{table, lists.Policy, r.Reader()}, err
			},
		})
		if err != nil {
			return edge.Response{}, err
		}
		body := file.Bytes()
		if body != nil && len(body) <= maxExportBytes && contract.AnswerBytes(body) <= contract.MaxAnswerBytes {
			return edge.Response{Body: body, Header: http.Header{"Content-Type": {format.mediaType}, "Content-Disposition": {named}}}, nil
		}
		address, err := file.Publish()
		if err != nil {
			return edge.Response{}, err
		}
		return elsewhere(r, address), nil
	}
}

// elsewhere sends to a file's address, or tells it where JSON is asked for: a page may not follow a redirect to
// another origin, but it may go there.
func elsewhere(r *edge.Request, address string) edge.Response {
	if strings.Contains(r.HTTP.Header.Get("Accept"), "application/json") {
		return ok(struct {
			URL string `json:"url"`
		}{address})
	}
	return edge.Response{Status: http.StatusFound, Header: http.Header{"Location": {address}}}
}

// recordTable writes withdrawals as the document's rows.
type recordTable struct {
	ExportTable

	policy funds.Policy
	reader words.Reader
}

// Row writes one withdrawal.
func (t recordTable) Row(record list.Record) error {
	return t.ExportTable.Row(exportRow(record, t.policy, t.reader))
}

// disposition names the file, for old clients in ASCII too (RFC 6266).
func disposition(day, extension string) string {
	return fmt.Sprintf(`attachment; filename="withdraw-records_%[1]s.%[2]s"; filename*=UTF-8''%[3]s_%[1]s.%[2]s`,
		day, extension, url.PathEscape("提现记录"))
}

// exportHeader are the document's columns, in its order.
//
// They are the CSV order of columns; the CSV order of rows is list.Service.Export's, newest first.
func exportHeader() []string {
	return []string{
		"提现单号", "陪诊员ID", "陪诊员姓名", "手机号", "提现金额", "手续费", "实际到账", "提现方式", "收款账户", "状态", "申请时间", "打款时间", "失败原因",
	}
}

func exportRow(record list.Record, policy funds.Policy, reader words.Reader) []any {
	view := rowViewOf(record, policy, reader)
	method, named := chineseMethods[record.Withdrawal.Method]
	if !named {
		method = view.Method
	}
	return []any{
		view.WithdrawNo, view.EscortID, view.EscortName, view.EscortPhoneMasked,
		funds.Amount(view.Amount), funds.Amount(view.Fee), funds.Amount(view.NetAmount),
		method, view.AccountMasked, chineseStatuses[record.Withdrawal.State],
		record.Withdrawal.CreatedAt.In(policy.Zone), record.Withdrawal.Payout.PaidAt.In(policy.Zone), funds.OneLine(view.FailReason),
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
