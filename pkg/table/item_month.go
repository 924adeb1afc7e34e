package table

import (
	"time"
)

// monthConfig is how what is created in one month is stored in the indexes over all withdrawals. It is index
// configuration, neither money nor state.
type monthConfig struct {
	shards      int // when the month began
	auditShards int // those of the audit's index then
	grown       []growth
	paid        int   // the shards of the month in which the order was paid, at that moment; 0: one
	generation  int64 // of the counters; the stream brings an older one up to date
}

// oneShard is a month of one partition.
var oneShard = monthConfig{shards: 1, auditShards: 1}

// growth is a later and larger number of shards, and the moment from which what is created goes by it.
type growth struct {
	At     int64 `dynamodbav:"at"` // milliseconds since 1970
	Shards int   `dynamodbav:"n"`
}

type monthItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Shards int    `dynamodbav:"shards"`
	// AuditShards is 0 where a program began the month that knows one partition a day only.
	AuditShards int      `dynamodbav:"audit,omitempty"`
	Grown       []growth `dynamodbav:"grown,omitempty"`
	// Generation is the counters' generation when the month began, or at the last recount since.
	Generation int64 `dynamodbav:"gen,omitempty"`
}

func (i monthItem) config() monthConfig {
	return monthConfig{shards: i.Shards, auditShards: max(i.AuditShards, 1), grown: i.Grown, generation: i.Generation}
}

// shardsAt is how many shards there are for what is created at a moment. As it depends on that moment alone, an order
// never moves to another shard.
func (c monthConfig) shardsAt(created time.Time) int { return c.later(c.shards, created) }

// auditShardsAt is how many partitions of the audit's index a day has for what is done at a moment.
func (c monthConfig) auditShardsAt(at time.Time) int { return c.later(c.auditShards, at) }

func (c monthConfig) later(first int, at time.Time) int {
	now := first
	for _, step := range c.grown {
		if step.At <= at.UnixMilli() {
			now = max(now, step.Shards)
		}
	}
	return now
}

// most is how many shards the month has when all that is planned has grown: those that a list reads.
func (c monthConfig) most() int { return c.shardsAt(time.UnixMilli(maxMillis)) }

// mostAudit is the same of the audit's index.
func (c monthConfig) mostAudit() int { return c.auditShardsAt(time.UnixMilli(maxMillis)) }
