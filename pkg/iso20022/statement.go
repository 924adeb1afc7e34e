package iso20022

import (
	"cmp"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// statementKinds are the versions of camt.053 and camt.054 that are read.
var statementKinds = []string{"camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08"}

// report is one message's statements, before pages are joined.
type report struct {
	format     funds.BankFormat
	page       int // 0: it has no pages
	last       bool
	statements []paged
}

// paged is a statement, or a page of one.
type paged struct {
	funds.BankStatement
	page    int // 0: it has no pages
	last    bool
	own     bool          // the statement says its page itself, not its message alone
	opening *funds.Amount // as it says them
	closing *funds.Amount
	line    int
}

// reading is a statement while it is read.
type reading struct {
	*document
	into     *paged
	entries  int
	opened   string // the type of the opening balance that was taken: OPBD goes before PRCD
	closedOn string // the day of the closing balance
	from, to string // as the bank says them
	lines    *int   // of the file, parts included
}

// readReport reads one message. What is told of its lines' places begins with where it stands itself.
func readReport(file io.Reader, within string, lines *int) (report, error) {
	d, err := open(file, statementKinds)
	if err != nil {
		return report{}, err
	}
	var r report
	root, each := "BkToCstmrStmt", "Stmt"
	r.format = funds.BankCAMT053
	if strings.HasPrefix(d.kind, "camt.054.") {
		root, each, r.format = "BkToCstmrDbtCdtNtfctn", "Ntfctn", funds.BankCAMT054
	}
	found := false
	err = d.children("Document", func(start xml.StartElement) error {
		if start.Name.Local != root || found {
			return refuse(ReasonKind, funds.Facts{Text: shown(start.Name.Local), Options: root, Line: int64(d.read.Line())})
		}
		found = true
		return d.children(root, func(start xml.StartElement) error {
			switch start.Name.Local {
			case "GrpHdr":
				header, err := d.node(start)
				if err != nil {
					return err
				}
				r.page, r.last, err = d.pagination(header.node("MsgPgntn"))
				return err
			case each:
				return d.statement(each, within, &r, lines)
			default:
				_, err := d.node(start)
				return err
			}
		})
	})
	if err == nil {
		err = d.finish()
	}
	if err == nil && len(r.statements) == 0 {
		err = d.missing(root + "/" + each)
	}
	return r, err
}

// pagination is the page's number, and whether it is the last; 0 where there are no pages.
func (d *document) pagination(n *node) (page int, last bool, err error) {
	if n == nil {
		return 0, false, nil
	}
	number := n.node("PgNb")
	if number == nil {
		return 0, false, d.missing("MsgPgntn/PgNb")
	}
	if page, err = strconv.Atoi(number.text); err != nil || page < 1 {
		return 0, false, d.value(number, number.text)
	}
	last, err = d.flag(n.node("LastPgInd"))
	return page, last, err
}

func (d *document) statement(name, within string, into *report, lines *int) error {
	if len(into.statements) >= maxWholes {
		return d.tooMany(d.read.Line())
	}
	into.statements = append(into.statements, paged{line: d.read.Line()})
	r := reading{document: d, into: &into.statements[len(into.statements)-1], lines: lines}
	r.into.Details = into.format == funds.BankCAMT054
	number := len(into.statements)
	err := d.children(name, func(start xml.StartElement) error {
		if start.Name.Local == "Ntry" {
			r.entries++
			return r.entry(within + "statement " + strconv.Itoa(number) + ", entry " + strconv.Itoa(r.entries))
		}
		n, err := d.node(start)
		if err != nil {
			return err
		}
		switch n.name {
		case "Id":
			r.into.ID = n.text
		case "ElctrncSeqNb":
			r.into.Number = n.text
		case "LglSeqNb":
			r.into.Number = cmp.Or(r.into.Number, n.text)
		case "StmtPgntn", "NtfctnPgntn":
			r.into.page, r.into.last, err = d.pagination(n)
		case "FrToDt":
			err = r.period(n)
		case "Acct":
			err = r.account(n)
		case "Bal":
			err = r.balance(n)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.end(name)
}

func (r *reading) period(n *node) (err error) {
	if r.from, err = r.day(n.node("FrDtTm")); err != nil {
		return err
	}
	to := n.node("ToDtTm")
	if r.to, err = r.day(to); err != nil || to == nil {
		return err
	}
	// A period that ends at midnight ends with the day before it.
	if strings.Contains(to.text, "T00:00:00") && r.to > r.from {
		r.to = dayBefore(r.to)
	}
	return nil
}

func (r *reading) account(n *node) error {
	account := &r.into.Account
	if account.Number != "" {
		return refuse(ReasonTwice, funds.Facts{Line: int64(n.line), Field: r.named("Acct")})
	}
	account.Number = compact(first(n.said("Id", "IBAN"), n.said("Id", "Othr", "Id")))
	if account.Number == "" {
		return r.missing("Acct/Id")
	}
	bank := n.node("Svcr", "FinInstnId")
	account.Currency, account.Holder = n.said("Ccy"), n.said("Ownr", "Nm")
	account.Bank = first(bank.said("BICFI"), bank.said("BIC"), bank.said("ClrSysMmbId", "MmbId"), bank.said("Othr", "Id"), bank.said("Nm"))
	return nil
}

// currency is the account's, as the account itself says it, or else what says an amount first.
func (r *reading) currency(amount *node) string {
	if r.into.Account.Currency == "" {
		r.into.Account.Currency = amount.currency
	}
	return r.into.Account.Currency
}

// balance takes the booked balances around the lines, and passes over all others: available, expected, interim.
func (r *reading) balance(n *node) error {
	is := n.said("Tp", "CdOrPrtry", "Cd")
	if is != "OPBD" && is != "PRCD" && is != "CLBD" {
		return nil
	}
	amount := n.node("Amt")
	if amount == nil {
		return r.missing("Bal/Amt")
	}
	minor, err := r.amount(amount, r.currency(amount))
	if err != nil {
		return err
	}
	if minor, err = r.signed(minor, n.node("CdtDbtInd")); err != nil {
		return err
	}
	switch {
	case is == "CLBD" && r.into.closing != nil && *r.into.closing != minor, is == r.opened && *r.into.opening != minor:
		return refuse(ReasonTwice, funds.Facts{Line: int64(n.line), Field: r.named("Bal " + is)})
	case is == "CLBD":
		r.into.closing = &minor
		r.closedOn, err = r.day(n.node("Dt"))
	case is == "OPBD" || r.opened == "":
		r.into.opening, r.opened = &minor, is
	}
	return err
}

// end says what is only known behind the last line.
func (r *reading) end(name string) error {
	s := r.into
	if s.Account.Number == "" {
		return r.missing(name + "/Acct")
	}
	if s.Account.Currency == "" {
		return r.missing(name + "/Acct/Ccy")
	}
	s.From, s.To = cmp.Or(r.from, r.closedOn), cmp.Or(r.to, r.closedOn)
	for _, line := range s.Lines {
		if s.From == "" || line.Day < s.From {
			s.From = line.Day
		}
		s.To = max(s.To, line.Day)
	}
	s.From, s.To = cmp.Or(s.From, s.To), cmp.Or(s.To, s.From)
	if s.From == "" {
		return r.missing(name + "/FrToDt")
	}
	return nil
}
