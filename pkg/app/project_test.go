package app

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// image0 is a withdrawal's item as a stream record has it.
const image0 = `{"timeSK":{"S":"1764201600000#6FMYX77620261121052842"},"st":{"S":"pending"},"method":{"S":"bank"},"amount":{"N":"100"},"at":{"N":"1764201600000"}}`

func streamRecord(sequence, image string) string {
	return `{"eventID":"e1","eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1764201600,"Keys":{"PK":{"S":"WD#6FMYX776"},"SK":{"S":"WD"}},"NewImage":` +
		image + `,"SequenceNumber":` + sequence + `,"SizeBytes":10}}`
}

func TestAStreamRecordIsDecodedByItself(t *testing.T) {
	t.Parallel()
	unknown := strings.Replace(image0, "{", `{"odd":{"X":"1"},`, 1)
	tests := map[string]struct {
		record, sequence string
		good             bool
	}{
		"a right one":                           {streamRecord(`"7"`, image0), "7", true},
		"an attribute of an unknown type":       {streamRecord(`"7"`, unknown), "7", false},
		"an attribute of two types":             {streamRecord(`"7"`, strings.Replace(image0, `{"N":"100"}`, `{"N":"100","S":"100"}`, 1)), "7", false},
		"an attribute that is no attribute":     {streamRecord(`"7"`, strings.Replace(image0, `{"N":"100"}`, `100`, 1)), "7", false},
		"an amount that is no number":           {streamRecord(`"7"`, strings.Replace(image0, `{"N":"100"}`, `{"N":"much"}`, 1)), "7", false},
		"images that are none":                  {streamRecord(`"7"`, `"image"`), "7", false},
		"without an image":                      {streamRecord(`"7"`, `null`), "7", false},
		"without a number":                      {streamRecord(`""`, image0), "unnumbered-", false},
		"a number that is no text":              {streamRecord(`7`, image0), "unnumbered-", false},
		"a time that is none":                   {strings.Replace(streamRecord(`"7"`, image0), `1764201600,`, `"today",`, 1), "7", false},
		"what is no object":                     {`[]`, "unnumbered-", false},
		"null":                                  {`null`, "unnumbered-", false},
		"fields that the library does not know": {strings.Replace(streamRecord(`"7"`, image0), "{", `{"more":[1],`, 1), "7", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			decoded, err := recordOf(json.RawMessage(test.record))
			if (err == nil) != test.good {
				t.Errorf("%+v, %v; want good: %t", decoded, err, test.good)
			}
			if test.good && (decoded.Sequence != "7" || decoded.New == nil || decoded.New.State != funds.StatePending) {
				t.Errorf("the record is %+v", decoded)
			}
			if got := sequenceOf(json.RawMessage(test.record)); !strings.HasPrefix(got, test.sequence) {
				t.Errorf("its number is %q, want %q", got, test.sequence)
			}
		})
	}
}

// TestABatchIsDecodedWhateverIsInIt: what the library cannot decode would fail the whole batch, for ever.
func TestABatchIsDecodedWhateverIsInIt(t *testing.T) {
	t.Parallel()
	odd := streamRecord(`"1"`, `{"odd":{"X":"1"}}`)
	batch := `{"Records":[` + odd + `,` + streamRecord(`"2"`, image0) + `,7,null],"window":{"start":"soon"},"state":[],"shardId":"shardId-1","isFinalInvokeForWindow":"no"}`
	var event StreamEvent
	if err := json.Unmarshal([]byte(batch), &event); err != nil || len(event.Records) != 4 || event.ShardID != "shardId-1" {
		t.Errorf("the batch is %+v, %v", event, err)
	}
}
