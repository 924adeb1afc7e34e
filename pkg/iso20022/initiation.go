package iso20022

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Initiation is a customer's order to a bank to pay (pain.001.001.09): one payment information block, from one account, at
// one day.
type Initiation struct {
	ID      string    // of the message and of its one block (MsgId, PmtInfId): the bank names it in pain.002 and for a batch booking
	At      time.Time // when it was made; the same order is the same bytes
	Day     string    // on which the bank is to pay, yyyy-mm-dd
	Holder  string    // of the account that pays
	Account Account
	// Whole says that the bank is to book the block as one line; otherwise each payment is a line of its own.
	Whole    bool
	Charges  string // who bears them: SLEV, SHAR, DEBT or CRED; empty where the bank's agreement says
	Currency string // ISO 4217
	Payments []Payment
}

// Account is one at a bank.
type Account struct {
	Number string // an IBAN, or any other number of at most 34 characters
	Bank   Bank
}

// Bank is one by its BIC, its number in the CNAPS (联行号), or its name: whichever is there, in this order.
type Bank struct {
	BIC, CNAPS, Name string
}

// Payment is one transfer of an initiation.
type Payment struct {
	ID     string // EndToEndId: it goes along to the payee's bank and comes back in statements
	Amount funds.Amount
	Holder string
	To     Account
	Note   string // what the payee reads; may be empty
}

// What the schema takes.
const (
	MaxIDRunes      = 35
	MaxNameRunes    = 140 // of a party, a bank or a note
	maxAccountRunes = 34
)

// Why a payment, or the whole, cannot be written. They name the field, as the callers call it.
const (
	ReasonNotXML      Reason = "file_text"    // Field has characters that a file cannot have
	ReasonNoIBAN      Reason = "no_iban"      // Field is no IBAN, which is demanded
	ReasonNoBankCode  Reason = "no_bank_code" // of the bank Text neither its BIC nor its 联行号 is known, and one is demanded
	ReasonNoPayments  Reason = "no_payments"  // there is nothing to pay
	ReasonTotalTooBig Reason = "total_large"  // all together is more than any amount may be
)

// Check says what of a payment the format cannot carry; nil where it can.
func (p Payment) Check() error {
	for _, text := range []struct {
		field, text string
		most        int
		needed      bool
	}{
		{"id", p.ID, MaxIDRunes, true}, {"holder", p.Holder, MaxNameRunes, true}, {"account", p.To.Number, maxAccountRunes, true},
		{"bank", p.To.Bank.Name, MaxNameRunes, false}, {"note", p.Note, MaxNameRunes, false},
	} {
		if err := checkText(text.field, text.text, text.most, text.needed); err != nil {
			return err
		}
	}
	if p.Amount <= 0 || p.Amount > funds.MaxAmount {
		return funds.Invalid("amount", funds.ReasonAmountForm)
	}
	return nil
}

func checkText(field, text string, most int, needed bool) error {
	switch {
	case strings.TrimSpace(text) == "" && needed:
		return funds.Missing(field)
	case utf8.RuneCountInString(text) > most:
		return funds.Invalid(field, funds.ReasonTextTooLong).About(funds.Facts{Maximum: int64(most)})
	case !utf8.ValidString(text), strings.ContainsFunc(text, func(c rune) bool {
		return unicode.IsControl(c) || c == utf8.RuneError || c == '\ufffe' || c == '\uffff'
	}):
		return funds.Invalid(field, ReasonNotXML)
	}
	return nil
}

// Total is the sum of the payments.
func (i Initiation) Total() (sum funds.Amount, err error) {
	for _, payment := range i.Payments {
		if sum += payment.Amount; sum > funds.MaxAmount {
			return 0, funds.Invalid("amount", ReasonTotalTooBig)
		}
	}
	return sum, nil
}

// Check says what the format cannot carry, of the whole or of its first payment that it cannot; nil where it can.
func (i Initiation) Check() error {
	if len(i.Payments) == 0 {
		return funds.Invalid("ids", ReasonNoPayments)
	}
	for _, text := range []struct {
		field, text string
		most        int
	}{{"batch", i.ID, MaxIDRunes}, {"accounts.holder", i.Holder, MaxNameRunes}, {"accounts.number", i.Account.Number, maxAccountRunes}} {
		if err := checkText(text.field, text.text, text.most, true); err != nil {
			return err
		}
	}
	for _, payment := range i.Payments {
		if err := payment.Check(); err != nil {
			return fmt.Errorf("payment %s: %w", payment.ID, err)
		}
	}
	_, err := i.Total()
	return err
}

// Write writes the message, payment by payment, after [Initiation.Check].
func (i Initiation) Write(to io.Writer) error {
	if err := i.Check(); err != nil {
		return err
	}
	total, _ := i.Total() // as Check has seen
	sum, count := total.Fixed(), strconv.Itoa(len(i.Payments))
	w := &writer{to: xml.NewEncoder(to)}
	w.to.Indent("", "\t")
	_, w.err = io.WriteString(to, xml.Header)
	w.open("Document", xml.Attr{Name: xml.Name{Local: "xmlns"}, Value: namespace + "pain.001.001.09"})
	w.open("CstmrCdtTrfInitn")
	w.element("GrpHdr", groupHeader{i.ID, i.At.UTC().Format(time.RFC3339), count, sum, party{i.Holder}})
	w.open("PmtInf")
	w.element("PmtInfId", i.ID)
	w.element("PmtMtd", "TRF")
	w.element("BtchBookg", i.Whole)
	w.element("NbOfTxs", count)
	w.element("CtrlSum", sum)
	w.element("ReqdExctnDt", date{i.Day})
	w.element("Dbtr", party{i.Holder})
	w.element("DbtrAcct", accountOf(i.Account, i.Currency))
	w.element("DbtrAgt", *agentOf(i.Account.Bank, true))
	if i.Charges != "" {
		w.element("ChrgBr", i.Charges)
	}
	for _, payment := range i.Payments {
		w.element("CdtTrfTxInf", transfer{
			identification{payment.ID, payment.ID}, amount{money{payment.Amount.Fixed(), i.Currency}}, agentOf(payment.To.Bank, false),
			party{payment.Holder}, accountOf(payment.To, ""), remittanceOf(payment.Note),
		})
	}
	for _, name := range []string{"PmtInf", "CstmrCdtTrfInitn", "Document"} {
		w.shut(name)
	}
	if w.err == nil {
		w.err = w.to.Close()
	}
	if w.err != nil {
		return funds.Internal("write a message", w.err)
	}
	return nil
}

// writer keeps the first error.
type writer struct {
	to  *xml.Encoder
	err error
}

func (w *writer) open(name string, attributes ...xml.Attr) {
	if w.err == nil {
		w.err = w.to.EncodeToken(xml.StartElement{Name: xml.Name{Local: name}, Attr: attributes})
	}
}

func (w *writer) shut(name string) {
	if w.err == nil {
		w.err = w.to.EncodeToken(xml.EndElement{Name: xml.Name{Local: name}})
	}
}

func (w *writer) element(name string, value any) {
	if w.err == nil {
		w.err = w.to.EncodeElement(value, xml.StartElement{Name: xml.Name{Local: name}})
	}
}

// The schema's elements, in its order.
type (
	groupHeader struct {
		ID    string `xml:"MsgId"`
		At    string `xml:"CreDtTm"`
		Count string `xml:"NbOfTxs"`
		Sum   string `xml:"CtrlSum"`
		Party party  `xml:"InitgPty"`
	}
	party struct{ Nm string }
	date  struct{ Dt string }
	money struct {
		Value string `xml:",chardata"`
		Ccy   string `xml:",attr"`
	}
	amount         struct{ InstdAmt money }
	identification struct {
		Instruction string `xml:"InstrId"`
		EndToEnd    string `xml:"EndToEndId"`
	}
	other struct {
		ID string `xml:"Id"`
	}
	accountID struct {
		IBAN string `xml:",omitempty"`
		Othr *other
	}
	account struct {
		ID  accountID `xml:"Id"`
		Ccy string    `xml:",omitempty"`
	}
	system   struct{ Cd string }
	clearing struct {
		System system `xml:"ClrSysId"`
		Member string `xml:"MmbId"`
	}
	institution struct {
		BICFI    string    `xml:",omitempty"`
		Clearing *clearing `xml:"ClrSysMmbId"`
		Nm       string    `xml:",omitempty"`
		Othr     *other
	}
	agent struct {
		Institution institution `xml:"FinInstnId"`
	}
	remittance struct{ Ustrd string }
	transfer   struct {
		ID         identification `xml:"PmtId"`
		Amt        amount
		Agent      *agent `xml:"CdtrAgt"`
		Cdtr       party
		CdtrAcct   account
		Remittance *remittance `xml:"RmtInf"`
	}
)

func accountOf(a Account, currency string) account {
	if number := compact(a.Number); IsIBAN(number) {
		return account{accountID{IBAN: number}, currency}
	}
	return account{accountID{Othr: &other{strings.TrimSpace(a.Number)}}, currency}
}

// agentOf is a bank as the schema has it; nil where nothing of it is known, unless there has to be one.
func agentOf(bank Bank, needed bool) *agent {
	switch {
	case bank.BIC != "":
		return &agent{institution{BICFI: bank.BIC}}
	case bank.CNAPS != "":
		return &agent{institution{Clearing: &clearing{system{"CNAPS"}, bank.CNAPS}, Nm: bank.Name}}
	case bank.Name != "":
		return &agent{institution{Nm: bank.Name}}
	case needed:
		return &agent{institution{Othr: &other{notProvided}}}
	}
	return nil
}

func remittanceOf(note string) *remittance {
	if strings.TrimSpace(note) == "" {
		return nil
	}
	return &remittance{note}
}

// notProvided is the standard's word where there has to be a reference, and is none.
const notProvided = "NOTPROVIDED"
