// Package story puts together what is known of one withdrawal or recharge: what the table keeps of its steps, and what the
// functions' log lines say of them, in one order of time.
//
// Nothing personal is told: people are the sub of their token or the policy's name for them, free texts are left out, and
// longer digits are hidden wherever they stand.
package story

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Event is one thing that happened.
type Event struct {
	At        time.Time `json:"at"`
	From      string    `json:"from"` // [FromTable] or [FromLog]
	What      string    `json:"what"` // a step's command, a route, or a line's message
	State     string    `json:"state,omitempty"`
	By        string    `json:"by,omitempty"`
	Version   int64     `json:"version,omitempty"` // of the order, after it
	RequestID string    `json:"requestId,omitempty"`
	Commit    string    `json:"commit,omitempty"`
	Detail    string    `json:"detail,omitempty"`
}

// Where an event is known from.
const (
	FromTable = "table"
	FromLog   = "log"
)

// Merge puts events in the order in which they happened. A request began before what it has written, though its line is
// written last and its time is known to a millisecond alone.
func Merge(table, lines []Event) []Event {
	written := map[int64]time.Time{} // when a version was
	for _, event := range table {
		if at, known := written[event.Version]; event.Version > 0 && (!known || event.At.Before(at)) {
			written[event.Version] = event.At
		}
	}
	began := map[string]time.Time{} // when the first thing that a request is known to have written was
	for _, line := range lines {
		if at, known := written[line.Version]; known {
			if first, known := began[line.RequestID]; !known || at.Before(first) {
				began[line.RequestID] = at
			}
		}
	}
	merged := slices.Clone(lines)
	for i, line := range merged {
		if first, known := began[line.RequestID]; known && line.isRequest() && first.Before(line.At) {
			merged[i].At = first
		}
	}
	merged = append(merged, table...)
	slices.SortStableFunc(merged, func(a, b Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Version, b.Version))
	})
	return merged
}

// isRequest says that the event is a request, by its route.
func (e Event) isRequest() bool { return e.From == FromLog && strings.Contains(e.What, " /") }

// rank orders what has the same time: a request, what it has written, what else it says.
func (e Event) rank() int {
	switch {
	case e.isRequest():
		return 0
	case e.From == FromTable:
		return 1
	default:
		return 2
	}
}

// Print writes events for people, one a line.
func Print(out io.Writer, events []Event) error {
	for _, event := range events {
		line := event.At.UTC().Format("2006-01-02T15:04:05.000Z") + "  " + fmt.Sprintf("%-5s", event.From) + "  " + event.What
		for _, part := range []struct{ name, value string }{
			{"", event.State}, {"by ", event.By}, {"request ", event.RequestID}, {"commit ", event.Commit}, {"", event.Detail},
		} {
			if part.value != "" {
				line += "  " + part.name + part.value
			}
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// PrintJSON writes events as JSON objects, one a line.
func PrintJSON(out io.Writer, events []Event) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, event := range events {
		if err := encoder.Encode(event); err != nil {
			return err
		}
	}
	return nil
}

// hidden are digits that may be a phone's or an account's, and addresses.
var hidden = regexp.MustCompile(`[0-9]{5,}|[^\s"=]+@[^\s"]+`)

// masked is a text without what may be personal in it; ids of ours stay.
func masked(text string) string {
	return hidden.ReplaceAllStringFunc(text, func(string) string { return "…" })
}

// said is what the machine says in a message; what a person or the gateway wrote in front of it is left out.
func said(message funds.Message) string {
	text, statements := message.Parts()
	var parts []string
	if text != "" {
		parts = append(parts, "(a text)")
	}
	for _, statement := range statements {
		parts = append(parts, statement.String())
	}
	return masked(strings.Join(parts, "; "))
}

// by is who acts, as far as it is nobody's name or address.
func by(actor funds.Actor) string {
	if actor.Role == funds.RoleSystem {
		return strings.TrimSpace(string(actor.Role) + " " + actor.Name)
	}
	return strings.TrimSpace(string(actor.Role) + " " + actor.Who())
}
