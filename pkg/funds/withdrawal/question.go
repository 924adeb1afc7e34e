package withdrawal

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Question is what tells a question to the gateway from one that is put later: when it was put, which claim it is
// about, and which callbacks there were.
type Question struct {
	asked        time.Time
	attempt      int64
	seen         bool
	paid, unpaid time.Time
}

// QuestionAbout is a question about a withdrawal's order that is put at a moment.
func QuestionAbout(withdrawal funds.Withdrawal, asked time.Time) Question {
	watch := withdrawal.Watch
	return Question{asked, withdrawal.Payout.Attempt, withdrawal.Payout.Seen, watch.HeardAt, watch.UnpaidAt}
}

// calledBack says that a callback has come between two questions.
func (q Question) calledBack(now Question) bool {
	return q.seen != now.seen || now.paid.After(q.paid) || now.unpaid.After(q.unpaid)
}

// absentLife is how long "no such order" is worth anything: whoever was stopped in between may speak
// of a time before another's send.
const absentLife = 15 * time.Second

// Word is the gateway's answer as it counts for the withdrawal as it is now. That there is no order, that it was
// refused, or whatever else the gateway answered in its place, speaks only of the claim that it was asked about. That
// there is none says nothing once a callback has come. That it is open says nothing about one that has ended since, or
// at about that time: clocks differ by as much as grace.
func (q Question) Word(act funds.Act, withdrawal funds.Withdrawal, answer funds.Report, grace time.Duration) funds.Report {
	answer.Asked = q.asked
	switch answer.Outcome {
	case funds.OutcomeAbsent, funds.OutcomeDeclined, funds.OutcomeRefused, funds.OutcomeUnsent, funds.OutcomeUnknown:
		now := QuestionAbout(withdrawal, act.At)
		stale := answer.Outcome != funds.OutcomeRefused && (act.At.Sub(q.asked) > absentLife || q.calledBack(now))
		if stale || q.attempt != now.attempt {
			return funds.Report{Exists: answer.Exists, Detail: answer.Detail}
		}
	case funds.OutcomeOpen:
		ended := withdrawal.State.Final()
		if ended && ledger.FreshnessOf(q.asked, withdrawal.EndedAt, grace) != ledger.Newer {
			return funds.Report{Detail: answer.Detail}
		}
	case funds.OutcomePaid:
	}
	return answer
}
