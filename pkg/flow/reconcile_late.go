package flow

import (
	"context"
	"log/slog"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// late rejects what has been pending for longer than the policy in force lets anything be: the oldest ones, a batch in
// each run. It looks at the list of what is pending, as the policy may be younger than what waits.
func (r *reconcileRun) late(ctx context.Context) {
	looker := r.by(ctx)
	life := looker.service.Policy.Controls.PendingLife
	if life <= 0 || !looker.sends {
		return
	}
	ids, err := r.service.Store.PendingBefore(ctx, r.at.Add(-life), r.how.Batch)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		r.note(err)
		return
	}
	r.each(ctx, len(ids), func(i int) { looker.endPending(ctx, ids[i]) })
}

func (r looker) endPending(ctx context.Context, id funds.ID) {
	ctx = logline.Open(ctx, slog.String(logline.KeyOrder, string(id)))
	pending, err := r.service.Store.Withdrawal(ctx, id)
	if err == nil && pending.State == funds.StatePending {
		err = r.service.endPending(ctx, pending)
	}
	r.looked(ctx, string(id), heardNothing, err)
}
