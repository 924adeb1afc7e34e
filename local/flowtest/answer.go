package flowtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Answer is what came back.
type Answer struct {
	t      testing.TB
	what   string
	Status int
	Header http.Header
	Raw    string
}

// Want fails the test where the status is another.
func (a Answer) Want(status int) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: HTTP %d, want %d: %s", a.what, a.Status, status, a.Raw)
	}
	return a
}

// OK fails the test where the status is not 200.
func (a Answer) OK() Answer {
	a.t.Helper()
	return a.Want(http.StatusOK)
}

// At gives the value at a dotted path of the answer's JSON ("data.orders.0.state"), as it was written: a text
// without its quotes, and "" where there is nothing. An object or a list is its compact JSON.
func (a Answer) At(path string) string {
	a.t.Helper()
	value := json.RawMessage(a.Raw)
	for name := range strings.SplitSeq(path, ".") {
		var object map[string]json.RawMessage
		var list []json.RawMessage
		switch i, err := strconv.Atoi(name); {
		case json.Unmarshal(value, &object) == nil:
			value = object[name]
		case err == nil && json.Unmarshal(value, &list) == nil && i < len(list):
			value = list[i]
		default:
			value = nil
		}
		if value == nil {
			return ""
		}
	}
	var text string
	if json.Unmarshal(value, &text) == nil && value[0] == '"' {
		return text
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, value); err != nil {
		a.t.Fatalf("%s: not JSON: %v: %s", a.what, err, a.Raw)
	}
	return compact.String()
}

// Has fails the test where a path has another value; paths and values come in turn.
func (a Answer) Has(pairs ...string) Answer {
	a.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if got := a.At(pairs[i]); got != pairs[i+1] {
			a.t.Errorf("%s: %s is %q, want %q: %s", a.what, pairs[i], got, pairs[i+1], a.Raw)
		}
	}
	return a
}

// Column is a field of each object of a list, in order.
func (a Answer) Column(list, field string) (values []string) {
	a.t.Helper()
	for i := 0; ; i++ {
		at := list + "." + strconv.Itoa(i)
		if a.At(at) == "" {
			return values
		}
		values = append(values, a.At(at+"."+field))
	}
}
