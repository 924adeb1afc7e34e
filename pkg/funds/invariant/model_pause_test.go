package invariant_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// otherAccount is what money goes to besides the fixtures' account.
const otherAccount = fixture.Account + "0"

// brakesIn is of how many sequences one has admins who pause and lift.
const brakesIn = 3

// spreading is somebody who writes the copies of what they have paused or lifted, one after the other.
type spreading struct {
	held  funds.Pauses
	scope funds.PauseScope // that they have paused; empty where they, or somebody since, lifted
	left  []int            // copies
}

// brake is a step of somebody's who pauses or lifts. Whoever has begun mostly goes on; some die.
func (m *model) brake() error {
	if len(m.spreads) > 0 && m.random.IntN(4) > 0 {
		return m.spreadOn()
	}
	act := m.act(m.admin())
	if m.random.IntN(3) == 0 {
		return m.block(act)
	}
	scope := []funds.PauseScope{funds.PauseAll, funds.PauseAll, funds.PauseRecharge, funds.PauseMethod(fixture.Channel), funds.PauseMethod(funds.MethodBank)}[m.random.IntN(5)]
	held, set := m.store.Pauses, m.random.IntN(3) > 0
	var change funds.Change
	var err error
	if set {
		change, err = pause.Set(act, held, pause.Request{Scope: scope, Hours: 1 + int64(m.random.IntN(pause.MaxHours)), Reason: "r"}, m.policy)
	} else {
		change, err = pause.Lift(act, held, scope, "", m.policy)
	}
	if err != nil {
		m.noteRefused(err)
		return nil
	}
	if !change.Empty() {
		if err := m.store.Commit(change); err != nil {
			return err
		}
		held = change.Pauses.To
	}
	begun := spreading{held: held}
	if set {
		begun.scope = scope
	} else if _, on := held.Find(scope, act.At); !on {
		m.seen["lifted"]++
		delete(m.answered, scope)
		for i := range m.spreads {
			if m.spreads[i].scope == scope {
				m.spreads[i].scope = "" // what was paused before is not any more, whatever its answer says
			}
		}
	}
	looks := []funds.Unpaused{{Account: funds.MarkAccount(fixture.Account)}, {Account: funds.MarkAccount(otherAccount)}}
	for _, user := range m.users {
		looks = append(looks, funds.Unpaused{UserID: user})
	}
	for _, look := range looks {
		if shard := fixture.CopyOf(look); !slices.Contains(begun.left, shard) {
			begun.left = append(begun.left, shard)
		}
	}
	m.spreads = append(m.spreads, begun)
	return nil
}

// spreadOn writes one copy. With the last one the answer comes.
func (m *model) spreadOn() error {
	i := m.random.IntN(len(m.spreads))
	s := &m.spreads[i]
	act := m.act(fixture.Admin)
	err := m.store.Commit(pause.Copy(act, s.left[0], s.held, m.store.Copies[s.left[0]]))
	if err != nil && !errors.Is(err, funds.ErrConflict) {
		return err
	}
	s.left = s.left[1:]
	if len(s.left) > 0 && !m.gateway.oneIn(20) {
		return nil
	}
	done := len(s.left) == 0
	scope, held := s.scope, s.held
	m.spreads = slices.Delete(m.spreads, i, i+1)
	if !done {
		return nil // who had begun died
	}
	if set, on := held.Find(scope, m.now); on {
		m.seen["paused and answered"]++
		if set.Until.After(m.answered[scope]) {
			m.answered[scope] = set.Until
		}
	}
	if change := pause.Spread(act, m.store.Pauses, held.Revision); !change.Empty() {
		return m.store.Commit(change)
	}
	return nil
}

// block is a step of somebody's who blocks an account, or lifts its block.
func (m *model) block(act funds.Act) error {
	account := []string{fixture.Account, otherAccount, otherAccount}[m.random.IntN(3)]
	mark := funds.MarkAccount(account)
	held := m.store.Blocked[mark.Shard()]
	held.Shard = mark.Shard()
	var change funds.Change
	var err error
	if on, is := held.Find(mark); is {
		change, err = pause.Unblock(act, held, on.ID, "", m.policy)
	} else {
		change, err = pause.Block(act, held, pause.BlockRequest{Account: account, Reason: "r"})
	}
	if err != nil {
		return err
	}
	if !change.Empty() {
		m.seen["blocked or lifted"]++
		return m.store.Commit(change)
	}
	return nil
}

// clocksApart is by how much two clocks differ at most, here.
const clocksApart = 4 * time.Second

// notePaused: no payout, and no new recharge, commits after the answer of the pause that stops it.
func (m *model) notePaused(change funds.Change) error {
	var scopes []funds.PauseScope
	for _, line := range change.Lines {
		adopted := line.Message == fixture.Said("order_adopted") // nothing is sent
		if (line.Command == funds.CommandDispatch || line.Command == funds.CommandResend) && !adopted {
			scopes = []funds.PauseScope{funds.PauseAll, funds.PauseMethod(change.Withdrawal.To.Method)}
			mark := change.Withdrawal.To.Target.Mark()
			if on, blocked := m.store.Blocked[mark.Shard()].Find(mark); blocked {
				return fmt.Errorf("an account was blocked at %s, and money goes to it at %s", on.At, m.now)
			}
			if change.Withdrawal.From > 0 && change.Withdrawal.To.Review.By == "" {
				m.seen["paid after a pause"]++
			}
		}
	}
	if change.Recharge != nil && change.Recharge.From == 0 {
		scopes = []funds.PauseScope{funds.PauseRecharge}
	}
	for _, scope := range scopes {
		if until, answered := m.answered[scope]; answered && m.now.Before(until.Add(-clocksApart)) {
			return fmt.Errorf("%s was paused until %s, and something commits at %s", scope, until, m.now)
		}
	}
	return nil
}

// stopped says whether payouts by the channel are paused at a moment.
func (m *model) stopped(at time.Time) bool {
	_, stops := m.store.Copies[funds.MarkAccount(fixture.Account).Shard()].Stop([]funds.PauseScope{funds.PauseAll, funds.PauseMethod(fixture.Channel)}, at)
	return stops
}

// liftAll ends every pause.
func (m *model) liftAll() {
	m.store.Pauses, m.store.Copies, m.spreads, m.answered = funds.Pauses{}, [funds.PauseShards]funds.Pauses{}, nil, nil
	m.store.Blocked = [funds.PauseShards]funds.BlockedShard{}
}
