package table

import "context"

// PassShard says that all nodes of a generation have counted a shard up to a record.
func (s *Store) PassShard(ctx context.Context, generation int64, shard, last string) error {
	return s.passShard(ctx, generation, shard, last)
}
