package iso20022

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// statusKinds are the versions of pain.002 that are read: what is read of them is the same in all. The second answers
// pain.001.001.09; many banks answer with the first whatever they got.
var statusKinds = []string{"pain.002.001.03", "pain.002.001.10", "pain.002.001.12"}

// Outcome is what a bank says has become of a payment.
type Outcome string

// The outcomes. Whatever is neither done nor refused says that the bank is still at it, or says nothing.
const (
	OutcomeOther   Outcome = ""
	OutcomeDone    Outcome = "done"    // ACSC, settled at the payer's account, or ACCC, credited to the payee's
	OutcomeRefused Outcome = "refused" // RJCT
)

// Status is a bank's report on one initiation.
type Status struct {
	ID       string // of the report
	Original string // of the initiation (OrgnlMsgId)
	Group    Verdict
	Blocks   []BlockStatus
	named    int // blocks and payments
}

// BlockStatus is what a report says of a payment information block, and of those of its payments that it names.
type BlockStatus struct {
	ID string // OrgnlPmtInfId
	Verdict
	Payments []PaymentStatus
}

// PaymentStatus is what a report says of one payment.
type PaymentStatus struct {
	ID   string // OrgnlEndToEndId, or OrgnlInstrId where that is not said
	Line int    // in the file
	Verdict
	Reference string       // the bank's own, AcctSvcrRef; empty where it says none
	Amount    funds.Amount // of the original, as the bank repeats it; 0 where it does not
	Currency  string
}

// Verdict is a status with its reason.
type Verdict struct {
	Outcome Outcome
	Code    string // as the bank gave it: ACSP, PDNG …; empty where it says nothing
	Reason  string // ISO 20022: AC01, AM04 …, or the bank's own
	Text    string
}

// ReadStatus reads a pain.002. One that contradicts itself, as with a payment that is done in a block that is refused, is
// refused.
func ReadStatus(file io.Reader) (Status, error) {
	d, err := open(file, statusKinds)
	if err != nil {
		return Status{}, err
	}
	var status Status
	groups := 0
	err = d.children("Document", func(start xml.StartElement) error {
		if start.Name.Local != "CstmrPmtStsRpt" {
			return refuse(ReasonKind, funds.Facts{Text: start.Name.Local, Options: strings.Join(statusKinds, ","), Line: int64(d.read.Line())})
		}
		return d.children("CstmrPmtStsRpt", func(start xml.StartElement) error {
			switch start.Name.Local {
			case "OrgnlGrpInfAndSts":
				if groups++; groups > 1 {
					return refuse(ReasonTwice, funds.Facts{Line: int64(d.read.Line()), Field: d.named(start.Name.Local)})
				}
				return d.group(start, &status)
			case "OrgnlPmtInfAndSts":
				return d.block(&status)
			default:
				header, err := d.node(start)
				if err == nil && start.Name.Local == "GrpHdr" {
					status.ID = header.said("MsgId")
				}
				return err
			}
		})
	})
	if err == nil {
		err = d.finish()
	}
	if err == nil && groups == 0 {
		err = d.missing("OrgnlGrpInfAndSts")
	}
	if err == nil {
		err = d.consistent(status)
	}
	return status, err
}

func (d *document) group(start xml.StartElement, into *Status) error {
	group, err := d.node(start)
	if err != nil {
		return err
	}
	if into.Original = group.said("OrgnlMsgId"); into.Original == "" {
		return d.missing("OrgnlGrpInfAndSts/OrgnlMsgId")
	}
	into.Group = verdictOf(group, "GrpSts")
	return nil
}

func (d *document) block(into *Status) error {
	var block BlockStatus
	said := &node{} // all but the payments, which may be many
	err := d.children("OrgnlPmtInfAndSts", func(start xml.StartElement) error {
		n, err := d.node(start)
		if err != nil {
			return err
		}
		if n.name != "TxInfAndSts" {
			return d.add(said, n)
		}
		payment, err := d.payment(n)
		block.Payments = append(block.Payments, payment)
		if into.named++; into.named > MaxLines {
			return d.tooMany(n.line)
		}
		return err
	})
	if err != nil {
		return err
	}
	if block.ID = said.said("OrgnlPmtInfId"); block.ID == "" {
		return d.missing("OrgnlPmtInfAndSts/OrgnlPmtInfId")
	}
	if into.named++; into.named > MaxLines {
		return d.tooMany(d.read.Line())
	}
	block.Verdict = verdictOf(said, "PmtInfSts")
	into.Blocks = append(into.Blocks, block)
	return nil
}

func (d *document) payment(n *node) (PaymentStatus, error) {
	payment := PaymentStatus{
		ID: provided(n.said("OrgnlEndToEndId")), Line: n.line, Verdict: verdictOf(n, "TxSts"), Reference: n.said("AcctSvcrRef"),
	}
	if payment.ID == "" {
		payment.ID = provided(n.said("OrgnlInstrId"))
	}
	if payment.ID == "" {
		return payment, d.missing("TxInfAndSts/OrgnlEndToEndId")
	}
	if len(payment.Reference) > funds.MaxBankReference {
		return payment, d.value(n.node("AcctSvcrRef"), payment.Reference)
	}
	if amount := n.node("OrgnlTxRef", "Amt", "InstdAmt"); amount != nil {
		minor, err := d.amount(amount, amount.currency)
		if err != nil {
			return payment, err
		}
		payment.Amount, payment.Currency = minor, amount.currency
	}
	return payment, nil
}

func verdictOf(n *node, status string) Verdict {
	v := Verdict{Code: n.said(status), Reason: first(n.said("StsRsnInf", "Rsn", "Cd"), n.said("StsRsnInf", "Rsn", "Prtry"))}
	for _, why := range n.all("StsRsnInf") {
		for _, more := range why.all("AddtlInf") {
			v.Text = joined(v.Text, more.text)
		}
	}
	switch v.Code {
	case "ACSC", "ACCC":
		v.Outcome = OutcomeDone
	case "RJCT":
		v.Outcome = OutcomeRefused
	}
	return v
}

// consistent refuses a report that says two things of one payment.
func (d *document) consistent(status Status) error {
	seen, blocks := map[string]bool{}, map[string]Outcome{}
	for _, block := range status.Blocks {
		// A bank may repeat a block for each of its payments. Refused once, and not the next time, is two words.
		if before, again := blocks[block.ID]; again && before != block.Outcome {
			return refuse(ReasonTwice, funds.Facts{Line: int64(d.read.Line()), Field: "OrgnlPmtInfAndSts " + shown(block.ID)})
		}
		blocks[block.ID] = block.Outcome
		if status.Group.Outcome == OutcomeRefused && block.Outcome == OutcomeDone {
			return refuse(ReasonValue, funds.Facts{Line: int64(d.read.Line()), Field: "OrgnlPmtInfAndSts/PmtInfSts", Text: block.Code})
		}
		for _, payment := range block.Payments {
			if seen[payment.ID] {
				return refuse(ReasonTwice, funds.Facts{Line: int64(payment.Line), Field: "TxInfAndSts " + payment.ID})
			}
			seen[payment.ID] = true
			if payment.Outcome == OutcomeDone && (status.Group.Outcome == OutcomeRefused || block.Outcome == OutcomeRefused) {
				return refuse(ReasonValue, funds.Facts{Line: int64(payment.Line), Field: "TxInfAndSts/TxSts", Text: payment.Code})
			}
		}
	}
	return nil
}

// Of is what the report says of a payment of one of our initiations, whose message and block have the one id: the payment's
// own word, or else that all of the block or of the message is refused. That all is done is said of no payment that is not
// named, and of another initiation's payments nothing is said.
func (s Status) Of(initiation, payment string) PaymentStatus {
	if s.Original != initiation {
		return PaymentStatus{ID: payment}
	}
	whole := s.Group
	for _, b := range s.Blocks {
		if b.ID != initiation {
			continue
		}
		for _, one := range b.Payments {
			if one.ID == payment && one.Code != "" {
				return one
			}
		}
		if b.Outcome == OutcomeRefused {
			whole = b.Verdict
		}
	}
	if whole.Outcome == OutcomeRefused {
		return PaymentStatus{ID: payment, Verdict: whole}
	}
	return PaymentStatus{ID: payment}
}

// provided is a reference, unless it says that there is none.
func provided(reference string) string {
	switch compact(reference) {
	case notProvided, "NONREF", "NOTAVAILABLE":
		return ""
	}
	return reference
}

// joined is both texts, the second behind the first.
func joined(texts ...string) string {
	all := ""
	for _, text := range texts {
		switch {
		case text == "":
		case all == "":
			all = text
		default:
			all += " " + text
		}
	}
	return all
}
