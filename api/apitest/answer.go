package apitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Answer is what a server said to a request.
type Answer struct {
	Method, Path string // the path as it was sent, without a query
	Status       int
	Header       http.Header
	Body         []byte
}

var errUndocumented = errors.New("not in the document")

// CheckAnswer says how an answer differs from the document: its operation, status, headers, media type or
// body. What the HTTP API in front answers of its own accord, as the document's introduction has it, is
// right at every path.
func (d *Document) CheckAnswer(a Answer) error {
	if ofTheHTTPAPI(a) {
		return nil
	}
	operation, found := d.operation(a.Method, a.Path)
	if !found {
		return d.checkUnrouted(a)
	}
	status := strconv.Itoa(a.Status)
	described, found := operation.responses[status]
	if !found {
		return fmt.Errorf("status %s of %s %s: %w", status, operation.Method, operation.Path, errUndocumented)
	}
	response, at := d.resolved(described, operation.pointer+pointer("responses", status))
	if err := d.checkHeaders(response, at, a.Header); err != nil {
		return err
	}
	return d.checkBody(response, at, a)
}

// failures are the contracts' forms of errors.
var failures = []string{"Failure", "FlowFailure", "BatchFailure", "ConsoleFailure"}

// checkUnrouted is CheckAnswer where the document has no operation, as its introduction says: 404 or 405 in one of the
// contracts' forms, or what OPTIONS is answered.
func (d *Document) checkUnrouted(a Answer) error {
	undocumented := fmt.Errorf("%s %s: %w", a.Method, a.Path, errUndocumented)
	described := func(o Operation) bool { return covers(o.Path, a.Path) }
	options := a.Method == http.MethodOptions && a.Status == http.StatusNoContent && len(a.Body) == 0
	switch known := slices.ContainsFunc(d.operations, described); {
	case known && (a.Header.Get("Allow") == "" || (a.Status != http.StatusMethodNotAllowed && !options)), !known && a.Status != http.StatusNotFound:
		return undocumented
	case options, a.Method == http.MethodHead:
		return nil
	}
	for _, name := range failures {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Body))
		if err == nil && d.validate(pointer("components", "schemas", name), value) == nil {
			return nil
		}
	}
	return undocumented
}

// ofTheHTTPAPI says that no function wrote an answer.
func ofTheHTTPAPI(a Answer) bool {
	switch a.Status {
	case http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable:
		if a.Method == http.MethodHead { // no route has it, and its answers have no body
			return true
		}
		var body map[string]string
		return json.Unmarshal(a.Body, &body) == nil && len(body) == 1 && body["message"] != ""
	default:
		return false
	}
}

func (d *Document) checkHeaders(response map[string]any, at string, given http.Header) error {
	for name, described := range object(response["headers"]) {
		header, where := d.resolved(described, at+pointer("headers", name))
		values := given.Values(name)
		if len(values) == 0 {
			if header["required"] == true {
				return fmt.Errorf("the header %s is missing", name)
			}
			continue
		}
		value := any(values[0])
		if object(header["schema"])["type"] == "integer" {
			value = json.Number(values[0])
		}
		if err := d.validate(where+"/schema", value); err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
	}
	return nil
}

func (d *Document) checkBody(response map[string]any, at string, a Answer) error {
	mediaType, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("content type %q: %w", a.Header.Get("Content-Type"), err)
	}
	if _, described := object(response["content"])[mediaType]; !described {
		return fmt.Errorf("content type %s: %w", mediaType, errUndocumented)
	}
	value := any(string(a.Body))
	if mediaType == "application/json" {
		if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(a.Body)); err != nil {
			return err
		}
	}
	return d.validate(at+pointer("content", mediaType, "schema"), value)
}
