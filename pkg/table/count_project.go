package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Project brings the steps of one stream shard, in their order, into the tree that is read and the one that is
// being built, each by its own zone. It may be called again with any of them: see [Store.CountUp]. The calendar is the
// policy's; its zone is remembered for a recount.
//
// A withdrawal that does not yet count in the newest of the two is touched: its generation is written, which comes
// along the stream as a step of its own. That is how a recount counts what was there before, exactly once, while
// the system runs.
func (s *Store) Project(ctx context.Context, calendar *count.Calendar, shard string, steps []count.Step) error {
	generations, err := s.Generations(ctx)
	if err != nil {
		return err
	}
	if generations, err = s.rememberZone(ctx, generations, calendar.Zone()); err != nil {
		return err
	}
	for generation, calendar := range generations.projected(calendar) {
		changes := count.Changes(calendar, generation, steps)
		nodes := make([]count.Node, 0, len(changes))
		for node := range changes {
			nodes = append(nodes, node)
		}
		err := inParallel(len(nodes), func(i int) error {
			return s.CountUp(ctx, generation, nodes[i], shard, changes[nodes[i]])
		})
		if err != nil {
			return err
		}
	}
	for _, step := range steps {
		if step.New != nil && step.New.Generation < generations.Building {
			if err := s.Touch(ctx, step.ID, generations.Building); err != nil {
				return err
			}
		}
	}
	return nil
}

// Touch brings a withdrawal into a generation of the tree, if it is not in it yet. It is index configuration: it
// changes neither money, nor state, nor version.
func (s *Store) Touch(ctx context.Context, id funds.ID, generation int64) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table, Key: key{pkWithdrawal(id), skWithdrawal}.attributes(),
		UpdateExpression:          aws.String("SET gen = :gen"),
		ConditionExpression:       aws.String("attribute_exists(PK) AND (attribute_not_exists(gen) OR gen < :gen)"),
		ExpressionAttributeValues: item{":gen": number(generation)},
	})
	if err != nil && !isConditionFailed(err) {
		return readError("touch a withdrawal", err)
	}
	return nil
}

// Poison keeps a stream record that could not be decoded, so that it blocks no shard. What it says is missing in
// the counters until a recount.
func (s *Store) Poison(ctx context.Context, shard, sequence, record, why string) error {
	row, err := attributevalue.MarshalMap(poisonItem{
		PK: pkPoison, SK: shard + "#" + sequence, Why: why, Record: record[:min(len(record), maxPoison)], At: millis(s.now()),
	})
	if err != nil {
		return funds.Internal("encode a poison record", err)
	}
	if _, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: s.table, Item: row}); err != nil {
		return readError("keep a poison record", err)
	}
	return nil
}
