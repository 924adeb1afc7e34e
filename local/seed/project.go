package seed

import (
	"context"
	"fmt"
	"iter"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// Steps are the crowd's history as its table's stream would tell it: each withdrawal is made, and then goes from
// state to state until it is in its own. Later steps of one are mixed with those of others that came after it.
func (p Plan) Steps() iter.Seq[count.Record] {
	return func(yield func(count.Record) bool) {
		const behind = 50 // withdrawals, until the next step of one
		sequence := 0
		step := func(w funds.Withdrawal, from, to funds.State) bool {
			sequence++
			placed := func(state funds.State) *count.Withdrawal {
				if state == "" {
					return nil
				}
				return count.WithdrawalOf(w, state)
			}
			return yield(count.Record{ID: w.ID, Sequence: fmt.Sprintf("%021d", sequence), Old: placed(from), New: placed(to)})
		}
		var waiting []funds.Withdrawal
		for w := range p.All() {
			if !step(w, "", funds.StatePending) {
				return
			}
			if waiting = append(waiting, w); len(waiting) > behind {
				if !finish(waiting[0], step) {
					return
				}
				waiting = waiting[1:]
			}
		}
		for _, w := range waiting {
			if !finish(w, step) {
				return
			}
		}
	}
}

// finish takes a pending withdrawal to its state.
func finish(w funds.Withdrawal, step func(w funds.Withdrawal, from, to funds.State) bool) bool {
	switch w.State {
	case funds.StatePending:
		return true
	case funds.StateRejected, funds.StateCancelled, funds.StateApproved:
		return step(w, funds.StatePending, w.State)
	case funds.StateProcessing:
		return step(w, funds.StatePending, funds.StateApproved) && step(w, funds.StateApproved, w.State)
	default:
		return step(w, funds.StatePending, funds.StateApproved) && step(w, funds.StateApproved, funds.StateProcessing) && step(w, funds.StateProcessing, w.State)
	}
}

// Batch is how many steps the projector takes at once: what the template gives it at most.
const Batch = 500

// Project counts a crowd, as its stream would have: through the projector, batch by batch.
func (p Plan) Project(ctx context.Context, store *table.Store, policy funds.Policy) error {
	return p.ProjectAs(ctx, store, policy, "shardId-seed")
}

// ProjectAs is Project along a stream shard of a name: another crowd's numbers would be old news in the same one.
func (p Plan) ProjectAs(ctx context.Context, store *table.Store, policy funds.Policy, shard string) error {
	calendar := count.NewCalendar(policy)
	var batch []count.Record
	for step := range p.Steps() {
		if batch = append(batch, step); len(batch) == Batch {
			if err := store.Project(ctx, calendar, shard, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return store.Project(ctx, calendar, shard, batch)
}
