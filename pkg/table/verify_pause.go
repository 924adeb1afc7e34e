package table

import (
	"context"
	"fmt"
	"maps"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// verifyPauses checks that no copy is behind what is recorded as spread, ahead of what there is, or different at the same
// revision. Revisions only grow, so it may be done while somebody pauses or lifts: what must be old enough is read before
// the copies, and what must be new enough after them.
func (s *Store) verifyPauses(ctx context.Context) (found []invariant.Violation, err error) {
	before, err := s.Pauses(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]key, 0, funds.PauseShards)
	for shard := range funds.PauseShards {
		keys = append(keys, pauseCopyKey(shard))
	}
	copies, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read the copies of the pauses", err)
	}
	after, err := s.Pauses(ctx)
	if err != nil {
		return nil, err
	}
	for _, at := range keys {
		copied := pausesOf(copies[at])
		var detail string
		switch {
		case copied.Revision < before.Spread:
			detail = fmt.Sprintf("it has revision %d, and %d was spread", copied.Revision, before.Spread)
		case copied.Revision > after.Revision:
			detail = fmt.Sprintf("it has revision %d, and there are %d", copied.Revision, after.Revision)
		case copied.Revision == before.Revision && !maps.Equal(endsOf(copied), endsOf(before)):
			detail = fmt.Sprintf("it pauses %v, not %v", endsOf(copied), endsOf(before))
		default:
			continue
		}
		found = append(found, invariant.Violation{Rule: RulePause, Subject: at.pk, Detail: detail})
	}
	return found, nil
}

// endsOf is when each scope's pause ends, in milliseconds.
func endsOf(p funds.Pauses) map[funds.PauseScope]int64 {
	ends := map[funds.PauseScope]int64{}
	for _, pause := range p.On {
		ends[pause.Scope] = millis(pause.Until)
	}
	return ends
}
