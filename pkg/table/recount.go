package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleCounters is broken where the counters do not say what there is.
const RuleCounters = "the counters say what there is"

// verifyPause is how long the stream gets between two looks.
const verifyPause = 200 * time.Millisecond

// counted is every withdrawal as it counts, from one scan.
func (s *Store) counted(ctx context.Context, take func(id funds.ID, placed count.Placed) error) error {
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName: s.table, ConsistentRead: aws.Bool(true), FilterExpression: aws.String("SK = :wd"),
		ProjectionExpression: aws.String("timeSK, st, #method, amount, #at, gen"), ExpressionAttributeNames: map[string]string{"#method": "method", "#at": "at"},
		ExpressionAttributeValues: item{":wd": stringValue(skWithdrawal)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return unread("scan the table", err)
		}
		for _, row := range page.Items {
			step, err := StepOf(nil, row, "")
			if err != nil {
				continue // a poison record: Verify reports it
			}
			if err := take(step.ID, *step.New); err != nil {
				return err
			}
		}
	}
	return nil
}

// truth is the tree as one scan of the table has it, by node.
func (s *Store) truth(ctx context.Context, calendar *count.Calendar) (map[count.Node]count.Counts, error) {
	tree := map[count.Node]count.Counts{}
	err := s.counted(ctx, func(_ funds.ID, placed count.Placed) error {
		for _, node := range calendar.Path(placed.At) {
			if tree[node] == nil {
				tree[node] = count.Counts{}
			}
			tree[node].Add(count.Cell{State: placed.State, Method: placed.Method}, 1, placed.Amount)
		}
		return nil
	})
	return tree, err
}

// tree reads a whole generation, down from the node of everything.
func (s *Store) tree(ctx context.Context, generation int64) (map[count.Node]count.Counts, error) {
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
	return tree, nil
}

type countedNode struct {
	count.Node

	counts count.Counts
}

// treeNodes are all nodes of a generation, parents before their children.
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

// VerifyCounters compares the counters with the table. On a live table they differ by what the stream has not
// brought yet: it looks again, until the patience is over. It scans, as [Store.Verify] does.
func (s *Store) VerifyCounters(ctx context.Context, calendar *count.Calendar, patience time.Duration) ([]funds.Violation, error) {
	generation, err := s.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	return s.verifyGeneration(ctx, calendar, generation, patience)
}

func (s *Store) verifyGeneration(ctx context.Context, calendar *count.Calendar, generation int64, patience time.Duration) ([]funds.Violation, error) {
	until := s.now().Add(patience)
	for {
		found, err := s.compare(ctx, calendar, generation)
		if err != nil || len(found) == 0 || !s.rest(ctx, until, verifyPause) {
			return found, err
		}
	}
}

func (s *Store) compare(ctx context.Context, calendar *count.Calendar, generation int64) (found []funds.Violation, err error) {
	want, err := s.truth(ctx, calendar)
	if err != nil {
		return nil, err
	}
	got, err := s.tree(ctx, generation)
	if err != nil {
		return nil, err
	}
	for node := range want {
		if got[node] == nil {
			got[node] = count.Counts{}
		}
	}
	for node, counts := range got {
		cells := count.Counts{}
		cells.AddAll(counts)
		cells.AddAll(want[node])
		for cell := range cells {
			if is, should := counts[cell], want[node][cell]; is != should {
				found = append(found, funds.Violation{Rule: RuleCounters, Subject: node.Name, Detail: fmt.Sprintf("%s by %s: %d of %d, there are %d of %d", cell.State, cell.Method, is.Count, is.Amount, should.Count, should.Amount)})
			}
		}
	}
	return found, nil
}

// Recount builds the next generation of the counters from the table, by the calendar's zone, while the system runs, and
// switches to it once it says what there is. Each withdrawal is touched: see [Store.Project]. It may be called again
// after it was broken off: a generation that is half built is carried on, unless it counts by another zone, or did not
// say what there is when it was whole. patience bounds how long it waits for the stream.
func (s *Store) Recount(ctx context.Context, calendar *count.Calendar, patience time.Duration) (touched int, err error) {
	generations, err := s.Generations(ctx)
	if err != nil {
		return 0, err
	}
	next := generations.next(calendar.Zone())
	if err := s.moveGenerations(ctx, generations, next); err != nil {
		return 0, err
	}
	for {
		behind := 0
		err := s.counted(ctx, func(id funds.ID, placed count.Placed) error {
			if placed.Generation >= next.Building {
				return nil
			}
			behind++
			return s.Touch(ctx, id, next.Building)
		})
		touched += behind
		if err != nil {
			return touched, err
		}
		if behind == 0 {
			break
		}
	}
	found, err := s.verifyGeneration(ctx, calendar, next.Building, patience)
	if err != nil {
		return touched, err
	}
	if len(found) > 0 {
		given := next
		given.BuildingZone = "" // so that the next recount begins another one
		return touched, errors.Join(
			fmt.Errorf("the new counters still differ at %d places, as %v: the old ones stay; run it again", len(found), found[0]),
			s.moveGenerations(ctx, next, given),
		)
	}
	live := Generations{Live: next.Building, Building: next.Building, LiveZone: calendar.Zone()}
	if err := s.moveGenerations(ctx, next, live); err != nil {
		return touched, err
	}
	if err := s.stampMonths(ctx, next.Building); err != nil {
		return touched, err
	}
	return touched, s.dropGenerationsBefore(ctx, next.Live)
}

// dropGenerationsBefore deletes the trees that nobody reads any more. The one that was live until now stays until
// the next recount: a request may be on its way down through it.
func (s *Store) dropGenerationsBefore(ctx context.Context, oldest int64) error {
	for generation := oldest - 1; generation >= 0; generation-- {
		if err := s.dropGeneration(ctx, generation); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) dropGeneration(ctx context.Context, generation int64) error {
	nodes, err := s.treeNodes(ctx, generation)
	if err != nil {
		return err
	}
	// From the hours up, so that what is left of a drop that was broken off is found again.
	for i := len(nodes) - 1; i >= 0; i-- {
		_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: s.table, Key: key{pkNode(generation, nodes[i].Node), nodes[i].Name}.attributes(),
		})
		if err != nil {
			return unread("delete a counter", err)
		}
	}
	return nil
}

// stampMonths lets what is made from now on count in a generation from the start. Processes that know a month
// already go on as before, and the stream brings theirs up.
func (s *Store) stampMonths(ctx context.Context, generation int64) error {
	months, err := s.allMonths(ctx)
	if err != nil {
		return err
	}
	for _, month := range months {
		_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: s.table, Key: key{pkMonths, month.stamp}.attributes(), UpdateExpression: aws.String("SET gen = :gen"),
			ExpressionAttributeValues: item{":gen": number(generation)},
		})
		if err != nil {
			return unread("write a month", err)
		}
	}
	return nil
}
