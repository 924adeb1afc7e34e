package proposal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
)

func TestAProposalWaitsForWhoeverCouldApproveIt(t *testing.T) {
	t.Parallel()
	waits := func(p funds.Proposal, controls funds.Controls) (people []string) {
		for _, person := range proposal.WaitsFor(p, controls) {
			people = append(people, person.ID)
		}
		return people
	}
	p := proposed(t, "li-phone", adjusting(600_00))
	fixture.Same(t, waits(p, people()), []string{"wang", "zhao"})
	fixture.Same(t, waits(approved(t, p, "wang"), people()), []string{"zhao"})
	about := fixture.With(p, func(p *funds.Proposal) { p.Target = "u-wang" }) // by another of their accounts
	fixture.Same(t, waits(about, people()), []string{"zhao"})
	nobodys := fixture.With(p, func(p *funds.Proposal) { p.Target = "" })
	fixture.Same(t, waits(nobodys, people()), []string{"wang", "zhao"})
	without := people()
	without.People[1].Dismissed = true
	fixture.Same(t, waits(p, without), []string{"zhao"})
	fixture.Same(t, waits(p, funds.Controls{}), []string(nil))
	unnamed := people()
	unnamed.People = append(unnamed.People, funds.Person{Subs: []string{"x"}, Permissions: funds.AllPermissions()})
	fixture.Same(t, waits(nobodys, unnamed), []string{"wang", "zhao", ""}) // whom nobody is about is not nobody
}

func TestWhatAddsUpIsJudgedWithWhatItsActorReleased(t *testing.T) {
	t.Parallel()
	act := fixture.Act(admin("li-phone"), fixture.Late)
	done := funds.Change{CommitID: "c9"}
	released := funds.Released{Person: "li"}.Plus(act, 60_00).To
	for name, test := range map[string]struct {
		amount   funds.Amount
		proposes bool
	}{"up to the rule": {40_00, false}, "one more": {40_01, true}} {
		request := adjusting(test.amount)
		change := fixture.Decided(t)(proposal.Weigh(act, done, request, released, test.amount, people()))
		if proposes := change.Proposal != nil; proposes != test.proposes || (change.Released == nil) != test.proposes {
			t.Errorf("%s: %+v", name, change)
		}
		if request.Judged[0].Amount != test.amount { // it may be decided again
			t.Errorf("%s: the request says %d", name, request.Judged[0].Amount)
		}
		if !test.proposes && change.Released.To.Within(fixture.Late) != 60_00+test.amount {
			t.Errorf("%s: they released %d", name, change.Released.To.Within(fixture.Late))
		}
	}
	alone := fixture.Decided(t)(proposal.Weigh(act, done, adjusting(100_00), released, 0, people()))
	if alone.Proposal != nil || alone.Released != nil {
		t.Errorf("what does not add up: %+v", alone)
	}
	own := adjusting(1)
	own.Target = "li-laptop"
	change, err := proposal.Weigh(act, done, own, released, 1, people())
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

func TestARepeatedWordIsToldApart(t *testing.T) {
	t.Parallel()
	p := approved(t, proposed(t, "li-phone", adjusting(600_00)), "wang")
	for sub, repeated := range map[string]bool{"wang": true, "zhao": false} {
		approval, err := proposal.Approve(by(people(), sub, fixture.Late), p, people())
		if err != nil || approval.Repeated() != repeated {
			t.Errorf("%s: %t, %v", sub, approval.Repeated(), err)
		}
		if done := approval.CarriedOut(funds.Change{Claim: &funds.Claim{Key: "k"}}); !repeated && done.Claim != nil {
			t.Error("it is carried out under somebody's key")
		}
	}
}

func TestOnlyAnAdminTakesTheirOwnProposalBack(t *testing.T) {
	t.Parallel()
	p := proposed(t, "li-phone", adjusting(200_00))
	for _, role := range []funds.Role{funds.RoleService, funds.RoleUser} {
		caller := proposal.Caller{Act: fixture.Act(funds.Actor{Role: role, ID: "li-phone"}, fixture.Late), May: funds.AllPermissions()}
		change, err := proposal.Reject(caller, p, "r", people())
		fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	}
}
