package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// raced is a store before whose first commit something else happens.
type raced struct {
	flow.Store

	first func() // nil once it has happened
}

func (r *raced) Commit(ctx context.Context, change funds.Change) error {
	if first := r.first; first != nil {
		r.first = nil
		first()
	}
	return r.Store.Commit(ctx, change)
}

// TestAProposalThatIsRejectedMeanwhileIsNotCarriedOut: the last word came too late.
func TestAProposalThatIsRejectedMeanwhileIsNotCarriedOut(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	id := d.adjusts("li-phone", "u1", 20_000_00)
	late := *d.Flow
	late.Store = &raced{d.Flow.Store, func() {
		if _, err := d.Flow.RejectProposal(t.Context(), flow.Decider{Actor: person("zhao"), May: funds.AllPermissions()}, id, "r"); err != nil {
			t.Error(err)
		}
	}}
	_, err := late.ApproveProposal(t.Context(), flow.Decider{Actor: person("wang"), May: funds.AllPermissions()}, id)
	refusedFor(t, "the second word", err, funds.CodeIllegal, proposal.ReasonProposalEnded)
	d.Holds("u1", 1, 0)
}

// TestOfTwoDecisionsAboutARechargeOneIsCarriedOut, and the other one ends as failed.
func TestOfTwoDecisionsAboutARechargeOneIsCarriedOut(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	id := d.short("150")
	resolves := func(sub, action string) funds.ProposalID {
		t.Helper()
		resolved, err := d.Flow.ResolveRecharge(t.Context(), person(sub), id, action, "r")
		if err != nil || resolved.Proposal == "" {
			t.Fatalf("%+v, %v", resolved, err)
		}
		return resolved.Proposal
	}
	credits, closes := resolves("li-phone", recharge.ResolveCredit), resolves("zhao", recharge.ResolveClose)
	d.ends("wang", closes, funds.ProposalDone)
	d.ends("wang", credits, funds.ProposalFailed)
	d.Holds("u1", 1, 0)
}

// TestADuplicateOfWhatNobodyWillCarryOutIsNone: while it waits, it is one.
func TestADuplicateOfWhatNobodyWillCarryOutIsNone(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	request := flow.Adjustment{UserID: "u1", Amount: 20_000_00, Reason: "补偿", RefuseDuplicates: true}
	first, err := d.Flow.Adjust(t.Context(), person("li-phone"), request)
	if err != nil || first.Proposal == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	_, err = d.Flow.Adjust(t.Context(), person("wang"), request)
	refused(t, "while it waits", err, funds.CodeDuplicate)
	if _, err := d.Flow.RejectProposal(t.Context(), flow.Decider{Actor: person("li-phone")}, first.Proposal, "r"); err != nil {
		t.Fatal(err)
	}
	if again, err := d.Flow.Adjust(t.Context(), person("wang"), request); err != nil || again.Proposal == "" {
		t.Errorf("once it is rejected: %+v, %v", again, err)
	}
}

// TestMoneyThatLeftWithoutApprovalIsAnErrorInTheLog, and a page that showed something else is none.
func TestMoneyThatLeftWithoutApprovalIsAnErrorInTheLog(t *testing.T) {
	t.Parallel()
	h := ruled(t)
	id := h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)
	lines := func() int { return strings.Count(h.Log.String(), "not approved for it") }
	_, err := h.Flow.Showing("0123456789abcdef").Confirm(t.Context(), adminAs("admin2"), id)
	refusedFor(t, "another", err, funds.CodeApproval, withdrawal.ReasonContentOther)
	_, err = h.Flow.Confirm(t.Context(), adminAs("admin2"), h.WithdrawalBy("u1", funds.MethodBank, funds.StateRejected))
	refused(t, "what was rejected", err, funds.CodeIllegal)
	if lines() != 0 {
		t.Errorf("the log:\n%s", h.Log)
	}
	_, err = h.Flow.Confirm(t.Context(), adminAs("admin2"), id)
	if refused(t, "what nobody approved", err, funds.CodeApproval); lines() != 1 {
		t.Errorf("the log:\n%s", h.Log)
	}
}

// TestAFirstOrderThatIsDeclinedIsNotAskedAbout: only one that was sent before can be there.
func TestAFirstOrderThatIsDeclinedIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	watched := watch(h, nil)
	id := h.Withdrawal("u1", funds.StateApproved)
	h.Misbehaves("withdrawal/create", "refuse")
	paid, err := h.Flow.PayByChannel(t.Context(), admin, id)
	if err != nil || paid.State != funds.StateFailed || watched.asked["get"] != 0 {
		t.Errorf("%s, %v, asked %v", paid.State, err, watched.asked)
	}
}

// TestABlockedAccountIsNamedByTheFieldThatItIsIn, also where it is blocked while its payout is made.
func TestABlockedAccountIsNamedByTheFieldThatItIsIn(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	ctx, request := t.Context(), requestBy("u1")
	request.AccountField = "iban"
	says := func(what string, err error) {
		t.Helper()
		refusedFor(t, what, err, funds.CodeInvalid, funds.ReasonAccountBlocked)
		if said := new(funds.Error); errors.As(err, &said) && said.Field != "iban" {
			t.Errorf("%s: the field is %s", what, said.Field)
		}
	}
	stops := func() {
		if _, err := h.Flow.Block(ctx, admin, pause.BlockRequest{Account: request.Target.Account, Reason: "r"}); err != nil {
			t.Error(err)
		}
	}
	late := *h.Flow
	late.Store = &raced{h.Flow.Store, stops}
	_, err := late.CreateAndPay(ctx, request)
	says("meanwhile", err)
	_, err = h.Flow.CreateAndPay(ctx, request)
	says("before", err)
	_, err = h.Flow.Create(ctx, request)
	says("before, for a review", err)
	h.Holds("u1", 10_000_00, 0)
}

// askAnew is after every right to ask the gateway, and every answer of it that is kept.
const askAnew = time.Minute

// TestWhateverBreaksWhileAllIsPausedACreateIsMadeOrItIsSaid: no answer names a withdrawal that is not there.
func TestWhateverBreaksWhileAllIsPausedACreateIsMadeOrItIsSaid(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	paused(t, h, funds.PauseAll)
	for nth := int64(1); ; nth++ {
		h.Clock.Advance(askAnew) // nobody waits for who broke while asking the gateway
		broken, broke := h.Broken(nth)
		request := requestBy("u1")
		request.Idempotency = with(fmt.Sprint("k", nth))
		made, err := broken.Flow.CreateAndPay(t.Context(), request)
		if (err == nil) != (made.State == funds.StateApproved) || (err != nil && !flowtest.Fault(err)) {
			t.Errorf("request %d broke: %+v, %v", nth, made, err)
		}
		if !broke() {
			return
		}
	}
}

// TestWhatTheMachineCannotRejectIsForAnAdmin, once: the gateway has called back about it, and does not say what it has.
func TestWhatTheMachineCannotRejectIsForAnAdmin(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	called, has := h.Withdrawal("u1", funds.StatePending), planted(t, h, funds.StatePending)
	call := callback(h, called, funds.GatewayWithdrawalPaid)
	call.PlatformID = "P1"
	if err := h.Flow.ReceiveCallback(t.Context(), call); !errors.Is(err, funds.ErrNotFound) {
		t.Fatal(err)
	}
	if _, err := h.Flow.PutHold(t.Context(), admin, called, withdrawal.HoldRequest{Reason: "可疑", Hours: 1, OnExpiry: funds.HoldRejects}); err != nil {
		t.Fatal(err)
	}
	truth := h.Flow.Gateway
	h.Flow.Gateway = says{truth, funds.Report{Outcome: funds.OutcomeUnknown}}
	h.Changes(func(p *funds.Policy) { p.Controls.PendingLife = 36 * time.Hour })
	cannot := string(withdrawal.ReasonMachineCannot)
	late := func() funds.Withdrawal {
		h.Clock.Advance(37 * time.Hour)
		reconciled(t, h)
		return h.Stored(called)
	}
	first := late()
	if first.State != funds.StatePending || !first.NeedsAttention || !strings.Contains(string(first.NotifyInfo), cannot) {
		t.Errorf("%s, %t, %q", first.State, first.NeedsAttention, first.NotifyInfo)
	}
	if again := late(); again.Version != first.Version {
		t.Errorf("it is said again: %q", again.NotifyInfo)
	}
	h.Is(has, funds.StateRejected) // silence about what it has never called back about refuses nothing
	h.Flow.Gateway = truth
	taken := planted(t, h, funds.StatePending)
	late()
	if now := h.Stored(taken); now.State != funds.StateProcessing || strings.Contains(string(now.NotifyInfo), cannot) {
		t.Errorf("what the gateway has is %s, %q", now.State, now.NotifyInfo)
	}
}
