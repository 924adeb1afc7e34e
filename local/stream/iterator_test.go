package stream_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/local/stream"
)

// refusing answers readings from one on as DynamoDB does those by a spent iterator, until another iterator is asked for.
type refusing struct {
	inner aws.HTTPClient
	kind  string // of the exception
	from  int    // the reading that is refused first

	mu    sync.Mutex
	reads int
	spent bool
}

func (r *refusing) Do(request *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
	if !r.refuses(operation) {
		return r.inner.Do(request) //nolint:wrapcheck // it stands for the client
	}
	text := `{"__type":"com.amazonaws.dynamodb.v20120810#` + r.kind + `","message":"it is spent"}`
	return &http.Response{
		StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: request,
	}, nil
}

func (r *refusing) refuses(operation string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch operation {
	case "GetShardIterator":
		r.spent = false
	case "GetRecords":
		r.reads++
		r.spent = r.spent || r.reads == r.from
		return r.spent
	}
	return false
}

// An iterator is no more use once it was refused, so that the shard would stand still for good.
func TestARefusedIteratorIsReplaced(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"TrimmedDataAccessException", "ExpiredIteratorException"} {
		for name, from := range map[string]int{"at its first reading": 1, "at its second reading": 2} {
			t.Run(kind+" "+name, func(t *testing.T) {
				t.Parallel()
				engine, table := enginetest.Table(t, "dynoxide")
				out, err := engine.Client().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(table)})
				if err != nil {
					t.Fatal(err)
				}
				r := &rig{&function{}, t, engine.Client(), table, nil, &lines{}}
				want := r.put("WD", upTo(3)...)
				client := dynamodbstreams.New(engine.Streams().Options(), func(o *dynamodbstreams.Options) {
					o.HTTPClient = &refusing{inner: o.HTTPClient, kind: kind, from: from}
				})
				r.deliverer = stream.New(client, aws.ToString(out.Table.LatestStreamArn), mapping(), r.invoke, r.log)
				r.start()
				r.drain()
				want = append(want, r.put("WD", 4)...)
				r.drain()
				if diff := cmp.Diff(want, r.took()); diff != "" {
					t.Errorf("taken (-want +got):\n%s", diff)
				}
				if !strings.Contains(r.log.String(), kind) {
					t.Error("nothing was refused")
				}
			})
		}
	}
}
