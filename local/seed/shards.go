package seed

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Stream is a table's stream as AWS has it: an open shard for each of the table's partitions, which gives way to another
// every few hours. Of it, Lambda delivers what came to a shard within a batching window, as one batch.
type Stream struct {
	Seed        uint64
	From        time.Time
	Length      time.Duration
	Partitions  int
	Withdrawals int
	Window      time.Duration // for batches
}

const (
	roll        = 4 * time.Hour // the age at which AWS closes a shard, about
	streamUsers = 500
	firstNumber = 4_421_584_500_000_000 // of a record; AWS's numbers are twice as long
)

// Delivery is a batch of a shard.
type Delivery struct {
	Partition int
	Shard     string
	At        time.Time
	Records   []count.Record
}

// told is a record when it comes to the stream.
type told struct {
	at     time.Time
	spread uint64 // says in which partition the withdrawal is
	record count.Record
}

// records are the lives of the stream's withdrawals: asked for, approved within the hour, dispatched, and paid. One in
// ten is rejected.
func (s Stream) records() (all []told) {
	dice := rand.New(rand.NewPCG(s.Seed, 1)) //nolint:gosec // the same stream each time
	plan := Plan{Seed: s.Seed, Withdrawals: s.Withdrawals, Users: streamUsers, From: s.From, Until: s.From.Add(s.Length)}
	for w := range plan.All() {
		states := []funds.State{funds.StatePending, funds.StateApproved, funds.StateProcessing, funds.StateCompleted}
		if dice.IntN(10) == 0 {
			states = []funds.State{funds.StatePending, funds.StateRejected}
		}
		at, spread := w.CreatedAt, dice.Uint64()
		account := fmt.Sprintf("6222%015d", spread%4)
		var old *count.Withdrawal
		for _, state := range states {
			w.Target.Account = account
			now := &count.Withdrawal{At: w.CreatedAt, State: state, Method: w.Method, Amount: w.Amount, UserID: w.UserID, Payee: w.Payee()}
			all = append(all, told{at, spread, count.Record{ID: w.ID, Old: old, New: now}})
			old = now
			at = at.Add(time.Duration(1+dice.IntN(3600)) * time.Second)
		}
	}
	slices.SortStableFunc(all, func(a, b told) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	for i := range all {
		all[i].record.Sequence = fmt.Sprintf("%d%012d", int64(firstNumber), i)
	}
	return all
}

// Deliveries are the stream's batches by their time, each once, until everything is delivered.
func (s Stream) Deliveries() iter.Seq[Delivery] {
	return func(yield func(Delivery) bool) {
		open := map[string]*Delivery{}
		var order []string // of the open batches, by their beginning: windows are equally long
		flush := func(until time.Time) bool {
			for len(order) > 0 && !open[order[0]].At.After(until) {
				batch := open[order[0]]
				delete(open, order[0])
				order = order[1:]
				if !yield(*batch) {
					return false
				}
			}
			return true
		}
		for _, one := range s.records() {
			if !flush(one.at) {
				return
			}
			partition, shard := s.shard(one)
			batch := open[shard]
			if batch == nil {
				batch = &Delivery{Partition: partition, Shard: shard, At: one.at.Add(s.Window)}
				open[shard] = batch
				order = append(order, shard)
			}
			batch.Records = append(batch.Records, one.record)
		}
		flush(s.From.Add(1000 * s.Length))
	}
}

// shard is the one to which a record comes. Shards of different partitions are closed at different times.
func (s Stream) shard(one told) (partition int, name string) {
	age, partitions := one.at.Sub(s.From), s.Partitions
	partition = int(one.spread % uint64(partitions)) //nolint:gosec // partitions are few
	turn := int64((age + roll*time.Duration(partition)/time.Duration(partitions)) / roll)
	made := s.From.Add(time.Duration(turn) * roll).UnixMilli()
	return partition, fmt.Sprintf("shardId-%020d-%08x", made, partitions<<16|partition)
}
