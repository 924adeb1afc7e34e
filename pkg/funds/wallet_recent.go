package funds

import (
	"slices"
	"time"
)

// recentHours is how long a withdrawal counts among the payouts of its wallet's last day.
const recentHours = 24

// HourSum is what was asked for within one hour, and not given back.
type HourSum struct {
	Hour   int64 // since 1970
	Amount Amount
}

func hourOf(at time.Time) int64 { return at.Unix() / int64(time.Hour/time.Second) }

// counts says whether an hour counts at a moment. The hour a day ago counts whole: what adds up is rather too much than
// too little.
func (h HourSum) counts(at time.Time) bool { return h.Hour >= hourOf(at)-recentHours }

// PayoutsWith is what the wallet's withdrawals of the last 24 hours come to, with one that may be among them already.
// Of a wallet that is not known it is that one's amount.
func (w Wallet) PayoutsWith(one Withdrawal, at time.Time) Amount {
	sum, among := Amount(0), false
	for _, hour := range w.Recent {
		if hour.counts(at) {
			sum += hour.Amount
			among = among || hour.Hour == hourOf(one.CreatedAt)
		}
	}
	if one.Version > 0 && among {
		return max(sum, one.Amount)
	}
	return sum + one.Amount
}

// TakeRecent counts a new withdrawal among the wallet's recent ones, and forgets those of more than a day ago.
func (w *Wallet) TakeRecent(one Withdrawal) {
	w.Recent = plusHour(w.Recent, one.CreatedAt, one.Amount)
}

// plusHour are the hours with an amount more in that of a moment, and without those that no longer count then.
func plusHour(hours []HourSum, at time.Time, amount Amount) []HourSum {
	sum := HourSum{hourOf(at), amount}
	others := slices.DeleteFunc(slices.Clone(hours), func(h HourSum) bool {
		if h.Hour == sum.Hour {
			sum.Amount += h.Amount
		}
		return h.Hour == sum.Hour || !h.counts(at)
	})
	return append(others, sum)
}

// GiveBackRecent counts a withdrawal no more whose money was given back, in the hour of its creation.
func (w *Wallet) GiveBackRecent(one Withdrawal) {
	at := slices.IndexFunc(w.Recent, func(h HourSum) bool { return h.Hour == hourOf(one.CreatedAt) })
	if at < 0 {
		return
	}
	w.Recent = slices.Clone(w.Recent)
	if w.Recent[at].Amount -= one.Amount; w.Recent[at].Amount <= 0 {
		w.Recent = slices.Delete(w.Recent, at, at+1)
	}
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

// FilledAloneBy says that a person alone has put money into the wallet of late.
func (w Wallet) FilledAloneBy(person string, at time.Time) bool {
	hash := fillerHash(person)
	return slices.ContainsFunc(w.Fillers, func(f Filler) bool { return f.Hash == hash && f.counts(at) })
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
