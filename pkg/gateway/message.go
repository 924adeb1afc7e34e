package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// MaxBodyBytes bounds every body that is read from the gateway, answers and callbacks alike.
const MaxBodyBytes = 64 << 10

// Message is a flat JSON object as the gateway's interface uses it, in the order of its fields. It
// keeps values as their literals, since that is what a signature covers: 100.50 is not 100.5.
type Message []Field

// Field is one name and value of a [Message].
type Field struct {
	Name   string
	Text   string // a string's characters, the literal of a number or boolean, empty for null
	Quoted bool   // a JSON string
}

// Text is a field that holds a JSON string.
func Text(name, value string) Field { return Field{Name: name, Text: value, Quoted: true} }

// Number is a field that holds a JSON number, given as its literal.
func Number(name, literal string) Field { return Field{Name: name, Text: literal} }

// What is wrong with a message of the gateway's.
const (
	ReasonTooLarge funds.Reason = "message_too_large" // it has more than Maximum bytes
	ReasonNoJSON   funds.Reason = "message_no_json"
	ReasonNoObject funds.Reason = "message_no_object"
	ReasonTwice    funds.Reason = "message_twice"   // a name is given twice
	ReasonUnnamed  funds.Reason = "message_unnamed" // a name is empty, or has & or =
	ReasonNested   funds.Reason = "message_nested"
)

// ParseMessage reads a raw body of at most [MaxBodyBytes]. Strings are decoded; numbers, true and
// false are their literal text; null is an empty value. Refused as invalid, with the field named:
// what is not one JSON object in UTF-8 ("body"), a name given twice (which of the two was signed?),
// nested values (the interface has none, and their literal has no one spelling), and names that are
// empty or hold & or =, which the signature's joined text could not tell from values.
func ParseMessage(body []byte) (Message, error) {
	if len(body) > MaxBodyBytes {
		return nil, funds.Invalid("body", ReasonTooLarge).About(funds.Facts{Maximum: MaxBodyBytes})
	}
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, funds.Invalid("body", ReasonNoJSON)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, funds.Invalid("body", ReasonNoObject)
	}
	var message Message
	seen := map[string]bool{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, funds.Invalid("body", ReasonNoJSON)
		}
		value, err := decoder.Token()
		if err != nil {
			return nil, funds.Invalid("body", ReasonNoJSON)
		}
		field, err := newField(fmt.Sprint(name), value)
		if err != nil {
			return nil, err
		}
		if seen[field.Name] {
			return nil, funds.Invalid(field.Name, ReasonTwice)
		}
		seen[field.Name] = true
		message = append(message, field)
	}
	return message, nil
}

func newField(name string, value json.Token) (Field, error) {
	if name == "" || strings.ContainsAny(name, "&=") {
		return Field{}, funds.Invalid("body", ReasonUnnamed)
	}
	switch v := value.(type) {
	case string:
		return Text(name, v), nil
	case json.Number:
		return Number(name, v.String()), nil
	case bool:
		return Field{Name: name, Text: fmt.Sprint(v)}, nil
	case nil:
		return Field{Name: name}, nil
	default:
		return Field{}, funds.Invalid(name, ReasonNested)
	}
}

// Value is the text of the named field; empty where it is missing, null or empty, which the
// signature does not tell apart either.
func (m Message) Value(name string) string {
	at := slices.IndexFunc(m, func(f Field) bool { return f.Name == name })
	if at < 0 {
		return ""
	}
	return m[at].Text
}

// JSON is the message as a body. Unquoted fields are written as they are, so they must be JSON
// literals.
func (m Message) JSON() []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, field := range m {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(quote(field.Name))
		out.WriteByte(':')
		switch {
		case field.Quoted:
			out.Write(quote(field.Text))
		case field.Text == "":
			out.WriteString("null")
		default:
			out.WriteString(field.Text)
		}
	}
	out.WriteByte('}')
	return out.Bytes()
}

func quote(s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("gateway: a string has no JSON form: " + err.Error()) // encoding/json never fails on a string
	}
	return quoted
}
