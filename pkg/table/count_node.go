package table

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Nodes reads the children of a node in one generation whose names lie between first and last ("" means no bound), in
// the order of their names. The read is eventually consistent, at half the price: it may miss what the projector wrote
// a moment ago, just as the tree itself lags behind the table.
func (s *Store) Nodes(ctx context.Context, generation int64, parent, first, last string) ([]count.Child, error) {
	return s.nodes(ctx, generation, parent, first, last, false)
}

func (s *Store) nodes(ctx context.Context, generation int64, parent, first, last string, consistent bool) ([]count.Child, error) {
	var nodes []count.Child
	if last == "" {
		last = "~" // sorts behind all digits and letters
	}
	if first == "" {
		first = " "
	}
	err := s.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(consistent), KeyConditionExpression: aws.String("PK = :pk AND SK BETWEEN :first AND :last"),
		ExpressionAttributeValues: item{
			":pk": stringValue(pkNode(generation, count.Node{Parent: parent})), ":first": stringValue(first), ":last": stringValue(last),
		},
	}, func(row item) error {
		nodes = append(nodes, count.Child{Name: text(row[attrSK]), Counts: countsOf(row)})
		return nil
	})
	if err != nil {
		return nil, readError("read counters", err)
	}
	return nodes, nil
}

// Node reads one node of a generation, as Nodes does. A node in which nothing is counted is empty, and no error.
func (s *Store) Node(ctx context.Context, generation int64, node count.Node) (count.Counts, error) {
	row, err := s.nodeItem(ctx, generation, node, false)
	return countsOf(row), err
}

func (s *Store) nodeItem(ctx context.Context, generation int64, node count.Node, consistent bool) (item, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: s.table, Key: key{pkNode(generation, node), node.Name}.attributes(), ConsistentRead: aws.Bool(consistent),
	})
	if err != nil {
		return nil, readError("read a counter", err)
	}
	return out.Item, nil
}

// nodeTries is how often the update of a node is decided again because another process moved its mark.
const nodeTries = 20

// CountUp adds to a node of a generation those changes that lie behind the shard's mark, exactly once: the same
// conditional write moves the mark. A change that is delivered again, in part, late, or to two processes at the same
// time, is no longer behind the mark.
func (s *Store) CountUp(ctx context.Context, generation int64, node count.Node, shard string, changes []count.Delta) error {
	at := markKey{key{pkNode(generation, node), node.Name}, shard}
	if mark, known := s.marks.of(at); known {
		done, err := s.countAfterMark(ctx, at, mark, changes, nil)
		if done || err != nil {
			return err
		}
	}
	for range nodeTries {
		row, err := s.nodeItem(ctx, generation, node, true)
		if err != nil {
			return err
		}
		done, err := s.countAfterMark(ctx, at, text(row[markPrefix+shard]), changes, s.expiredMarks(row, shard))
		if done || err != nil {
			return err
		}
	}
	return funds.ErrBusy
}

// countAfterMark adds the changes behind a mark. It is not done if the node has another mark by now.
func (s *Store) countAfterMark(ctx context.Context, at markKey, mark string, changes []count.Delta, drop map[string]types.AttributeValue) (done bool, err error) {
	sum, last := count.SumAfter(mark, changes)
	if last == mark {
		return true, nil
	}
	err = s.addToNode(ctx, at.node, at.shard, mark, last, sum, drop)
	if err == nil {
		s.marks.remember(at, last)
		return true, nil
	}
	s.marks.forget(at)
	if isConditionFailed(err) {
		return false, nil
	}
	return false, err
}

// mostDropped is how many expired marks one update removes, because DynamoDB limits expressions to 4 KB. Later updates
// remove the rest.
const mostDropped = 20

// expiredMarks are the shards of whose records none can be delivered again, with the time at which the mark of each was
// set.
func (s *Store) expiredMarks(row item, shard string) map[string]types.AttributeValue {
	shards := map[string]types.AttributeValue{}
	limit := s.now().Add(-markLife).Unix()
	for name, value := range row {
		other, isTime := strings.CutPrefix(name, markedPrefix)
		n, isNumber := value.(*types.AttributeValueMemberN)
		if !isTime || !isNumber || other == shard {
			continue
		}
		if at, err := strconv.ParseInt(n.Value, 10, 64); err == nil && at < limit && len(shards) < mostDropped {
			shards[other] = value
		}
	}
	return shards
}

func (s *Store) addToNode(ctx context.Context, at key, shard, mark, last string, sum count.Counts, drop map[string]types.AttributeValue) error {
	names := map[string]string{"#mark": markPrefix + shard, "#marked": markedPrefix + shard}
	values := item{":last": stringValue(last), ":at": number(s.now().Unix())}
	condition := "attribute_not_exists(#mark)"
	if mark != "" {
		condition = "#mark = :mark"
		values[":mark"] = stringValue(mark)
	}
	var adds, removes []string
	for counter, tally := range sum {
		suffix := strconv.Itoa(len(adds))
		names["#c"+suffix], names["#a"+suffix] = counterName(countKind, counter), counterName(amountKind, counter)
		values[":c"+suffix], values[":a"+suffix] = number(tally.Count), number(int64(tally.Amount))
		adds = append(adds, "#c"+suffix+" :c"+suffix, "#a"+suffix+" :a"+suffix)
	}
	for other, since := range drop {
		suffix := strconv.Itoa(len(removes))
		m, t := "#dm"+suffix, "#dt"+suffix
		names[m], names[t], values[":dt"+suffix] = markPrefix+other, markedPrefix+other, since
		removes = append(removes, m, t)
		condition += " AND " + t + " = :dt" + suffix // unless it has moved since it was read
	}
	expression := "SET #mark = :last, #marked = :at"
	if len(adds) > 0 {
		expression += " ADD " + strings.Join(adds, ", ")
	}
	if len(removes) > 0 {
		expression += " REMOVE " + strings.Join(removes, ", ")
	}
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table, Key: at.attributes(), UpdateExpression: aws.String(expression), ConditionExpression: aws.String(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	return err
}

// markLife is how long the mark of a shard is kept. A stream holds its records for 24 hours.
const markLife = 48 * time.Hour
