package stream

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// The event's own form: what Lambda sends, which aws-lambda-go's types read but do not write whole.
type event struct {
	Records                 []record          `json:"Records"`
	Window                  window            `json:"window"`
	State                   map[string]string `json:"state"`
	ShardID                 string            `json:"shardId"`
	EventSourceARN          string            `json:"eventSourceARN"`
	IsFinalInvokeForWindow  bool              `json:"isFinalInvokeForWindow"`
	IsWindowTerminatedEarly bool              `json:"isWindowTerminatedEarly"`
}

type window struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type record struct {
	EventID        string `json:"eventID"`
	EventName      string `json:"eventName"`
	EventVersion   string `json:"eventVersion"`
	EventSource    string `json:"eventSource"`
	AWSRegion      string `json:"awsRegion"`
	DynamoDB       change `json:"dynamodb"`
	EventSourceARN string `json:"eventSourceARN"`
}

type change struct {
	ApproximateCreationDateTime float64        `json:"ApproximateCreationDateTime"` // seconds since 1970
	Keys                        map[string]any `json:"Keys"`
	NewImage                    map[string]any `json:"NewImage,omitempty"`
	OldImage                    map[string]any `json:"OldImage,omitempty"`
	SequenceNumber              string         `json:"SequenceNumber"`
	SizeBytes                   int64          `json:"SizeBytes"`
	StreamViewType              string         `json:"StreamViewType"`
}

func encode(s *shard, records []types.Record, final bool) ([]byte, error) {
	return Event{
		Stream: s.deliverer.stream, Shard: s.id, State: s.state, Begin: s.window, End: s.window.Add(s.deliverer.mapping.Window), Records: records, Final: final,
	}.Encode()
}

// Event is one batch of a shard within a tumbling window.
type Event struct {
	Stream     string // its ARN
	Shard      string
	State      map[string]string // that the last event of the window has left
	Begin, End time.Time         // of the window
	Records    []types.Record
	Final      bool // nothing more comes in the window
}

// Encode writes the event as Lambda gives it to a function.
func (e Event) Encode() ([]byte, error) {
	encoded := event{
		Records: make([]record, 0, len(e.Records)), State: e.State, ShardID: e.Shard, EventSourceARN: e.Stream, IsFinalInvokeForWindow: e.Final,
		Window: window{e.Begin.UTC().Format(time.RFC3339), e.End.UTC().Format(time.RFC3339)},
	}
	for _, r := range e.Records {
		encoded.Records = append(encoded.Records, record{
			EventID: aws.ToString(r.EventID), EventName: string(r.EventName), EventVersion: aws.ToString(r.EventVersion), EventSource: "aws:dynamodb",
			AWSRegion: aws.ToString(r.AwsRegion), EventSourceARN: e.Stream,
			DynamoDB: change{
				ApproximateCreationDateTime: float64(aws.ToTime(r.Dynamodb.ApproximateCreationDateTime).Unix()),
				Keys:                        image(r.Dynamodb.Keys), NewImage: image(r.Dynamodb.NewImage), OldImage: image(r.Dynamodb.OldImage),
				SequenceNumber: aws.ToString(r.Dynamodb.SequenceNumber), SizeBytes: aws.ToInt64(r.Dynamodb.SizeBytes), StreamViewType: string(r.Dynamodb.StreamViewType),
			},
		})
	}
	return json.Marshal(encoded)
}

func decodeAnswer(raw []byte) (answer events.DynamoDBTimeWindowEventResponse, err error) {
	if err := json.Unmarshal(raw, &answer); err != nil {
		return answer, fmt.Errorf("the function's answer is no answer to a stream: %w: %.200s", err, raw)
	}
	return answer, nil
}

func image(item map[string]types.AttributeValue) map[string]any {
	if item == nil {
		return nil
	}
	encoded := make(map[string]any, len(item))
	for name, value := range item {
		encoded[name] = attribute(value)
	}
	return encoded
}

// attribute is a value in DynamoDB's own JSON.
func attribute(value types.AttributeValue) map[string]any {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": v.Value}
	case *types.AttributeValueMemberNULL:
		return map[string]any{"NULL": v.Value}
	case *types.AttributeValueMemberSS:
		return map[string]any{"SS": v.Value}
	case *types.AttributeValueMemberNS:
		return map[string]any{"NS": v.Value}
	case *types.AttributeValueMemberBS:
		return map[string]any{"BS": v.Value}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": image(v.Value)}
	case *types.AttributeValueMemberL:
		list := make([]any, 0, len(v.Value))
		for _, one := range v.Value {
			list = append(list, attribute(one))
		}
		return map[string]any{"L": list}
	default:
		panic(fmt.Sprintf("stream: an attribute of type %T", value))
	}
}

// wants says that the mapping's filter lets a record through.
func (m Mapping) wants(r types.Record) bool {
	sortKey, isText := r.Dynamodb.Keys["SK"].(*types.AttributeValueMemberS)
	return len(m.SortKeys) == 0 || (isText && slices.ContainsFunc(m.SortKeys, func(wanted string) bool {
		if beginning, is := strings.CutSuffix(wanted, "*"); is {
			return strings.HasPrefix(sortKey.Value, beginning)
		}
		return sortKey.Value == wanted
	}))
}
