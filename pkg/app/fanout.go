package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"github.com/outflow-pay/outflow/pkg/table"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

// StreamRecord is one record of the table's stream: an item as it was before, nil if it was new, and as it is after.
type StreamRecord struct {
	Shard, Sequence string
	Before, After   table.Image
	Raw             json.RawMessage
}

// StreamReader takes records of one shard, in their order. It may be given any of them again. A record that it cannot read
// is its own to keep aside; an error means that all are to be delivered again, to all readers.
type StreamReader func(ctx context.Context, a *App, records []StreamRecord) error

// FanOut has readers read the table's stream. A shard feeds two functions at most, one of which is the counters': whatever
// else follows the table is a reader of the other. What one reader fails at waits for it, and keeps the next from nothing.
func FanOut(readers ...StreamReader) StreamFunction {
	return func(ctx context.Context, a *App, event StreamEvent) (StreamAnswer, error) {
		answer := StreamAnswer{}
		answer.State = map[string]string{}
		records := make([]StreamRecord, 0, len(event.Records))
		for _, raw := range event.Records {
			record, err := streamRecordOf(event.ShardID, raw)
			if err != nil {
				if err := aside(ctx, a, record, err); err != nil {
					return answer, err
				}
				continue
			}
			records = append(records, record)
		}
		var failed error
		for _, read := range readers {
			failed = errors.Join(failed, read(ctx, a, records))
		}
		return answer, failed
	}
}

// streamRecordOf decodes one record. Nothing that a record holds is a reason to stop: if the library panics, that too is only
// an error of this record.
func streamRecordOf(shard string, raw json.RawMessage) (record StreamRecord, err error) {
	record = StreamRecord{Shard: shard, Sequence: sequenceOf(raw), Raw: raw}
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("decode a stream record: panic: %v", panicked)
		}
	}()
	var decoded events.DynamoDBEventRecord
	if err := json.Unmarshal(raw, &decoded); err != nil {
		return record, fmt.Errorf("decode a stream record: %w", err)
	}
	record.Before, record.After = image(decoded.Change.OldImage), image(decoded.Change.NewImage)
	return record, nil
}

// aside keeps a record that cannot be read, so that it blocks nothing.
func aside(ctx context.Context, a *App, record StreamRecord, why error) error {
	if err := a.hooks.Poison(ctx, record.Shard, record.Sequence, string(record.Raw), why.Error()); err != nil {
		return fmt.Errorf("keep a record that cannot be read: %w", err)
	}
	a.Flow.Log.ErrorContext(ctx, "a stream record cannot be read: what it says is told to nobody", "shard", record.Shard, "sequence", record.Sequence, "error", why)
	return nil
}

// TellWebhooks is the reader that tells endpoints what became of orders.
func TellWebhooks(ctx context.Context, a *App, records []StreamRecord) error {
	var told []webhook.Step
	for _, record := range records {
		steps, err := table.StepsOf(record.Before, record.After)
		if err != nil {
			if err := aside(ctx, a, record, err); err != nil {
				return err
			}
		}
		told = append(told, steps...)
	}
	fan := webhook.FanOut{Store: a.hooks, Words: wordsOfContracts, Now: a.Flow.Now}
	if err := fan.Tell(ctx, told); err != nil {
		return fmt.Errorf("tell webhooks %d steps: %w", len(told), err)
	}
	return nil
}
