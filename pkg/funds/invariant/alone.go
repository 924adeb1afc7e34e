package invariant

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The invariants about what one person releases into wallets, by name.
const (
	RuleAlone    = "what one person releases alone within a day is within the rule"
	RuleReleased = "the sums of what a person released alone have all that their entries come to"
)

// Releases is what may tell that one person has released too much alone, over all wallets.
type Releases struct {
	Entries []funds.Entry // of every user, in any order
	// CarriedOut has the commit ids of the proposals that were carried out: what they wrote, several people have decided.
	CarriedOut map[string]bool
	Sums       map[string]funds.Released // by person
	Policies   Policies
}

// clocksDiffer is by how much the moments of two acts may be in another order than their commits.
const clocksDiffer = 2 * time.Minute

// Alone are the entries by which one person released money alone, by that person: adjustments, and credits that they decided.
func (r Releases) Alone() map[string][]funds.Entry {
	byPerson := map[string][]funds.Entry{}
	for _, entry := range r.Entries {
		if person := r.alone(entry); person != "" {
			byPerson[person] = append(byPerson[person], entry)
		}
	}
	return byPerson
}

// VerifyReleases checks what each person has released alone.
func VerifyReleases(r Releases) (found []Violation) {
	for person, entries := range r.Alone() {
		slices.SortFunc(entries, func(a, b funds.Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID(), b.ID())) })
		found = append(found, r.verifyDays(person, entries)...)
		found = append(found, r.verifySums(person, entries)...)
	}
	slices.SortFunc(found, func(a, b Violation) int { return cmp.Compare(a.String(), b.String()) })
	return found
}

// alone is the person who alone released what an entry says, and whose sums have it; empty where that was nobody, and where
// it is not certain which policy was in force.
func (r Releases) alone(entry funds.Entry) (person string) {
	moves := entry.Type == funds.EntryAdjustment || entry.Type == funds.EntryRecharge
	if !moves || entry.BalanceEffect() == 0 || entry.Actor.Role != funds.RoleAdmin || r.CarriedOut[entry.CommitID] {
		return ""
	}
	for _, controls := range r.Policies.at(entry.At) {
		one := controls.PersonOf(entry.Actor)
		if adds := controls.Bounds(funds.ActAdjust) || controls.Bounds(funds.ActResolve); !adds || (person != "" && person != one) {
			return ""
		}
		person = one
	}
	return person
}

// verifyDays goes through a person's entries, oldest first, and adds up the day before each.
func (r Releases) verifyDays(person string, entries []funds.Entry) (found []Violation) {
	sum, oldest := funds.Amount(0), 0
	for _, entry := range entries {
		sum += size(entry)
		for ; entry.At.Sub(entries[oldest].At) >= 24*time.Hour-clocksDiffer; oldest++ {
			sum -= size(entries[oldest])
		}
		asked := []funds.Asked{{Act: funds.ActAdjust, Amount: sum}}
		if entry.RelatedID != "" {
			asked = append(asked, funds.Asked{Act: funds.ActResolve, Amount: sum})
		}
		if need := r.Policies.least(entry.At, asked...); need > 1 {
			found = append(found, Violation{RuleAlone, person, fmt.Sprintf("with %s it is %d within a day, which takes %d", entry.ID(), sum, need)})
		}
	}
	return found
}

// verifySums holds that a person's sums have what their entries come to, of each hour that is kept. They are only ever added
// to together with an entry.
func (r Releases) verifySums(person string, entries []funds.Entry) (found []Violation) {
	said, newest := map[int64]funds.Tally{}, int64(0)
	for _, sum := range r.Sums[person].Hours {
		said[sum.Since], newest = sum.Tally, max(newest, sum.Since)
	}
	if len(said) == 0 {
		return []Violation{{RuleReleased, person, fmt.Sprintf("nothing, and there are %d entries", len(entries))}}
	}
	come := map[int64]funds.Tally{}
	for _, entry := range entries {
		if hour := unitsUntil(entry.At, time.Hour); hour >= newest-24 {
			tally := come[hour]
			tally.Add(size(entry))
			come[hour] = tally
		}
	}
	for hour, tally := range come {
		if said[hour].Amount < tally.Amount || said[hour].Count < tally.Count {
			found = append(found, Violation{RuleReleased, person, fmt.Sprintf("hour %d: %+v, and the entries come to %+v", hour, said[hour], tally)})
		}
	}
	return found
}

func size(entry funds.Entry) funds.Amount {
	return max(entry.BalanceEffect(), -entry.BalanceEffect())
}
