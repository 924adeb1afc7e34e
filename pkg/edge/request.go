package edge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Request is an authenticated request, with its whole body.
type Request struct {
	HTTP   *http.Request
	Caller identity.Caller
	Body   []byte
	Source Source
	Route  string // method and path as in the template
}

// Actor is the caller as the log and the audit keep them.
func (r *Request) Actor() funds.Actor {
	actor := funds.Actor{Role: r.Caller.Role, ID: r.Caller.Sub, Name: r.Caller.Name}
	if r.Caller.Role == funds.RoleAdmin {
		actor.Person = r.Caller.Person
		actor.IP, actor.UserAgent = r.Source.IP, clipped(r.HTTP.UserAgent())
	}
	return actor
}

// clipped keeps a header short enough to store, and free of control characters.
func clipped(header string) string {
	header = strings.ToValidUTF8(header, "")
	runes := []rune(header)
	if len(runes) > funds.MaxTextRunes {
		header = string(runes[:funds.MaxTextRunes])
	}
	if funds.CheckText("header", header) != nil {
		return ""
	}
	return header
}

// Profile is what the user's own token says of them; nil for anybody else's.
func (r *Request) Profile() *funds.Profile {
	if r.Caller.Role != funds.RoleUser {
		return nil
	}
	return &funds.Profile{Name: r.Caller.Name, Phone: r.Caller.Phone, IDCardMasked: r.Caller.IDCardMasked}
}

// ID is the withdrawal id in the path; one that cannot exist is funds.ErrNotFound.
func (r *Request) ID() (funds.ID, error) { return funds.ParseID(r.HTTP.PathValue("id")) }

const maxIdempotencyKey = 128

// What is wrong with a key, or with what a request names.
const (
	ReasonKeyForm funds.Reason = "idempotency_form" // it is not 1 to Maximum visible ASCII characters
	ReasonInvalid funds.Reason = "field_invalid"
)

// Idempotency is the request's Idempotency-Key, kept by caller and route, with the print of route and
// body; nil without the header.
func (r *Request) Idempotency() (*flow.Idempotency, error) {
	values := r.HTTP.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return nil, nil //nolint:nilnil // no key is no error: the use cases take nil for it
	}
	key := strings.Join(values, ",")
	if key == "" || len(key) > maxIdempotencyKey || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return nil, funds.Invalid("Idempotency-Key", ReasonKeyForm).About(funds.Facts{Maximum: maxIdempotencyKey})
	}
	return &flow.Idempotency{Caller: r.Caller.Sub, Key: r.Route + "#" + key, Print: r.print()}, nil
}

// print is of the body's bytes, and of what they say: one order of names, no spacing, one spelling of each text. Numbers
// keep theirs: 1 and 1.0 may mean different things to a contract.
func (r *Request) print() funds.Print {
	hash := func(body []byte) string {
		sum := sha256.Sum256([]byte(r.Route + "\n" + string(body)))
		return hex.EncodeToString(sum[:])
	}
	printed := funds.Print{Bytes: hash(r.Body)}
	decoder := json.NewDecoder(bytes.NewReader(r.Body))
	decoder.UseNumber()
	var body map[string]any
	if decoder.Decode(&body) != nil {
		return printed
	}
	if canonical, err := json.Marshal(body); err == nil { // it sorts names
		printed.Value = hash(canonical)
	}
	return printed
}

// MaxPage is the greatest number of a page.
const MaxPage = 1_000_000

// Page reads the page number and size from the query, under the contract's names. Neither may be
// below 1; the size may not pass maxSize.
func (r *Request) Page(numberName, sizeName string, defaultSize, maxSize int64) (list.Page, error) {
	number, err := r.whole(numberName, 1, MaxPage)
	if err != nil {
		return list.Page{}, err
	}
	size, err := r.whole(sizeName, defaultSize, maxSize)
	return list.Page{Number: number, Size: size}, err
}

func (r *Request) whole(name string, otherwise, most int64) (int64, error) {
	literal, given, err := r.Query(name)
	if err != nil || !given {
		return otherwise, err
	}
	n, err := strconv.ParseInt(literal, 10, 64)
	if err != nil || n < 1 || n > most {
		return 0, notWhole(name, 1, most)
	}
	return n, nil
}

// Query reads one query parameter; given is false where it is missing or empty. One that is given
// twice, or is not text, is refused, and so is a query that cannot be read whole: what is lost of it
// may have been a filter.
func (r *Request) Query(name string) (value string, given bool, err error) {
	value, given, err = r.raw(name)
	if err == nil && given {
		err = funds.CheckText(name, value)
	}
	return value, given, err
}

// Keyword is Query for what somebody searches, without what cannot be seen around it; given is true where nothing is left.
func (r *Request) Keyword(name string) (value string, given bool, err error) {
	value, given, err = r.raw(name)
	if err == nil && given {
		value = funds.TrimUnseen(value)
		err = funds.CheckText(name, value)
	}
	return value, given, err
}

func (r *Request) raw(name string) (value string, given bool, err error) {
	query, err := url.ParseQuery(r.HTTP.URL.RawQuery)
	if err != nil {
		return "", false, funds.Invalid("query", ReasonInvalid)
	}
	values := query[name]
	switch {
	case len(values) > 1:
		return "", false, funds.Invalid(name, ReasonRepeated)
	case len(values) == 0 || values[0] == "":
		return "", false, nil
	}
	return values[0], true, nil
}
