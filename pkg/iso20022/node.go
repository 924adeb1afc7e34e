package iso20022

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// node is an element that was read to its end.
type node struct {
	name     string
	text     string // without white space around it
	currency string // its attribute Ccy
	line     int
	nodes    []*node
}

// once are the elements that say something of money, of which two beside each other contradict each other.
var once = setOf("Amt", "CdtDbtInd", "Sts", "RvslInd", "BookgDt", "ValDt", "AcctSvcrRef", "NtryRef", "EndToEndId", "PmtInfId", "InstrId", "TxId", "Cd", "Btch", "Refs",
	"RtrInf", "BkTxCd", "IBAN", "Ccy", "AmtDtls", "TxAmt", "NbOfTxs", "Acct", "TxSts", "PmtInfSts", "GrpSts", "OrgnlEndToEndId", "OrgnlInstrId", "OrgnlPmtInfId", "OrgnlMsgId")

func setOf(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// node reads an element whose start was given to its end, with at most [maxNodes] elements in it: it is held as a whole.
func (d *document) node(start xml.StartElement) (*node, error) {
	held := 0
	return d.within(start, &held)
}

func (d *document) within(start xml.StartElement, held *int) (*node, error) {
	n := &node{name: start.Name.Local, line: d.read.Line(), currency: currencyOf(start)}
	if *held++; *held > maxNodes {
		return nil, d.tooMany(n.line)
	}
	var text strings.Builder
	for {
		token, err := d.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, d.missing(n.name)
			}
			return nil, err
		}
		switch token := token.(type) {
		case xml.CharData:
			if text.Len()+len(token) > maxTextBytes {
				return nil, d.value(n, text.String()+string(token))
			}
			text.Write(token)
		case xml.EndElement:
			n.text = strings.TrimSpace(text.String())
			return n, nil
		case xml.StartElement:
			under, err := d.within(token, held)
			if err != nil {
				return nil, err
			}
			if token.Name.Space != d.space {
				continue
			}
			if once[under.name] && n.node(under.name) != nil {
				return nil, refuse(ReasonTwice, funds.Facts{Line: int64(under.line), Field: d.named(n.name + "/" + under.name)})
			}
			n.nodes = append(n.nodes, under)
		}
	}
}

func currencyOf(start xml.StartElement) string {
	for _, attribute := range start.Attr {
		if attribute.Name.Local == "Ccy" {
			return attribute.Value
		}
	}
	return ""
}

// add puts an element that was read apart below one that is held.
func (d *document) add(under *node, n *node) error {
	switch {
	case once[n.name] && under.node(n.name) != nil:
		return refuse(ReasonTwice, funds.Facts{Line: int64(n.line), Field: d.named(n.name)})
	case len(under.nodes) >= maxNodes:
		return d.tooMany(n.line)
	}
	under.nodes = append(under.nodes, n)
	return nil
}

// tooMany refuses a file that has more of something than is read.
func (d *document) tooMany(line int) error {
	return refuse(ReasonTooLarge, funds.Facts{Line: int64(line), Maximum: MaxFileBytes >> mebibyteBits, Count: MaxLines})
}

// node is the first element at a path below it; nil where there is none. Of nil it is nil.
func (n *node) node(path ...string) *node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		var found *node
		for _, under := range n.nodes {
			if under.name == name {
				found = under
				break
			}
		}
		n = found
	}
	return n
}

// all are the elements of a name directly below it.
func (n *node) all(name string) (found []*node) {
	if n == nil {
		return nil
	}
	for _, under := range n.nodes {
		if under.name == name {
			found = append(found, under)
		}
	}
	return found
}

// said is the text of the first element at a path below it; empty where there is none.
func (n *node) said(path ...string) string {
	if n = n.node(path...); n != nil {
		return n.text
	}
	return ""
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// value refuses what an element says.
func (d *document) value(n *node, text string) error {
	return refuse(ReasonValue, funds.Facts{Line: int64(n.line), Field: d.named(n.name), Text: shown(text)})
}

// amount is what an element says in the currency: never below zero, for its sign stands beside it.
func (d *document) amount(n *node, currency string) (funds.Amount, error) {
	if n.currency != currency {
		return 0, d.value(n, n.text+" "+n.currency)
	}
	minor, err := decimal(n.text)
	if err != nil {
		return 0, d.value(n, n.text)
	}
	return minor, nil
}

// decimal reads what XML Schema calls a decimal, of which funds.ParseAmount reads one spelling: 0100., .5, 1.50000.
func decimal(text string) (funds.Amount, error) {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "+"), ".")
	if strings.ContainsAny(text, "eE-") || whole+fraction == "" {
		return 0, funds.ErrAmountInvalid
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	literal := first(whole, "0")
	if fraction != "" {
		literal += "." + fraction
	}
	return funds.ParseAmount(literal) //nolint:wrapcheck // the caller names the element
}

// signed gives an amount the sign that an element says: a debit leaves the account.
func (d *document) signed(amount funds.Amount, sign *node) (funds.Amount, error) {
	switch {
	case sign == nil:
		return 0, d.missing("CdtDbtInd")
	case sign.text == "DBIT":
		return -amount, nil
	case sign.text == "CRDT":
		return amount, nil
	}
	return 0, d.value(sign, sign.text)
}

// day is the day that a choice of a date and a moment says, as it is written; empty where there is none.
func (d *document) day(n *node) (string, error) {
	if n == nil {
		return "", nil
	}
	text := first(n.said("Dt"), n.said("DtTm"), n.text)
	const dayBytes = len("2006-01-02")
	if !isDay(text[:min(len(text), dayBytes)]) || (len(text) > dayBytes && text[dayBytes] != 'T' && text[dayBytes] != 'Z' && text[dayBytes] != '+' && text[dayBytes] != '-') {
		return "", d.value(n, text)
	}
	return text[:dayBytes], nil
}

// flag is what an element says that is true or false; false where there is none.
func (d *document) flag(n *node) (bool, error) {
	if n == nil {
		return false, nil
	}
	switch n.text {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, d.value(n, n.text)
}
