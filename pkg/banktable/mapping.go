// Package banktable reads a bank's statement that is a table, CSV or a workbook, by a mapping of its columns, which is data and
// kept per account: no two banks write the same. What the mapping says has to be there, and a row that cannot be read refuses
// the whole file, with its line and column.
//
// It imports funds and sheet.
package banktable

import (
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Mapping says which column is what, by the names in the table's header.
type Mapping struct {
	Day      string // booked on; needed
	Value    string // the value date
	Amount   string // with its sign, or with Direction; or else Debit and Credit
	Debit    string // what left the account
	Credit   string // what came
	Balance  string // after the line; needed, for without it nothing proves that lines are missing
	Direct   string // a word of Debits or Credits, where Amount has no sign
	EndToEnd string // our own id, where the bank repeats it
	Number   string // the bank's number of the payment
	Kind     string
	Text     string
	Party    string // the other side's name
	Account  string // and its account
	Batch    string // the batch that a line books whole
	Own      string // the account of the statement itself, which is compared

	Debits, Credits []string // words of Direct
	Returns         []string // words in Kind or Text by which money that was sent has come back, as 退汇
	Reversals       []string // by which the bank takes back what it booked itself, as 冲正
	Date            DateForm
	DecimalComma    bool // 1.234,50
	NewestFirst     bool
}

// DateForm is how days are written.
type DateForm string

// The forms. The first also takes a time of day behind it, which is passed over, and is what workbooks' dates are read as.
const (
	DateISO      DateForm = ""    // 2024-12-12, and 20241212, 2024/12/12, 2024年12月12日
	DateDayFirst DateForm = "dmy" // 12.12.2024, 12/12/2024, 12-12-2024
	DateUS       DateForm = "mdy" // 12/31/2024
)

// Why a statement's table, or the mapping, is refused.
const (
	ReasonMapping   Reason = "mapping_incomplete" // the mapping says no Options
	ReasonColumns   Reason = "columns_missing"    // no row has all columns: Options are not there
	ReasonLine      Reason = "line_value"         // in Line, Field is Text, which is no value of that
	ReasonLineOther Reason = "line_account"       // in Line is another account, Text
)

// Reason is [funds.Reason].
type Reason = funds.Reason

// Check says what the mapping lacks.
func (m Mapping) Check() error {
	var lacks []string
	if m.Day == "" {
		lacks = append(lacks, "day")
	}
	if m.Balance == "" {
		lacks = append(lacks, "balance")
	}
	if (m.Amount == "") == (m.Debit == "" || m.Credit == "") {
		lacks = append(lacks, "amount")
	}
	if m.Direct != "" && (len(m.Debits) == 0 || len(m.Credits) == 0 || m.Amount == "") {
		lacks = append(lacks, "debits")
	}
	if len(lacks) > 0 {
		return refuse(ReasonMapping, funds.Facts{Options: strings.Join(lacks, ",")})
	}
	return nil
}

// names are the columns that have to be there.
func (m Mapping) names() (names []string) {
	for _, name := range []string{
		m.Day, m.Value, m.Amount, m.Debit, m.Credit, m.Balance, m.Direct, m.EndToEnd, m.Number, m.Kind, m.Text, m.Party, m.Account, m.Batch, m.Own,
	} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// day reads a day as the form has it; empty where it is none.
func (f DateForm) day(text string) string {
	text = strings.NewReplacer("年", "-", "月", "-", "日", "").Replace(text)
	begin, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	begin, _, _ = strings.Cut(begin, "T")
	forms := []string{time.DateOnly, "2006-1-2", "2006/1/2", "20060102", "2006.1.2"}
	switch f {
	case DateISO:
	case DateDayFirst:
		forms = []string{time.DateOnly, "2.1.2006", "2/1/2006", "2-1-2006"}
	case DateUS:
		forms = []string{time.DateOnly, "1/2/2006"}
	}
	for _, form := range forms {
		if at, err := time.Parse(form, begin); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	return ""
}

func refuse(reason Reason, about funds.Facts) error {
	return funds.Invalid("file", reason).About(about)
}
