package flow_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// twoPeople is a policy of three admins, of whom one signs in with two accounts: what is above 10,000.00 takes two.
func twoPeople() funds.Controls {
	all := funds.AllPermissions()
	return funds.Controls{
		People: []funds.Person{
			{ID: "li", Subs: []string{"li-laptop", "li-phone"}, Permissions: all},
			{ID: "wang", Subs: []string{"wang", "u-wang"}, Permissions: all},
			{ID: "zhao", Subs: []string{"zhao"}, Permissions: all},
		},
		Rules: []funds.ApprovalRule{
			{Act: funds.ActAdjust, Above: 10_000_00, Need: 2}, {Act: funds.ActFail, Need: 2}, {Act: funds.ActReopen, Need: 2}, {Act: funds.ActResolve, Need: 2},
		},
	}
}

// desk is a house under that policy, and what people do there.
type desk struct {
	*flowtest.House

	t *testing.T
}

func deskOf(t *testing.T, funded funds.Amount) desk {
	t.Helper()
	h := flowtest.Open(t)
	h.Fund("u1", funded)
	h.Flow.Policy.Controls = twoPeople()
	return desk{h, t}
}

func person(sub string) funds.Actor {
	return funds.Actor{Role: funds.RoleAdmin, ID: sub, Name: sub}
}

// withdrawal is one of u1's, made under a policy of one person.
func (d desk) withdrawal(state funds.State) funds.ID {
	d.t.Helper()
	controls := d.Flow.Policy.Controls
	d.Flow.Policy.Controls = funds.Controls{}
	defer func() { d.Flow.Policy.Controls = controls }()
	return d.Withdrawal("u1", state)
}

// adjusts is an adjustment by one of them, which must be decided, and its proposal, if it takes more people.
func (d desk) adjusts(sub, userID string, amount funds.Amount) funds.ProposalID {
	d.t.Helper()
	adjusted, err := d.Flow.Adjust(d.t.Context(), person(sub), flow.Adjustment{UserID: userID, Amount: amount, Reason: "补偿"})
	if err != nil {
		d.t.Fatal(err)
	}
	return adjusted.Proposal
}

func (d desk) approves(sub string, id funds.ProposalID) (funds.Proposal, error) {
	return d.Flow.ApproveProposal(d.t.Context(), flow.Decider{Actor: person(sub), May: funds.AllPermissions()}, id)
}

// ends approves a proposal, and fails the test where that leaves it in another state.
func (d desk) ends(sub string, id funds.ProposalID, want funds.ProposalState) funds.Proposal {
	d.t.Helper()
	p, err := d.approves(sub, id)
	if err != nil || p.State != want {
		d.t.Fatalf("approved by %s it is %s, %v; want %s", sub, p.State, err, want)
	}
	return p
}

// refuses approves a proposal, which must be refused for a reason, and write nothing.
func (d desk) refuses(what, sub string, id funds.ProposalID, why funds.Reason) {
	d.t.Helper()
	d.Unchanged(func() {
		_, err := d.approves(sub, id)
		if err == nil || !strings.Contains(err.Error(), string(why)) {
			d.t.Errorf("%s: %v, want %s", what, err, why)
		}
	})
}

func TestAnAdjustmentOfTwoPeopleMovesNothingUntilTheSecond(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	key := &flow.Idempotency{Caller: "li-phone", Key: "POST /x#k", Print: funds.Print{Bytes: "h"}}
	request := flow.Adjustment{UserID: "u1", Amount: 20_000_00, Reason: "补偿", Idempotency: key, RefuseDuplicates: true}
	adjusted, err := d.Flow.Adjust(t.Context(), person("li-phone"), request)
	if err != nil || adjusted.Proposal == "" || adjusted.Wallet.Balance != 1 {
		t.Fatalf("%+v, %v", adjusted, err)
	}
	id := adjusted.Proposal
	d.Unchanged(func() {
		if again, err := d.Flow.Adjust(t.Context(), person("li-phone"), request); err != nil || again.Proposal != id || again.Wallet.Balance != 1 {
			t.Errorf("the same key: %+v, %v", again, err)
		}
		another := request
		another.Idempotency = nil
		_, err := d.Flow.Adjust(t.Context(), person("wang"), another)
		refused(t, "a likely duplicate", err, funds.CodeDuplicate)
	})
	d.refuses("its proposer", "li-phone", id, proposal.ReasonOwnProposal)
	d.refuses("its proposer's other account", "li-laptop", id, proposal.ReasonOwnProposal)
	d.Holds("u1", 1, 0)
	done := d.ends("wang", id, funds.ProposalDone)
	d.Holds("u1", 20_000_01, 0)
	d.Unchanged(func() { d.ends("wang", id, funds.ProposalDone) }) // a lost answer is repeated
	d.refuses("a third", "zhao", id, proposal.ReasonProposalEnded)
	audits := d.Audits("adjust")
	if last := audits[0]; last.Actor.ID != "wang" || !strings.Contains(last.Detail, `"approvedBy":"li,wang"`) || !strings.Contains(last.Detail, string(id)) {
		t.Errorf("the audit says %+v", last)
	}
	if len(done.Approvals) != 2 || done.Ended.ID != "wang" {
		t.Errorf("it is %+v", done)
	}
}

func TestNobodyApprovesWhatIsAboutThem(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	id := d.adjusts("li-phone", "u-wang", 20_000_00)
	d.refuses("whom it is about", "u-wang", id, funds.ReasonForbidden)
	d.refuses("whom it is about, by another account", "wang", id, funds.ReasonForbidden)
	_, err := d.Flow.Adjust(t.Context(), person("wang"), flow.Adjustment{UserID: "u-wang", Amount: 20_000_00, Reason: "r"})
	refused(t, "proposed for oneself", err, funds.CodeForbidden)
	_, err = d.Flow.ApproveProposal(t.Context(), flow.Decider{Actor: person("zhao"), May: funds.Permissions{funds.PermissionReview}}, id)
	refused(t, "without the permission", err, funds.CodeForbidden)
	_, err = d.approves("zhao", "PR"+flowtest.Unknown)
	refused(t, "an unknown one", err, funds.CodeNotFound)
	d.ends("zhao", id, funds.ProposalDone)
}

func TestWhatOnePersonReleasesAloneAddsUpOverAllWallets(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	alone := 0
	for n := range 11 {
		friend := "friend" + string(rune('a'+n))
		if d.adjusts("li-phone", friend, 9_999_00) == "" {
			alone++
		}
	}
	if alone != 1 {
		t.Errorf("%d of eleven friends got 9,999 by one person, want one", alone)
	}
	if d.adjusts("li-laptop", "u1", 2_00) == "" {
		t.Error("another account of theirs begins anew")
	}
	var small int
	for range 12 {
		if d.adjusts("wang", "u1", 999_00) == "" {
			small++
		}
	}
	if small != 10 {
		t.Errorf("%d times 999 by one person, want 10: they come to 9,990", small)
	}
	d.Clock.Advance(26 * time.Hour)
	if d.adjusts("li-phone", "u1", 9_999_00) != "" {
		t.Error("a day later it still counts")
	}
}

func TestRacingAdjustmentsOfOnePersonStayWithinTheRule(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			_, err := d.Flow.Adjust(t.Context(), person("li-phone"), flow.Adjustment{UserID: "friend" + string(rune('a'+n)), Amount: 9_000_00, Reason: "r"})
			if err != nil && funds.CodeOf(err) != funds.CodeBusy {
				t.Error(err)
			}
		})
	}
	all.Wait()
	released, err := d.Store.Released(t.Context(), "li")
	if err != nil || released.Within(d.Clock.Now()) != 9_000_00 {
		t.Errorf("released alone: %+v, %v", released, err)
	}
}

func TestOfTwoLastWordsOneCarriesItOut(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	id := d.adjusts("li-phone", "u1", 20_000_00)
	var both sync.WaitGroup
	for _, sub := range []string{"wang", "zhao", "wang", "zhao"} {
		both.Go(func() { _, _ = d.approves(sub, id) }) // the loser's refusal says that it has ended
	}
	both.Wait()
	d.Holds("u1", 20_000_01, 0)
	if p, err := d.Store.Proposal(t.Context(), id); err != nil || p.State != funds.ProposalDone || len(p.Approvals) != 2 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestWhatIsNoLongerLegalEndsAsFailedAndIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 50_000_00)
	d.adjusts("zhao", "u1", -1)
	d.Holds("u1", 49_999_99, 0)
	refusedDry, err := d.Flow.Adjust(t.Context(), person("li-phone"), flow.Adjustment{UserID: "u1", Amount: -50_000_00, Reason: "r"})
	refused(t, "what is refused dry is no proposal", err, funds.CodeInsufficient)
	if refusedDry.Proposal != "" {
		t.Error("it is proposed all the same")
	}
	d.adjusts("zhao", "u1", 1)
	id := d.adjusts("li-phone", "u1", -50_000_00)
	d.adjusts("zhao", "u1", -1)
	entries := d.Wallet("u1").Counts.Entries
	if p := d.ends("wang", id, funds.ProposalFailed); !strings.Contains(p.Failure.String(), "insufficient") {
		t.Errorf("it failed for %s", p.Failure)
	}
	d.adjusts("zhao", "u1", 1)
	d.refuses("once more", "zhao", id, proposal.ReasonProposalEnded)
	d.Holds("u1", 50_000_00, 0)
	if now := d.Wallet("u1").Counts.Entries; now != entries+1 {
		t.Errorf("%d entries more", now-entries)
	}
}

func TestAProposalExpiresAndIsTakenBack(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	expires, back := d.adjusts("li-phone", "u1", 20_000_00), d.adjusts("li-phone", "u1", 30_000_00)
	p, err := d.Flow.RejectProposal(t.Context(), flow.Decider{Actor: person("li-laptop")}, back, "写错了")
	if err != nil || p.State != funds.ProposalRejected {
		t.Errorf("taken back: %+v, %v", p, err)
	}
	d.refuses("what was taken back", "wang", back, proposal.ReasonProposalEnded)
	d.Clock.Advance(funds.ProposalLife)
	d.refuses("what has expired", "wang", expires, proposal.ReasonProposalExpired)
	d.Holds("u1", 1, 0)
}

func TestAWalletIsOpenedByTwoAndFrozenByOne(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	set := func(status funds.WalletStatus) flow.StatusSet {
		t.Helper()
		set, err := d.Flow.SetStatus(t.Context(), person("li-phone"), "u1", status, "r")
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	if frozen := set(funds.WalletFrozen); frozen.Proposal != "" || frozen.Status != funds.WalletFrozen {
		t.Errorf("frozen: %+v", frozen)
	}
	opens := set(funds.WalletActive)
	if opens.Proposal == "" || opens.Status != funds.WalletFrozen {
		t.Fatalf("opened: %+v", opens)
	}
	d.ends("wang", opens.Proposal, funds.ProposalDone)
	if now := d.Wallet("u1").Status; now != funds.WalletActive {
		t.Errorf("it is %s", now)
	}
	d.adjusts("zhao", "u1", -1)
	closes := set(funds.WalletClosed)
	if closes.Proposal == "" || closes.Status != funds.WalletActive {
		t.Fatalf("closed: %+v", closes)
	}
	d.ends("wang", closes.Proposal, funds.ProposalDone)
	if halfOpen := set(funds.WalletFrozen); halfOpen.Proposal == "" || halfOpen.Status != funds.WalletClosed { // frozen, it takes money again
		t.Errorf("what two have closed is frozen by one: %+v", halfOpen)
	}
}

// says is the gateway with an answer of its own to every question about an order.
type says struct {
	flow.Gateway

	report funds.Report
}

func (s says) Get(context.Context, string, funds.Amount) funds.Report { return s.report }

func TestAPayoutUnderWayIsFailedByTwoWithTheGatewaysWordAtTheEnd(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1000_00)
	fails := func(id funds.ID) funds.ProposalID {
		t.Helper()
		failed, err := d.Flow.Fail(t.Context(), person("li-phone"), id, "r", false)
		if err != nil || failed.Proposal == "" || failed.State != funds.StateProcessing {
			t.Fatalf("%+v, %v", failed, err)
		}
		return failed.Proposal
	}
	ended := func() funds.ID {
		t.Helper()
		id := d.withdrawal(funds.StateProcessing)
		d.Ends(string(id), 2)
		d.Clock.Advance(time.Minute)
		return id
	}
	id := ended()
	d.ends("wang", fails(id), funds.ProposalDone)
	d.Is(id, funds.StateFailed)

	paid, truth := d.withdrawal(funds.StateProcessing), d.Flow.Gateway
	d.Clock.Advance(time.Minute)
	d.Flow.Gateway = says{truth, funds.Report{Outcome: funds.OutcomeRefused, Answered: true, Exists: true}}
	waits := fails(paid)
	d.Flow.Gateway = truth
	d.Ends(string(paid), 1)
	if p := d.ends("wang", waits, funds.ProposalFailed); !strings.Contains(p.Failure.String(), "gateway_paid") {
		t.Errorf("it failed for %s", p.Failure)
	}
	d.Is(paid, funds.StateCompleted) // its word is applied

	silent := ended()
	waits = fails(silent)
	d.Misbehaves("withdrawal/get", "drop-before")
	d.refuses("where the gateway does not answer", "wang", waits, flow.ReasonGatewaySilent)
	d.ends("wang", waits, funds.ProposalDone)
	d.Is(silent, funds.StateFailed)

	approved := d.withdrawal(funds.StateApproved)
	if failed, err := d.Flow.Fail(t.Context(), person("li-phone"), approved, "r", false); err != nil || failed.Proposal != "" || failed.State != funds.StateFailed {
		t.Errorf("what was never sent takes one: %+v, %v", failed, err)
	}
}

func TestARechargeIsResolvedByTwo(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	resolves := func(action string) funds.Proposal {
		t.Helper()
		id := d.Recharge("u1", 200_00)
		d.Receives(string(id), "150")
		d.AskedAgain()
		resolved, err := d.Flow.ResolveRecharge(t.Context(), person("li-phone"), id, action, "r")
		if err != nil || resolved.Proposal == "" || resolved.State != funds.RechargeParked {
			t.Fatalf("%+v, %v", resolved, err)
		}
		d.ends("wang", resolved.Proposal, funds.ProposalDone)
		p, err := d.Store.Proposal(t.Context(), resolved.Proposal)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := resolves(recharge.ResolveCredit); p.Body.Amount() != 150_00 {
		t.Errorf("it proposes %d", p.Body.Amount())
	}
	d.Holds("u1", 150_01, 0)
	resolves(recharge.ResolveClose)
	d.Holds("u1", 150_01, 0)
}

func TestWhoeverAloneAddsToABalanceIsNotedOnTheWallet(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	d.adjusts("li-phone", "u1", 5_000_00)
	d.adjusts("zhao", "u1", -1_00)
	d.ends("wang", d.adjusts("zhao", "u1", 20_000_00), funds.ProposalDone)
	now, w := d.Clock.Now(), d.Wallet("u1")
	for person, want := range map[string]bool{"li": true, "zhao": false, "wang": false} {
		if w.FilledAloneBy([]string{person}, now) != want {
			t.Errorf("%s is noted: %t", person, !want)
		}
	}
}
