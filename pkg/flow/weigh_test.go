package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// ruledBy makes the policy's rules others.
func (d desk) ruledBy(rules ...funds.ApprovalRule) desk {
	d.Changes(func(p *funds.Policy) { p.Controls.Rules = rules })
	return d
}

// alone is what a person has released alone within a day.
func (d desk) alone(of string) funds.Amount {
	d.t.Helper()
	released, err := d.Store.Released(d.t.Context(), of)
	if err != nil {
		d.t.Fatal(err)
	}
	return released.Within(d.Clock.Now())
}

// short is a recharge of 200.00 of which so much has come, which waits for an admin.
func (d desk) short(received string) funds.RechargeID {
	d.t.Helper()
	id := d.Recharge("u1", 200_00)
	d.Receives(string(id), received)
	d.AskedAgain()
	return id
}

// TestWhatIsReleasedAloneIsCountedWhereARuleBoundsIt, and nowhere else, as it costs a write.
func TestWhatIsReleasedAloneIsCountedWhereARuleBoundsIt(t *testing.T) {
	t.Parallel()
	for act, counted := range map[funds.ControlledAct]funds.Amount{funds.ActReopen: 0, funds.ActAdjust: 5_00, funds.ActResolve: 5_00} {
		d := deskOf(t, 1).ruledBy(funds.ApprovalRule{Act: act, Above: 10_000_00, Need: 2})
		if d.adjusts("li-phone", "u1", 5_00) != "" {
			t.Errorf("a rule about %s: it takes two", act)
		}
		same(t, "released alone, with a rule about "+string(act), counted, d.alone("li"))
	}
}

// TestACreditOfARechargeCountsAsMoneyThatOnePersonReleases, and closing it releases nothing.
func TestACreditOfARechargeCountsAsMoneyThatOnePersonReleases(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1).ruledBy(funds.ApprovalRule{Act: funds.ActAdjust, Above: 150_00, Need: 2})
	resolves := func(action, received string) flow.Resolved {
		t.Helper()
		resolved, err := d.Flow.ResolveRecharge(t.Context(), person("li-phone"), d.short(received), action, "r")
		if err != nil {
			t.Fatal(err)
		}
		return resolved
	}
	if closed := resolves(recharge.ResolveClose, "160"); closed.Proposal != "" || d.alone("li") != 0 {
		t.Errorf("closed: %+v, %d released", closed, d.alone("li"))
	}
	if credited := resolves(recharge.ResolveCredit, "150"); credited.Proposal != "" || d.alone("li") != 150_00 {
		t.Errorf("credited: %+v, %d released", credited, d.alone("li"))
	}
	if next := resolves(recharge.ResolveCredit, "1"); next.Proposal == "" || d.alone("li") != 150_00 {
		t.Errorf("what passes the rule with it: %+v, %d released", next, d.alone("li"))
	}
}

func TestWhatCameIsWhatWasApprovedOrNothingIsCredited(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	id := d.short("150")
	resolved, err := d.Flow.ResolveRecharge(t.Context(), person("li-phone"), id, recharge.ResolveCredit, "r")
	if err != nil {
		t.Fatal(err)
	}
	d.Misbehaves("deposit/get", "drop-before")
	d.refuses("where the gateway does not answer", "wang", resolved.Proposal, flow.ReasonGatewaySilent)
	d.Receives(string(id), "160")
	if p := d.ends("wang", resolved.Proposal, funds.ProposalFailed); !strings.Contains(p.Failure.String(), string(flow.ReasonProposalMoved)) {
		t.Errorf("it failed for %s", p.Failure)
	}
	d.Holds("u1", 1, 0)
}

// TestAnAdjustmentThatNamesAnOrderTakesWhoeverMaySettle, also where it moves nothing, and settles it.
func TestAnAdjustmentThatNamesAnOrderTakesWhoeverMaySettle(t *testing.T) {
	t.Parallel()
	for _, amount := range []funds.Amount{-100_00, 0} {
		d := deskOf(t, 1000_00)
		d.Changes(func(p *funds.Policy) { p.Controls = funds.Controls{} })
		order := d.PaidAfterAll("u1")
		d.Changes(func(p *funds.Policy) { p.Controls = twoPeople() })
		adjusted, err := d.Flow.Adjust(t.Context(), person("li-phone"), flow.Adjustment{UserID: "u1", Amount: amount, Reason: "r", Resolves: order})
		if err != nil || adjusted.Proposal == "" {
			t.Fatalf("%d: %+v, %v", amount, adjusted, err)
		}
		p, err := d.Store.Proposal(t.Context(), adjusted.Proposal)
		if err != nil || p.Act != funds.ProposeSettle || p.Body[funds.BodyWithdrawal] != string(order) || p.Body.Amount() != amount {
			t.Errorf("%d is proposed as %+v, %v", amount, p, err)
		}
		d.ends("wang", adjusted.Proposal, funds.ProposalDone)
		if now := d.Stored(order); now.NeedsAttention || now.SettledAt.IsZero() {
			t.Errorf("%d: %+v", amount, now)
		}
	}
}

// TestAPayoutThatTheGatewayNeverHadIsFailedByTwoWhoConfirmIt: the first one's word that they have looked is the second's too.
func TestAPayoutThatTheGatewayNeverHadIsFailedByTwoWhoConfirmIt(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1000_00)
	d.Misbehaves("withdrawal/create", "drop-before")
	id := d.withdrawal(funds.StateProcessing)
	d.Flow.Gateway = says{d.Flow.Gateway, funds.Report{Outcome: funds.OutcomeUnknown, Answered: true}}
	d.Clock.Advance(d.Flow.Policy.Timing.FailUnknown + time.Hour)
	_, err := d.Flow.Fail(t.Context(), person("li-phone"), id, "r", false)
	refusedFor(t, "unconfirmed", err, funds.CodeInvalid, withdrawal.ReasonFailNeedsConfirm)
	failed, err := d.Flow.Fail(t.Context(), person("li-phone"), id, "r", true)
	if err != nil || failed.Proposal == "" {
		t.Fatalf("%+v, %v", failed, err)
	}
	d.ends("wang", failed.Proposal, funds.ProposalDone)
	d.Is(id, funds.StateFailed)
}

// TestWhatWaitsForMorePeopleIsNoSuccessOfABatch: who reads that takes it for paid.
func TestWhatWaitsForMorePeopleIsNoSuccessOfABatch(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	id := string(h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending))
	batch := flow.BatchAudit{IDs: []string{id, "x"}, Approve: true}
	first, err := h.Flow.AuditBatch(t.Context(), adminAs("admin1"), batch)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the first one's", flow.BatchAudited{Failed: []string{id, "x"}, Waiting: []string{id}}, first)
	second, err := h.Flow.AuditBatch(t.Context(), adminAs("admin2"), batch)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the second one's", flow.BatchAudited{Succeeded: 1, Failed: []string{"x"}}, second)
}

// TestADecisionIsAboutWhatItsPageShowed, whichever decision.
func TestADecisionIsAboutWhatItsPageShowed(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	id := h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)
	shown := h.Stored(id).Content()
	for what, decide := range map[string]func(s *flow.Service) error{
		"approve": func(s *flow.Service) error { _, err := s.Approve(t.Context(), adminAs("admin1"), id, ""); return err },
		"reject":  func(s *flow.Service) error { _, err := s.Reject(t.Context(), adminAs("admin1"), id, "r"); return err },
	} {
		h.Unchanged(func() {
			refusedFor(t, what+" another", decide(h.Flow.Showing("0123456789abcdef")), funds.CodeApproval, withdrawal.ReasonContentOther)
		})
	}
	if _, err := h.Flow.Showing(shown).Approve(t.Context(), adminAs("admin1"), id, ""); err != nil {
		t.Error(err)
	}
	h.Overwrites(id, "acct", "666")
	_, err := h.Flow.Approve(t.Context(), adminAs("admin2"), id, "")
	refusedFor(t, "what was changed since", err, funds.CodeApproval, withdrawal.ReasonContentChanged)
	if now := h.Stored(id); !now.NeedsAttention || now.State != funds.StatePending || !strings.Contains(h.Log.String(), `msg="`+flow.AttentionLine+`"`) {
		t.Errorf("nobody is asked for: %+v\n%s", now, h.Log)
	}
}
