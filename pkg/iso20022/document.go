package iso20022

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/charset"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// How much of a file is read.
const (
	MaxFileBytes = 64 << 20
	MaxLines     = 100_000 // of statements; of them and their parts twice as many
	maxDepth     = 24
	maxElements  = 6_000_000
	maxTextBytes = 8 << 10 // of an element
	maxNodes     = 2_000   // elements of what is held as a whole: a header, an entry, a payment
	maxWholes    = 1_000   // statements of a file
)

// Why a file of a message is refused. Facts.Line says where, from 1, and Facts.Field which element, by its path.
const (
	ReasonTooLarge Reason = "xml_too_large" // it has more than Maximum MiB, or than Count lines or elements in proportion
	ReasonBroken   Reason = "xml_broken"    // it is no XML, or not in the encoding that it says
	ReasonDeclares Reason = "xml_declares"  // it has a document type: entities are not read
	ReasonKind     Reason = "xml_kind"      // it is the message Text, and none of Options
	ReasonInterim  Reason = "xml_interim"   // it is a camt.052: what it says may change until the day ends
	ReasonMissing  Reason = "xml_missing"   // an element, Field, is not there
	ReasonValue    Reason = "xml_value"     // an element, Field, is Text, which is no value of it that is known
	ReasonTwice    Reason = "xml_twice"     // an element or a statement, Field, is there twice
	ReasonPage     Reason = "xml_page"      // of a message in pages, page Count is not there, or there twice
)

// Reason is [funds.Reason].
type Reason = funds.Reason

const (
	namespace    = "urn:iso:std:iso:20022:tech:xsd:"
	mebibyteBits = 20
)

// document is a message while it is read.
type document struct {
	read  *wire.Markup
	space string // its namespace
	kind  string // what the namespace says behind the standard's own: camt.053.001.08
	path  []string
}

// open begins a message, and reads on to its kind.
func open(file io.Reader, kinds []string) (*document, error) {
	d := &document{read: wire.NewMarkup(inUTF8(file), wire.MarkupBounds{Depth: maxDepth, Elements: maxElements, TokenBytes: 16 * maxTextBytes, AllBytes: MaxFileBytes}, charset.Named)}
	root, err := d.next() // a text before it is none of XML's
	if err != nil {
		return nil, err
	}
	start, _ := root.(xml.StartElement)
	d.space = start.Name.Space
	d.kind = strings.TrimPrefix(d.space, namespace)
	about := funds.Facts{Text: shown(d.kind), Options: strings.Join(kinds, ","), Line: int64(d.read.Line())}
	switch {
	case strings.HasPrefix(d.kind, "camt.052."):
		return nil, refuse(ReasonInterim, about)
	case d.space == d.kind, !slices.Contains(kinds, d.kind), start.Name.Local != "Document":
		if about.Text == "" {
			about.Text = shown(start.Name.Local)
		}
		return nil, refuse(ReasonKind, about)
	}
	return d, nil
}

// inUTF8 reads a text in UTF-16 by its mark, and takes UTF-8's away.
func inUTF8(file io.Reader) io.Reader {
	from := bufio.NewReader(file)
	const mark = 2
	if begin, _ := from.Peek(mark); string(begin) == "\xff\xfe" || string(begin) == "\xfe\xff" {
		return charset.UTF16.Reader(from)
	}
	if begin, _ := from.Peek(len(charset.Mark)); string(begin) == charset.Mark {
		_, _ = from.Discard(len(charset.Mark)) // which has just been seen
	}
	return from
}

// next is the next tag or text, and [io.EOF] at the end.
func (d *document) next() (xml.Token, error) {
	token, err := d.read.Next()
	if err == nil || errors.Is(err, io.EOF) {
		return token, err //nolint:wrapcheck // io.EOF is told by every caller
	}
	var fault *wire.MarkupError
	if !errors.As(err, &fault) {
		return nil, funds.Internal("read a message", err)
	}
	about := funds.Facts{Line: int64(fault.Line), Maximum: MaxFileBytes >> mebibyteBits, Count: MaxLines}
	switch fault.Fault {
	case wire.MarkupDeclares:
		return nil, refuse(ReasonDeclares, about)
	case wire.MarkupDeep, wire.MarkupLarge, wire.MarkupLong:
		return nil, refuse(ReasonTooLarge, about)
	case wire.MarkupBroken, wire.MarkupEncoding:
	}
	return nil, refuse(ReasonBroken, about)
}

// children reads an element whose start was given to its end. Each of its own namespace's elements is given by its name, and
// is to be read to its end by what is called: by node, by skip, or by children again.
func (d *document) children(of string, each func(start xml.StartElement) error) error {
	d.path = append(d.path, of)
	for {
		token, err := d.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return d.missing("")
			}
			return err
		}
		switch token := token.(type) {
		case xml.EndElement:
			d.path = d.path[:len(d.path)-1]
			return nil
		case xml.StartElement:
			if token.Name.Space != d.space {
				if _, err := d.node(token); err != nil {
					return err
				}
				continue
			}
			if err := each(token); err != nil {
				return err
			}
		}
	}
}

// finish reads what is behind the message.
func (d *document) finish() error {
	for {
		if _, err := d.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (d *document) missing(field string) error {
	return refuse(ReasonMissing, funds.Facts{Line: int64(d.read.Line()), Field: d.named(field)})
}

func (d *document) named(field string) string {
	path := d.path
	if field != "" {
		path = append(slices.Clone(path), field)
	}
	return strings.Join(path, "/")
}

func refuse(reason Reason, about funds.Facts) error {
	return funds.Invalid("file", reason).About(about)
}

// shown is as much of a text as a refusal shows.
func shown(text string) string {
	const most = 64
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
