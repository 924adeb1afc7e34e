// Package schedule starts a function again and again, as an EventBridge rule does.
//
// It imports the standard library alone, beside the AWS event types.
package schedule

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Event is the event that EventBridge sends for a rule at a time:
// https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchevents.html
func Event(rule string, at time.Time) []byte {
	event, err := json.Marshal(events.CloudWatchEvent{
		Version:    "0",
		ID:         rand.Text(),
		DetailType: "Scheduled Event",
		Source:     "aws.events",
		AccountID:  "000000000000",
		Time:       at.UTC().Truncate(time.Second),
		Region:     "us-east-1",
		Resources:  []string{"arn:aws:events:us-east-1:000000000000:rule/" + rule},
		Detail:     json.RawMessage("{}"),
	})
	if err != nil {
		panic(fmt.Sprintf("schedule: an event of plain fields cannot be encoded: %v", err))
	}
	return event
}

// Run invokes the rule's function every interval until ctx ends, with the rule's input or, where that is empty, its event, one run at a time: a run that takes
// longer than the interval delays the next one, and those that it missed are not made up for. A
// failed run is one line on log and the next one comes in its turn.
func Run(ctx context.Context, rule, input string, interval time.Duration, invoke func(context.Context, []byte) error, log io.Writer) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-ticker.C:
			if ctx.Err() != nil {
				return // both had happened while a run lasted
			}
			event := []byte(input)
			if input == "" {
				event = Event(rule, at)
			}
			if err := invoke(ctx, event); err != nil && ctx.Err() == nil {
				_, _ = fmt.Fprintf(log, "schedule %s: %v\n", rule, err)
			}
		}
	}
}
