package payfile

import (
	"errors"
	"io"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

// Result is what a row of a table says has become of a payout.
type Result struct {
	Line          int // in the file, from 1
	ID            string
	Outcome       Outcome
	TransactionNo string       // of one that was paid
	Reason        string       // of one that was not; may be empty
	Amount        funds.Amount // as the file says it; 0 where it does not
	Day           string       // booked on, as the file says it; empty where it does not
	Err           *funds.Error // why the row cannot be believed: then nothing else of it counts but ID, which may be empty
}

// Outcome is what a row says.
type Outcome string

// The outcomes.
const (
	OutcomeNone   Outcome = ""       // it says nothing: the bank is still at it, or the file was not filled in
	OutcomePaid   Outcome = "paid"   // it has a transaction number, and no word against it
	OutcomeFailed Outcome = "failed" // a word says so
)

// Why a table, or one of its rows, is no result.
const (
	ReasonNoHeader    Reason = "results_header" // no row has Options, or their other names
	ReasonColumnTwice Reason = "column_twice"   // two columns, one of them Field, are both Text
	ReasonRowBoth     Reason = "row_both"       // in Line are a transaction number and a word that it failed
	ReasonRowNoNumber Reason = "row_no_number"  // in Line is a word that it was paid, and no transaction number
	ReasonRowTwice    Reason = "row_twice"      // in Line is Text, which another row has too
	ReasonRowWord     Reason = "row_word"       // in Line is Text, which says neither that it was paid nor that it failed
	ReasonRowNoID     Reason = "row_no_id"      // in Line is a result of nothing
	ReasonRowAmount   Reason = "row_amount"     // in Line is Text, which is no amount
)

// headers are the names of the columns that are read, by what they are: in lower case, without white space and brackets.
var headers = map[string][]string{
	"id":     {"单号", "编号", "recordid", "商户流水号", "商户订单号", "订单号", "提现单号", "id", "serial", "withdrawalid", "endtoendid"},
	"number": {"交易流水号", "流水号", "交易号", "银行流水号", "支付宝流水号", "transactionno", "transactionnumber", "transactionid", "reference"},
	"status": {"状态", "结果", "处理结果", "付款状态", "交易状态", "status", "result"},
	"reason": {"失败原因", "原因", "失败理由", "reason", "failreason", "error"},
	"amount": {"金额", "付款金额", "实付金额", "amount", "net"},
	"day":    {"记账日期", "付款日期", "交易日期", "入账日期", "日期", "date", "bookingdate"},
}

// words are what a status is told by.
var words = map[string]Outcome{
	"成功": OutcomePaid, "已付款": OutcomePaid, "已支付": OutcomePaid, "付款成功": OutcomePaid, "交易成功": OutcomePaid, "s": OutcomePaid,
	"success": OutcomePaid, "succeeded": OutcomePaid, "paid": OutcomePaid, "completed": OutcomePaid, "ok": OutcomePaid,
	"失败": OutcomeFailed, "付款失败": OutcomeFailed, "交易失败": OutcomeFailed, "退回": OutcomeFailed, "已退回": OutcomeFailed, "拒绝": OutcomeFailed, "f": OutcomeFailed,
	"failed": OutcomeFailed, "failure": OutcomeFailed, "rejected": OutcomeFailed, "returned": OutcomeFailed,
	"处理中": OutcomeNone, "待处理": OutcomeNone, "processing": OutcomeNone, "pending": OutcomeNone, "": OutcomeNone,
}

// maxHead is how many rows a bank may write above the header.
const maxHead = 20

// Read is [ReadResults] of a file of so many bytes.
func Read(file io.ReaderAt, sizeBytes int64) ([]Result, error) {
	table, err := sheet.Open(file, sizeBytes)
	if err != nil {
		return nil, err //nolint:wrapcheck // it refuses the file as it is
	}
	return ReadResults(table)
}

// ReadResults reads a table of results: a header that names the id, and a transaction number, a status or a reason; then a row
// for each payout. A fault of a row is the row's; one of the file refuses it. A totals line, which has neither an id nor a
// result, is passed over.
func ReadResults(table sheet.Table) (results []Result, err error) {
	columns, err := headerOf(table)
	if err != nil {
		return nil, err
	}
	seen := map[string]int{} // where an id was first
	for {
		row, err := table.Next()
		switch {
		case errors.Is(err, io.EOF):
			return results, nil
		case err != nil:
			return nil, err //nolint:wrapcheck // it refuses the file as it is
		}
		result, said := columns.result(row)
		if !said {
			continue
		}
		if at, again := seen[result.ID]; again && result.ID != "" {
			result = twice(result)
			results[at] = twice(results[at]) // which of the two is right nobody can say
		} else {
			seen[result.ID] = len(results)
		}
		results = append(results, result)
	}
}

// twice is a result of an id that another row has too: it says nothing.
func twice(r Result) Result {
	if r.Err != nil {
		return r
	}
	about := funds.Facts{Line: int64(r.Line), Text: r.ID}
	return Result{Line: r.Line, ID: r.ID, Err: funds.Invalid("file", ReasonRowTwice).About(about)}
}

// columns are where each of [headers] stands.
type columns map[string]int

func headerOf(table sheet.Table) (columns, error) {
	for range maxHead {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err //nolint:wrapcheck // it refuses the file as it is
		}
		found := columns{}
		for i := range row.Len() {
			text, err := row.Text(i)
			if err != nil {
				continue // no header's name
			}
			is := meaning(text)
			if is == "" {
				continue
			}
			if _, twice := found[is]; twice {
				return nil, funds.Invalid("file", ReasonColumnTwice).About(funds.Facts{Line: int64(row.Line), Field: text, Text: is})
			}
			found[is] = i
		}
		if found.enough() {
			return found, nil
		}
	}
	return nil, funds.Invalid("file", ReasonNoHeader).About(funds.Facts{Options: "单号/id,交易流水号/transactionNo"})
}

func (c columns) enough() bool {
	has := func(name string) bool { _, is := c[name]; return is }
	return has("id") && (has("number") || has("status") || has("reason"))
}

// meaning is which of [headers] a column's name is.
func meaning(name string) string {
	plain, _, _ := strings.Cut(strings.NewReplacer("（", "(", " ", "", "_", "").Replace(strings.ToLower(name)), "(")
	for is, names := range headers {
		for _, one := range names {
			if plain == one {
				return is
			}
		}
	}
	return ""
}

// result is what a row says; false where it says nothing at all of a payout.
func (c columns) result(row sheet.Row) (result Result, said bool) {
	result.Line = row.Line
	texts := map[string]string{}
	for name, column := range c {
		text, err := row.Text(column)
		var fault *funds.Error
		if errors.As(err, &fault) {
			result.Err = fault
		}
		texts[name] = text
	}
	result.ID = texts["id"]
	if result.Err != nil {
		return result, true
	}
	outcome, known := words[strings.ToLower(texts["status"])]
	number, reason := texts["number"], texts["reason"]
	if result.ID == "" || meaning(result.ID) != "" || strings.HasPrefix(result.ID, "合计") {
		if number == "" && texts["status"] == "" && reason == "" {
			return result, false
		}
		result.Err = rowFault(ReasonRowNoID, row, "")
		return result, true
	}
	told := texts["status"] != ""
	switch { // without a word, what else is there says it
	case !told && reason != "":
		outcome = OutcomeFailed
	case !told && number != "":
		outcome = OutcomePaid
	}
	switch {
	case !known:
		result.Err = rowFault(ReasonRowWord, row, texts["status"])
	case outcome == OutcomeFailed && number != "" && !told: // with a word, banks number also what failed
		result.Err = rowFault(ReasonRowBoth, row, number)
	case outcome == OutcomePaid && number == "":
		result.Err = rowFault(ReasonRowNoNumber, row, "")
	}
	if result.Err != nil {
		return result, true
	}
	result.Outcome, result.Day = outcome, texts["day"]
	if outcome == OutcomePaid {
		result.TransactionNo = number
	}
	if outcome == OutcomeFailed {
		result.Reason = reason
	}
	result.Amount, result.Err = amountOf(row, texts["amount"])
	return result, true
}

// amountOf reads an amount as people write it: with commas between thousands, and with or without decimals.
func amountOf(row sheet.Row, text string) (funds.Amount, *funds.Error) {
	if text == "" {
		return 0, nil
	}
	amount, err := sheet.Amount(text, false)
	if err != nil || amount <= 0 {
		return 0, rowFault(ReasonRowAmount, row, text)
	}
	return amount, nil
}

func rowFault(reason Reason, row sheet.Row, text string) *funds.Error {
	return funds.Invalid("file", reason).About(funds.Facts{Line: int64(row.Line), Text: text})
}
