package engine

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/template"
)

const testTable = "outflow-test"

// withTable starts dynoxide with the template's table.
func withTable(t *testing.T, options Options) *Engine {
	t.Helper()
	definition, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	options.Output = t.Output()
	e, err := Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	if err := definition.Table.Create(t.Context(), e.Client(), testTable); err != nil {
		t.Fatal(err)
	}
	return e
}

var written atomic.Int64

// put changes one item some times: each change is a record.
func put(t *testing.T, e *Engine, items int) {
	t.Helper()
	for range items {
		if _, err := e.Client().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(testTable), Item: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "A"}, "SK": &types.AttributeValueMemberS{Value: "A"},
			"n": &types.AttributeValueMemberN{Value: fmt.Sprint(written.Add(1))},
		}}); err != nil {
			t.Fatal(err)
		}
	}
}

// streamed gives the numbers of the stream's records, and the one shard that they are in.
func streamed(t *testing.T, e *Engine) (shard string, numbers []int) {
	t.Helper()
	described, err := e.Client().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(testTable)})
	if err != nil {
		t.Fatal(err)
	}
	stream := described.Table.LatestStreamArn
	out, err := e.Streams().DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: stream})
	if err != nil || len(out.StreamDescription.Shards) != 1 {
		t.Fatalf("the stream's shards: %+v, %v", out, err)
	}
	shard = aws.ToString(out.StreamDescription.Shards[0].ShardId)
	begin, err := e.Streams().GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: stream, ShardId: aws.String(shard), ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		t.Fatal(err)
	}
	records, err := e.Streams().GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: begin.ShardIterator})
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records.Records {
		number, err := strconv.Atoi(aws.ToString(record.Dynamodb.SequenceNumber))
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, number)
	}
	return shard, numbers
}

// TestNumbersGoOnWhateverIsDropped: a number that comes a second time is taken for one that is counted.
func TestNumbersGoOnWhateverIsDropped(t *testing.T) {
	t.Parallel()
	options := Options{DataDir: t.TempDir()}
	e := withTable(t, options)
	put(t, e, 5)
	shard, numbers := streamed(t, e)
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5}, numbers); diff != "" {
		t.Fatalf("numbers (-want +got):\n%s", diff)
	}
	drop := func(upTo string, want ...int) {
		t.Helper()
		if err := e.DropRecords(t.Context(), testTable, shard, upTo); err != nil {
			t.Fatal(err)
		}
		if _, got := streamed(t, e); !cmp.Equal(want, got) {
			t.Errorf("after a drop up to %s, there are %v, want %v", upTo, got, want)
		}
	}
	drop("2", 3, 4, 5)
	drop("5", 5)
	drop("1000000", 5)
	put(t, e, 1)
	drop("5", 6)
	e.Close()
	e = withTable(t, options)
	put(t, e, 1)
	drop("0", 6, 7)
	drop("7", 7)
	if err := e.DropRecords(t.Context(), "another", shard, "7"); err != nil {
		t.Error(err)
	}
	drop("0", 7)
	if err := e.DropRecords(t.Context(), testTable, shard, "all"); err == nil || !strings.Contains(err.Error(), `"all"`) {
		t.Errorf("a number that is none: %v", err)
	}
}

// TestDynoxideFindsTheHighestNumberByAnIndex, also in a file that had none: without it, it reads all of them.
func TestDynoxideFindsTheHighestNumberByAnIndex(t *testing.T) {
	t.Parallel()
	options := Options{DataDir: t.TempDir()}
	e := withTable(t, options)
	put(t, e, 1)
	if _, err := e.records.db.ExecContext(t.Context(), "DROP INDEX outflow_stream_numbers"); err != nil {
		t.Fatal(err)
	}
	e.Close()
	e = withTable(t, options)
	put(t, e, 1)
	for _, query := range []string{ // dynoxide's own
		"SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1",
		`SELECT event_name, keys_json, new_image, old_image, sequence_number, created_at, user_identity FROM _stream_records
		WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4`,
	} {
		var id, parent, unused int
		var plan string
		row := e.records.db.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+query, testTable, "shard", 0, 1)
		if err := row.Scan(&id, &parent, &unused, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(plan, "SEARCH") || !strings.Contains(plan, "outflow_stream_numbers") {
			t.Errorf("the plan is %q", plan)
		}
	}
}

// TestDropsDisturbNoWriter: the two share a file, and no write fails for that.
func TestDropsDisturbNoWriter(t *testing.T) {
	t.Parallel()
	e := withTable(t, Options{})
	put(t, e, 1)
	shard, _ := streamed(t, e)
	done := make(chan error)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if err := e.DropRecords(t.Context(), testTable, shard, "1000000"); err != nil {
				done <- err
				return
			}
		}
	}()
	put(t, e, 300)
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
	put(t, e, 1)
	if _, numbers := streamed(t, e); numbers[len(numbers)-1] != 302 {
		t.Errorf("the last of the numbers %v is not 302", numbers)
	}
}
