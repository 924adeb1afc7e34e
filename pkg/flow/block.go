package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// BlockLine is the msg of the log line by which whoever blocks an account, or lifts a block, raises the alarm: a metric
// filter of template.yaml counts it.
const BlockLine = "account blocked or let go"

// Blocked is an account that no payout goes to any more.
type Blocked struct {
	funds.BlockedAccount

	// SentBy is when the last payout to it that was claimed before has been sent, or never will be.
	SentBy time.Time
	// UnderWay are those payouts, as far as an index, which may lag, tells; SentBy counts for all.
	UnderWay []funds.Withdrawal
}

// BlockedAccounts are all that are blocked.
func (s *Service) BlockedAccounts(ctx context.Context) (found []funds.BlockedAccount, err error) {
	shards, err := s.Store.Blocked(ctx)
	for _, held := range shards {
		found = append(found, held.On...)
	}
	return found, err
}

// Block stops every payout to an account, within [pause.Block]'s rules. When it returns without an error, none commits until
// the block is lifted.
func (s *Service) Block(ctx context.Context, actor funds.Actor, request pause.BlockRequest) (Blocked, error) {
	mark := funds.MarkAccount(request.Account)
	now, err := s.decideBlocked(ctx, actor, mark.Shard(), request.Reason, func(act funds.Act, held funds.BlockedShard) (funds.Change, error) {
		return pause.Block(act, held, request)
	})
	if err != nil {
		return Blocked{}, err
	}
	holds := s.Now()
	done := Blocked{SentBy: holds.Add(s.Policy.Timing.SendWindow)}
	done.BlockedAccount, _ = now.Find(mark)
	done.UnderWay, err = s.underWay(ctx, holds, func(order funds.Withdrawal) bool { return order.Target.Mark() == mark })
	return done, err
}

// BlockPayee is [Service.Block] of the account that a withdrawal goes to, which its caller need not know in full.
func (s *Service) BlockPayee(ctx context.Context, actor funds.Actor, id funds.ID, reason string) (Blocked, error) {
	order, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return Blocked{}, err
	}
	return s.Block(ctx, actor, pause.BlockRequest{Account: order.Target.PaidTo(), Reason: reason})
}

// Unblock lifts a block, within [pause.Unblock]'s rules. One that still waits for a second person is returned with stays.
func (s *Service) Unblock(ctx context.Context, actor funds.Actor, id, reason string) (block funds.BlockedAccount, stays bool, err error) {
	shards, err := s.Store.Blocked(ctx)
	if err != nil {
		return funds.BlockedAccount{}, false, err
	}
	of := 0 // of an unknown one it is all the same which shard has none
	for _, held := range shards {
		if found, on := held.FindID(id); on {
			of, block = held.Shard, found
		}
	}
	now, err := s.decideBlocked(ctx, actor, of, reason, func(act funds.Act, held funds.BlockedShard) (funds.Change, error) {
		return pause.Unblock(act, held, id, reason, s.Policy)
	})
	if err != nil {
		return funds.BlockedAccount{}, false, err
	}
	if still, on := now.FindID(id); on {
		return still, true, nil
	}
	return block, false, nil
}

// decideBlocked commits a decision about a shard, and raises the alarm about what it changes.
func (s *Service) decideBlocked(ctx context.Context, actor funds.Actor, shard int, reason string, decide func(funds.Act, funds.BlockedShard) (funds.Change, error)) (funds.BlockedShard, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.BlockedShard{}, err
	}
	var held funds.BlockedShard
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var err error
		if held, err = s.Store.BlockedShard(ctx, shard); err != nil {
			return funds.Change{}, err
		}
		return decide(act, held)
	})
	switch {
	case err != nil:
		return funds.BlockedShard{}, err
	case change.Blocked == nil:
		return held, nil
	case change.Audit != nil:
		s.Log.WarnContext(ctx, BlockLine, "act", change.Audit.Action, "id", change.Audit.TargetID, "detail", change.Audit.Detail, "by", actor.Who(), "reason", reason)
	}
	return change.Blocked.To, nil
}

// lookAtBlocked names again what a copy of the pauses has lost: a program from before blocks writes copies whole. It repeats
// the alarm about what was blocked or lifted from outside, where no function has written a line.
func (s *Service) lookAtBlocked(ctx context.Context) error {
	shards, err := s.Store.Blocked(ctx)
	if err != nil {
		return err
	}
	for _, held := range shards {
		if forced := held.Forced; forced.ID != "" && s.Now().Before(forced.At.Add(forcedAlarm)) {
			s.Log.WarnContext(ctx, BlockLine, "id", forced.ID, "lifted", forced.Lifted, "from outside by", forced.By.Known(), "reason", forced.Reason)
		}
	}
	lost, err := s.Store.Unnamed(ctx, shards)
	if err != nil {
		return err
	}
	for _, held := range lost {
		s.Log.ErrorContext(ctx, "a copy of the pauses does not name what is blocked: it is written again", "shard", held.Shard)
		_, err := s.decideBlocked(ctx, funds.System("reconcile"), held.Shard, "", func(act funds.Act, held funds.BlockedShard) (funds.Change, error) {
			return pause.Reblock(act, held), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
