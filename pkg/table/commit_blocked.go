package table

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// putBlocked writes what is blocked of a shard, and names it in the shard's copy of the pauses, both or neither: what
// holds for one holds for the other. A copy that nobody has paused anything in yet has revision 0, so that whoever pauses
// finds one that is older.
func (b *batch) putBlocked(change funds.BlockedChange) {
	b.putVersion(blockedItemOf(change.To), change.From, refusedConflict)
	named := conditional{
		key: pauseCopyKey(change.To.Shard), update: "SET rev = if_not_exists(rev, :none)",
		names: map[string]string{"#blocked": attrBlocked}, values: item{":none": number(0)},
	}
	if marks := marksIn(change.To); len(marks) > 0 {
		named.update += ", #blocked = :marks"
		named.with(":marks", &types.AttributeValueMemberBS{Value: marks})
	} else {
		named.update += " REMOVE #blocked"
	}
	b.add(named, nil, refusedConflict)
}
