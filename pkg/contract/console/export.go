package console

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

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

func (p ExportParts) format(in *edge.Input) exportFormat {
	name, _ := in.Query("format")
	switch name {
	case "", "csv":
		return exportFormat{"csv", "text/csv; charset=utf-8", p.CSV}
	case "xlsx":
		return exportFormat{name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", p.XLSX}
	}
	in.Fail(funds.NotOneOf("format", "csv", "xlsx"))
	return exportFormat{}
}

// maxExportBytes is the largest file that is the answer itself.
const maxExportBytes = 4 << 20

// exportAsked is an export, and who reads it.
type exportAsked struct {
	by       funds.Actor
	reader   words.Reader
	format   exportFormat
	filter   funds.Filter
	given    map[string]string
	byPayout bool // the days are those of the payout, and the columns those of the books
	wantJSON bool // a page may not follow a redirect to another origin, but it may go there
}

// exported is a file, or the address where it is.
type exported struct {
	body           []byte
	named, address string
}

// export serves 导出接口 (section 7). What is too large for an answer is a file elsewhere, which the answer points to.
func export(lists *list.Service, parts ExportParts) handler {
	return edge.Handle(func(in *edge.Input) exportAsked {
		format := parts.format(in)
		filter, given := filterOf(in, lists)
		byPayout := byPayoutOf(in, given)
		wantJSON := strings.Contains(in.HTTP.Header.Get("Accept"), "application/json")
		return exportAsked{in.Actor(), in.Reader(), format, filter, given, byPayout, wantJSON}
	}, func(ctx context.Context, asked exportAsked) (exported, error) {
		return parts.export(ctx, lists, asked)
	}, func(_ words.Reader, asked exportAsked, file exported) edge.Response {
		switch {
		case file.address == "":
			return edge.Response{Body: file.body, Header: http.Header{"Content-Type": {asked.format.mediaType}, "Content-Disposition": {file.named}}}
		case asked.wantJSON:
			return ok(struct {
				URL string `json:"url"`
			}{file.address})
		}
		return edge.Response{Status: http.StatusFound, Header: http.Header{"Location": {file.address}}}
	})
}

func (p ExportParts) export(ctx context.Context, lists *list.Service, asked exportAsked) (exported, error) {
	named := disposition(lists.Policy.Day(lists.Now()), asked.format.name)
	file := p.File(ctx, FileMeta{Key: "exports/" + rand.Text() + "." + asked.format.name, Type: asked.format.mediaType, Disposition: named})
	defer file.Discard()
	_, err := lists.Export(ctx, asked.by, list.Export{
		Filter: asked.filter, Given: asked.given, Format: asked.format.name, ByPayout: asked.byPayout,
		Begin: func() (list.ExportFile, error) {
			if asked.byPayout {
				table, err := asked.format.begin(file, append(exportHeader(), bookColumns()...))
				return bookTable{recordTable{table, lists.Policy, asked.reader}}, err
			}
			table, err := asked.format.begin(file, exportHeader())
			return recordTable{table, lists.Policy, asked.reader}, err
		},
	})
	if err != nil {
		return exported{}, err
	}
	body := file.Bytes()
	if body != nil && len(body) <= maxExportBytes && contract.AnswerBytes(body) <= contract.MaxAnswerBytes {
		return exported{body: body, named: named}, nil
	}
	address, err := file.Publish()
	return exported{address: address}, err
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
	view := rowViewOf(record, policy, time.Time{}, reader) // whom it takes is not in a file
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
