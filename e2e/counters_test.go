package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestATrendIsWhatAPlainReferenceCounts(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	all := w.seed()
	admin := w.person("admin-trend", funds.RoleAdmin)
	for unit, layout := range map[string]string{"day": time.DateOnly, "hour": "2006-01-02T15"} { // Shanghai's days have 24 hours
		want := map[string]map[string]string{}
		for _, withdrawal := range all.list {
			at := withdrawal.CreatedAt.In(shanghai).Format(layout)
			if at > "2025-03-06" {
				continue // seeded now, behind what is asked for
			}
			if want[at] == nil {
				want[at] = map[string]string{}
			}
			status := spellings[withdrawal.State].console
			var n, sum int64
			_, _ = fmt.Sscan(want[at][status], &n, &sum)
			want[at][status] = fmt.Sprint(n+1, " ", sum+int64(withdrawal.Amount))
		}
		got := map[string]map[string]string{}
		points := 0
		for _, span := range [][2]string{{"2025-01-20", "2025-02-10"}, {"2025-02-11", "2025-03-05"}} {
			var answer struct {
				Data struct {
					Unit   string
					Points []struct {
						At       string
						Statuses map[string]struct {
							Count  int64
							Amount json.Number
						}
					}
				}
			}
			admin.get("/admin/escorts/withdraw-records/trend?unit=" + unit + "&startAt=" + span[0] + "&endAt=" + span[1]).want(ok).decode(&answer)
			points += len(answer.Data.Points)
			for _, point := range answer.Data.Points {
				for status, tally := range point.Statuses {
					if tally.Count == 0 {
						continue
					}
					amount, err := funds.ParseAmount(tally.Amount.String())
					if err != nil {
						t.Fatal(err)
					}
					if got[point.At] == nil {
						got[point.At] = map[string]string{}
					}
					got[point.At][status] = fmt.Sprint(tally.Count, " ", int64(amount))
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", unit, diff)
		}
		same(t, "points by "+unit, map[string]int{"day": 45, "hour": 45 * 24}[unit], points)
	}
	for query, field := range map[string]string{
		"endAt=2025-01-01": "startAt", "startAt=2025-01-01": "endAt", "startAt=2025-01-02&endAt=2025-01-01": "startAt",
		"startAt=2024-01-01&endAt=2025-01-01": "startAt", "startAt=2025-01-01&endAt=2025-02-01&unit=hour": "startAt",
	} {
		_, fields := console.refuses(admin.get("/admin/escorts/withdraw-records/trend?"+query), http.StatusBadRequest)
		same(t, query, fmt.Sprint([]string{field}), fmt.Sprint(fields))
	}
}

// TestATrendEndsAtTheLastDayThatIsWritten: the day after the year 9999's last has five digits, and sorts before it.
func TestATrendEndsAtTheLastDayThatIsWritten(t *testing.T) {
	t.Parallel()
	admin := start(t, nil).admin()
	for unit, points := range map[string]int{"day": 31, "hour": 31 * 24} {
		var answer struct {
			Data struct{ Points []struct{ At string } }
		}
		admin.get("/admin/escorts/withdraw-records/trend?startAt=9999-12-01&endAt=9999-12-31&unit=" + unit).want(ok).decode(&answer)
		same(t, "points by "+unit, points, len(answer.Data.Points))
	}
}

// TestAKilledProjectorCatchesUp: what it had taken counts once, and what it had not is delivered again.
func TestAKilledProjectorCatchesUp(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("100000")
	killed := 0
	for i := range 60 {
		u.ask()
		for _, pid := range w.Processes("project-counters") {
			if i%3 == 0 && syscall.Kill(pid, syscall.SIGKILL) == nil {
				killed++
			}
		}
	}
	if killed == 0 {
		t.Error("no projector was killed: nothing is shown")
	}
	w.admin().get("/admin/escorts/withdraw-records/stats").want(ok).wantAll(map[string]any{"data.pendingCount": "60", "data.pendingAmount": "6000"})
}

// TestOfTheStreamTheNewestRecordStays, and what is counted goes: a stack that runs for long gets no slower by it.
func TestOfTheStreamTheNewestRecordStays(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	for range 5 {
		u.ask()
	}
	deadline := time.Now().Add(20 * time.Second)
	left := w.streamed()
	for ; left != 1 && time.Now().Before(deadline); left = w.streamed() {
		time.Sleep(50 * time.Millisecond)
	}
	same(t, "records of the stream", 1, left)
	u.ask()
	w.admin().get("/admin/escorts/withdraw-records/stats").want(ok).wantAll(map[string]any{"data.pendingCount": "6", "data.pendingAmount": "600"})
}

// streamed counts the records that are in the table's stream.
func (w *world) streamed() (records int) {
	w.t.Helper()
	table, err := w.Client().DescribeTable(w.t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(w.Table())})
	if err != nil {
		w.t.Fatal(err)
	}
	stream := table.Table.LatestStreamArn
	described, err := w.Streams().DescribeStream(w.t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: stream})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, shard := range described.StreamDescription.Shards {
		begin, err := w.Streams().GetShardIterator(w.t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: stream, ShardId: shard.ShardId, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			w.t.Fatal(err)
		}
		out, err := w.Streams().GetRecords(w.t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: begin.ShardIterator})
		if err != nil {
			w.t.Fatal(err)
		}
		records += len(out.Records)
	}
	return records
}

// TestARecordThatCannotBeDecodedBlocksNothing: it is kept aside, and alarms.
func TestARecordThatCannotBeDecodedBlocksNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	broken := map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: "WD#BROKEN00"}, "SK": &types.AttributeValueMemberS{Value: "WD"}}
	if _, err := w.Client().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(w.Table()), Item: broken}); err != nil {
		t.Fatal(err)
	}
	u.ask()
	w.admin().get("/admin/escorts/withdraw-records/stats").want(ok).wantAll(map[string]any{"data.pendingCount": "1"})
	poison := 0
	for name := range w.dump() {
		if strings.HasPrefix(name, "POISON ") {
			poison++
		}
	}
	same(t, "records kept aside", 1, poison)
	if !strings.Contains(w.log.String(), "a stream record cannot be decoded") {
		t.Error("nobody is told")
	}
	if _, err := w.Client().DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(w.Table()), Key: broken}); err != nil {
		t.Fatal(err) // or every invariant is broken at the end
	}
	w.drain()
}

// outflow runs the program on the stack's table.
func (w *world) outflow(arguments ...string) (said string, err error) {
	command := exec.CommandContext(w.t.Context(), "../.build/outflow", arguments...)
	command.Env = append(command.Environ(), "OUTFLOW_DYNAMODB="+w.DynamoDB(), "OUTFLOW_TABLE="+w.Table())
	out, err := command.CombinedOutput()
	return string(out), err
}

// TestARecountMendsTheCountersWhileTheSystemRuns: they are made wrong, found wrong, and right again.
func TestARecountMendsTheCountersWhileTheSystemRuns(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("100000")
	for range 20 {
		u.ask()
	}
	w.drain()
	_, err := w.Client().UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: aws.String(w.Table()), Key: map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: "COUNT#0#"}, "SK": &types.AttributeValueMemberS{Value: "ALL"}},
		UpdateExpression: aws.String("ADD #cell :one"), ExpressionAttributeNames: map[string]string{"#cell": "cP#MVola"},
		ExpressionAttributeValues: map[string]types.AttributeValue{":one": &types.AttributeValueMemberN{Value: "1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if said, err := w.outflow("verify", "-wait", "1s"); err == nil || !strings.Contains(said, "the counters say what there is: ALL: pending by MVola: 21 of 200000, there are 20 of 200000") {
		t.Errorf("a wrong counter is not found: %v: %s", err, said)
	}
	recounted := background(func() error {
		said, err := w.outflow("recount", "-wait", "1m")
		if err != nil {
			return fmt.Errorf("%w: %s", err, said)
		}
		return nil
	})
	for range 20 {
		id := u.ask()
		w.admin().review(id, "approve").want(ok)
	}
	if err := <-recounted; err != nil {
		t.Fatal(err)
	}
	u.ask() // by a process that knew the month before
	w.admin().get("/admin/escorts/withdraw-records/stats").want(ok).wantAll(map[string]any{"data.pendingCount": "21", "data.approvedCount": "20"})
	if said, err := w.outflow("verify"); err != nil {
		t.Errorf("after the recount: %v: %s", err, said)
	}
}
