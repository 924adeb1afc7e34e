package table

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleAudit is broken where the audit would not show what an admin or a service did.
const RuleAudit = "every act of an admin stands in the audit on its day"

// farthest is the item of a month that stands in the shard with the highest number: no list shows it if the month has not
// so many. The months are read after the items, as their shards only ever grow.
type farthest map[farIndex]farItem

// farIndex is an index that is sharded by month.
type farIndex struct {
	month   string
	audited bool
}

type farItem struct {
	shard         int
	subject, rule string
}

func (f farthest) see(at farIndex, partition, subject, rule string) {
	shard := 0
	if _, last, sharded := cutLast(partition); sharded {
		var err error
		if shard, err = strconv.Atoi(last); err != nil {
			return // another key than it should have, which is reported already
		}
	}
	if seen, known := f[at]; !known || shard > seen.shard {
		f[at] = farItem{shard, subject, rule}
	}
}

// cutLast splits a partition into what comes before its shard and the shard. A day of the audit may have none.
func cutLast(partition string) (before, shard string, found bool) {
	if strings.Count(partition, "#") < len("##") {
		return partition, "", false
	}
	i := strings.LastIndexByte(partition, '#')
	return partition[:i], partition[i+1:], true
}

// verifyShards checks that lists read the shards in which things stand.
func (s *Store) verifyShards(ctx context.Context, seen farthest) (found []invariant.Violation, err error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	for at, far := range seen {
		i := slices.IndexFunc(months, func(m monthShards) bool { return m.stamp == at.month })
		shards := 1 // of an act in a month that no item is of
		switch {
		case i >= 0 && at.audited:
			shards = months[i].auditShards
		case i >= 0:
			shards = months[i].shards
		case !at.audited:
			shards = 0
		}
		if far.shard >= shards {
			found = append(found, invariant.Violation{Rule: far.rule, Subject: far.subject, Detail: fmt.Sprintf("it stands in shard %d of %s, and lists read %d", far.shard, at.month, shards)})
		}
	}
	return found, nil
}

// addLog sorts in what a log item says, and where the audit shows it.
func (w *contents) addLog(stored logItem, history *funds.History) {
	lines := linesOf(stored.Lines)
	history.Lines = append(history.Lines, lines...)
	i := slices.IndexFunc(lines, funds.Line.Audited)
	if i < 0 {
		return
	}
	w.seeAct(stored.ID, stored.AuditPK, auditDay(lines[i].At, 0), monthOf(lines[i].At))
}

// seeOrder notes the shard of an order.
func (w *contents) seeOrder(month, timePartition, statusPartition, subject string) {
	w.shards.see(farIndex{month, false}, timePartition, subject, RuleIndex)
	w.shards.see(farIndex{month, false}, statusPartition, subject, RuleIndex)
}

// seeAct checks the day of an act, and notes its shard.
func (w *contents) seeAct(subject, partition, day, month string) {
	if before, _, _ := cutLast(partition); before != day {
		w.broken = append(w.broken, invariant.Violation{Rule: RuleAudit, Subject: subject, Detail: fmt.Sprintf("auditPK is %q, not of %q", partition, day)})
		return
	}
	w.shards.see(farIndex{month, true}, partition, subject, RuleAudit)
}
