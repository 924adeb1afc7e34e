package table

import (
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// unpausedCheck is the condition that none of the scopes is paused at a moment, and that the account is not blocked. It
// holds where nothing ever was, where what was paused has ended, and where only something else is. All copies have the same
// pauses; what is blocked is named by that of the account's shard alone.
func unpausedCheck(of funds.Unpaused, at time.Time) write {
	shard := shardOf(of.UserID, funds.PauseShards)
	if of.Account.Some() {
		shard = of.Account.Shard()
	}
	check := write{conditional: conditional{key: pauseCopyKey(shard), failing: true}, refusal: refusedPaused, pauses: &pausing{of, at}}
	conditions := make([]string, 0, len(of.Scopes))
	for i, scope := range of.Scopes {
		alias := "#until" + strconv.Itoa(i)
		check.alias(alias, pauseUntil+string(scope))
		conditions = append(conditions, "(attribute_not_exists("+alias+") OR "+alias+" <= :now)")
	}
	check.condition = strings.Join(conditions, " AND ")
	check.with(":now", number(millis(at)))
	if of.Account.Some() {
		check.alias("#blocked", attrBlocked)
		check.and("NOT contains(#blocked, :account)") // which holds where nothing is blocked: nothing is in a set that is not there
		check.with(":account", bytesValue(of.Account[:]))
	}
	return check
}

// putPauseCopy brings a copy of the pauses to a revision, if it is still as it was read, and that is older. What a revision
// does not pause is not paused, so what the copy named besides is removed; what is blocked stays.
func (b *batch) putPauseCopy(change funds.Change) {
	of := *change.PauseCopy
	write := conditional{
		key: pauseCopyKey(of.Shard), update: "SET rev = :rev, #commit = :commit", condition: "attribute_not_exists(rev) OR (rev = :from AND rev < :rev)",
		names: map[string]string{"#commit": "commit"}, values: item{":rev": number(of.Pauses.Revision), ":from": number(of.From), ":commit": stringValue(change.CommitID)},
	}
	for i, pause := range of.Pauses.On {
		n := strconv.Itoa(i)
		write.alias("#until"+n, pauseUntil+string(pause.Scope))
		write.alias("#by"+n, pauseBy+string(pause.Scope))
		write.with(":until"+n, number(millis(pause.Until)))
		write.with(":by"+n, stringValue(pause.By.Known()))
		write.update += ", #until" + n + " = :until" + n + ", #by" + n + " = :by" + n
	}
	for i, scope := range of.Gone {
		n, first := strconv.Itoa(i), ", "
		if i == 0 {
			first = " REMOVE "
		}
		write.alias("#noUntil"+n, pauseUntil+string(scope))
		write.alias("#noBy"+n, pauseBy+string(scope))
		write.update += first + "#noUntil" + n + ", #noBy" + n
	}
	b.add(write, nil, refusedConflict)
}

// pausing is what a check asks about, and when.
type pausing struct {
	of funds.Unpaused
	at time.Time
}

// refusal says what is paused or blocked, by the copy as it failed the check.
func (p *pausing) refusal(copied item) error {
	if pause, stops := pausesOf(copied).Stop(p.of.Scopes, p.at); stops {
		return pause.Refusal()
	}
	if blocks(copied, p.of.Account) {
		return funds.ErrAccountBlocked
	}
	return funds.ErrPaused
}
