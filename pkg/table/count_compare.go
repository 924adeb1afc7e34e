package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// comparePause is how long the stream gets to catch up before the counters are compared again.
const comparePause = 200 * time.Millisecond

// difference is one counter that does not say what the table holds.
type difference struct {
	node       string
	counter    count.Key
	is, should funds.Tally
}

func (d difference) String() string {
	return fmt.Sprintf("%s by %s: %d of %d, there are %d of %d", d.counter.State, d.counter.Method, d.is.Count, d.is.Amount, d.should.Count, d.should.Amount)
}

// differences compares a generation of the counters with the table until they agree, or until the patience is over.
// While the system runs they differ by what the stream has not brought yet. Each comparison scans the table.
func (s *Store) differences(ctx context.Context, calendar *count.Calendar, generation int64, patience time.Duration) ([]difference, error) {
	until := s.now().Add(patience)
	for {
		found, err := s.compare(ctx, calendar, generation)
		if err != nil || len(found) == 0 || !s.pause(ctx, until, comparePause) {
			return found, err
		}
	}
}

func (s *Store) compare(ctx context.Context, calendar *count.Calendar, generation int64) (found []difference, err error) {
	want, err := s.scannedTree(ctx, calendar)
	if err != nil {
		return nil, err
	}
	got, err := s.storedTree(ctx, generation)
	if err != nil {
		return nil, err
	}
	for node := range want {
		if got[node] == nil {
			got[node] = count.Counts{}
		}
	}
	for node, counts := range got {
		counters := count.Counts{}
		counters.AddAll(counts)
		counters.AddAll(want[node])
		for counter := range counters {
			if is, should := counts[counter], want[node][counter]; is != should {
				found = append(found, difference{node.Name, counter, is, should})
			}
		}
	}
	return found, nil
}

// scannedTree computes, from one scan of the table, what the counters should say.
func (s *Store) scannedTree(ctx context.Context, calendar *count.Calendar) (map[count.Node]count.Counts, error) {
	tree := map[count.Node]count.Counts{}
	err := s.scanWithdrawals(ctx, func(_ funds.ID, withdrawal count.Withdrawal) error {
		add := func(node count.Node, counter count.Key, amount funds.Amount) {
			if tree[node] == nil {
				tree[node] = count.Counts{}
			}
			tree[node].Add(counter, 1, amount)
		}
		for _, node := range calendar.Path(withdrawal.At) {
			add(node, count.Key{State: withdrawal.State, Method: withdrawal.Method}, withdrawal.Amount)
		}
		count.AddReturned(calendar, withdrawal, func(node count.Node, amount funds.Amount) {
			add(node, count.ReturnKey(withdrawal.Method), amount)
		})
		return nil
	})
	return tree, err
}

// scanWithdrawals scans the table once and passes each withdrawal, as far as it is counted, to take.
func (s *Store) scanWithdrawals(ctx context.Context, take func(id funds.ID, withdrawal count.Withdrawal) error) error {
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName: s.table, ConsistentRead: aws.Bool(true), FilterExpression: aws.String("SK = :wd"),
		ProjectionExpression: aws.String("timeSK, st, #method, amount, #at, gen, uid, acct, bank, rmk, askd, rets"), ExpressionAttributeNames: map[string]string{"#method": "method", "#at": "at"},
		ExpressionAttributeValues: item{":wd": stringValue(skWithdrawal)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return readError("scan the table", err)
		}
		for _, row := range page.Items {
			record, err := RecordOf(nil, row, "")
			if err != nil {
				continue // an item that cannot be decoded, which Verify reports
			}
			if err := take(record.ID, *record.New); err != nil {
				return err
			}
		}
	}
	return nil
}

// storedTree reads all counters of a generation that are not empty.
func (s *Store) storedTree(ctx context.Context, generation int64) (map[count.Node]count.Counts, error) {
	nodes, err := s.treeNodes(ctx, generation)
	if err != nil {
		return nil, err
	}
	tree := map[count.Node]count.Counts{}
	for _, node := range nodes {
		if len(node.counts) > 0 {
			tree[node.Node] = node.counts
		}
	}
	return tree, s.storedReturns(ctx, generation, tree)
}

type countedNode struct {
	count.Node

	counts count.Counts
}

// treeNodes reads all nodes of a generation, parents before their children.
func (s *Store) treeNodes(ctx context.Context, generation int64) (all []countedNode, err error) {
	parents := []string{""}
	for len(parents) > 0 {
		parent := parents[0]
		parents = parents[1:]
		nodes, err := s.nodes(ctx, generation, parent, "", "", true)
		if err != nil {
			return nil, err
		}
		for _, node := range nodes {
			all = append(all, countedNode{count.Node{Parent: parent, Name: node.Name}, node.Counts})
			if len(node.Name) <= len(time.DateOnly) { // an hour has no children
				parents = append(parents, node.Name)
			}
		}
	}
	return all, nil
}
