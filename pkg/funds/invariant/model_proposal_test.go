package invariant_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

// mostAlone is what one person may adjust within 24 hours.
const mostAlone funds.Amount = 1200_00

// aloneRelease is an adjustment that one person made alone.
type aloneRelease struct {
	person string
	at     time.Time
	amount funds.Amount
}

// weigh is what an adjustment comes to: the change of one person, or a proposal.
func (m *model) weigh(act funds.Act, change funds.Change, user string, amount funds.Amount) (funds.Change, error) {
	size, controls := max(amount, -amount), m.policy.Controls
	person := controls.PersonOf(act.Actor)
	released := m.store.Released[person]
	released.Person = person
	change, err := proposal.Weigh(act, change, proposal.Request{
		Act: funds.ProposeAdjust, Target: user, Judged: []funds.Asked{{Act: funds.ActAdjust, Amount: size}},
		Body: funds.ProposalBody{funds.BodyAmount: strconv.FormatInt(int64(amount), 10), funds.BodyReason: "r"},
	}, released, size, controls)
	if err != nil || change.Proposal != nil {
		return change, err
	}
	return wallet.Alone(act, change, m.policy)
}

// propose is a step of somebody's who adjusts, or who decides about what waits.
func (m *model) propose() error {
	if len(m.store.Proposals) == 0 || m.random.IntN(3) == 0 {
		return m.adjust(m.anyUser(), funds.Amount(m.random.IntN(4000_00)-2000_00))
	}
	ids := slices.Sorted(maps.Keys(m.store.Proposals))
	p := m.store.Proposals[ids[m.random.IntN(len(ids))]]
	caller := proposal.Caller{Act: m.act(m.admin())}
	person, _ := m.policy.Controls.Person(caller.Act.Actor.ID)
	caller.May = person.Permissions
	if m.random.IntN(8) == 0 {
		change, err := proposal.Reject(caller, p, "r", m.policy.Controls)
		return m.decide(change, err, false)
	}
	approval, err := proposal.Approve(caller, p, m.policy.Controls)
	if err != nil {
		return m.decide(funds.Change{}, err, false)
	}
	if !approval.Last() {
		return m.decide(approval.Counted(), nil, false)
	}
	change, err := wallet.Adjust(caller.Act, m.store.Wallets[p.Target], p.Body.Amount(), "r", nil)
	if refused := (*funds.Error)(nil); errors.As(err, &refused) {
		return m.decide(approval.Failed(refused), nil, false)
	}
	return m.decide(approval.CarriedOut(change), err, false)
}

// noteProposal: what is carried out has its people, and what one person adjusts alone stays within the rule.
func (m *model) noteProposal(change funds.Change) error {
	if released := change.Released; released != nil {
		m.seen["released alone"]++
		amount := change.Entries[0].BalanceEffect()
		m.alone = append(m.alone, aloneRelease{released.To.Person, change.At, max(amount, -amount)})
		sum := funds.Amount(0)
		for _, one := range m.alone {
			if one.person == released.To.Person && change.At.Sub(one.at) < 24*time.Hour {
				sum += one.amount
			}
		}
		if sum > mostAlone {
			return fmt.Errorf("%s alone released %d within a day", released.To.Person, sum)
		}
	}
	c := change.Proposal
	if c == nil {
		return nil
	}
	m.seen["proposal "+string(c.To.State)]++
	var people []string
	for _, approval := range c.To.Approvals {
		people = append(people, approval.Person)
	}
	slices.Sort(people)
	people = slices.Compact(people)
	switch {
	case c.To.State == funds.ProposalOpen && c.From > 0:
		m.seen["endorsed"]++
	case c.To.State == funds.ProposalDone && (m.wordsAt(change.At, people, c.To.Act.Permission()) < c.To.Need || len(change.Entries) != 1):
		return fmt.Errorf("%s was carried out by %d people, and writes %d entries", c.To.ID, len(people), len(change.Entries))
	case c.To.State != funds.ProposalDone && len(change.Entries) > 0:
		return fmt.Errorf("%s is %s, and moves money", c.To.ID, c.To.State)
	}
	return nil
}

// verifyReleases holds what each person has released alone, over all wallets, but for what settles an order: that does not
// ask the rules here.
func (m *model) verifyReleases() []invariant.Violation {
	releases := invariant.Releases{CarriedOut: map[string]bool{}, Sums: m.store.Released, Policies: m.policiesAt}
	for _, user := range m.users {
		for _, entry := range m.store.Ledger(user).Entries {
			if entry.RelatedID == "" {
				releases.Entries = append(releases.Entries, entry)
			}
		}
	}
	for _, p := range m.store.Proposals {
		if p.State == funds.ProposalDone {
			releases.CarriedOut[p.CommitID] = true
		}
	}
	return invariant.VerifyReleases(releases)
}
