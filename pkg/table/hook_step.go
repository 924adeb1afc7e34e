package table

import (
	"context"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
)

// StepsOf are the steps that a stream record tells of: an item as it was before, nil if it was new, and as it is after, nil
// if it is gone. A step is a line that was not there before, which stands on the withdrawal or recharge itself or in a log
// item, or an entry. There is none where the record is of another kind of item, or nothing was added.
func StepsOf(before, after Image) ([]webhook.Step, error) {
	switch at := keyOf(after); {
	case at.sk == skWithdrawal:
		was, err := decode[withdrawalItem](before)
		if err != nil {
			return nil, err
		}
		is, err := decode[withdrawalItem](after)
		return stepsOf(was.withdrawal().Version, is.withdrawal().Lines, func(line funds.Line) webhook.Step { return webhook.StepOf(is.id(), line) }), err
	case at.sk == skRecharge:
		was, err := decode[rechargeItem](before)
		if err != nil {
			return nil, err
		}
		is, err := decode[rechargeItem](after)
		return stepsOf(was.Version, is.recharge().Lines, func(line funds.RechargeLine) webhook.Step {
			return webhook.RechargeStepOf(funds.RechargeID(is.ID), line)
		}), err
	case len(before) > 0: // logs and entries are written once
		return nil, nil
	case strings.HasPrefix(at.sk, logPrefix):
		log, err := decode[logItem](after)
		return stepsOf(0, linesOf(log.Lines), func(line funds.Line) webhook.Step { return webhook.StepOf(funds.ID(log.ID), line) }), err
	case strings.HasPrefix(at.sk, entryPrefix):
		stored, err := decode[entryItem](after)
		if err != nil {
			return nil, err
		}
		return []webhook.Step{webhook.EntryStepOf(stored.entry())}, nil
	}
	return nil, nil
}

// stepsOf are those of the lines behind a version.
func stepsOf[Line any](behind int64, lines []Line, stepOf func(Line) webhook.Step) (steps []webhook.Step) {
	for _, line := range lines {
		if step := stepOf(line); step.Version > behind {
			steps = append(steps, step)
		}
	}
	return steps
}

// Steps implements [webhook.Orders]. A number of any contract's names the order too.
func (s *Store) Steps(ctx context.Context, order string) ([]webhook.Step, error) {
	if id, err := funds.ParseRechargeID(order); err == nil {
		found, err := s.Recharge(ctx, id)
		if err != nil {
			return nil, err
		}
		return stepsOf(0, found.Lines, func(line funds.RechargeLine) webhook.Step { return webhook.RechargeStepOf(id, line) }), nil
	}
	id, err := funds.ParseID(order)
	if err != nil {
		return nil, err
	}
	history, err := s.History(ctx, id)
	if err != nil {
		return nil, err
	}
	return stepsOf(0, history.Lines, func(line funds.Line) webhook.Step { return webhook.StepOf(id, line) }), nil
}

var _ webhook.Orders = (*Store)(nil)
