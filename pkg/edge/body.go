package edge

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// Object is a request's JSON object. Its readers keep the first thing that is wrong, in [Object.Err],
// so that a handler reads all fields and then asks once. Unknown fields are ignored: clients send more.
type Object struct {
	fields map[string]json.RawMessage
	err    error
	note   func(error) // hears of the first thing that is wrong, too; may be nil
}

// What is wrong with a body, and with a field of it.
const (
	ReasonBodyNoUTF8  funds.Reason = "body_no_utf8"
	ReasonBodyNoJSON  funds.Reason = "body_no_json" // it is no JSON object
	ReasonRepeated    funds.Reason = "field_repeated"
	ReasonNoText      funds.Reason = "field_no_text"
	ReasonNoTexts     funds.Reason = "field_no_texts"
	ReasonNoFlag      funds.Reason = "field_no_flag"
	ReasonNoWhole     funds.Reason = "field_no_whole" // it is no whole number from Minimum to Maximum
	ReasonNoAmount    funds.Reason = "field_no_amount"
	ReasonItemMissing funds.Reason = "item_missing" // the text at the place Count is empty
)

// Object decodes the body: one JSON object in valid UTF-8, without a duplicate key and without anything
// behind it. Names count in their exact spelling alone: one in another letter case is an unknown field.
func (r *Request) Object() (*Object, error) {
	if !utf8.Valid(r.Body) {
		return nil, funds.Invalid("body", ReasonBodyNoUTF8)
	}
	fields, err := decodeObject(r.Body)
	if err != nil {
		return nil, err
	}
	return &Object{fields: fields}, nil
}

func decodeObject(raw []byte) (map[string]json.RawMessage, error) {
	members, err := wire.Members(raw)
	if err != nil {
		return nil, funds.Invalid("body", ReasonBodyNoJSON)
	}
	fields := make(map[string]json.RawMessage, len(members))
	for _, member := range members {
		if _, twice := fields[member.Name]; twice {
			return nil, funds.Invalid(clipped(member.Name), ReasonRepeated)
		}
		fields[member.Name] = member.Value
	}
	return fields, nil
}

// Err is the first thing that was wrong with a field.
func (o *Object) Err() error { return o.err }

// Fail notes what a contract found wrong with a field; the first one counts.
func (o *Object) Fail(err error) {
	if o.err != nil || err == nil {
		return
	}
	o.err = err
	if o.note != nil {
		o.note(err)
	}
}

// Given says that a field is given; null is not.
func (o *Object) Given(name string) bool {
	value, ok := o.fields[name]
	return ok && string(value) != "null"
}

// Text reads an optional line of text, without surrounding white space; empty where it is missing or null.
func (o *Object) Text(name string) string { return strings.TrimSpace(o.Exact(name)) }

// Exact is Text with its white space: an id with a space is another id.
func (o *Object) Exact(name string) string { return o.text(name, funds.CheckText) }

// Prose is Text for a reason, a remark or a note, which may have several lines.
func (o *Object) Prose(name string) string { return strings.TrimSpace(o.text(name, funds.CheckProse)) }

// Content reads a required text of several lines, of whatever characters, as a file has them.
func (o *Object) Content(name string) string {
	var text string
	switch {
	case !o.Given(name):
		o.Fail(funds.Missing(name))
	case o.fields[name][0] != '"' || json.Unmarshal(o.fields[name], &text) != nil:
		o.Fail(funds.Invalid(name, ReasonNoText))
	}
	return text
}

// text reads a string, and checks it without its surrounding white space.
func (o *Object) text(name string, check func(field, text string) error) string {
	if !o.Given(name) {
		return ""
	}
	var text string
	if o.fields[name][0] != '"' || json.Unmarshal(o.fields[name], &text) != nil {
		o.Fail(funds.Invalid(name, ReasonNoText))
		return ""
	}
	if err := check(name, strings.TrimSpace(text)); err != nil {
		o.Fail(err)
		return ""
	}
	return text
}

// ContentHash reads the optional hash, in hexadecimal digits, of what whoever decides was shown: 32 bytes, or nothing.
func (o *Object) ContentHash() string {
	const name, bytes = "contentHash", 32
	hash, err := hex.DecodeString(o.Text(name))
	if err != nil || (len(hash) != 0 && len(hash) != bytes) {
		o.Fail(funds.Invalid(name, ReasonInvalid))
	}
	return string(hash)
}

// Required reads a line that may not be empty; missing is the reason where it is, [funds.ReasonFieldMissing] for most.
func (o *Object) Required(name string, missing funds.Reason) string {
	return o.required(name, o.Text(name), missing)
}

// RequiredProse is Required for what [Object.Prose] reads.
func (o *Object) RequiredProse(name string, missing funds.Reason) string {
	return o.required(name, o.Prose(name), missing)
}

// Name reads the id of a user exactly as it is, which may be a whole number too, and may not be empty.
func (o *Object) Name(name string) string {
	if literal := string(o.fields[name]); literal != "" && strings.Trim(literal, "0123456789") == "" {
		return literal
	}
	text := o.Exact(name)
	o.required(name, strings.TrimSpace(text), funds.ReasonFieldMissing)
	return text
}

// Account reads what money is to be sent to, narrowed, which may not be empty. missing is as Required's.
func (o *Object) Account(name string, missing funds.Reason) string {
	account := Narrow(o.text(name, func(field, text string) error { return funds.CheckAccount(field, Narrow(text)) }))
	return o.required(name, strings.TrimSpace(account), missing)
}

func (o *Object) required(name, text string, missing funds.Reason) string {
	if text == "" {
		o.Fail(funds.Invalid(name, missing))
	}
	return text
}

// Flag reads a required boolean.
func (o *Object) Flag(name string) bool {
	switch {
	case !o.Given(name):
		o.Fail(funds.Missing(name))
		return false
	case string(o.fields[name]) == "true":
		return true
	case string(o.fields[name]) != "false":
		o.Fail(funds.Invalid(name, ReasonNoFlag))
	}
	return false
}

// RefuseDuplicates is the field, an addition of ours, by which a request that creates says that it is not meant where
// another like it was granted in the last ten minutes.
const RefuseDuplicates = "refuseDuplicates"

// Option reads an optional boolean, which is false where it is missing or null.
func (o *Object) Option(name string) bool { return o.Given(name) && o.Flag(name) }

// Whole reads an optional whole number from least to most; it is otherwise, where it is missing or null. Where
// otherwise is out of bounds, it is required.
func (o *Object) Whole(name string, otherwise, least, most int64) int64 {
	n := otherwise
	if o.Given(name) {
		n = least - 1
		// 2.0 and 2e0 are whole numbers too, to JSON; an amount is read exactly, whatever its exponent.
		if amount, err := funds.ParseAmount(string(o.fields[name])); err == nil && amount%funds.MinorPerMajor == 0 {
			n = int64(amount / funds.MinorPerMajor)
		}
	}
	if n < least || n > most {
		o.Fail(notWhole(name, least, most))
	}
	return n
}

func notWhole(name string, least, most int64) error {
	return funds.Invalid(name, ReasonNoWhole).About(funds.Facts{Minimum: least, Maximum: most})
}

// Texts reads a list of strings that may not be empty, nor any of its strings.
func (o *Object) Texts(name string) []string {
	var values []*string
	if err := json.Unmarshal(o.fields[name], &values); o.Given(name) && err != nil {
		o.Fail(funds.Invalid(name, ReasonNoTexts))
		return nil
	}
	if len(values) == 0 {
		o.Fail(funds.Missing(name))
	}
	texts := make([]string, 0, len(values))
	for i, value := range values {
		if value == nil || *value == "" {
			o.Fail(funds.Invalid(name, ReasonItemMissing).About(funds.Facts{Count: int64(i)}))
			return nil
		}
		if err := funds.CheckText(name, *value); err != nil {
			o.Fail(err)
			return nil
		}
		texts = append(texts, *value)
	}
	return texts
}

// Amount reads a required amount in major units, as a JSON number or as a string of the same form.
func (o *Object) Amount(name string) funds.Amount {
	if !o.Given(name) {
		o.Fail(funds.Missing(name))
		return 0
	}
	literal := string(o.fields[name])
	if literal[0] == '"' {
		var text string
		if err := json.Unmarshal(o.fields[name], &text); err == nil {
			literal = text
		}
	}
	amount, err := funds.ParseAmount(literal)
	if err != nil {
		o.Fail(funds.Invalid(name, ReasonNoAmount))
	}
	return amount
}

// Raw reads a required object as it is written: its own reader says what is wrong within.
func (o *Object) Raw(name string) string {
	switch {
	case !o.Given(name):
		o.Fail(funds.Missing(name))
		return ""
	case o.fields[name][0] != '{':
		o.Fail(funds.Invalid(name, ReasonNoObject))
		return ""
	}
	return string(o.fields[name])
}
