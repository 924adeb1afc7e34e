package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/table"
)

// StreamEvent is what a function on the table's stream takes. Its records are decoded one by one: what the library
// cannot read of one of them must not keep the others, and all that come after, from being read.
type StreamEvent struct {
	Records []json.RawMessage `json:"Records"`
	ShardID string            `json:"shardId"`
}

// StreamAnswer is what it gives.
type StreamAnswer = events.DynamoDBTimeWindowEventResponse

// Project brings a batch of stream records into the counters. A record that cannot be decoded is kept aside, and
// alarms; it blocks nothing. An error means that the batch, or a part of it, is to be delivered again, which does
// no harm.
//
// The event names its shard only because the event source has a tumbling window; its answer must then carry a
// state, and an event may have no records.
func Project(ctx context.Context, a *App, event StreamEvent) (answer StreamAnswer, err error) {
	answer.State = map[string]string{}
	if len(event.Records) == 0 {
		return answer, nil
	}
	if event.ShardID == "" {
		return answer, errors.New("the event names no shard: the event source needs a tumbling window")
	}
	records := make([]count.Record, 0, len(event.Records))
	for _, raw := range event.Records {
		record, err := recordOf(raw)
		if err != nil {
			if err := poison(ctx, a, event.ShardID, raw, err); err != nil {
				return answer, err
			}
			continue
		}
		records = append(records, record)
	}
	if err := a.table.Project(ctx, a.calendar, event.ShardID, records); err != nil {
		return answer, fmt.Errorf("project %d records: %w", len(records), err)
	}
	return answer, nil
}

// recordOf decodes one record. Nothing that a record holds is a reason to stop: if the library panics, that too is only
// an error of this record.
func recordOf(raw json.RawMessage) (decoded count.Record, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("decode a stream record: panic: %v", panicked)
		}
	}()
	var record events.DynamoDBEventRecord
	if err := json.Unmarshal(raw, &record); err != nil {
		return count.Record{}, fmt.Errorf("decode a stream record: %w", err)
	}
	if record.Change.SequenceNumber == "" {
		return count.Record{}, errors.New("a stream record without a number")
	}
	return table.RecordOf(image(record.Change.OldImage), image(record.Change.NewImage), record.Change.SequenceNumber)
}

func poison(ctx context.Context, a *App, shard string, record json.RawMessage, why error) error {
	sequence := sequenceOf(record)
	if err := a.table.Poison(ctx, shard, sequence, string(record), why.Error()); err != nil {
		return fmt.Errorf("keep a record that cannot be decoded: %w", err)
	}
	a.Flow.Log.ErrorContext(ctx, "a stream record cannot be decoded: run outflow recount", "shard", shard, "sequence", sequence, "error", why)
	return nil
}

// sequenceOf is the number of a broken record in its shard. If that cannot be read either, it is a name computed from
// the record, so that it is the same when the record is delivered again.
func sequenceOf(record json.RawMessage) string {
	var envelope struct {
		Change struct {
			SequenceNumber string `json:"SequenceNumber"`
		} `json:"dynamodb"`
	}
	if json.Unmarshal(record, &envelope) == nil && envelope.Change.SequenceNumber != "" {
		return envelope.Change.SequenceNumber
	}
	sum := sha256.Sum256(record)
	return "unnumbered-" + hex.EncodeToString(sum[:])
}

// image is an item as a stream record has it.
func image(event map[string]events.DynamoDBAttributeValue) table.Image {
	image := make(table.Image, len(event))
	for name, value := range event {
		if read := attributeOf(value); read != nil {
			image[name] = read
		}
	}
	return image
}

// attributeOf is nil of a set, which no item has.
func attributeOf(value events.DynamoDBAttributeValue) types.AttributeValue {
	switch value.DataType() {
	case events.DataTypeString:
		return &types.AttributeValueMemberS{Value: value.String()}
	case events.DataTypeNumber:
		return &types.AttributeValueMemberN{Value: value.Number()}
	case events.DataTypeBoolean:
		return &types.AttributeValueMemberBOOL{Value: value.Boolean()}
	case events.DataTypeBinary:
		return &types.AttributeValueMemberB{Value: value.Binary()}
	case events.DataTypeNull:
		return &types.AttributeValueMemberNULL{Value: true}
	case events.DataTypeMap:
		return &types.AttributeValueMemberM{Value: image(value.Map())}
	case events.DataTypeList:
		list := make([]types.AttributeValue, 0, len(value.List()))
		for _, one := range value.List() {
			if read := attributeOf(one); read != nil {
				list = append(list, read)
			}
		}
		return &types.AttributeValueMemberL{Value: list}
	default:
		return nil
	}
}
