package table

import (
	"fmt"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// verifyIndexes: an item's index keys are those that its content gives it, whatever its month's shards;
// and one under way is due, or somebody's. Items are written whole, so this needs no second look.
func verifyIndexes(stored withdrawalItem) (found []funds.Violation) {
	withdrawal := stored.withdrawal()
	broken := func(format string, args ...any) {
		found = append(found, funds.Violation{Rule: RuleIndex, Subject: string(withdrawal.ID), Detail: fmt.Sprintf(format, args...)})
	}
	want := putWithdrawal(withdrawal, monthConfig{shards: 1})
	for _, k := range []indexKey{
		{"timePK", unsharded(stored.TimePK), unsharded(want.TimePK)},
		{"timeSK", stored.TimeSK, want.TimeSK},
		{"statusPK", unsharded(stored.StatusPK), unsharded(want.StatusPK)},
		{"duePK", stored.DuePK, want.DuePK},
		{"dueSK", stored.DueSK, want.DueSK},
		{"attnPK", stored.AttnPK, want.AttnPK},
	} {
		if k.has != k.want {
			broken("%s is %q, not %q", k.name, k.has, k.want)
		}
	}
	if withdrawal.State == funds.StateProcessing && withdrawal.Watch.Due.IsZero() && !withdrawal.Parked {
		broken("it is processing, but neither the machine nor an admin waits for it")
	}
	return found
}

// indexKey is an index key as it is, and as it should be.
type indexKey struct{ name, has, want string }

// unsharded is a partition without its shard.
func unsharded(partition string) string {
	return partition[:strings.LastIndexByte(partition, '#')+1]
}
