package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// factEntries is how many of a user's newest entries are looked through: each withdrawal leaves one when it is asked for, and
// another when it ends.
const factEntries = 100

// factUsers is how many users of an account are looked for.
const factUsers = 10

// Facts are what whoever decides about a withdrawal should know besides it.
type Facts struct {
	// Account is what is counted of the user's withdrawals to this payee, this one among them, and of everybody's to its
	// account. Where none is counted, nothing is known: not even that it is new.
	Account funds.AccountUse
	Blocked bool // nothing is paid to the account
	// What the user has asked for, whatever became of it: on the present business day, within the last 24 hours, and
	// within the last 30 days.
	Today, Day, Month Speed
}

// Speed is what a user asked for within some time.
type Speed struct {
	funds.Tally

	AtLeast bool // there may be more: not all of the time was looked through
}

// Facts reads what is known about a withdrawal that people still decide about; found is false for any other, and where one
// person is enough for everything: there, answers stay as the documents have them. What was asked for is read
// consistently, what is counted of payees may lag.
func (s *Service) Facts(ctx context.Context, of Record) (facts Facts, found bool, err error) {
	w := of.Withdrawal
	decided := w.State != funds.StatePending && w.State != funds.StateApproved
	if decided || s.Policy.Controls.OnePerson() {
		return Facts{}, false, nil
	}
	if facts.Account, err = s.Store.Account(ctx, w.UserID, w.Payee(), factUsers); err != nil {
		return Facts{}, false, err
	}
	if facts.Blocked, err = s.Store.AccountBlocked(ctx, w.Target.Mark()); err != nil {
		return Facts{}, false, err
	}
	newest := of.Wallet.Counts.Entries
	oldest := max(newest-factEntries+1, 1)
	entries, err := s.Store.Entries(ctx, w.UserID, "", oldest, newest)
	if err != nil {
		return Facts{}, false, err
	}
	now := s.Now()
	today := s.Policy.Day(now)
	facts.Today = speedOf(entries, oldest > 1, func(at time.Time) bool { return s.Policy.Day(at) == today })
	facts.Day = speedOf(entries, oldest > 1, func(at time.Time) bool { return now.Sub(at) < lastDay })
	facts.Month = speedOf(entries, oldest > 1, func(at time.Time) bool { return now.Sub(at) < lastMonth })
	return facts, true, nil
}

const lastDay, lastMonth = 24 * time.Hour, 30 * 24 * time.Hour

// speedOf adds up what was asked for within some time, of entries that are the newest first. Where there are older ones, it is at
// least that, if the oldest of these is within the time too.
func speedOf(entries []funds.Entry, older bool, within func(time.Time) bool) (speed Speed) {
	for _, entry := range entries {
		if entry.Type == funds.EntryFreeze && within(entry.At) {
			speed.Add(entry.FrozenAfter - entry.FrozenBefore)
		}
	}
	speed.AtLeast = older && len(entries) > 0 && within(entries[len(entries)-1].At)
	return speed
}
