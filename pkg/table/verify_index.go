package table

import (
	"fmt"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// verifyIndexes checks that a withdrawal has the index keys that its content calls for, whatever the shards of its
// month, and that one under way waits either for the machine or for an admin. An item is always written as a whole, so
// it need not be read again.
func verifyIndexes(stored withdrawalItem) (found []invariant.Violation) {
	withdrawal := stored.withdrawal()
	broken := func(format string, args ...any) {
		found = append(found, invariant.Violation{Rule: RuleIndex, Subject: string(withdrawal.ID), Detail: fmt.Sprintf(format, args...)})
	}
	want := withdrawalItemOf(withdrawal, oneShard)
	compareKeys(broken, []indexKey{
		{"timePK", unsharded(stored.TimePK), unsharded(want.TimePK)},
		{"timeSK", stored.TimeSK, want.TimeSK},
		{"statusPK", unsharded(stored.StatusPK), unsharded(want.StatusPK)},
		{"duePK", stored.DuePK, want.DuePK},
		{"dueSK", stored.DueSK, want.DueSK},
		{"attnPK", stored.AttnPK, want.AttnPK},
	})
	if stored.Paid != 0 && stored.Paid/paidShards != want.Paid/paidShards { // what an older program completed has none
		broken("paid is %d, not %d", stored.Paid, want.Paid)
	}
	if withdrawal.AtGateway() && withdrawal.Watch.Due.IsZero() && !withdrawal.Parked {
		broken("it is processing, but neither the machine nor an admin waits for it")
	}
	return found
}

// indexKey is the value that an index key has, and the one that it should have.
type indexKey struct{ name, has, want string }

// compareKeys reports each index key that has not the value that it should have.
func compareKeys(broken func(format string, args ...any), keys []indexKey) {
	for _, k := range keys {
		if k.has != k.want {
			broken("%s is %q, not %q", k.name, k.has, k.want)
		}
	}
}

// unsharded is a partition key without its shard.
func unsharded(partition string) string {
	return partition[:strings.LastIndexByte(partition, '#')+1]
}
