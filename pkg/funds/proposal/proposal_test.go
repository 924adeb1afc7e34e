package proposal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
)

// people are three who may adjust, one of whom signs in with two accounts and has a wallet, one who may only review, and
// one who was dismissed.
func people() funds.Controls {
	adjust := funds.Permissions{funds.PermissionAdjust}
	return funds.Controls{
		People: []funds.Person{
			{ID: "li", Subs: []string{"li-laptop", "li-phone"}, Permissions: adjust},
			{ID: "wang", Subs: []string{"wang", "u-wang"}, Permissions: adjust},
			{ID: "zhao", Subs: []string{"zhao"}, Permissions: adjust},
			{ID: "chen", Subs: []string{"chen"}, Permissions: funds.Permissions{funds.PermissionReview}},
		},
		Rules: []funds.ApprovalRule{{Act: funds.ActAdjust, Above: 100_00, Need: 2}, {Act: funds.ActAdjust, Above: 500_00, Need: 3}},
	}
}

func admin(sub string) funds.Actor {
	return funds.Actor{Role: funds.RoleAdmin, ID: sub, Name: sub, IP: "192.0.2.1"}
}

// by is a caller with what their person may do.
func by(controls funds.Controls, sub string, at time.Time) proposal.Caller {
	person, _ := controls.Person(sub)
	return proposal.Caller{Act: fixture.Act(admin(sub), at), May: person.Permissions}
}

func adjusting(amount funds.Amount) proposal.Request {
	return proposal.Request{
		Act: funds.ProposeAdjust, Target: "u1", Body: funds.ProposalBody{funds.BodyAmount: "20000", funds.BodyReason: "补"},
		Judged: []funds.Asked{{Act: funds.ActAdjust, Amount: amount}},
	}
}

func proposed(t *testing.T, sub string, request proposal.Request) funds.Proposal {
	t.Helper()
	change, err := proposal.Propose(fixture.Act(admin(sub), fixture.Created), request, people())
	return fixture.MustDecide(t, change, err).Proposal.To
}

func approved(t *testing.T, p funds.Proposal, sub string) funds.Proposal {
	t.Helper()
	controls := people()
	approval, err := proposal.Approve(by(controls, sub, fixture.Late), p, controls)
	if err != nil || approval.Last() {
		t.Fatalf("%s's word: %v, the last: %t", sub, err, approval.Last())
	}
	return approval.Counted().Proposal.To
}

func TestAProposalIsWrittenWithItsProposersWordAndNothingElse(t *testing.T) {
	t.Parallel()
	act, request := fixture.Act(admin("li-phone"), fixture.Created), adjusting(200_00)
	request.Claim = &funds.Claim{Caller: "li-phone", Key: "k"}
	change, err := proposal.Propose(act, request, people())
	change = fixture.MustDecide(t, change, err)
	p := change.Proposal.To
	want := funds.Proposal{
		ID: funds.NewProposalID(act), Version: 1, State: funds.ProposalOpen, Act: funds.ProposeAdjust, Target: "u1", Body: request.Body, Hash: p.ContentHash(),
		Judged: request.Judged, Need: 2, CommitID: "c9", CreatedAt: act.At, UpdatedAt: act.At, Expires: act.At.Add(7 * 24 * time.Hour),
		Approvals: []funds.ProposalApproval{{Person: "li", By: funds.Actor{Role: funds.RoleAdmin, ID: "li-phone", Name: "li-phone"}, At: act.At}},
	}
	fixture.Same(t, change, funds.Change{
		CommitID: "c9", At: act.At, Proposal: &funds.ProposalChange{To: want},
		Claim: &funds.Claim{Caller: "li-phone", Key: "k", Result: "PROPOSAL#" + string(want.ID)},
		Audit: &funds.AuditRecord{
			ID: "c9", Module: "proposal", Action: "propose", TargetID: string(want.ID), TargetType: "proposal", Actor: act.Actor, At: act.At,
			Detail: `{"act":"adjust","body.amount":"20000","body.reason":"补","target":"u1"}`,
		},
	})
	if parsed, err := funds.ParseProposalID(strings.ToLower(string(p.ID))); parsed != p.ID || err != nil {
		t.Errorf("its id reads as %s, %v", parsed, err)
	}
	for _, other := range []string{"", "PR", string(p.ID[2:]), "RC" + string(p.ID[2:]), string(p.ID) + "0"} {
		if _, err := funds.ParseProposalID(other); err == nil {
			t.Errorf("%q is an id", other)
		}
	}
}

func TestTheLastWordCarriesTheActOut(t *testing.T) {
	t.Parallel()
	controls, p := people(), proposed(t, "li-phone", adjusting(600_00))
	p = approved(t, p, "wang")
	if p.State != funds.ProposalOpen || p.Version != 2 || len(p.Approvals) != 2 || p.Need != 3 {
		t.Fatalf("after the second of three words it is %+v", p)
	}
	caller := by(controls, "zhao", fixture.Late)
	caller.Seen = p.Hash
	approval, err := proposal.Approve(caller, p, controls)
	if err != nil || !approval.Last() {
		t.Fatalf("the third word: %v, the last: %t", err, approval.Last())
	}
	done := funds.Change{Wallet: &funds.WalletChange{From: 2}, Audit: &funds.AuditRecord{ID: "c9", Module: "wallet", Detail: `{"amount":"200.00"}`}}
	change := approval.CarriedOut(done)
	now := change.Proposal.To
	if change.Wallet != done.Wallet || change.CommitID != "c9" || change.Proposal.From != 2 || now.State != funds.ProposalDone || len(now.Approvals) != 3 ||
		now.Ended.ID != "zhao" || !now.EndedAt.Equal(fixture.Late) || now.Version != 3 {
		t.Errorf("it writes %+v", change)
	}
	if want := `{"amount":"200.00","approvedBy":"li,wang,zhao","proposalId":"` + string(p.ID) + `"}`; change.Audit.Detail != want {
		t.Errorf("the audit says %s, want %s", change.Audit.Detail, want)
	}
	failed := approval.Failed(funds.Refuse(funds.CodeInsufficient, funds.ReasonInsufficient))
	if now := failed.Proposal.To; failed.Wallet != nil || now.State != funds.ProposalFailed || now.Failure == "" || failed.Audit.Action != "fail" {
		t.Errorf("what is no longer legal writes %+v", failed)
	}
	// The same person's word again is the same answer, also after the end.
	again, err := proposal.Approve(by(controls, "zhao", fixture.Late), now, controls)
	if err != nil || again.Last() || !again.Counted().Empty() {
		t.Errorf("a second word: %v, the last: %t, writes %+v", err, again.Last(), again.Counted())
	}
}

func TestWhoseWordDoesNotCountIsRefused(t *testing.T) {
	t.Parallel()
	own := adjusting(600_00)
	own.Target = "u-wang"
	p, wangs := proposed(t, "li-phone", adjusting(600_00)), proposed(t, "li-phone", own)
	changed := fixture.With(p, func(p *funds.Proposal) { p.Target = "u2" })
	ended := fixture.With(p, func(p *funds.Proposal) { p.State = funds.ProposalRejected })
	for name, test := range map[string]struct {
		p    funds.Proposal
		sub  string
		seen string
		at   time.Time
		want funds.Reason
	}{
		"its proposer":                       {p, "li-phone", "", fixture.Late, proposal.ReasonOwnProposal},
		"its proposer by another account":    {p, "li-laptop", "", fixture.Late, proposal.ReasonOwnProposal},
		"whom it is about":                   {wangs, "u-wang", "", fixture.Late, funds.ReasonForbidden},
		"whom it is about, by another":       {wangs, "wang", "", fixture.Late, funds.ReasonForbidden},
		"without the act's permission":       {p, "chen", "", fixture.Late, funds.ReasonForbidden},
		"who is nobody of the policy's":      {p, "stranger", "", fixture.Late, funds.ReasonForbidden},
		"who was shown something else":       {p, "wang", p.Hash[1:] + "x", fixture.Late, proposal.ReasonProposalChanged},
		"what was changed in the table":      {changed, "wang", "", fixture.Late, proposal.ReasonProposalChanged},
		"after its end":                      {ended, "wang", "", fixture.Late, proposal.ReasonProposalEnded},
		"at the moment at which it expires":  {p, "wang", "", p.Expires, proposal.ReasonProposalExpired},
		"long after":                         {p, "wang", "", p.Expires.Add(time.Hour), proposal.ReasonProposalExpired},
		"without any reason, before it ends": {p, "wang", "", p.Expires.Add(-1), ""},
	} {
		caller := by(people(), test.sub, test.at)
		caller.Seen = test.seen
		_, err := proposal.Approve(caller, test.p, people())
		if test.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if got := fixture.RefusalOf(t, err); got.Reason != test.want {
			t.Errorf("%s: %s, want %s", name, got.Reason, test.want)
		}
	}
	machine := proposal.Caller{Act: fixture.Act(funds.Actor{Role: funds.RoleService, ID: "wang"}, fixture.Late), May: funds.AllPermissions()}
	_, err := proposal.Approve(machine, p, people())
	fixture.RefusedAs(t, funds.Change{}, err, funds.ErrForbidden)
}

func TestNobodyProposesAboutTheirOwnMoney(t *testing.T) {
	t.Parallel()
	for _, sub := range []string{"u-wang", "wang"} {
		request := adjusting(200_00)
		request.Target = "u-wang"
		change, err := proposal.Propose(fixture.Act(admin(sub), fixture.Created), request, people())
		fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	}
}

func TestATightenedPolicyAndADismissedApproverLeaveAProposalShort(t *testing.T) {
	t.Parallel()
	p, tighter := proposed(t, "li-phone", adjusting(200_00)), people()
	tighter.Rules[0].Need = 3
	approval, err := proposal.Approve(by(tighter, "wang", fixture.Late), p, tighter)
	if err != nil || approval.Last() || approval.Counted().Proposal.To.Need != 3 {
		t.Errorf("under a tightened policy: %v, the last: %t", err, approval.Last())
	}
	looser := people()
	looser.Rules = nil
	if approval, err = proposal.Approve(by(looser, "wang", fixture.Late), p, looser); err != nil || !approval.Last() {
		t.Errorf("under a loosened one what was asked for stays: %v, the last: %t", err, approval.Last())
	}
	for what, change := range map[string]func(*funds.Person){
		"was dismissed":             func(p *funds.Person) { p.Dismissed = true },
		"may not adjust any longer": func(p *funds.Person) { p.Permissions = funds.Permissions{funds.PermissionReview} },
	} {
		without := people()
		change(&without.People[0])
		approval, err = proposal.Approve(by(without, "wang", fixture.Late), p, without)
		if err != nil || approval.Last() {
			t.Fatalf("where its proposer %s: %v, the last: %t", what, err, approval.Last())
		}
		approval, err = proposal.Approve(by(without, "zhao", fixture.Late), approval.Counted().Proposal.To, without)
		if err != nil || !approval.Last() {
			t.Errorf("where its proposer %s, with another's word: %v, the last: %t", what, err, approval.Last())
		}
		if got := approval.CarriedOut(funds.Change{}).Audit.Detail; !strings.Contains(got, `"approvedBy":"wang,zhao"`) {
			t.Errorf("where its proposer %s, the audit says %s", what, got)
		}
	}
}

func TestAProposalIsRejectedByWhoeverCouldApproveItAndTakenBackByItsProposer(t *testing.T) {
	t.Parallel()
	p := proposed(t, "li-phone", adjusting(200_00))
	for _, sub := range []string{"wang", "li-laptop"} {
		change, err := proposal.Reject(by(people(), sub, fixture.Late), p, "看错了", people())
		change = fixture.MustDecide(t, change, err)
		if now := change.Proposal.To; now.State != funds.ProposalRejected || now.Reason != "看错了" || now.Ended.ID != sub || now.Version != 2 || change.Audit.Action != "reject" {
			t.Errorf("%s rejects it: %+v", sub, change)
		}
	}
	for name, test := range map[string]struct {
		sub, reason string
		at          time.Time
		want        *funds.Error
	}{
		"without the permission":           {"chen", "r", fixture.Late, funds.ErrForbidden},
		"without a reason":                 {"wang", "", fixture.Late, fixture.Invalid("reason")},
		"with a reason that is no text":    {"wang", "r\x00", fixture.Late, fixture.Invalid("reason")},
		"after it has expired":             {"wang", "r", p.Expires, funds.ErrIllegal},
		"by its proposer after it expired": {"li-phone", "r", p.Expires, funds.ErrIllegal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := proposal.Reject(by(people(), test.sub, test.at), p, test.reason, people())
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

// TestWhoeverMayProposeASettlementCountsAsOne: it takes less to propose one than to approve it.
func TestWhoeverMayProposeASettlementCountsAsOne(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		proposer funds.Permission
		last     bool
	}{
		"who may adjust":              {funds.PermissionAdjust, true},
		"who may resolve, not adjust": {funds.PermissionResolve, false},
		"who may only review":         {funds.PermissionReview, false},
	} {
		request := adjusting(200_00)
		request.Act = funds.ProposeSettle
		p := proposed(t, "li-phone", request)
		now := people()
		now.People[0].Permissions = funds.Permissions{test.proposer}
		now.People[1].Permissions = funds.Permissions{funds.PermissionResolve}
		approval, err := proposal.Approve(by(now, "wang", fixture.Late), p, now)
		if err != nil || approval.Last() != test.last {
			t.Errorf("%s: %v, the last: %t", name, err, approval.Last())
		}
	}
}
