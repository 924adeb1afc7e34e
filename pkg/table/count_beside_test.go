package table_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// earlier counts as programs did before shards had marks of their own: a node's mark of a shard has a time, and goes when
// it is two days old.
type earlier struct{ *house }

func (e earlier) project(t *testing.T, shard string, records []count.Record) {
	t.Helper()
	for node, changes := range count.Deltas(count.NewCalendar(policy()), 0, records) {
		for !e.countUp(t, node, shard, changes) { // until no other process was quicker
		}
	}
}

func (e earlier) countUp(t *testing.T, node count.Node, shard string, changes []count.Delta) (done bool) {
	t.Helper()
	at := map[string]types.AttributeValue{"PK": text("COUNT#0#" + node.Parent), "SK": text(node.Name)}
	out, err := e.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(e.table), Key: at, ConsistentRead: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	mark := ""
	if is, isText := out.Item["m#"+shard].(*types.AttributeValueMemberS); isText {
		mark = is.Value
	}
	sum, last := count.SumAfter(mark, changes)
	if last == mark {
		return true
	}
	names := map[string]string{"#m": "m#" + shard, "#t": "t#" + shard}
	values := map[string]types.AttributeValue{":last": text(last), ":at": whole(e.clock.now().Unix())}
	condition, adds, removes := "attribute_not_exists(#m)", "", ""
	if mark != "" {
		condition, values[":m"] = "#m = :m", text(mark)
	}
	letters := map[funds.State]string{funds.StatePending: "P", funds.StateApproved: "A", funds.StateProcessing: "S", funds.StateCompleted: "C", funds.StateRejected: "R"}
	for counter, tally := range sum {
		n := strconv.Itoa(len(names))
		names["#c"+n], names["#a"+n] = "c"+letters[counter.State]+"#"+string(counter.Method), "a"+letters[counter.State]+"#"+string(counter.Method)
		values[":c"+n], values[":a"+n] = whole(tally.Count), whole(int64(tally.Amount))
		adds += fmt.Sprintf(", #c%s :c%s, #a%s :a%s", n, n, n, n)
	}
	for name, value := range out.Item {
		other, isTime := strings.CutPrefix(name, "t#")
		since, isNumber := value.(*types.AttributeValueMemberN)
		if !isTime || !isNumber || other == shard || since.Value >= strconv.FormatInt(e.clock.now().Add(-48*time.Hour).Unix(), 10) {
			continue
		}
		n := strconv.Itoa(len(names))
		names["#dm"+n], names["#dt"+n], values[":dt"+n] = "m#"+other, name, value
		removes += fmt.Sprintf(", #dm%s, #dt%s", n, n)
		condition += fmt.Sprintf(" AND #dt%s = :dt%s", n, n)
	}
	update := "SET #m = :last, #t = :at"
	if adds != "" {
		update += " ADD " + adds[2:]
	}
	if removes != "" {
		update += " REMOVE " + removes[2:]
	}
	_, err = e.client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: aws.String(e.table), Key: at, UpdateExpression: aws.String(update), ConditionExpression: aws.String(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	if refused := (*types.ConditionalCheckFailedException)(nil); errors.As(err, &refused) {
		return false
	} else if err != nil {
		t.Fatal(err)
	}
	return true
}

// TestProgramsFromBeforeCountBesideThis: batches go to one or the other as they do while a deployment moves over, or is
// taken back, for four days of shards that roll every four hours. What one has taken may come to the other again at once.
func TestProgramsFromBeforeCountBesideThis(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	dice, story := rand.New(rand.NewPCG(5, 5)), newStory(5)
	story.told = 0
	projectors := []func(string, []count.Record){
		func(shard string, records []count.Record) { h.project(t, story, shard, records) },
		func(shard string, records []count.Record) { earlier{h}.project(t, shard, records) },
	}
	old, now := map[funds.ID]count.Withdrawal{}, story.now
	states := []funds.State{funds.StatePending, funds.StateApproved, funds.StateProcessing, funds.StateCompleted, funds.StateRejected}
	const batches = 240
	for batch := range batches {
		var records []count.Record
		for range 1 + dice.IntN(3) {
			id := funds.ID(fmt.Sprintf("%08d20260301080000", dice.IntN(20)))
			w, known := now[id]
			if !known {
				w = count.Withdrawal{At: time.Date(2026, 2, 27, 3, 0, 0, 0, time.UTC), Amount: funds.Amount(1 + dice.IntN(1000)), Method: channel}
			}
			w.State = states[dice.IntN(len(states))]
			record := count.Record{ID: id, Sequence: strconv.Itoa(1000 + 10*batch + len(records)), New: &w}
			if was, counted := old[id]; counted {
				record.Old = &was
			}
			old[id], now[id] = w, w
			records = append(records, record)
		}
		shard := fmt.Sprintf("shardId-%04d-%d", batch/10, dice.IntN(4)) // ten batches of 24 minutes
		first := dice.IntN(2)
		projectors[first](shard, records[:1+dice.IntN(len(records))])
		projectors[1-first](shard, records)
		if dice.IntN(2) == 0 {
			projectors[first](shard, records)
		}
		h.clock.advance(24 * time.Minute)
	}
	for node, want := range story.recount() {
		got, err := h.store.Node(t.Context(), 0, node)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "what counts at "+node.Name, want, got)
	}
	h.clock.advance(49 * time.Hour)
	for n := range 10 {
		shard := fmt.Sprintf("shardId-new-%d", n)
		if err := h.store.CountUp(t.Context(), 0, count.All(), shard, []count.Delta{{Sequence: "1", Key: count.Key{State: funds.StatePending, Method: channel}}}); err != nil {
			t.Fatal(err)
		}
	}
	if marks := h.marks(t); marks > 20 {
		t.Errorf("%d marks are left", marks)
	}
}

// TestWhatIsCountedOnceAMonthDoesNotGrow: a payee who is paid each month has a mark of each life's shards, which the next
// month's drop, though DynamoDB has deleted by then what had expired.
func TestWhatIsCountedOnceAMonthDoesNotGrow(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	calendar := count.NewCalendar(policy())
	for month := range 24 {
		store := table.New(h.client, h.table, h.clock.now) // no process remembers what it has read a month ago
		var old *count.Withdrawal
		for step, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateProcessing, funds.StateCompleted} {
			now := &count.Withdrawal{At: h.clock.now(), State: state, Method: channel, Amount: yuan, UserID: "u1", Payee: accountPayee}
			record := count.Record{ID: funds.ID(fmt.Sprintf("%08d20260301080000", month)), Sequence: "1", Old: old, New: now}
			if err := store.Project(t.Context(), calendar, fmt.Sprintf("shardId-%02d-%d", month, step), []count.Record{record}); err != nil {
				t.Fatal(err)
			}
			old = now
		}
		h.clock.advance(31 * 24 * time.Hour)
		h.expire(t)
	}
	for at, row := range h.rows(t) {
		marks := 0
		for name := range row {
			if strings.HasPrefix(name, "m#") {
				marks++
			}
		}
		if marks > 8 {
			t.Errorf("%s has %d marks", at, marks)
		}
	}
}

// expire deletes what has expired, as DynamoDB does.
func (h *house) expire(t *testing.T) {
	t.Helper()
	for _, row := range h.rows(t) {
		until, expires := row["ttl"].(float64)
		if !expires || int64(until) > h.clock.now().Unix() {
			continue
		}
		_, err := h.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(h.table), Key: map[string]types.AttributeValue{
			"PK": text(row["PK"].(string)), "SK": text(row["SK"].(string)), //nolint:forcetypeassert // the table's keys
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
}
