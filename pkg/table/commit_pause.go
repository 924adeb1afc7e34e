package table

import (
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// unpausedCheck is the condition that none of the scopes is paused for a user at a moment. It holds where nothing was
// ever paused, where what was paused has ended, and where only something else is paused.
func unpausedCheck(of funds.Unpaused, at time.Time) write {
	check := write{
		conditional: conditional{key: pauseCopyKey(shardOf(of.UserID, funds.PauseShards)), failing: true}, refusal: refusedPaused, pauses: &pausing{of.Scopes, at},
	}
	conditions := make([]string, 0, len(of.Scopes))
	for i, scope := range of.Scopes {
		alias := "#until" + strconv.Itoa(i)
		check.alias(alias, pauseUntil+string(scope))
		conditions = append(conditions, "(attribute_not_exists("+alias+") OR "+alias+" <= :now)")
	}
	check.condition = strings.Join(conditions, " AND ")
	check.with(":now", number(millis(at)))
	return check
}

// putPauseCopy brings a copy of the pauses to a revision, unless it has that or a later one. It is whole: what a revision
// does not pause is not paused.
func (b *batch) putPauseCopy(change funds.Change) {
	pauses := change.PauseCopy.Pauses
	made, err := wholeOf(pauseCopyItemOf(change.PauseCopy.Shard, pauses, change.CommitID), absentCondition+" OR rev < :rev")
	b.add(made, err, refusedConflict).with(":rev", number(pauses.Revision))
}

// pausing is what a check asks about, and when.
type pausing struct {
	scopes []funds.PauseScope
	at     time.Time
}

// refusal says what is paused, by the copy as it failed the check.
func (p *pausing) refusal(copied item) error {
	if pause, stops := pausesOf(copied).Stop(p.scopes, p.at); stops {
		return pause.Refusal()
	}
	return funds.ErrPaused
}
