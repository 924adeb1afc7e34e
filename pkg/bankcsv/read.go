// Package bankcsv reads lines of an account from a CSV file whose first row names its columns in this system's own words,
// as whoever exports from a bank's pages can make one. It judges nothing: see package statement. It imports funds alone.
package bankcsv

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Why a file is refused as a whole. Text is the row, Field the column.
const (
	ReasonHeader funds.Reason = "bankcsv_header" // the first row lacks Text, names it twice, or names what there is not
	ReasonRow    funds.Reason = "bankcsv_row"    // row Text is no row of CSV, or has another number of cells than the first
	ReasonCell   funds.Reason = "bankcsv_cell"   // column Other of row Text is not what it should be
)

// Columns are the names that the first row may have. Day and amount are needed.
const (
	columnDay, columnAmount, columnBalance            = "day", "amount", "balance"
	columnEndToEnd, columnNumber, columnReference     = "endToEndId", "transactionNo", "reference"
	columnBatch, columnCode, columnText, columnReturn = "batch", "code", "text", "return"
	columnName, columnAccount, columnReversal         = "name", "account", "reversal"
)

func columns() []string {
	return []string{
		columnDay, columnAmount, columnBalance, columnEndToEnd, columnNumber, columnReference, columnBatch, columnCode, columnText,
		columnReturn, columnName, columnAccount, columnReversal,
	}
}

// Read reads a file of at most some megabytes. The statement covers the days from its first line to its last; with a balance
// on each line it has an opening and a closing one.
func Read(file io.Reader) (funds.BankStatement, error) {
	rows := csv.NewReader(file)
	head, err := rows.Read()
	if err != nil {
		return funds.BankStatement{}, refused(ReasonRow, 1, "")
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	if err := checkHead(head); err != nil {
		return funds.BankStatement{}, err
	}
	var s funds.BankStatement
	for n := 2; ; n++ {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return funds.BankStatement{}, refused(ReasonRow, n, "")
		}
		line, err := lineOf(head, cells, n)
		if err != nil {
			return funds.BankStatement{}, err
		}
		s.Lines = append(s.Lines, line)
	}
	return framed(s), nil
}

func checkHead(head []string) error {
	for i, name := range head {
		if !slices.Contains(columns(), name) || slices.Contains(head[:i], name) {
			return funds.Invalid("content", ReasonHeader).About(funds.Facts{Text: name})
		}
	}
	for _, needed := range []string{columnDay, columnAmount} {
		if !slices.Contains(head, needed) {
			return funds.Invalid("content", ReasonHeader).About(funds.Facts{Text: needed})
		}
	}
	return nil
}

// lineOf is one row as a line.
func lineOf(head, cells []string, n int) (funds.BankLine, error) {
	cell := func(name string) string {
		if at := slices.Index(head, name); at >= 0 {
			return strings.TrimSpace(cells[at])
		}
		return ""
	}
	line := funds.BankLine{Place: "row " + strconv.Itoa(n), Day: cell(columnDay), Batch: cell(columnBatch), Reversal: cell(columnReversal) == "true"}
	var err error
	if line.Amount, err = funds.ParseAmount(cell(columnAmount)); err != nil {
		return line, refused(ReasonCell, n, columnAmount)
	}
	if line.Runs = slices.Contains(head, columnBalance); line.Runs {
		if line.Running, err = funds.ParseAmount(cell(columnBalance)); err != nil {
			return line, refused(ReasonCell, n, columnBalance)
		}
	}
	if reversal := cell(columnReversal); reversal != "" && reversal != "true" && reversal != "false" {
		return line, refused(ReasonCell, n, columnReversal)
	}
	line.EndToEnd, line.TransactionNo, line.Reference, line.Code = cell(columnEndToEnd), cell(columnNumber), cell(columnReference), cell(columnCode)
	line.Party = funds.BankParty{Name: cell(columnName), Account: cell(columnAccount)}
	line.Return = funds.BankReturn{Is: cell(columnReturn) != "", Reason: cell(columnReturn)}
	said := []rune(cell(columnText))
	line.Text = string(said[:min(len(said), funds.MaxBankTextRunes)])
	for i, text := range cells {
		if funds.CheckLine(head[i], text) != nil {
			return line, refused(ReasonCell, n, head[i])
		}
	}
	return line, nil
}

// framed gives a statement its days and balances, which are those of its lines.
func framed(s funds.BankStatement) funds.BankStatement {
	for i, line := range s.Lines {
		if i == 0 {
			s.From, s.To = line.Day, line.Day
			s.Balanced, s.Opening = line.Runs, line.Running-line.Amount
		}
		s.From, s.To = min(s.From, line.Day), max(s.To, line.Day)
		s.Closing = line.Running
	}
	if !s.Balanced {
		s.Opening, s.Closing = 0, 0
	}
	return s
}

func refused(reason funds.Reason, row int, column string) error {
	return funds.Invalid("content", reason).About(funds.Facts{Text: strconv.Itoa(row), Other: column})
}
