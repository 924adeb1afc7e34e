package invariant_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// releases are what li gave alone, under a rule of 100: 60 to u1, 40 to u2 from another account, each an hour after the
// other, and 30 more a day later.
func releases() invariant.Releases {
	controls := funds.Controls{
		People: []funds.Person{{ID: "li", Subs: []string{"li", "li-phone"}}, {ID: "wang", Subs: []string{"wang"}}},
		Rules:  []funds.ApprovalRule{{Act: funds.ActAdjust, Above: 100, Need: 2}},
	}
	r := invariant.Releases{
		Sums: map[string]funds.Released{"li": {Person: "li"}}, CarriedOut: map[string]bool{"c-proposed": true},
		Policies: func(time.Time) []funds.Controls { return []funds.Controls{controls} },
	}
	gives := func(sub, userID string, seq int64, amount funds.Amount, after time.Duration, commit string) {
		at := fixture.Created.Add(after)
		r.Entries = append(r.Entries, funds.Entry{
			UserID: userID, Seq: seq, Type: funds.EntryAdjustment, BalanceAfter: amount, At: at, CommitID: commit,
			Actor: funds.Actor{Role: funds.RoleAdmin, ID: sub},
		})
		if commit != "c-proposed" {
			r.Sums["li"] = r.Sums["li"].Plus(funds.Act{At: at}, amount).To
		}
	}
	gives("li", "u1", 1, 60, 0, "c1")
	gives("li-phone", "u2", 1, 40, time.Hour, "c2")
	gives("li", "u3", 1, 5000, 2*time.Hour, "c-proposed")
	gives("li", "u1", 2, 30, 25*time.Hour, "c3")
	return r
}

// credits makes some of the entries credits, the first one of 61, under a rule of 100 that is about recharges alone.
func credits(r *invariant.Releases, which ...int) {
	controls := r.Policies(fixture.Created)[0]
	controls.Rules = []funds.ApprovalRule{{Act: funds.ActResolve, Above: 100, Need: 2}}
	r.Policies = func(time.Time) []funds.Controls { return []funds.Controls{controls} }
	r.Entries[0].BalanceAfter = 61
	for _, i := range which {
		r.Entries[i].Type, r.Entries[i].RelatedID = funds.EntryRecharge, "RC1"
	}
}

func TestWhatOnePersonReleasedAloneIsHeldAgainstTheRule(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		plant func(*invariant.Releases)
		want  []string
	}{
		{"as it was given", func(*invariant.Releases) {}, nil},
		{"in another order", func(r *invariant.Releases) { r.Entries[0], r.Entries[3] = r.Entries[3], r.Entries[0] }, nil},
		{"one more than the rule", func(r *invariant.Releases) { r.Entries[0].BalanceAfter++ }, []string{invariant.RuleAlone}},
		{"what is taken counts too", func(r *invariant.Releases) { r.Entries[0].BalanceBefore, r.Entries[0].BalanceAfter = 61, 0 }, []string{invariant.RuleAlone}},
		{"a credit counts too", func(r *invariant.Releases) {
			r.Entries[0].Type, r.Entries[0].BalanceAfter, r.Entries[0].RelatedID = funds.EntryRecharge, 61, "RC1"
		}, []string{invariant.RuleAlone}},
		{"the gateway's credit is nobody's", func(r *invariant.Releases) {
			r.Entries[0].Type, r.Entries[0].BalanceAfter, r.Entries[0].Actor = funds.EntryRecharge, 61, funds.System("gateway")
		}, nil},
		{"credits are held against the rule about recharges", func(r *invariant.Releases) { credits(r, 0, 1) }, []string{invariant.RuleAlone}},
		{"an adjustment is not", func(r *invariant.Releases) { credits(r, 0) }, nil},
		{"a day apart, but for what clocks may differ", func(r *invariant.Releases) { r.Entries[3].At = fixture.Created.Add(24*time.Hour - 2*time.Minute) }, []string{invariant.RuleReleased}},
		{"a moment less", func(r *invariant.Releases) {
			r.Entries[3].At = fixture.Created.Add(24*time.Hour - 2*time.Minute - time.Millisecond)
		}, []string{invariant.RuleAlone, invariant.RuleReleased}},
		{"closer to each other", func(r *invariant.Releases) { r.Entries[3].At = r.Entries[3].At.Add(-3 * time.Hour) }, []string{invariant.RuleAlone, invariant.RuleReleased}},
		{"a proposal that nobody carried out", func(r *invariant.Releases) { r.CarriedOut = nil }, []string{invariant.RuleAlone, invariant.RuleAlone, invariant.RuleReleased}},
		{"one may have been decided by a milder policy", func(r *invariant.Releases) {
			one := r.Policies(fixture.Created)[0]
			r.Entries[0].BalanceAfter, r.Entries[3].At = 60, r.Entries[3].At.Add(-2*time.Hour)
			r.Policies = func(time.Time) []funds.Controls {
				milder := one
				milder.Rules = []funds.ApprovalRule{{Act: funds.ActAdjust, Above: 1000, Need: 2}}
				return []funds.Controls{one, milder}
			}
		}, []string{invariant.RuleReleased}},
		{"sums that are gone", func(r *invariant.Releases) { r.Sums = nil }, []string{invariant.RuleReleased}},
		{"a sum that says less", func(r *invariant.Releases) { r.Sums["li"].Hours[0].Tally.Amount-- }, []string{invariant.RuleReleased}},
		{"a policy without rules", func(r *invariant.Releases) {
			r.Policies = func(time.Time) []funds.Controls { return []funds.Controls{{}} }
			r.Entries[0].BalanceAfter = 5000
		}, nil},
		{"no policy that is known", func(r *invariant.Releases) { r.Policies, r.Entries[0].BalanceAfter = nil, 5000 }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := releases()
			test.plant(&r)
			var broken []string
			for _, violation := range invariant.VerifyReleases(r) {
				if violation.Subject != "li" {
					t.Errorf("it is %s's", violation.Subject)
				}
				broken = append(broken, violation.Rule)
			}
			slices.Sort(broken)
			slices.Sort(test.want)
			if broken = slices.Compact(broken); !slices.Equal(broken, slices.Compact(test.want)) {
				t.Errorf("broken %v, want %v", broken, test.want)
			}
		})
	}
}
