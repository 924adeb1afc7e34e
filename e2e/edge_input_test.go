package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	maxBody      = 64 << 10
	deepNesting  = 10_000
	octets       = "application/octet-stream" // makes the HTTP API pass a body's very bytes, as base64
	jsonMedia    = "application/json"
	wholeBody    = "body" // what is named where the body is no JSON object
	maxKeyLength = 128
)

// badInput is one wrong request: what is wrong with it, and what the answer has to be.
type badInput struct {
	name   string
	path   string // with its query
	body   string
	media  string
	header http.Header
	status int
	field  string   // that the answer names
	says   []string // or it says one of these
}

func TestEveryRouteHasItsBadInput(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(rows)), slices.Sorted(maps.Keys(inputs))); diff != "" {
		t.Errorf("rows (-) and inputs (+) differ:\n%s", diff)
	}
	for key, row := range rows {
		if (row.body != "") != (len(inputs[key].requests) > 0) {
			t.Errorf("%s: only one of its two tables has a body", key)
		}
	}
}

func TestBadInputIsRefusedByNameAndChangesNothing(t *testing.T) {
	t.Parallel()
	for key, row := range rows {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			w := start(t, nil)
			owner := w.owner("owner", "1000000")
			caller := w.person(helper, funds.RoleAdmin)
			if row.roles == "user" {
				caller = owner
			}
			id := unknownID
			if row.state != "" {
				id = owner.withdrawal(row.state)
			}
			method, path := target(key)
			before := w.dump()
			for _, bad := range badInputs(path, inputs[key]) {
				header := maps.Clone(bad.header)
				if header == nil {
					header = http.Header{}
				}
				header.Set("Content-Type", bad.media)
				got := caller.do(method, filled(bad.path, id, owner.sub), filled(bad.body, id, owner.sub), header)
				got.what = bad.name + ": " + key
				message, fields := row.form.refuses(got, bad.status)
				if !bad.namedBy(row.form, message, fields) {
					t.Errorf("%s: %q does not name %q", got.what, got.Raw, bad.field)
				}
			}
			w.quiet()
			if diff := cmp.Diff(before, w.dump()); diff != "" {
				t.Errorf("the table changed:\n%s", diff)
			}
		})
	}
}

func (b badInput) namedBy(f form, message string, fields []string) bool {
	if b.field == "" || slices.Contains(b.says, message) {
		return true
	}
	if f == console {
		return slices.Equal(fields, []string{b.field})
	}
	return strings.Contains(message, b.field) || (b.field == wholeBody && strings.Contains(message, "请求体"))
}

// badInputs are all wrong requests of a route.
func badInputs(path string, takes taken) (list []badInput) {
	list = append(list, badIDs(path, takes)...)
	list = append(list, badQueries(path, takes)...)
	for _, request := range takes.requests {
		list = append(list, badFields(path, request)...)
		list = append(list, badBodies(path, request)...)
	}
	if takes.keyed {
		list = append(list, badKeys(path, takes.requests[0].body)...)
	}
	return list
}

func badIDs(path string, takes taken) (list []badInput) {
	body := ""
	if len(takes.requests) > 0 {
		body = takes.requests[0].body
	}
	ids := []string{
		unknownID, "x", "%00", "%20", "%FF", "%E2%80%AE", "..%2F..", "%2E%2E", "%25zz", "0", "-1", "null", "1e400",
		"WD202501201030000000000000000", "TX202501201030009999999999999", "ZZZZZZZZ20251320103000", "UUUUUUUU20250120103000",
		unknownID + "0", repeated("A", 300), repeated("1", 29),
	}
	for _, id := range ids {
		for _, parameter := range []string{"{id}", "{userId}", "{scope}"} {
			if strings.Contains(path, parameter) {
				list = append(list, badInput{name: "id " + id, path: strings.ReplaceAll(path, parameter, id), body: body, media: jsonMedia, status: http.StatusNotFound})
			}
		}
		if strings.Contains(body, `"ID"`) {
			if !strings.Contains(id, "%") && len(id) <= funds.MaxTextRunes { // others are no texts at all
				list = append(list, badInput{name: "id " + id + " in the body", path: path, body: strings.ReplaceAll(body, `"ID"`, `"`+id+`"`), media: jsonMedia, status: http.StatusNotFound})
			}
		}
	}
	return list
}

func badQueries(path string, takes taken) (list []badInput) {
	joint := "?"
	if strings.Contains(path, joint) {
		joint = "&"
	}
	add := func(name string, queries ...string) {
		for _, query := range queries {
			list = append(list, badInput{name: "query " + query, path: path + joint + query, media: jsonMedia, status: http.StatusBadRequest, field: name})
		}
	}
	if takes.paged {
		size := takes.size
		if size == "" {
			size = "pageSize"
		}
		for _, name := range []string{"page", size} {
			for _, value := range []string{"0", "-1", "abc", "1e9", "1000000001", "1.5", "99999999999999999999", "+1", "0x1", "1%20", "%EF%BC%91", "null", "%00"} {
				add(name, name+"="+value)
			}
			add(name, name+"=1&"+name+"=1")
		}
		add(size, fmt.Sprintf("%s=%d", size, max(takes.most, 100)+1), size+"=1000000")
		add("query", "page=%zz", "page=1;pageSize=1")
	}
	for _, name := range takes.users {
		add(name, name+"=somebody") // a second one
		for _, value := range []string{"", "a%23b", "%20a", "%00", "%FF", "%E2%80%AE", repeated("a", 129), repeated("a", 201)} {
			bare, _, _ := strings.Cut(path, "?")
			list = append(list, badInput{name: name + " = " + value, path: bare + "?" + name + "=" + value, media: jsonMedia, status: http.StatusBadRequest, field: name})
		}
	}
	for _, name := range takes.words {
		for _, value := range []string{"nonsense", "PENDING", "pending,approved", "%00", "%FF", "%E2%80%AE", repeated("a", 201), "1", "[]"} {
			add(name, name+"="+value)
		}
		add(name, name+"=pending&"+name+"=pending")
		add("query", name+"=%zz")
	}
	for _, name := range takes.texts {
		for _, value := range []string{"%00", "%FF", "%E2%80%AE", repeated("a", 201)} {
			add(name, name+"="+value)
		}
		add(name, name+"=a&"+name+"=a")
		add("query", name+"=%zz")
	}
	for _, name := range takes.days {
		for _, value := range []string{"nonsense", "2025-02-29", "2025-1-1", "20250101", "2025-01-01T00:00:00Z", "0", "%00", repeated("1", 201)} {
			add(name, name+"="+value)
		}
		add(name, name+"=2025-01-01&"+name+"=2025-01-01")
	}
	if name := takes.needs; name != "" {
		add(name, name+"=a") // a second one
		for _, query := range []string{"", name + "=", name + "=%00", name + "=%FF", name + "=%E2%80%AE", name + "=" + repeated("a", 201)} {
			bare, _, _ := strings.Cut(path, "?")
			list = append(list, badInput{name: "query " + query, path: bare + "?" + query, media: jsonMedia, status: http.StatusBadRequest, field: name})
		}
	}
	for _, name := range takes.numbers {
		for _, value := range []string{"nonsense", "0", "-1", "1.0", "01", "%2B1", "0x10", "99999999999999999999", "%D9%A1", "%00"} {
			add(name, name+"="+value)
		}
		add(name, name+"=1&"+name+"=1")
	}
	for _, name := range takes.amounts {
		for _, value := range []string{"nonsense", "0.001", "-1", "1e400", "1%2C000", "%2B1", "0x10", "NaN", "99999999999999999999", "%D9%A1", "%00", repeated("1", 201)} {
			add(name, name+"="+value)
		}
		add(name, name+"=1&"+name+"=1")
	}
	return list
}

// badFields has each field with each bad value, null for all of them, and each of them twice.
func badFields(path string, right request) (list []badInput) {
	add := func(field input, name, body string) {
		list = append(list, badInput{
			name: name + " in " + clip(body), path: path, body: body, media: jsonMedia, status: http.StatusBadRequest, field: field.name, says: field.says,
		})
	}
	for _, field := range right.fields {
		for _, value := range badValues(field.kind) {
			add(field, field.name+" = "+clip(value), with(right.body, field.name, value))
		}
		given := fields(right.body)[field.name]
		if given == nil {
			given = json.RawMessage(`null`)
		}
		twice := fmt.Sprintf(`{%q:%s,%s`, field.name, given, strings.TrimPrefix(with(right.body, field.name, string(given)), "{"))
		add(field, field.name+" twice", twice)
	}
	if len(right.fields) > 0 {
		nulls := "{}"
		for name := range fields(right.body) {
			nulls = with(nulls, name, "null")
		}
		list = append(list, badInput{name: "nulls", path: path, body: nulls, media: jsonMedia, status: http.StatusBadRequest})
	}
	return list
}

// badBodies are not the JSON object that they should be.
func badBodies(path string, right request) (list []badInput) {
	inner := strings.TrimSuffix(right.body, "}")
	bodies := map[string]string{
		"nothing": "", "an open object": "{", "half an object": inner, "an array": "[]", "an array of it": "[" + right.body + "]",
		"null": "null", "a string": `"text"`, "a number": "1", "true": "true", "not JSON": "amount=1", "single quotes": `{'a':1}`,
		"a trailing word": right.body + " x", "a trailing object": right.body + right.body, "a trailing brace": right.body + "}", "a trailing comma": inner + ",}",
		"a comment": inner + "/**/}", "a byte order mark": "\ufeff" + right.body, "a zero byte": right.body + "\x00", "UTF-16": "{\x00}\x00",
		"deep arrays":  repeated("[", deepNesting) + repeated("]", deepNesting),
		"a deep field": inner + `,"x":` + repeated("[", deepNesting) + repeated("]", deepNesting) + "}",
		"65 KiB":       inner + `,"x":"` + repeated("a", maxBody) + `"}`, "65 KiB of space": right.body + repeated(" ", maxBody+1),
		"NaN": inner + `,"x":NaN}`, "an unquoted name": inner + `,x:1}`, "a bad escape": inner + `,"x":"\q"}`, "a raw control character": inner + ",\"x\":\"a\x01b\"}",
	}
	if strings.HasSuffix(path, "/callback") {
		delete(bodies, "a byte order mark") // the gateway may begin so, and is read as without
	}
	for name, body := range bodies {
		list = append(list, badInput{name: name, path: path, body: body, media: jsonMedia, status: http.StatusBadRequest, field: wholeBody})
	}
	// As octets the bytes come as they are; as JSON the HTTP API has put U+FFFD in the place of what is no UTF-8.
	list = append(list,
		badInput{name: "no UTF-8 between the fields", path: path, body: inner + "\xff}", media: jsonMedia, status: http.StatusBadRequest, field: wholeBody},
		badInput{name: "no UTF-8 between the fields, as octets", path: path, body: inner + "\xff}", media: octets, status: http.StatusBadRequest, field: wholeBody},
		badInput{name: "no UTF-8 in a field, as octets", path: path, body: inner + ",\"x\":\"\xff\"}", media: octets, status: http.StatusBadRequest, field: wholeBody})
	for _, field := range right.fields {
		if field.kind <= aUID { // a text of some kind
			list = append(list, badInput{
				name: "no UTF-8 in " + field.name, path: path, body: with(right.body, field.name, "\"a\xffb\""), media: jsonMedia,
				status: http.StatusBadRequest, field: field.name, says: field.says,
			})
		}
	}
	return list
}

func badKeys(path, body string) (list []badInput) {
	for name, key := range map[string][]string{
		"an empty key": {""}, "a key with a space": {"a b"}, "a key that is not ASCII": {"钥匙"}, "a long key": {repeated("a", maxKeyLength+1)},
	} {
		list = append(list, badInput{
			name: name, path: path, body: body, media: jsonMedia, header: http.Header{"Idempotency-Key": key}, status: http.StatusBadRequest, field: "Idempotency-Key",
		})
	}
	return list
}

func fields(body string) map[string]json.RawMessage {
	var decoded map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &decoded); err != nil {
		panic(err) // the table's own bodies are right
	}
	return decoded
}

// with is a body with one field's value replaced, or left out. The value may be no JSON.
func with(body, name, value string) string {
	all := fields(body)
	delete(all, name)
	if value != missing {
		all[name] = json.RawMessage(`0`)
	}
	parts := make([]string, 0, len(all))
	for _, key := range slices.Sorted(maps.Keys(all)) {
		given := string(all[key])
		if key == name {
			given = value
		}
		parts = append(parts, fmt.Sprintf("%q:%s", key, given))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func repeated(text string, n int) string { return strings.Repeat(text, n) }

func join(lists ...[]string) []string { return slices.Concat(lists...) }

// clip keeps a name short.
func clip(text string) string {
	const most = 120
	return text[:min(len(text), most)]
}
