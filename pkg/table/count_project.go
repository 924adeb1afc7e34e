package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Project counts the records of one stream shard, in their order, into the live tree and into the one that is being
// built, each by its own zone. It may be called again with any of the records: see [Store.CountUp]. The calendar is the
// policy's, and its zone is stored for a recount.
//
// If a withdrawal does not count in the newer of the two trees yet, Project touches it: the new generation is written
// on the withdrawal, and that write arrives from the stream as a record of its own. In this way a recount counts what was
// there before it exactly once, while the system runs.
func (s *Store) Project(ctx context.Context, calendar *count.Calendar, shard string, records []count.Record) error {
	generations, err := s.Generations(ctx)
	if err != nil {
		return err
	}
	if generations, err = s.rememberZone(ctx, generations, calendar.Zone()); err != nil {
		return err
	}
	for generation, calendar := range generations.projected(calendar) {
		if err := s.projectInto(ctx, generation, calendar, generations.countsPayees(generation), shard, records); err != nil {
			return err
		}
	}
	for _, record := range records {
		if record.New != nil && record.New.Generation < generations.Building {
			if err := s.Touch(ctx, record.ID, generations.Building); err != nil {
				return err
			}
		}
	}
	return nil
}

// projectInto counts records into all nodes of a generation. Then the shard has passed them.
func (s *Store) projectInto(ctx context.Context, generation int64, calendar *count.Calendar, payees bool, shard string, records []count.Record) error {
	if err := s.projectReturns(ctx, generation, calendar, shard, records); err != nil {
		return err
	}
	changes := count.Deltas(calendar, generation, records)
	if len(changes) == 0 {
		return nil
	}
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
	if payees {
		if err := s.projectPayees(ctx, generation, shard, records); err != nil {
			return err
		}
	}
	_, last := count.SumAfter("", changes[count.All()])
	return s.passShard(ctx, generation, shard, last)
}

// Touch writes a generation on a withdrawal that has an older one. This is index configuration: it changes neither
// money, nor state, nor version.
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

// Poison keeps a stream record that could not be decoded, so that it does not block its shard. The counters lack what
// it says until a recount. One that comes again is kept already.
func (s *Store) Poison(ctx context.Context, shard, sequence, record, why string) error {
	kept, err := wholeOf(poisonItem{
		PK: pkPoison, SK: shard + "#" + sequence, Why: why, Record: record[:min(len(record), maxPoison)], At: millis(s.now()),
	}, absentCondition)
	if err != nil {
		return funds.Internal("encode a poison record", err)
	}
	if err := s.write(ctx, kept); err != nil && !isConditionFailed(err) {
		return readError("keep a poison record", err)
	}
	return nil
}
