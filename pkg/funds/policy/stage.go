package policy

import (
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Stage is where a version stands, as people read it.
type Stage string

// The stages.
const (
	StageWaiting   Stage = "waiting"   // for people
	StageScheduled Stage = "scheduled" // enough people have approved, and its time comes
	StageInForce   Stage = "in_force"
	StageWithdrawn Stage = "withdrawn"
	StageExpired   Stage = "expired"   // it waited for too long
	StageOvertaken Stage = "overtaken" // by a later version, before it came into force
	StagePast      Stage = "past"      // it was in force, or would have been
)

// StageOf is where a version stands at a moment.
func StageOf(head funds.PolicyHead, v funds.PolicyVersion, at time.Time) Stage {
	spans := slices.ContainsFunc(head.Spans, func(span funds.PolicySpan) bool { return span.Number == v.Number })
	switch {
	case !v.WithdrawnAt.IsZero():
		return StageWithdrawn
	case head.InForce(at) == v.Number:
		return StageInForce
	case spans && at.Before(v.EffectiveAt):
		return StageScheduled
	case !v.EffectiveAt.IsZero() && !at.Before(v.EffectiveAt):
		return StagePast
	case v.Number != head.Newest:
		return StageOvertaken
	case !at.Before(v.At.Add(Waits)):
		return StageExpired
	}
	return StageWaiting
}
