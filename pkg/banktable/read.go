package banktable

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

const (
	maxHead  = 30      // rows that a bank may write above the header
	maxLines = 100_000 // of one statement
)

// Read reads the statement of an account. The balances around it are those that its first and last line say.
func Read(table sheet.Table, mapping Mapping, account funds.BankAccount) (funds.BankStatement, error) {
	if err := mapping.Check(); err != nil {
		return funds.BankStatement{}, err
	}
	columns, err := headerOf(table, mapping.names())
	if err != nil {
		return funds.BankStatement{}, err
	}
	statement := funds.BankStatement{Account: account, Balanced: true}
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return funds.BankStatement{}, err //nolint:wrapcheck // it refuses the file as it is
		}
		r := reading{mapping, columns, row, nil}
		line, is := r.line()
		if is && r.err == nil {
			r.own(account)
		}
		if r.err != nil {
			return funds.BankStatement{}, r.err
		}
		if is {
			statement.Lines = append(statement.Lines, line)
		}
		if len(statement.Lines) > maxLines {
			return funds.BankStatement{}, refuse(sheet.ReasonFileLong, funds.Facts{Line: int64(row.Line), Maximum: maxLines})
		}
	}
	if len(statement.Lines) == 0 {
		return funds.BankStatement{}, refuse(sheet.ReasonFileEmpty, funds.Facts{})
	}
	if mapping.NewestFirst {
		slices.Reverse(statement.Lines)
	}
	begin, end := statement.Lines[0], statement.Lines[len(statement.Lines)-1]
	statement.Opening, statement.Closing = begin.Running-begin.Amount, end.Running
	statement.From, statement.To = begin.Day, begin.Day
	for _, line := range statement.Lines {
		statement.From, statement.To = min(statement.From, line.Day), max(statement.To, line.Day)
	}
	return statement, nil
}

// headerOf finds the row that has all names, and where each stands.
func headerOf(table sheet.Table, names []string) (map[string]int, error) {
	lacks := names
	for range maxHead {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err //nolint:wrapcheck // it refuses the file as it is
		}
		found := map[string]int{}
		for i := range row.Len() {
			text, _ := row.Text(i) // what cannot be told is no header's name
			if _, twice := found[text]; twice && slices.Contains(names, text) {
				return nil, refuse(ReasonLine, funds.Facts{Line: int64(row.Line), Field: text, Text: text})
			}
			found[text] = i
		}
		missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool { _, is := found[name]; return is })
		if len(missing) == 0 {
			return found, nil
		}
		if len(missing) < len(lacks) {
			lacks = missing
		}
	}
	return nil, refuse(ReasonColumns, funds.Facts{Options: strings.Join(lacks, ",")})
}

// reading is a row while it is read; it keeps the first error.
type reading struct {
	Mapping
	columns map[string]int
	row     sheet.Row
	err     error
}

// text is what a column of a name says; empty where the mapping has none.
func (r *reading) text(name string) string {
	if name == "" {
		return ""
	}
	text, err := r.row.Text(r.columns[name])
	if err != nil && r.err == nil {
		r.err = err
	}
	return text
}

func (r *reading) wrong(name, text string) {
	if r.err == nil {
		r.err = refuse(ReasonLine, funds.Facts{Line: int64(r.row.Line), Field: name, Text: text})
	}
}

// line is the row's line; false where it is none: a sum, or a word at the end.
func (r *reading) line() (line funds.BankLine, is bool) {
	day := r.text(r.Day)
	line.Day, line.Place = r.Date.day(day), "row "+strconv.Itoa(r.row.Line)
	if r.err == nil && r.text(r.Balance) == "" && (line.Day == "" || r.text(r.Amount)+r.text(r.Debit)+r.text(r.Credit) == "") {
		return line, false // were it one, the balances around it would not agree
	}
	if line.Day == "" {
		r.wrong(r.Day, day)
	}
	if value := r.text(r.Value); value != "" {
		if line.Value = r.Date.day(value); line.Value == "" {
			r.wrong(r.Value, value)
		}
	}
	line.Amount = r.amount()
	line.Running, line.Runs = r.number(r.Balance), true
	line.EndToEnd, line.TransactionNo = r.reference(r.EndToEnd), r.reference(r.Number)
	line.Reference, line.Batch = line.TransactionNo, r.reference(r.Batch)
	line.Code, line.Text = r.cut(r.Kind), r.cut(r.Text)
	line.Party = funds.BankParty{Name: r.cut(r.Party), Account: r.cut(r.Account)}
	said := r.text(r.Kind) + "\n" + r.text(r.Text)
	for _, word := range r.Returns {
		if word != "" && strings.Contains(said, word) {
			line.Return = funds.BankReturn{Is: true, Reason: word}
		}
	}
	line.Reversal = slices.ContainsFunc(r.Reversals, func(word string) bool { return word != "" && strings.Contains(said, word) })
	return line, line.Amount != 0 || r.err != nil
}

// amount is what the line moves, in whichever way the mapping says it.
func (r *reading) amount() funds.Amount {
	if r.Amount == "" {
		debit, credit := r.number(r.Debit), r.number(r.Credit)
		if debit != 0 && credit != 0 {
			r.wrong(r.Debit, r.text(r.Debit))
		}
		return credit - max(debit, -debit) // some write what left below zero
	}
	amount := r.number(r.Amount)
	if r.Direct == "" {
		return amount
	}
	word := r.text(r.Direct)
	switch {
	case slices.Contains(r.Credits, word):
		return amount
	case slices.Contains(r.Debits, word):
		return -max(amount, -amount)
	}
	r.wrong(r.Direct, word)
	return 0
}

// number is an amount; 0 where the cell is empty, but for the balance.
func (r *reading) number(name string) funds.Amount {
	text := r.text(name)
	if (text == "" || text == "-") && name != r.Balance {
		return 0
	}
	amount, err := sheet.Amount(text, r.DecimalComma)
	if err != nil {
		r.wrong(name, text)
	}
	return amount
}

// reference is a number or an id, whole or not at all.
func (r *reading) reference(name string) string {
	text := r.text(name)
	if len(text) > funds.MaxBankReference {
		r.wrong(name, text[:funds.MaxBankReference])
		return ""
	}
	if text == "-" || text == "--" {
		return ""
	}
	return text
}

func (r *reading) cut(name string) string {
	text := funds.OneLine(r.text(name))
	if utf8.RuneCountInString(text) > funds.MaxBankTextRunes {
		text = string([]rune(text)[:funds.MaxBankTextRunes])
	}
	return text
}

// own refuses a line of another account.
func (r *reading) own(account funds.BankAccount) {
	plain := func(text string) string { return strings.ToUpper(strings.Join(strings.Fields(text), "")) }
	if text := r.text(r.Own); text != "" && plain(text) != plain(account.Number) && r.err == nil {
		r.err = refuse(ReasonLineOther, funds.Facts{Line: int64(r.row.Line), Text: text})
	}
}
