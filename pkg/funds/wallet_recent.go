package funds

import (
	"cmp"
	"slices"
	"time"
)

// Recent is what a wallet's withdrawals of late come to, without those whose money was given back: of the last 24 hours by
// the hour in which they were asked for, or were paid, of the last 30 days by the day (UTC) of the asking. Each is there
// once, oldest first.
type Recent struct {
	Hours, Days []RecentSum
}

// RecentSum is what was asked for within one hour, or one day.
type RecentSum struct {
	Since int64 // the hours, or days, since 1970
	Tally Tally
}

// window is a time that moves on: so many units back from the present one. The oldest unit counts whole: what adds up
// is rather too much than too little.
type window struct {
	unit  time.Duration
	units int64
}

var (
	lastDay   = window{time.Hour, 24}
	lastMonth = window{24 * time.Hour, 30}
)

func (w window) of(at time.Time) int64 { return at.Unix() / int64(w.unit/time.Second) }

func (w window) has(sum RecentSum, at time.Time) bool { return sum.Since >= w.of(at)-w.units }

func (w window) total(sums []RecentSum, at time.Time) (total Tally) {
	for _, sum := range sums {
		if w.has(sum, at) {
			total.Count += sum.Tally.Count
			total.Amount += sum.Tally.Amount
		}
	}
	return total
}

// take counts what was asked for, and forgets what has left the window.
func (w window) take(sums []RecentSum, when time.Time, amount Amount) []RecentSum {
	kept := slices.DeleteFunc(slices.Clone(sums), func(sum RecentSum) bool { return !w.has(sum, when) })
	at, found := slices.BinarySearchFunc(kept, w.of(when), func(sum RecentSum, since int64) int { return cmp.Compare(sum.Since, since) })
	if !found {
		kept = slices.Insert(kept, at, RecentSum{Since: w.of(when)})
	}
	kept[at].Tally.Add(amount)
	return kept
}

// giveBack takes out what was asked for, unless it is forgotten already.
func (w window) giveBack(sums []RecentSum, one Withdrawal) []RecentSum {
	at := slices.IndexFunc(sums, func(sum RecentSum) bool { return sum.Since == w.of(one.CreatedAt) })
	if at < 0 {
		return sums
	}
	kept := slices.Clone(sums)
	kept[at].Tally.Count--
	kept[at].Tally.Amount -= one.Amount
	if kept[at].Tally.Count <= 0 {
		kept = slices.Delete(kept, at, at+1)
	}
	return kept
}

// Day is what the withdrawals of the last 24 hours come to, Month those of the last 30 days.
func (r Recent) Day(at time.Time) Tally { return lastDay.total(r.Hours, at) }

// Month is as [Recent.Day] says.
func (r Recent) Month(at time.Time) Tally { return lastMonth.total(r.Days, at) }

// Take counts a new withdrawal.
func (r Recent) Take(one Withdrawal) Recent {
	return Recent{Hours: lastDay.take(r.Hours, one.CreatedAt, one.Amount), Days: lastMonth.take(r.Days, one.CreatedAt, one.Amount)}
}

// GiveBack counts a withdrawal no more whose money was given back.
func (r Recent) GiveBack(one Withdrawal) Recent {
	return Recent{Hours: lastDay.giveBack(r.Hours, one), Days: lastMonth.giveBack(r.Days, one)}
}

// Paid counts a withdrawal in the hour of its payment from now on: what was asked for long ago, and is paid now, is a
// payout of now.
func (r Recent) Paid(one Withdrawal, at time.Time) Recent {
	return Recent{Hours: lastDay.take(lastDay.giveBack(r.Hours, one), at, one.Amount), Days: r.Days}
}

// PayoutsWith is what a withdrawal is judged by, which may be among the wallet's own already: what the wallet's
// withdrawals of the last 24 hours come to with it, or all that are not ended, where that is more: what was asked for on
// many days may be paid on one. Of a wallet that is not known it is that one's amount.
func (w Wallet) PayoutsWith(one Withdrawal, at time.Time) Amount {
	open := w.Frozen
	if one.Version == 0 {
		open += one.Amount
	}
	return max(w.recentWith(one, at), open)
}

func (w Wallet) recentWith(one Withdrawal, at time.Time) Amount {
	sum := w.Recent.Day(at).Amount
	if among := one.Version > 0 && one.Rolls && lastDay.has(RecentSum{Since: lastDay.of(one.CreatedAt)}, at); among {
		return max(sum, one.Amount)
	}
	return sum + one.Amount
}

// Who alone put money into a wallet is kept for this long, and of so many people at most.
const (
	FilledAloneFor = 30 * 24 * time.Hour
	mostFillers    = 8
)

// Filler is somebody who alone put money into a wallet.
type Filler struct {
	Hash string // of the person, 8 bytes: two that are alike would only refuse more
	At   time.Time
}

func fillerHash(person string) string { return ContentHash("outflow filler 1", person)[:8] }

func (f Filler) counts(at time.Time) bool { return at.Sub(f.At) < FilledAloneFor }

// FilledAloneBy says that somebody alone has put money into the wallet of late, under whichever of their names: before
// a policy listed people, each account was its own person.
func (w Wallet) FilledAloneBy(names []string, at time.Time) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		hash := fillerHash(name)
		return slices.ContainsFunc(w.Fillers, func(f Filler) bool { return f.Hash == hash && f.counts(at) })
	})
}

// FilledAlone says that anybody alone has put money into the wallet of late.
func (w Wallet) FilledAlone(at time.Time) bool {
	return slices.ContainsFunc(w.Fillers, func(f Filler) bool { return f.counts(at) })
}

// ReasonFillersFull says that as many people as can be kept have put money into the wallet of late, each alone.
const ReasonFillersFull Reason = "adjusters_full"

// FillAlone notes that a person alone puts money into the wallet. The ninth person within the time is refused
// ([CodeApproval]): whoever is not kept could approve what they paid in.
func (w *Wallet) FillAlone(person string, at time.Time) error {
	hash := fillerHash(person)
	kept := slices.DeleteFunc(slices.Clone(w.Fillers), func(f Filler) bool { return f.Hash == hash || !f.counts(at) })
	if len(kept) >= mostFillers {
		return Refuse(CodeApproval, ReasonFillersFull)
	}
	w.Fillers = append(kept, Filler{hash, at})
	return nil
}
