package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	// agedReviews is how many rows of an index are looked through for what waits for a review: they say how long.
	agedReviews = maxRows
	// agedPayouts is how many approved withdrawals are looked at: when each was approved, it says itself.
	agedPayouts = maxJudged
)

// Ageing is how long what is pending waits for its review, and what is approved for its payout. It looks at those that were
// asked for first. Indexes lag, and what is on hold waits too.
func (s *Service) Ageing(ctx context.Context) (review, payout funds.Ageing, err error) {
	if review, err = s.ageing(ctx, funds.StatePending, agedReviews); err != nil {
		return review, payout, err
	}
	payout, err = s.ageing(ctx, funds.StateApproved, agedPayouts)
	return review, payout, err
}

func (s *Service) ageing(ctx context.Context, state funds.State, most int64) (funds.Ageing, error) {
	ageing := funds.Ageing{Within: s.Policy.Controls.Within(state)}
	found, complete, err := s.Store.FindWithin(ctx, funds.Filter{States: []funds.State{state}, Sort: funds.OldestFirst}, most)
	if err != nil {
		return ageing, err
	}
	ageing.AtLeast = !complete
	now := s.Now()
	var older []funds.ID
	for _, match := range found {
		// What was asked for within the first bucket cannot have been approved before it.
		if asked := now.Sub(match.ID.Time()); state == funds.StatePending || asked < funds.AgeBounds()[0] {
			ageing.Add(max(asked, 0))
		} else {
			older = append(older, match.ID)
		}
	}
	approved, err := s.Store.ListedWithdrawals(ctx, older)
	if err != nil {
		return ageing, err
	}
	for _, withdrawal := range approved {
		if withdrawal.State == state { // the index may lag
			ageing.Add(max(now.Sub(withdrawal.WaitsSince()), time.Duration(0)))
		}
	}
	return ageing, nil
}
