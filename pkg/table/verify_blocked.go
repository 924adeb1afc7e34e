package table

import (
	"context"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// verifyBlocked checks that the copies of the pauses name exactly what is blocked. Both are written in one transaction, so
// what differs is looked at again only where somebody has blocked or lifted meanwhile.
func (s *Store) verifyBlocked(ctx context.Context, whole contents) (found []invariant.Violation, err error) {
	if whole.unreadable(pkBlocked + " ") {
		return nil, nil
	}
	before, err := s.everyShard(ctx)
	if err != nil {
		return nil, err
	}
	lost, err := s.Unnamed(ctx, before)
	if err != nil || len(lost) == 0 {
		return nil, err
	}
	after, err := s.everyShard(ctx)
	if err != nil {
		return nil, err
	}
	for _, held := range lost {
		if after[held.Shard].Version == held.Version {
			detail := fmt.Sprintf("%d accounts are blocked, and it does not name them, or others", len(held.On))
			found = append(found, invariant.Violation{Rule: RuleBlocked, Subject: pauseCopyKey(held.Shard).pk, Detail: detail})
		}
	}
	return found, nil
}

// everyShard is what is blocked of each shard, also of those of which nothing ever was.
func (s *Store) everyShard(ctx context.Context) ([]funds.BlockedShard, error) {
	stored, err := s.Blocked(ctx)
	if err != nil {
		return nil, err
	}
	shards := make([]funds.BlockedShard, funds.PauseShards)
	for i := range shards {
		shards[i].Shard = i
	}
	for _, held := range stored {
		shards[held.Shard] = held
	}
	return shards, nil
}
