// Package payfile writes a batch of payouts as a file that a bank or a wallet takes in, and reads what it gives back as a
// table: by a layout, which is data, kept per paying account. Messages (pain.001) it leaves to package iso20022.
//
// It knows no withdrawal's state: who may be paid, and what a result does, is for the decisions to say.
//
// It imports funds, charset, iso20022 and sheet.
package payfile

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
)

// Reason is [funds.Reason].
type Reason = funds.Reason

// Format is how a file is written.
type Format string

// The formats.
const (
	FormatMessage Format = "pain.001"
	FormatCSV     Format = "csv"
	FormatXLSX    Format = "xlsx"
)

// Layout is what a bank wants a file to be like. The zero value is none; [Layouts] has some that are used as they are.
type Layout struct {
	Format   Format
	Encoding charset.Encoding // of a CSV
	Columns  []Column         // of a CSV or a workbook
	Totals   Totals           // of a CSV or a workbook
	Sums     []Column         // the totals line's; where it stands above, its names are a line of their own
	MaxRows  int              // payouts in one file; 0: [MaxRows]
	Note     string           // what the payee reads, the same for all; may be empty

	NeedsIBAN bool              // every payee's account has to be an IBAN
	NeedsBank bool              // of every payee's bank the BIC or the 联行号 has to be known
	Banks     map[string]string // the BIC or the 联行号 of banks, by the names that users give
	Whole     bool              // of a message: see [iso20022.Initiation]
	Charges   string            // of a message, as well
}

// MaxRows is how many payouts a file has at most.
const MaxRows = 10_000

// Totals is where the line with the sums stands.
type Totals string

// The places.
const (
	TotalsNone  Totals = ""
	TotalsAbove Totals = "above"
	TotalsBelow Totals = "below"
)

// Column is one of a table.
type Column struct {
	Name     string // its header
	Value    Value
	Text     string // of [ValueText]
	Needed   bool   // a row without it is named before anything is written
	MaxRunes int    // 0: [maxColumnRunes]
}

// Value is what stands in a column.
type Value string

// The values.
const (
	ValueID        Value = "id" // the withdrawal's, 22 characters
	ValueRow       Value = "row"
	ValueAmount    Value = "amount" // what is paid out; of a totals line the sum
	ValueHolder    Value = "holder"
	ValueAccount   Value = "account"
	ValueBank      Value = "bank"
	ValueBankCode  Value = "bankCode" // BIC or 联行号
	ValueRemark    Value = "remark"   // what the request says of the payee besides
	ValueNote      Value = "note"
	ValueCurrency  Value = "currency"
	ValueBatch     Value = "batch"
	ValueDay       Value = "day" // yyyymmdd
	ValueCount     Value = "count"
	ValueOwnHolder Value = "ownHolder"
	ValueOwnNumber Value = "ownNumber"
	ValueText      Value = "text" // always the same
)

const maxColumnRunes = 200

// Layouts are those that come along, by the names that batches call them.
func Layouts() map[string]Layout {
	plain := []Column{
		{Name: "单号", Value: ValueID, Needed: true}, {Name: "收款户名", Value: ValueHolder}, {Name: "收款账号", Value: ValueAccount, Needed: true},
		{Name: "收款银行", Value: ValueBank}, {Name: "联行号", Value: ValueBankCode}, {Name: "金额", Value: ValueAmount, Needed: true}, {Name: "币种", Value: ValueCurrency},
		{Name: "备注", Value: ValueRemark},
	}
	sums := []Column{{Name: "合计", Value: ValueText, Text: "合计"}, {}, {}, {}, {}, {Value: ValueAmount}, {Value: ValueCurrency}, {Value: ValueCount}}
	return map[string]Layout{
		"pain.001":    {Format: FormatMessage},
		"xlsx":        {Format: FormatXLSX, Columns: plain, Totals: TotalsBelow, Sums: sums},
		"csv":         {Format: FormatCSV, Encoding: charset.UTF8, Columns: plain, Totals: TotalsBelow, Sums: sums},
		"csv-gb18030": {Format: FormatCSV, Encoding: charset.GB18030, Columns: plain, Totals: TotalsBelow, Sums: sums},
		// As 支付宝's 批量付款 takes it: at most 3,000 rows, a serial of at most 22 characters.
		"csv-alipay": {
			Format: FormatCSV, Encoding: charset.GB18030, MaxRows: 3_000, Note: "提现", Totals: TotalsAbove,
			Sums: []Column{
				{Name: "批次号", Value: ValueBatch, MaxRunes: 32}, {Name: "付款日期", Value: ValueDay}, {Name: "付款人email", Value: ValueOwnNumber, Needed: true, MaxRunes: 100},
				{Name: "账户名称", Value: ValueOwnHolder, Needed: true, MaxRunes: 100}, {Name: "总金额（元）", Value: ValueAmount}, {Name: "总笔数", Value: ValueCount},
			},
			Columns: []Column{
				{Name: "商户流水号", Value: ValueID, Needed: true, MaxRunes: 22}, {Name: "收款人email", Value: ValueAccount, Needed: true, MaxRunes: 100},
				{Name: "收款人姓名", Value: ValueHolder, Needed: true, MaxRunes: 100}, {Name: "付款金额（元）", Value: ValueAmount, Needed: true}, {Name: "付款理由", Value: ValueNote},
			},
		},
	}
}

// Form is a layout as it is asked for.
type Form struct {
	Layout

	Name      string
	Extension string // of the file's name
	Type      string // media type
	Most      int64  // payouts that a file takes
}

// Find is the form of a name.
func Find(name string) (Form, bool) {
	layout, known := Layouts()[name]
	if !known {
		return Form{}, false
	}
	form := Form{Layout: layout, Name: name, Most: int64(layout.maxRows())}
	switch layout.Format {
	case FormatMessage:
		form.Extension, form.Type = "xml", "application/xml"
	case FormatXLSX:
		form.Extension, form.Type = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case FormatCSV:
		form.Extension, form.Type = "csv", "text/csv; charset="+strings.ToLower(string(layout.Encoding))
	}
	return form, true
}

// Names are the names of all forms, in the order of the alphabet.
func Names() []string { return slices.Sorted(maps.Keys(Layouts())) }

// Lack says what the layout demands of a payout, and the payout has not; nil where it lacks nothing.
func (l Layout) Lack(w funds.Withdrawal) error {
	if err := l.checkRow(Batch{}, RowOf(w)); err != nil {
		return err
	}
	return nil
}

// RowOf is a payout's row.
func RowOf(w funds.Withdrawal) Row { return Row{w.ID, w.Net(), w.Target} }

// Batch is what is to be paid: the same batch gives the same bytes.
type Batch struct {
	ID      string // at most [iso20022.MaxIDRunes] characters
	At      time.Time
	Day     string // on which the bank is to pay, yyyy-mm-dd
	Account funds.PayingAccount
	Rows    []Row
}

// Row is one payout of it.
type Row struct {
	ID     funds.ID
	Amount funds.Amount // net of the fee, in minor units
	To     funds.Target
}

// Fault is what a layout demands and a row lacks, or has and the layout cannot carry; of the whole where ID is empty.
type Fault struct {
	ID  funds.ID
	Err *funds.Error
}

// bank is the payee's, with its code where the layout or the request itself knows one. A BIC is never guessed: many banks'
// names look like one.
func (l Layout) bank(row Row) iso20022.Bank {
	name := strings.TrimSpace(row.To.Bank)
	code, known := l.Banks[name]
	bank := iso20022.BankOf(code)
	if !known {
		bank = iso20022.BankOf(name)
		if bank.BIC != "" {
			return iso20022.Bank{Name: name}
		}
		return bank
	}
	bank.Name = name
	return bank
}

func (l Layout) maxRows() int {
	if l.MaxRows > 0 {
		return min(l.MaxRows, MaxRows)
	}
	return MaxRows
}
