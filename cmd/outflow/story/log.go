package story

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
)

// Log finds log lines.
type Log interface {
	// Lines are those that hold any of the texts and were written from one moment to another, in any order; a Log that
	// cannot tell may give more.
	Lines(ctx context.Context, texts []string, from, until time.Time) ([]string, error)
}

// Kept is a log that somebody has kept, as the local stack does in a file.
type Kept []string

// maxLine bounds a log line, in bytes: a panic's is the longest.
const maxLine = 1 << 20

// ReadLog reads a log.
func ReadLog(in io.Reader) (lines Kept, err error) {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxLine)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return lines, nil
}

// Lines are all of them.
func (k Kept) Lines(context.Context, []string, time.Time, time.Time) ([]string, error) { return k, nil }

// line is what is told of a log line. What is not here stays there: addresses, names and free texts among it.
type line struct {
	Time      time.Time `json:"time"`
	Level     string    `json:"level"`
	Msg       string    `json:"msg"`
	RequestID string    `json:"requestId"`
	Sub       string    `json:"sub"`
	Role      string    `json:"role"`
	Order     string    `json:"order"`
	Commit    string    `json:"commit"`
	Version   int64     `json:"orderVersion"`

	Withdrawal string `json:"withdrawal"` // an order, in lines that name it themselves
	Recharge   string `json:"recharge"`

	Route   string `json:"route"`
	Status  int    `json:"status"`
	Ms      int64  `json:"ms"`
	Attempt int    `json:"attempt"`
	Outcome string `json:"outcome"`
	Detail  string `json:"detail"`
	Error   string `json:"error"`
}

// FromLines are the events of an order among log lines: those that name it, and those that its own requests have written
// besides. A line that names another order is never one of them.
func FromLines(lines []string, id string) (events []Event) {
	var read []line
	own := map[string]bool{} // requests about this order alone
	seen := map[string]bool{}
	for _, text := range lines {
		var one line
		_, object, found := strings.Cut(text, "{")
		if !found || seen[object] || json.Unmarshal([]byte("{"+object), &one) != nil {
			continue // the runtime's own, or another program's
		}
		seen[object] = true
		read = append(read, one)
		if one.Msg == edge.RequestLine && one.Order == id && one.RequestID != "" {
			own[one.RequestID] = true
		}
	}
	for _, one := range read {
		named := one.named()
		if named == id || (named == "" && own[one.RequestID]) {
			events = append(events, one.event())
		}
	}
	return events
}

// named is the order that a line is about.
func (l line) named() string {
	for _, name := range []string{l.Withdrawal, l.Recharge, l.Order} {
		if name != "" {
			return name
		}
	}
	return ""
}

func (l line) event() Event {
	event := Event{
		At: l.Time, From: FromLog, What: l.Msg, By: strings.TrimSpace(l.Role + " " + l.Sub), Version: l.Version, RequestID: l.RequestID, Commit: l.Commit,
	}
	var details []string
	if l.Msg == edge.RequestLine {
		event.What = l.Route
		event.At = l.Time.Add(-time.Duration(l.Ms) * time.Millisecond) // it is written at the end
		details = append(details, fmt.Sprintf("%d in %d ms", l.Status, l.Ms))
	}
	if l.Level != "INFO" {
		details = append(details, l.Level)
	}
	if l.Attempt > 0 {
		details = append(details, fmt.Sprintf("attempt %d", l.Attempt))
	}
	for _, text := range []string{l.Outcome, masked(l.Detail), masked(l.Error)} {
		if text != "" {
			details = append(details, text)
		}
	}
	event.Detail = strings.Join(details, ", ")
	return event
}

// Find reads an order's log lines: those that hold its id, and then those of the requests that these name.
func Find(ctx context.Context, log Log, order Order) ([]Event, error) {
	from, until := order.Since.Add(-time.Minute), order.Until.Add(lookAfter)
	lines, err := log.Lines(ctx, []string{order.ID}, from, until)
	if err != nil {
		return nil, err
	}
	var requests []string
	for _, event := range FromLines(lines, order.ID) {
		if event.isRequest() && event.RequestID != "" {
			requests = append(requests, event.RequestID)
		}
	}
	if len(requests) > 0 {
		more, err := log.Lines(ctx, requests, from, until)
		if err != nil {
			return nil, err
		}
		lines = slices.Concat(lines, more)
	}
	return FromLines(lines, order.ID), nil
}
