package table

import (
	"context"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// nodeTries is how often the update of a node is decided again because another process moved its mark.
const nodeTries = 20

// CountUp adds to a node of a generation those changes that lie behind the shard's mark, exactly once: the same
// conditional write moves the mark. A change that is delivered again, in part, late, or to two processes at the same
// time, is no longer behind the mark. Where the node has no mark of the shard, the shard's own mark takes its place: see
// [Store.passShard].
func (s *Store) CountUp(ctx context.Context, generation int64, node count.Node, shard string, changes []count.Delta) error {
	return s.countUp(ctx, generation, node, shard, count.Used{Deltas: changes})
}

// countUp is CountUp which also moves when a payee was first and last used, where that is given.
func (s *Store) countUp(ctx context.Context, generation int64, node count.Node, shard string, used count.Used) error {
	at := markKey{key{pkNode(generation, node), node.Name}, shard}
	if mark, known := s.marks.of(at); known && used.First.IsZero() {
		done, err := s.countAfterMark(ctx, nodeUpdate{at: at, held: mark, from: mark}, used.Deltas)
		if done || err != nil {
			return err
		}
	}
	for range nodeTries {
		row, err := s.nodeItem(ctx, generation, node, true)
		if err != nil {
			return err
		}
		mark := text(row[markPrefix+shard])
		update := nodeUpdate{at: at, held: mark, from: mark, row: row}
		if mark == "" { // what the shard has passed is read after the node: see dropped
			if update.from, err = s.passedBy(ctx, generation, shard); err != nil {
				return err
			}
		}
		if update.dropped, err = s.quietMarks(ctx, generation, row, shard); err != nil {
			return err
		}
		update.moves = movesOf(row, used)
		done, err := s.countAfterMark(ctx, update, used.Deltas)
		if done || err != nil {
			return err
		}
	}
	return funds.ErrBusy
}

// nodeUpdate is one conditional update of a node.
type nodeUpdate struct {
	at         markKey
	held, from string // the shard's mark in the node, or "", and the number up to which the node has counted the shard
	row        item   // the node as it was read; nil if it was not
	// dropped are other shards' marks that the node needs no more. Whoever has read the node without a mark may take the
	// absence of a dropped one for it, and count twice: so each drop raises the node's epoch, and who has found no mark
	// writes only in the epoch in which it found none.
	dropped item
	moves   item // what is set besides, if it is still as it was read
}

// countAfterMark adds the changes behind what is counted. It is not done if the node has changed meanwhile.
func (s *Store) countAfterMark(ctx context.Context, update nodeUpdate, changes []count.Delta) (done bool, err error) {
	sum, last := count.SumAfter(update.from, changes)
	if last == update.from {
		return true, nil
	}
	err = s.addToNode(ctx, update, last, sum)
	if err == nil {
		s.marks.remember(update.at, last)
		return true, nil
	}
	s.marks.forget(update.at)
	if isConditionFailed(err) {
		return false, nil
	}
	return false, err
}

func (s *Store) addToNode(ctx context.Context, update nodeUpdate, last string, sum count.Counts) error {
	// The time of its mark is only what programs from before write, which drop marks by it.
	names := map[string]string{"#mark": markPrefix + update.at.shard, "#marked": markedPrefix + update.at.shard}
	values := item{":last": stringValue(last)}
	set, removes := "SET #mark = :last", []string{"#marked"}
	var conditions, adds []string
	unchanged := func(alias, name string, was types.AttributeValue) {
		names["#"+alias] = name
		if was == nil {
			conditions = append(conditions, "attribute_not_exists(#"+alias+")")
			return
		}
		values[":was"+alias] = was
		conditions = append(conditions, "#"+alias+" = :was"+alias)
	}
	if update.held != "" {
		unchanged("mark", names["#mark"], stringValue(update.held))
	} else {
		unchanged("mark", names["#mark"], nil)
		unchanged("epoch", epochName, update.row[epochName])
	}
	for counter, tally := range sum {
		suffix := strconv.Itoa(len(adds))
		names["#c"+suffix], names["#a"+suffix] = counterName(countKind, counter), counterName(amountKind, counter)
		values[":c"+suffix], values[":a"+suffix] = number(tally.Count), number(int64(tally.Amount))
		adds = append(adds, "#c"+suffix+" :c"+suffix, "#a"+suffix+" :a"+suffix)
	}
	for name, was := range update.dropped {
		alias := "d" + strconv.Itoa(len(removes))
		unchanged(alias, name, was)
		removes = append(removes, "#"+alias)
	}
	if len(update.dropped) > 0 {
		names["#epoch"], values[":one"] = epochName, number(1)
		adds = append(adds, "#epoch :one")
	}
	for name, to := range update.moves {
		unchanged(name, name, update.row[name])
		values[":to"+name] = to
		set += ", #" + name + " = :to" + name
	}
	expression := set + " REMOVE " + strings.Join(removes, ", ")
	if len(adds) > 0 {
		expression += " ADD " + strings.Join(adds, ", ")
	}
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table, Key: update.at.node.attributes(), UpdateExpression: aws.String(expression), ConditionExpression: aws.String(strings.Join(conditions, " AND ")),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	return err
}
