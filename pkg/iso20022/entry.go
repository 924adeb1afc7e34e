package iso20022

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// entry reads a line of a statement: what is not booked is counted, and what moves nothing left out.
func (r *reading) entry(place string) error {
	head := &node{line: r.read.Line()} // all but the details, which may be many
	var parts details
	err := r.children("Ntry", func(start xml.StartElement) error {
		if start.Name.Local == "NtryDtls" {
			return r.details(head, &parts)
		}
		n, err := r.node(start)
		if err != nil {
			return err
		}
		return r.add(head, n)
	})
	if err != nil {
		return err
	}
	booked, err := r.booked(head)
	if err != nil {
		return err
	}
	if !booked {
		r.into.Pending++
		return nil
	}
	line := funds.BankLine{Place: place}
	if err := r.line(head, parts, &line); err != nil {
		return err
	}
	if line.Amount == 0 {
		return nil // a notice, as some banks write at the end of a quarter
	}
	if *r.lines += 1 + len(line.Parts); *r.lines > 2*MaxLines {
		return r.tooMany(head.line)
	}
	r.into.Lines = append(r.into.Lines, line)
	return nil
}

// details are what an entry's details say.
type details struct {
	parts   []funds.BankPart
	unsaid  bool   // of a part no amount is said
	batch   string // the PmtInfId that all of them say
	differ  bool   // they say more than one
	count   int
	batched bool
}

// of notes a PmtInfId; an empty one says nothing.
func (d *details) of(batch string) {
	d.differ = d.differ || (batch != "" && d.batch != "" && batch != d.batch)
	d.batch = first(d.batch, batch)
}

// booked says of an entry whether money has moved. Version .02 has the status itself, .08 a code of it.
func (r *reading) booked(head *node) (bool, error) {
	status := head.node("Sts")
	if status == nil {
		return false, r.missing("Sts")
	}
	switch first(status.said("Cd"), status.text) {
	case "BOOK":
		return true, nil
	case "PDNG", "INFO", "FUTR":
		return false, nil
	}
	return false, r.value(status, first(status.said("Cd"), status.said("Prtry"), status.text))
}

func (r *reading) details(head *node, into *details) error {
	return r.children("NtryDtls", func(start xml.StartElement) error {
		n, err := r.node(start)
		switch {
		case err != nil:
			return err
		case n.name == "Btch":
			return r.batch(n, into)
		case n.name == "TxDtls":
			return r.transaction(n, head, into)
		}
		return nil
	})
}

// batch is what the bank says of a batch that the entry books.
func (r *reading) batch(n *node, into *details) error {
	into.batched = true
	into.of(provided(n.said("PmtInfId")))
	if count := n.node("NbOfTxs"); count != nil {
		of, err := strconv.Atoi(count.text)
		if err != nil || of < 0 {
			return r.value(count, count.text)
		}
		into.count += of
	}
	return nil
}

func (r *reading) transaction(n, head *node, into *details) error {
	if len(into.parts)+*r.lines > 2*MaxLines {
		return r.tooMany(n.line)
	}
	part, err := r.part(n, head)
	if err != nil {
		return err
	}
	into.unsaid = into.unsaid || part.Amount == 0
	into.parts = append(into.parts, part)
	if !into.batched {
		into.of(provided(n.said("Refs", "PmtInfId")))
	}
	return nil
}

// line puts an entry and its details together.
func (r *reading) line(head *node, of details, line *funds.BankLine) (err error) {
	amount := head.node("Amt")
	if amount == nil {
		return r.missing("Amt")
	}
	minor, err := r.amount(amount, r.currency(amount))
	if err != nil {
		return err
	}
	if minor, err = r.signed(minor, head.node("CdtDbtInd")); err != nil {
		return err
	}
	if line.Day, err = r.day(head.node("BookgDt")); err != nil {
		return err
	}
	if line.Day == "" {
		return r.missing("BookgDt")
	}
	if line.Value, err = r.day(head.node("ValDt")); err != nil {
		return err
	}
	if line.Reversal, err = r.flag(head.node("RvslInd")); err != nil {
		return err
	}
	switch {
	case len(of.parts) == 1 && of.count <= 1:
		line.BankPart = of.parts[0]
	case len(of.parts) > 1 && of.unsaid:
		return r.missing("NtryDtls/TxDtls/Amt")
	case len(of.parts) > 1:
		line.Parts = of.parts
	}
	if of.batched || len(of.parts) > 1 {
		if line.Count = of.count; !of.differ {
			line.Batch = of.batch
		}
		if line.Count == 0 {
			line.Count = len(of.parts)
		}
	}
	line.Amount = minor
	if charge := r.included(head, minor); charge > 0 {
		line.Charge = charge
	}
	for i := range line.Parts {
		line.Parts[i].Return.Is = line.Parts[i].Return.Is || returns(head.node("BkTxCd"))
	}
	return r.said(head, &line.BankPart)
}

// said fills in what the entry says itself and its one detail did not.
func (r *reading) said(head *node, part *funds.BankPart) error {
	own, err := r.reference(head.node("AcctSvcrRef"))
	if err != nil {
		return err
	}
	part.Reference = first(own, part.Reference)
	part.TransactionNo = first(part.TransactionNo, part.Reference)
	part.Code = first(part.Code, codeOf(head.node("BkTxCd")))
	part.Return.Is = part.Return.Is || returns(head.node("BkTxCd"))
	part.Text = text(part.Text, head.said("AddtlNtryInf"))
	return nil
}

// part is one payment of an entry. Its amount is 0 where it says none: version .02 has it among others.
func (r *reading) part(n, head *node) (part funds.BankPart, err error) {
	amount := n.node("Amt")
	if amount == nil {
		amount = n.node("AmtDtls", "TxAmt", "Amt")
	}
	if amount == nil {
		if said := n.node("AmtDtls", "InstdAmt", "Amt"); said != nil && said.currency == r.into.Account.Currency {
			amount = said
		}
	}
	if amount != nil {
		if part.Amount, err = r.amount(amount, r.currency(amount)); err != nil {
			return part, err
		}
		sign := n.node("CdtDbtInd")
		if sign == nil {
			sign = head.node("CdtDbtInd")
		}
		if part.Amount, err = r.signed(part.Amount, sign); err != nil {
			return part, err
		}
	}
	refs := n.node("Refs")
	for _, reference := range []struct {
		into *string
		from *node
	}{
		{&part.EndToEnd, refs.node("EndToEndId")}, {&part.Reference, refs.node("AcctSvcrRef")}, {&part.TransactionNo, refs.node("TxId")},
	} {
		if *reference.into, err = r.reference(reference.from); err != nil {
			return part, err
		}
	}
	part.TransactionNo = first(part.Reference, part.TransactionNo)
	part.Code = codeOf(n.node("BkTxCd"))
	if back := n.node("RtrInf"); back != nil {
		part.Return.Reason = first(back.said("Rsn", "Cd"), back.said("Rsn", "Prtry"))
		for _, more := range back.all("AddtlInf") {
			part.Return.Text = text(part.Return.Text, more.text)
		}
		part.Return.Is = true
	}
	part.Return.Is = part.Return.Is || returns(n.node("BkTxCd"))
	part.Charge = r.included(n, part.Amount)
	part.Party = partyOf(n.node("RltdPties"), part.Amount < 0 || (part.Amount == 0 && head.said("CdtDbtInd") == "DBIT"))
	for _, more := range n.node("RmtInf").all("Ustrd") {
		part.Text = text(part.Text, more.text)
	}
	part.Text = text(part.Text, n.said("RmtInf", "Strd", "CdtrRefInf", "Ref"), n.said("AddtlTxInf"))
	return part, nil
}

// reference is what an element says, unless it says that there is none. One that is longer than what is kept is refused: cut,
// it would be another's.
func (r *reading) reference(n *node) (string, error) {
	if n == nil {
		return "", nil
	}
	if len(n.text) > funds.MaxBankReference {
		return "", r.value(n, n.text)
	}
	return provided(n.text), nil
}

// included is what an element says that the bank took within its amount: what it says to be included, or what the amount
// differs by from what was instructed.
func (r *reading) included(n *node, amount funds.Amount) (sum funds.Amount) {
	var all funds.Amount
	for _, charges := range n.all("Chrgs") {
		records := charges.all("Rcrd")
		if len(records) == 0 {
			records = []*node{charges} // version .02
		}
		for _, record := range records {
			said := record.node("Amt")
			if said == nil || record.said("CdtDbtInd") == "CRDT" {
				continue
			}
			minor, err := r.amount(said, r.into.Account.Currency)
			if err != nil {
				continue // in another currency: it says nothing of this amount
			}
			all += minor
			if included, err := r.flag(record.node("ChrgInclInd")); err == nil && included {
				sum += minor
			}
		}
	}
	instructed := n.node("AmtDtls", "InstdAmt", "Amt")
	if sum == 0 && all > 0 && instructed != nil {
		if minor, err := r.amount(instructed, r.into.Account.Currency); err == nil && (amount-minor == all || -amount-minor == all || minor-amount == all) {
			return all
		}
	}
	return sum
}

// codeOf is the kind of a line: the standard's domain, family and sub-family, or else the bank's own.
func codeOf(n *node) string {
	if domain := n.node("Domn"); domain != nil {
		return strings.Join([]string{domain.said("Cd"), domain.said("Fmly", "Cd"), domain.said("Fmly", "SubFmlyCd")}, "/")
	}
	return n.said("Prtry", "Cd")
}

// returns says of a kind that money came back.
func returns(n *node) bool {
	return n.said("Domn", "Fmly", "SubFmlyCd") == "RRTN"
}

// partyOf is the other side: whom a debit went to, whom a credit came from. Version .08 has a party within the party.
func partyOf(n *node, debit bool) funds.BankParty {
	sides := []string{"Dbtr", "Cdtr"}
	if debit {
		sides = []string{"Cdtr", "Dbtr"}
	}
	for _, side := range sides {
		party := funds.BankParty{
			Name:    first(n.said(side, "Pty", "Nm"), n.said(side, "Nm")),
			Account: compact(first(n.said(side+"Acct", "Id", "IBAN"), n.said(side+"Acct", "Id", "Othr", "Id"))),
		}
		if party != (funds.BankParty{}) {
			return party
		}
	}
	return funds.BankParty{}
}

// text is all that is said, in one line, cut to what is kept.
func text(texts ...string) string {
	all := funds.OneLine(joined(texts...))
	if utf8.RuneCountInString(all) > funds.MaxBankTextRunes {
		all = string([]rune(all)[:funds.MaxBankTextRunes])
	}
	return all
}
