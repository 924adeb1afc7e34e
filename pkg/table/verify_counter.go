package table

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleCounters is broken if the counters do not say what the table holds.
const RuleCounters = "the counters say what there is"

// VerifyCounters compares the counters with the table. While the system runs they differ by what the stream has not
// brought yet, so it compares again until the patience is over. It scans, as [Store.Verify] does.
func (s *Store) VerifyCounters(ctx context.Context, calendar *count.Calendar, patience time.Duration) ([]invariant.Violation, error) {
	generation, err := s.LiveGeneration(ctx)
	if err != nil {
		return nil, err
	}
	different, err := s.differences(ctx, calendar, generation, patience)
	found := make([]invariant.Violation, 0, len(different))
	for _, d := range different {
		found = append(found, invariant.Violation{Rule: RuleCounters, Subject: d.node, Detail: d.String()})
	}
	return found, err
}
