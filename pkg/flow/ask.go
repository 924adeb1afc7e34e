package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// answer is the gateway's word with what it was asked about, and when.
type answer struct {
	report funds.Report
	of     question
	asked  time.Time
}

// question is what tells a question from one that comes later: which claim it is about, and which callbacks there were.
type question struct {
	attempt      int64
	seen         bool
	paid, unpaid time.Time
}

func questionOf(withdrawal funds.Withdrawal) question {
	watch := withdrawal.Watch
	return question{withdrawal.Payout.Attempt, withdrawal.Payout.Seen, watch.HeardAt, watch.UnpaidAt}
}

// before says that a callback has come since the question was put.
func (q question) before(now question) bool {
	return q.seen != now.seen || now.paid.After(q.paid) || now.unpaid.After(q.unpaid)
}

// absentLife is how long "no such order" is worth anything: whoever was stopped in between may speak
// of a time before another's send.
const absentLife = 15 * time.Second

// ask asks the gateway about a withdrawal's order.
func (s *Service) ask(ctx context.Context, withdrawal funds.Withdrawal) answer {
	asked := s.Now()
	return answer{s.Gateway.Get(ctx, string(withdrawal.ID), withdrawal.Net()), questionOf(withdrawal), asked}
}

// about is the word as it counts for the withdrawal as it is now. That there is no order, that it was refused, or
// whatever else the gateway answered in its place, speaks of the claim that it was asked about, and of that alone;
// that there is none says nothing once a callback has come. That it is open says nothing about one that has ended
// since, or about then: clocks differ by as much as grace.
func (h answer) about(act funds.Act, withdrawal funds.Withdrawal, grace time.Duration) funds.Report {
	report := h.report
	report.Asked = h.asked
	switch report.Outcome {
	case funds.OutcomeAbsent, funds.OutcomeDeclined, funds.OutcomeRefused, funds.OutcomeUnsent, funds.OutcomeUnknown:
		now := questionOf(withdrawal)
		stale := report.Outcome != funds.OutcomeRefused && (act.At.Sub(h.asked) > absentLife || h.of.before(now))
		if stale || h.of.attempt != now.attempt {
			return funds.Report{Exists: report.Exists, Detail: report.Detail}
		}
	case funds.OutcomeOpen:
		if withdrawal.State.Final() && h.asked.Before(withdrawal.EndedAt.Add(grace)) {
			return funds.Report{Detail: report.Detail}
		}
	case funds.OutcomePaid:
	}
	return report
}
