package statement

import (
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ReasonOverlap says that days of a statement are covered by another one already, Other: its lines would count twice.
const ReasonOverlap funds.Reason = "statement_overlaps"

// maxLinks bounds an account's chain, which is one item. What is dropped is the oldest: five years of days.
const maxLinks = 2_000

// seam is the place between two statements of an account.
type seam struct {
	before, after funds.BankLink
	off           funds.Amount // what the later one begins with, less what the earlier one ends with
}

// between compares two neighbours; false where one of them states no balances.
func between(before, after funds.BankLink) (seam, bool) {
	return seam{before, after, after.Opening - before.Closing}, before.Balanced && after.Balanced
}

// subject is what a gap's break is named by.
func (s seam) subject() string { return string(s.before.ID) + ">" + string(s.after.ID) }

// join puts a statement in its place in the chain. closed is the seam that it comes into, opened are those that it makes.
// Statements may share a day only where one begins with what the other ends with.
func join(chain []funds.BankLink, link funds.BankLink) (next []funds.BankLink, closed, opened []seam, err error) {
	at, fits := placeOf(chain, link)
	if !fits {
		return nil, nil, nil, overlapping(link, chain[at])
	}
	note := func(list *[]seam, before, after funds.BankLink) {
		if s, known := between(before, after); known && s.off != 0 {
			*list = append(*list, s)
		}
	}
	if at > 0 && at < len(chain) {
		note(&closed, chain[at-1], chain[at])
	}
	if at > 0 {
		note(&opened, chain[at-1], link)
	}
	if at < len(chain) {
		note(&opened, link, chain[at])
	}
	next = slices.Insert(slices.Clone(chain), at, link)
	return next[max(len(next)-maxLinks, 0):], closed, opened, nil
}

// placeOf is where a statement belongs: by its days, and among those of one day where its balances fit. Where it fits
// nowhere, it is the place of one that covers days of its own.
func placeOf(chain []funds.BankLink, link funds.BankLink) (at int, fits bool) {
	for at := range len(chain) + 1 {
		if (at == 0 || !overlaps(chain[at-1], link)) && (at == len(chain) || !overlaps(link, chain[at])) {
			return at, true
		}
	}
	return max(slices.IndexFunc(chain, func(other funds.BankLink) bool { return other.From <= link.To && other.To >= link.From }), 0), false
}

// overlaps says that two neighbours cover the same days, and are not one after the other on a day that they share.
func overlaps(before, after funds.BankLink) bool {
	if before.To < after.From {
		return false
	}
	return before.To > after.From || !before.Balanced || !after.Balanced || before.Closing != after.Opening
}

func overlapping(link, other funds.BankLink) error {
	return funds.Invalid(fieldFile, ReasonOverlap).About(funds.Facts{Text: link.From + " – " + link.To, Other: string(other.ID), From: other.From, To: other.To})
}

// daysAfter is the day so many days later; earlier for less than none. What is no day stays.
func daysAfter(day string, days int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, days).Format(time.DateOnly)
}
