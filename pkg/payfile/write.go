package payfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

// Why a batch, or one of its rows, cannot be written. They name the field.
const (
	ReasonTooManyRows Reason = "rows_too_many"  // a file of this layout has Maximum payouts at most, and here are Count
	ReasonRowFormula  Reason = "text_formula"   // a spreadsheet would take Field for a formula
	ReasonNoLayout    Reason = "layout_unknown" // there is none of this name
)

// Check names all that keeps a batch from being written, row by row; none where it can be.
func (l Layout) Check(batch Batch) (faults []Fault) {
	whole := func(err *funds.Error) { faults = append(faults, Fault{Err: err}) }
	switch {
	case l.Format != FormatMessage && l.Format != FormatCSV && l.Format != FormatXLSX:
		whole(funds.Invalid("format", ReasonNoLayout))
		return faults
	case len(batch.Rows) == 0:
		whole(funds.Invalid("ids", iso20022.ReasonNoPayments))
		return faults
	case len(batch.Rows) > l.maxRows():
		whole(funds.Invalid("ids", ReasonTooManyRows).About(funds.Facts{Maximum: int64(l.maxRows()), Count: int64(len(batch.Rows))}))
	}
	for _, row := range batch.Rows {
		if err := l.checkRow(batch, row); err != nil {
			faults = append(faults, Fault{row.ID, err})
		}
	}
	if len(faults) > 0 {
		return faults
	}
	if err := l.checkWhole(batch); err != nil {
		whole(err)
	}
	return faults
}

func (l Layout) checkRow(batch Batch, row Row) *funds.Error {
	bank := l.bank(row)
	switch {
	case row.Amount <= 0 || row.Amount > funds.MaxAmount:
		return funds.Invalid("amount", funds.ReasonAmountForm)
	case l.NeedsIBAN && !iso20022.IsIBAN(strings.ToUpper(strings.Join(strings.Fields(row.To.Account), ""))):
		return funds.Invalid("account", iso20022.ReasonNoIBAN)
	case (l.NeedsBank || needs(l.Columns, ValueBankCode)) && bank.BIC == "" && bank.CNAPS == "":
		return funds.Invalid("bank", iso20022.ReasonNoBankCode).About(funds.Facts{Text: row.To.Bank})
	}
	if l.Format == FormatMessage {
		return refusal(l.payment(row).Check())
	}
	return l.checkCells(l.Columns, func(column Column) string { return l.text(column, batch, row, 0) })
}

func needs(columns []Column, value Value) bool {
	return slices.ContainsFunc(columns, func(c Column) bool { return c.Needed && c.Value == value })
}

// checkWhole checks what is not of one row: sums, the paying account, the layout's own texts.
func (l Layout) checkWhole(batch Batch) *funds.Error {
	if l.Format == FormatMessage {
		return refusal(l.initiation(batch).Check())
	}
	sum, err := total(batch)
	if err != nil {
		return refusal(err)
	}
	return l.checkCells(l.Sums, func(column Column) string { return l.sum(column, batch, sum) })
}

// checkCells checks the texts of a line. Of numbers nothing can be wrong.
func (l Layout) checkCells(columns []Column, text func(Column) string) *funds.Error {
	for _, column := range columns {
		if column.Value == ValueAmount {
			continue
		}
		text, most := text(column), column.MaxRunes
		if most == 0 {
			most = maxColumnRunes
		}
		field := string(column.Value)
		switch {
		case text == "" && column.Needed:
			return funds.Missing(field)
		case utf8.RuneCountInString(text) > most:
			return funds.Invalid(field, funds.ReasonTextTooLong).About(funds.Facts{Maximum: int64(most)})
		case !utf8.ValidString(text), strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) || c == utf8.RuneError }):
			return funds.Invalid(field, iso20022.ReasonNotXML)
		case l.Format == FormatCSV && sheet.IsFormula(text):
			return funds.Invalid(field, ReasonRowFormula)
		}
	}
	return nil
}

// refusal is what an error of a check refuses.
func refusal(err error) *funds.Error {
	var refused *funds.Error
	if err == nil || errors.As(err, &refused) {
		return refused
	}
	return funds.Internal("check a batch", err)
}

func total(batch Batch) (sum funds.Amount, err error) {
	for _, row := range batch.Rows {
		if sum += row.Amount; sum > funds.MaxAmount {
			return 0, funds.Invalid("amount", iso20022.ReasonTotalTooBig)
		}
	}
	return sum, nil
}

// Write writes a batch that [Layout.Check] names nothing of; of another it is an error, and nothing is written.
func (l Layout) Write(to io.Writer, batch Batch) error {
	if faults := l.Check(batch); len(faults) > 0 {
		return fmt.Errorf("withdrawal %s: %w", faults[0].ID, faults[0].Err)
	}
	switch l.Format {
	case FormatMessage:
		if err := l.initiation(batch).Write(to); err != nil {
			return fmt.Errorf("write a batch: %w", err)
		}
		return nil
	case FormatCSV:
		return l.writeCSV(to, batch)
	case FormatXLSX:
		return l.writeXLSX(to, batch)
	}
	return funds.Invalid("format", ReasonNoLayout)
}

func (l Layout) writeCSV(to io.Writer, batch Batch) error {
	file, err := sheet.NewPlain(to, l.Encoding)
	if err != nil {
		return fmt.Errorf("write a batch: %w", err)
	}
	lines := l.lines(batch)
	if l.Totals == TotalsAbove {
		lines = append([][]any{namesOf(l.Sums), l.sums(batch)}, lines...)
	}
	return written(file, lines)
}

// writeXLSX has the header that [sheet.XLSX] writes as its first line.
func (l Layout) writeXLSX(to io.Writer, batch Batch) error {
	lines := l.lines(batch)
	if l.Totals == TotalsAbove {
		lines = append([][]any{namesOf(l.Sums), l.sums(batch)}, lines...)
	}
	header := make([]string, 0, len(lines[0]))
	for _, cell := range lines[0] {
		header = append(header, fmt.Sprint(cell))
	}
	file, err := sheet.XLSX(to, header)
	if err != nil {
		return fmt.Errorf("write a batch: %w", err)
	}
	return written(file, lines[1:])
}

func written(file sheet.Sheet, lines [][]any) error {
	for _, line := range lines {
		if err := file.Row(line); err != nil {
			return fmt.Errorf("write a batch: %w", err)
		}
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write a batch: %w", err)
	}
	return nil
}

// lines are the header, the rows, and the totals where they stand below.
func (l Layout) lines(batch Batch) [][]any {
	lines := make([][]any, 0, len(batch.Rows)+2) //nolint:mnd // the header and the totals
	lines = append(lines, namesOf(l.Columns))
	for n, row := range batch.Rows {
		line := make([]any, len(l.Columns))
		for i, column := range l.Columns {
			line[i] = l.text(column, batch, row, n+1)
			if column.Value == ValueAmount {
				line[i] = row.Amount
			}
		}
		lines = append(lines, line)
	}
	if l.Totals == TotalsBelow {
		lines = append(lines, l.sums(batch))
	}
	return lines
}

func namesOf(columns []Column) []any {
	names := make([]any, len(columns))
	for i, column := range columns {
		names[i] = column.Name
	}
	return names
}

func (l Layout) sums(batch Batch) []any {
	sum, _ := total(batch) // as Check has seen
	line := make([]any, len(l.Sums))
	for i, column := range l.Sums {
		line[i] = l.sum(column, batch, sum)
		if column.Value == ValueAmount {
			line[i] = sum
		}
	}
	return line
}

// sum is a totals line's text.
func (l Layout) sum(column Column, batch Batch, sum funds.Amount) string {
	if column.Value == ValueAmount {
		return sum.Fixed()
	}
	return l.text(column, batch, Row{}, 0)
}

// text is what stands in a column of a row, an amount apart.
func (l Layout) text(column Column, batch Batch, row Row, n int) string {
	switch column.Value {
	case ValueID:
		return string(row.ID)
	case ValueRow:
		return strconv.Itoa(n)
	case ValueHolder:
		return strings.TrimSpace(row.To.Owner)
	case ValueAccount:
		return strings.TrimSpace(row.To.Account)
	case ValueBank:
		return strings.TrimSpace(row.To.Bank)
	case ValueBankCode:
		bank := l.bank(row)
		return bank.BIC + bank.CNAPS
	case ValueRemark:
		return strings.TrimSpace(funds.OneLine(row.To.Remark))
	case ValueNote:
		return l.Note
	case ValueCurrency:
		return batch.Account.Currency
	case ValueBatch:
		return batch.ID
	case ValueDay:
		return strings.ReplaceAll(batch.Day, "-", "")
	case ValueCount:
		return strconv.Itoa(len(batch.Rows))
	case ValueOwnHolder:
		return batch.Account.Holder
	case ValueOwnNumber:
		return batch.Account.Number
	case ValueText:
		return column.Text
	case ValueAmount:
	}
	return ""
}

func (l Layout) initiation(batch Batch) iso20022.Initiation {
	order := iso20022.Initiation{
		ID: batch.ID, At: batch.At, Day: batch.Day, Holder: batch.Account.Holder, Currency: batch.Account.Currency, Whole: l.Whole, Charges: l.Charges,
		Account: iso20022.Account{Number: batch.Account.Number, Bank: iso20022.BankOf(batch.Account.Bank)},
	}
	for _, row := range batch.Rows {
		order.Payments = append(order.Payments, l.payment(row))
	}
	return order
}

func (l Layout) payment(row Row) iso20022.Payment {
	return iso20022.Payment{
		ID: string(row.ID), Amount: row.Amount, Holder: strings.TrimSpace(row.To.Owner), Note: l.Note,
		To: iso20022.Account{Number: strings.TrimSpace(row.To.Account), Bank: l.bank(row)},
	}
}
