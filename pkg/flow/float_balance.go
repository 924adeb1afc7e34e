package flow

import (
	"context"
	"encoding/json"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	floatName   = "FLOAT" // of the item that says what waits for the gateway's balance
	floatTries  = 3
	floatUsable = 10 * time.Minute // after that, what the last run said counts no more: a run comes every minute
)

// ReasonFloatShort says that the gateway's own balance, Available, does not cover the payout, Requested.
const ReasonFloatShort funds.Reason = "float_short"

// balanceNow asks the gateway for its balance. What cannot be found out stops nothing, and counts as nothing: the payout itself,
// if that gets no word either, counts.
func (s *Service) balanceNow(ctx context.Context) (balance funds.Amount, known bool) {
	asking, cancel := context.WithTimeout(ctx, floatQuestion)
	defer cancel()
	balance, err := s.Gateway.Balance(asking)
	if err != nil {
		s.Log.WarnContext(ctx, "the gateway's balance is not known: nothing waits for it", "error", err)
	}
	return balance, err == nil
}

// floatCovers refuses an admin's payout that the gateway's balance does not cover, before anything is claimed. The gateway
// would refuse it, and its money would go back to the user. It asks nothing for the machine, which has a plan.
func (s *Service) floatCovers(ctx context.Context, actor funds.Actor, order funds.Withdrawal) (asked bool, err error) {
	if actor.Role != funds.RoleAdmin {
		return false, nil
	}
	balance, known := s.balanceNow(ctx)
	if known && balance < order.Net() {
		return true, funds.Refuse(funds.CodeUnpayable, ReasonFloatShort).About(funds.Facts{Available: balance, Requested: order.Net()})
	}
	return true, nil
}

// storedQueue is what waits, in the item.
type storedQueue struct {
	Balance int64 `json:"b"`
	Count   int64 `json:"n"`
	Amount  int64 `json:"s"`
}

// Queued is what waits for the gateway's balance, as the last run said; the zero value where nothing does, or no run has said
// so of late.
func (s *Service) Queued(ctx context.Context) (funds.Queued, error) {
	kept, err := s.Store.Kept(ctx, floatName)
	if err != nil || !kept.Young(s.Now(), floatUsable) {
		return funds.Queued{}, err
	}
	return queuedOf(kept), nil
}

func queuedOf(kept funds.Kept) funds.Queued {
	var stored storedQueue
	if json.Unmarshal([]byte(kept.Value), &stored) != nil {
		return funds.Queued{} // one that cannot be read says nothing, and is written anew
	}
	return funds.Queued{Tally: funds.Tally{Count: stored.Count, Amount: funds.Amount(stored.Amount)}, Balance: funds.Amount(stored.Balance), At: kept.At}
}

// noteQueued tells everybody what waits. While nothing does, it writes nothing.
func (s *Service) noteQueued(ctx context.Context, queue funds.Queued) {
	err := s.changeKept(ctx, floatName, floatTries, func(kept funds.Kept) (funds.Kept, bool) {
		if queue.Count == 0 && queuedOf(kept).Count == 0 {
			return funds.Kept{}, false
		}
		text, err := json.Marshal(storedQueue{int64(queue.Balance), queue.Count, int64(queue.Amount)})
		next := funds.Later(queue.At, kept.Next.Add(time.Millisecond)) // it moves with each version, so that it tells one from another
		return funds.Kept{Value: string(text), At: queue.At, Next: next}, err == nil
	})
	if err != nil {
		s.Log.WarnContext(ctx, "say what waits for the gateway's balance", "error", err)
	}
	if queue.Count > 0 {
		s.Log.WarnContext(ctx, FloatLine, "waiting", queue.Count, "waitingMinor", int64(queue.Amount), "floatMinor", int64(queue.Balance))
	}
}

// FloatLine is the msg of the log line about payouts that wait for the gateway's balance.
const FloatLine = "payouts wait for the gateway's balance"

func (b *Breakers) rememberQueue(queue funds.Queued) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = queue
}

// queuedLately is what waits, as this process read it a few seconds ago with the breakers.
func (s *Service) queuedLately() funds.Amount {
	if s.Breakers == nil {
		return 0
	}
	s.Breakers.mu.Lock()
	defer s.Breakers.mu.Unlock()
	return s.Breakers.queue.Amount
}

// wasShort says that something has waited for the balance of late, when it was known.
func (s *Service) wasShort(ctx context.Context) bool {
	queue, err := s.Queued(ctx)
	return err == nil && queue.Count > 0
}

// lookAtFloat looks after what the last run said to wait, where this run has met nothing of it: somebody else may have paid or
// rejected it.
func (r *reconcileRun) lookAtFloat(ctx context.Context) {
	queue, err := r.service.Queued(ctx)
	if err == nil && queue.Count > 0 && r.float.plan.at.IsZero() {
		looker := r.by(ctx)
		var waiting []funds.Withdrawal
		if waiting, _, err = looker.queued(ctx, ""); err == nil && len(waiting) == 0 {
			looker.service.noteQueued(ctx, funds.Queued{At: looker.service.Now()})
		}
	}
	if err != nil {
		r.note(err)
	}
}
