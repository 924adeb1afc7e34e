package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
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
