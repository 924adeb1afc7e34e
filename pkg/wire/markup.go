package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Markup reads XML that somebody else has written, token by token, as [xml.Decoder] does, and within bounds: how deep
// elements are nested, how many there are, how long a token is, how much there is in all. A document type is refused, whatever it declares:
// entities are how a small file becomes a large one, or reads another. Comments and instructions are left out.
type Markup struct {
	decoder *xml.Decoder
	gauge   *Gauge
	bounds  MarkupBounds
	depth   int
	seen    int  // elements
	begun   bool // the one element that holds the others was seen
}

// MarkupBounds say how much is read.
type MarkupBounds struct {
	Depth      int   // of elements within each other
	Elements   int   // in all: many small ones take more time than their bytes
	TokenBytes int64 // of a tag with its attributes, a text, or a comment
	AllBytes   int64
}

// MarkupFault is why a document is refused.
type MarkupFault string

// The faults.
const (
	MarkupBroken   MarkupFault = "broken"   // it is not well-formed
	MarkupDeclares MarkupFault = "declares" // it has a document type
	MarkupDeep     MarkupFault = "deep"     // more elements within each other than [MarkupBounds.Depth]
	MarkupLong     MarkupFault = "long"     // a token of more than [MarkupBounds.TokenBytes]
	MarkupLarge    MarkupFault = "large"    // more than [MarkupBounds.AllBytes], or than its Elements
	MarkupEncoding MarkupFault = "encoding" // not text in the encoding that it names, or in one that is not read
)

// MarkupError says what is wrong with a document, and in which line, from 1.
type MarkupError struct {
	Fault MarkupFault
	Line  int
	cause error
}

func (e *MarkupError) Error() string {
	text := fmt.Sprintf("line %d: markup is %s", e.Line, e.Fault)
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives what the decoder said.
func (e *MarkupError) Unwrap() error { return e.cause }

// NewMarkup begins a document. It is in UTF-8, or in what it names and named can read.
func NewMarkup(from io.Reader, bounds MarkupBounds, named func(name string, text io.Reader) (io.Reader, error)) *Markup {
	gauge := NewGauge(from, bounds.TokenBytes, bounds.AllBytes)
	decoder := xml.NewDecoder(gauge)
	decoder.CharsetReader = func(name string, text io.Reader) (io.Reader, error) {
		read, err := named(name, text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errEncoding, err)
		}
		return read, nil
	}
	return &Markup{decoder: decoder, gauge: gauge, bounds: bounds}
}

var (
	errEncoding = errors.New("encoding")
	errTwoRoots = errors.New("text or an element stands outside of the one that holds all")
	errNoRoot   = errors.New("there is no element")
)

// Line is where it is in the document, from 1.
func (m *Markup) Line() int {
	line, _ := m.decoder.InputPos()
	return line
}

// Rest is what of the bounds of the whole is left, for what belongs to the same file.
func (m *Markup) Rest() MarkupBounds {
	rest := m.bounds
	rest.AllBytes, rest.Elements = max(m.gauge.Rest(), 0), max(m.bounds.Elements-m.seen, 0)
	return rest
}

// Next is the next tag or text; a text may come in pieces. At the end it is [io.EOF]; all other errors are [MarkupError].
// What is given counts until the next call.
func (m *Markup) Next() (xml.Token, error) {
	for {
		m.gauge.Renew()
		token, err := m.decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && m.begun:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return nil, m.fault(MarkupBroken, errNoRoot)
		case err != nil:
			return nil, m.fault(faultOf(err), err)
		}
		if said, err := m.bounded(token); said || err != nil {
			return token, err
		}
	}
}

// bounded counts a token; false where it says nothing of the document.
func (m *Markup) bounded(token xml.Token) (said bool, err error) {
	switch token := token.(type) {
	case xml.StartElement:
		m.depth, m.seen = m.depth+1, m.seen+1
		switch {
		case m.depth == 1 && m.begun:
			return false, m.fault(MarkupBroken, errTwoRoots)
		case m.depth > m.bounds.Depth:
			return false, m.fault(MarkupDeep, nil)
		case m.seen > m.bounds.Elements:
			return false, m.fault(MarkupLarge, nil)
		}
		m.begun = true
		return true, nil
	case xml.EndElement:
		m.depth--
		return true, nil
	case xml.CharData:
		switch {
		case m.depth == 0 && len(bytes.TrimSpace(token)) > 0:
			return false, m.fault(MarkupBroken, errTwoRoots)
		case bytes.ContainsRune(token, utf8.RuneError):
			return false, m.fault(MarkupEncoding, nil)
		}
		return m.depth > 0, nil
	case xml.Directive:
		return false, m.fault(MarkupDeclares, nil)
	}
	return false, nil
}

// Skip reads on to the end of the element whose start was given last.
func (m *Markup) Skip() error {
	for depth := 1; depth > 0; {
		token, err := m.Next()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

func (m *Markup) fault(fault MarkupFault, cause error) error {
	return &MarkupError{fault, m.Line(), cause}
}

func faultOf(err error) MarkupFault {
	switch {
	case errors.Is(err, ErrTooLong):
		return MarkupLong
	case errors.Is(err, ErrTooMuch):
		return MarkupLarge
	case errors.Is(err, errEncoding):
		return MarkupEncoding
	}
	return MarkupBroken
}
