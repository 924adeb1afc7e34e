package table_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/local/faultproxy"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestAMarkThatMovesWhileItIsDroppedStays: otherwise a record that is delivered again would count twice.
func TestAMarkThatMovesWhileItIsDroppedStays(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	slow, proxy := h.faulty(t)
	counter := count.Key{State: funds.StatePending, Method: channel}
	one := func(sequence string) []count.Delta {
		return []count.Delta{{Sequence: sequence, Key: counter, Count: 1, Amount: yuan}}
	}
	countUp := func(shard string, changes []count.Delta) {
		t.Helper()
		if err := h.store.CountUp(t.Context(), 0, count.All(), shard, changes); err != nil {
			t.Fatal(err)
		}
	}
	countUp("shard-x", one("1"))
	if err := h.store.PassShard(t.Context(), 0, "shard-x", "1"); err != nil {
		t.Fatal(err)
	}
	h.clock.advance(time.Hour)
	proxy.Inject(faultproxy.Fault{Target: "UpdateItem", Action: faultproxy.Stall})
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := slow.store.CountUp(short, 0, count.All(), "shard-y", one("7")); err == nil {
		t.Fatal("the slow one was not slow")
	}
	countUp("shard-x", one("2"))
	if err := proxy.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	countUp("shard-x", one("2"))
	countUp("shard-y", one("7"))
	got, err := h.store.Node(t.Context(), 0, count.All())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what counts", count.Counts{counter: {Count: 3, Amount: 3 * yuan}}, got)
}

// TestOfAbsenceInAnotherEpochNothingFollows: one process finds that a node has no mark of a shard, another counts the shard
// and drops its mark, and then the first one writes.
func TestOfAbsenceInAnotherEpochNothingFollows(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	slow, proxy := h.faulty(t)
	counter := count.Key{State: funds.StatePending, Method: channel}
	one := []count.Delta{{Sequence: "7", Key: counter, Count: 1, Amount: yuan}}
	proxy.Inject(faultproxy.Fault{Target: "UpdateItem", Action: faultproxy.Stall})
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := slow.store.CountUp(short, 0, count.All(), "shard-x", one); err == nil {
		t.Fatal("the slow one was not slow")
	}
	for _, shard := range []string{"shard-x", "shard-y"} { // y drops the mark of x
		if err := h.store.CountUp(t.Context(), 0, count.All(), shard, one); err != nil {
			t.Fatal(err)
		}
		if err := h.store.PassShard(t.Context(), 0, shard, "7"); err != nil {
			t.Fatal(err)
		}
		h.clock.advance(time.Hour)
	}
	if marks := h.marks(t); marks != 1 {
		t.Errorf("the node has %d marks", marks)
	}
	if err := proxy.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := slow.store.CountUp(t.Context(), 0, count.All(), "shard-x", one); err != nil {
		t.Fatal(err)
	}
	got, err := h.store.Node(t.Context(), 0, count.All())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what counts", count.Counts{counter: {Count: 2, Amount: 2 * yuan}}, got)
}

// TestManyMarksDoNotBlockANode: DynamoDB limits the expressions of an update to 4 KB, so later updates drop the rest. Half
// of them are from a program that gave marks a time.
func TestManyMarksDoNotBlockANode(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	counter := count.Key{State: funds.StatePending, Method: channel}
	const shards = 150
	countUp := func(shard string) {
		t.Helper()
		if err := h.store.CountUp(t.Context(), 0, count.All(), shard, []count.Delta{{Sequence: "1", Key: counter, Count: 1, Amount: yuan}}); err != nil {
			t.Fatal(err)
		}
	}
	for n := range shards {
		shard := fmt.Sprintf("old-%d", n)
		countUp(shard)
		if n%2 == 0 {
			if err := h.store.PassShard(t.Context(), 0, shard, "1"); err != nil {
				t.Fatal(err)
			}
			continue
		}
		_, err := h.client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: aws.String(h.table), Key: map[string]types.AttributeValue{"PK": text("COUNT#0#"), "SK": text("ALL")},
			UpdateExpression: aws.String("SET #t = :t"), ExpressionAttributeNames: map[string]string{"#t": "t#" + shard},
			ExpressionAttributeValues: map[string]types.AttributeValue{":t": whole(h.clock.now().Unix())},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	h.clock.advance(49 * time.Hour)
	countUp("new-0")
	if left := h.marks(t); left > shards || left < 2 {
		t.Errorf("%d marks are left after one update of %d", left, shards)
	}
	for n := 1; h.marks(t) > n; n++ {
		if n > shards {
			t.Fatal("old marks stay")
		}
		countUp(fmt.Sprintf("new-%d", n))
	}
}

// marks is how many marks the node of all withdrawals has.
func (h *house) marks(t *testing.T) (n int) {
	t.Helper()
	for name := range h.rows(t)["COUNT#0# ALL"] {
		if strings.HasPrefix(name, "m#") {
			n++
		}
	}
	return n
}
