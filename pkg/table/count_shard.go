package table

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// A stream on AWS has a shard for each partition of the table, and others in their places every four hours or so. If a
// node kept a mark of each as long as its records can come again, which is a day and more, it would be marks for the
// most part. So a shard has a mark of its own, COUNT#<generation>#SHARD#<shard> / MARK: up to where all nodes have counted
// it. It is written when they have. What a node then says of the shard it says in vain, and that is dropped once the
// shard is quiet.

const (
	skShard = "MARK"

	// askedAgain is how long a process relies on what it has read of a shard that was not quiet.
	askedAgain = 5 * time.Minute
	// shardLife is how long a shard's own mark is kept. Its records come again for a day; later it only says which marks
	// nodes need no more. It outlives what is counted once a month or once a year: a payee's node would otherwise keep
	// the marks of every life for good.
	shardLife = 400 * 24 * time.Hour
	// markLife is how long a mark that a program from before has written, with its time, is kept.
	markLife = 48 * time.Hour
	// mostDropped is how many marks one update removes, because DynamoDB limits expressions to 4 KB. Later updates remove
	// the rest.
	mostDropped = 20
)

func shardKey(generation int64, shard string) key {
	return key{pkNode(generation, count.Node{Parent: "SHARD#" + shard}), skShard}
}

// passShard moves a shard's own mark to a record up to which every node of a generation has counted the shard. Only who
// has counted into all nodes of a batch may call it with the batch's last record. It moves only forward.
func (s *Store) passShard(ctx context.Context, generation int64, shard, last string) error {
	now := s.now()
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table, Key: shardKey(generation, shard).attributes(),
		UpdateExpression: aws.String("SET passed = :last, #at = :now, #ttl = :ttl"),
		// Numbers are of any length, without zeros before them here: the longer one is the later one.
		ConditionExpression:      aws.String("attribute_not_exists(passed) OR size(passed) < :long OR (size(passed) = :long AND passed < :last)"),
		ExpressionAttributeNames: map[string]string{"#at": "at", "#ttl": "ttl"},
		ExpressionAttributeValues: item{
			":last": stringValue(strings.TrimLeft(last, "0")), ":long": number(int64(len(strings.TrimLeft(last, "0")))),
			":now": number(millis(now)), ":ttl": number(now.Add(shardLife).Unix()),
		},
	})
	if err != nil && !isConditionFailed(err) {
		return readError("write the mark of a stream shard", err)
	}
	return nil
}

// passedBy is the number up to which all nodes of a generation have counted a shard; empty where that is not known.
func (s *Store) passedBy(ctx context.Context, generation int64, shard string) (string, error) {
	stored, err := s.shardMark(ctx, generation, shard)
	return stored.Passed, err
}

func (s *Store) shardMark(ctx context.Context, generation int64, shard string) (stored shardItem, err error) {
	err = s.get(ctx, shardKey(generation, shard), &stored)
	if errors.Is(err, funds.ErrNotFound) {
		return shardItem{}, nil
	}
	return stored, err
}

// quietMarks are attributes of a node that it needs no more: other shards' marks that the shards' own marks have
// reached, where the shards are quiet, and what programs from before have left.
func (s *Store) quietMarks(ctx context.Context, generation int64, row item, shard string) (item, error) {
	quiet := item{}
	drop := func(other string) {
		for _, name := range []string{markPrefix + other, markedPrefix + other} {
			if row[name] != nil {
				quiet[name] = row[name]
			}
		}
	}
	var others []string
	for name := range row {
		if other, isMark := strings.CutPrefix(name, markPrefix); isMark && other != shard {
			others = append(others, other)
		}
	}
	slices.Sort(others) // on AWS by their age: the oldest go first
	for _, other := range others {
		if len(quiet) >= mostDropped {
			break
		}
		if since := integer(row[markedPrefix+other]); since > 0 && since < s.now().Add(-markLife).Unix() {
			drop(other)
			continue
		}
		needless, err := s.quietBehind(ctx, generation, other, text(row[markPrefix+other]))
		if err != nil {
			return nil, err
		}
		if needless {
			drop(other)
		}
	}
	return quiet, nil
}

// quietBehind says that all nodes have counted a shard up to a node's mark of it, and that it is quiet. A shard's own mark
// only moves forward, so what a process remembers of it is true of it still, and asked for again after a while only if it
// does not suffice.
func (s *Store) quietBehind(ctx context.Context, generation int64, shard, mark string) (bool, error) {
	at, now := shardKey(generation, shard), s.now()
	known, asked := s.shards.of(at)
	if known.quietBehind(mark, now) || now.Before(asked.Add(askedAgain)) {
		return known.quietBehind(mark, now), nil
	}
	stored, err := s.shardMark(ctx, generation, shard)
	if err != nil {
		return false, err
	}
	s.shards.remember(at, stored, now)
	return stored.quietBehind(mark, now), nil
}
