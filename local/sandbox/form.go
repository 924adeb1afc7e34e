package sandbox

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// form reads a control's JSON object field by field. Each reading takes the field out, so that what is
// left at the end is what nobody knows. The first thing that is wrong is the form's error.
type form struct {
	fields map[string]gateway.Field
	err    error
}

func readForm(r *http.Request) *form {
	f := &form{fields: map[string]gateway.Field{}}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.fail("body", "larger than %d bytes, or broken off", gateway.MaxBodyBytes)
		return f
	}
	message, err := gateway.ParseMessage(body)
	f.err = err
	for _, field := range message {
		f.fields[field.Name] = field
	}
	return f
}

func (f *form) fail(name, format string, args ...any) {
	if f.err == nil {
		f.err = invalid(name, format, args...)
	}
}

func (f *form) take(name string) (gateway.Field, bool) {
	field, ok := f.fields[name]
	delete(f.fields, name)
	return field, ok
}

func (f *form) integer(name string, least, most int) (int, bool) {
	field, ok := f.take(name)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(field.Text)
	if err != nil || field.Quoted || n < least || n > most {
		f.fail(name, "want an integer from %d to %d", least, most)
		return 0, false
	}
	return n, true
}

func (f *form) boolean(name string) (value, ok bool) {
	field, ok := f.take(name)
	if !ok {
		return false, false
	}
	if field.Quoted || (field.Text != "true" && field.Text != "false") {
		f.fail(name, "want true or false")
		return false, false
	}
	return field.Text == "true", true
}

// amount reads a number in major units, not below zero.
func (f *form) amount(name string) (funds.Amount, bool) {
	field, ok := f.take(name)
	if !ok {
		return 0, false
	}
	amount, err := funds.ParseAmount(field.Text)
	if err != nil || field.Quoted || amount < 0 {
		f.fail(name, "want a number of 0 or more with at most two decimals")
		return 0, false
	}
	return amount, true
}

func (f *form) text(name string) (string, bool) {
	field, ok := f.take(name)
	if ok && !field.Quoted {
		f.fail(name, "want a string")
		return "", false
	}
	return field.Text, ok
}

// null takes the field if it is there and null.
func (f *form) null(name string) bool {
	field, ok := f.fields[name]
	if !ok || field.Quoted || field.Text != "" {
		return false
	}
	delete(f.fields, name)
	return true
}

// end is the first thing that was wrong, fields that nobody read included.
func (f *form) end() error {
	for _, name := range slices.Sorted(maps.Keys(f.fields)) {
		f.fail(name, "not a field of this control here")
	}
	return f.err
}
