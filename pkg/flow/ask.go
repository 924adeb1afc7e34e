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

// ask asks the gateway about a withdrawal's order.
func (s *Service) ask(ctx context.Context, order funds.Withdrawal) answer {
	question := withdrawal.QuestionAbout(order, s.Now())
	return answer{s.Gateway.Get(ctx, string(order.ID), order.Net()), question}
}

// about is the answer as it counts for the withdrawal as it is now.
func (a answer) about(act funds.Act, order funds.Withdrawal, grace time.Duration) funds.Report {
	return a.to.Word(act, order, a.report, grace)
}
