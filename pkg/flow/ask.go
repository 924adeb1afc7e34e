package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// answer is the gateway's, with the question that it answers.
type answer struct {
	report funds.Report
	to     withdrawal.Question
}

// isNone says that a question was put, and that the gateway gave no word at all.
func (a answer) isNone() bool {
	return a.to != (withdrawal.Question{}) && a.report.Outcome == funds.OutcomeUnknown && !a.report.Answered && !a.report.Exists
}

// ask asks the gateway about a withdrawal's order.
func (s *Service) ask(ctx context.Context, order funds.Withdrawal) answer {
	began := s.Now()
	question := withdrawal.QuestionAbout(order, began)
	report := s.Gateway.Get(ctx, string(order.ID), order.Net())
	word := answer{report, question}
	s.asked(ctx, payoutLane(order.Method), began, word.isNone())
	return word
}

// about is the answer as it counts for the withdrawal as it is now.
func (a answer) about(act funds.Act, order funds.Withdrawal, grace time.Duration) funds.Report {
	return a.to.Word(act, order, a.report, grace)
}
