package table

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// What came back is counted beside the tree, in nodes of its days: COUNT#<generation>#RETURN#<month> / <day>. Each keeps the
// marks of all stream shards that ever counted into it, which are few, as a day is soon over: so it needs no shard's own mark,
// which a program from before that knows no returns moves as well.

// projectReturns counts what the records of one stream shard say that came back, exactly once each.
func (s *Store) projectReturns(ctx context.Context, generation int64, calendar *count.Calendar, shard string, records []count.Record) error {
	for node, changes := range count.ReturnDeltas(calendar, generation, records) {
		if err := s.countReturns(ctx, generation, node, shard, changes); err != nil {
			return err
		}
	}
	return nil
}

// countReturns is [Store.CountUp] by the node's own marks alone.
func (s *Store) countReturns(ctx context.Context, generation int64, node count.Node, shard string, changes []count.Delta) error {
	at := markKey{key{pkNode(generation, node), node.Name}, shard}
	for range nodeTries {
		row, err := s.nodeItem(ctx, generation, node, true)
		if err != nil {
			return err
		}
		mark := text(row[markPrefix+shard])
		done, err := s.countAfterMark(ctx, nodeUpdate{at: at, held: mark, from: mark, row: row}, changes)
		if done || err != nil {
			return err
		}
	}
	return funds.ErrBusy
}

// storedReturns adds the nodes of what came back to those of a generation's tree.
func (s *Store) storedReturns(ctx context.Context, generation int64, tree map[count.Node]count.Counts) error {
	begins := pkNode(generation, count.Node{Parent: count.ReturnParents()})
	return s.scanCounted(ctx, begins, func(row item) error {
		if counts := countsOf(row); len(counts) > 0 {
			parent := text(row[attrPK])[len(pkNode(generation, count.Node{})):]
			tree[count.Node{Parent: parent, Name: text(row[attrSK])}] = counts
		}
		return nil
	})
}
