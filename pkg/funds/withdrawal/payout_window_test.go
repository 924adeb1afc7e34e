package withdrawal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestWhatWasClaimedMayBeSentUntilItsWindowEndsOrTheGatewaySpeaks(t *testing.T) {
	t.Parallel()
	window := fixture.Policy().Timing.SendWindow
	claimed := fixture.SendBy.Add(-window)
	sent := fixture.WithdrawalIn(funds.StateProcessing)
	spoken := func(at time.Time) funds.Withdrawal {
		return fixture.With(sent, func(w *funds.Withdrawal) { w.Payout.WordAt = at })
	}
	for name, test := range map[string]struct {
		w    funds.Withdrawal
		at   time.Time
		want bool
	}{
		"within its window":               {sent, fixture.SendBy.Add(-1), true},
		"at its end":                      {sent, fixture.SendBy, false},
		"after a word of the claim's own": {spoken(claimed), fixture.SendBy.Add(-1), false},
		"after a word of an attempt before": {
			spoken(claimed.Add(-1)), fixture.SendBy.Add(-1), true,
		},
		"not claimed yet": {fixture.With(sent, func(w *funds.Withdrawal) { w.State = funds.StateApproved }), fixture.SendBy.Add(-1), false},
		"ended":           {fixture.With(sent, func(w *funds.Withdrawal) { w.State = funds.StateFailed }), fixture.SendBy.Add(-1), false},
	} {
		if got := withdrawal.MayBeSent(test.w, test.at, fixture.Policy()); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestWhoeverCommitsAClaimSends(t *testing.T) {
	t.Parallel()
	for command, want := range map[funds.Command]bool{
		funds.CommandDispatch: true, funds.CommandResend: true, funds.CommandApprove: false, funds.CommandEndorse: false, funds.CommandComplete: false,
	} {
		if got := withdrawal.Claims(funds.Change{Lines: []funds.Line{{Command: funds.CommandApprove}, {Command: command}}}); got != want {
			t.Errorf("%s claims: %t", command, got)
		}
	}
	if withdrawal.Claims(funds.Change{}) {
		t.Error("nothing claims")
	}
}

func TestATransactionNumberIsVisibleASCIIOfBoundedLength(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number string
		ok     bool
	}{
		"of all lengths the longest": {strings.Repeat("9", 128), true}, "one longer": {strings.Repeat("9", 129), false},
		"the first and the last sign": {"!~", true}, "a delete": {"1\x7f", false}, "a space within": {"1 2", false},
	} {
		change, err := withdrawal.PayManually(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), funds.Transfer{Number: test.number}, fixture.Policy())
		if test.ok {
			fixture.MustDecide(t, change, err)
			continue
		}
		t.Log(name)
		fixture.RefusedAs(t, change, err, fixture.Invalid("transactionNo"))
	}
}

// A claim begins anew: what the gateway answered to the attempt before is no answer to this one.
func TestAClaimForgetsTheAnswerToTheAttemptBefore(t *testing.T) {
	t.Parallel()
	before := fixture.With(fixture.Parked(), func(w *funds.Withdrawal) { w.Payout.Answer = funds.Answer{Code: 500, Message: "busy"} })
	after := fixture.Decided(t)(withdrawal.Resend(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, before, fixture.Policy())).Withdrawal.To
	if after.Payout.Answer != (funds.Answer{}) {
		t.Errorf("it keeps %+v", after.Payout.Answer)
	}
	change, err := withdrawal.Resend(fixture.Act(fixture.Self, fixture.Late), funds.Wallet{}, fixture.Parked(), fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

func TestTheMachinePaysWhatThePolicyLeavesToIt(t *testing.T) {
	t.Parallel()
	reviewed := fixture.With(dueForPayout(), func(w *funds.Withdrawal) { w.Review.By = "a1" })
	automatic := fixture.With(fixture.BoundedPolicy(), func(p *funds.Policy) { p.Channels[0].AutoApprove = true })
	for name, test := range map[string]struct {
		w      funds.Withdrawal
		policy funds.Policy
		paid   bool
	}{
		"what the policy approved, of an automatic channel": {dueForPayout(), automatic, true},
		"what an admin approved, of an automatic channel":   {reviewed, automatic, false},
		"what an admin approved, of one that pays that":     {reviewed, policyPays(), true},
		"what the policy approved, of one that pays that":   {dueForPayout(), policyPays(), true},
		"what the policy approved, of any other channel":    {dueForPayout(), fixture.BoundedPolicy(), false},
	} {
		change, err := withdrawal.PayApproved(fixture.Act(byPolicy, fixture.Late), funds.Wallet{}, test.w, notThere, test.policy)
		if test.paid {
			fixture.MustDecide(t, change, err)
			continue
		}
		t.Log(name)
		refusedBecause(t, change, err, withdrawal.ReasonNotAutomatic)
	}
}

func TestWhetherTheGatewayIsAskedFirst(t *testing.T) {
	t.Parallel()
	for _, state := range funds.States() {
		w := fixture.With(fixture.WithdrawalIn(state), func(w *funds.Withdrawal) { w.Payout.Attempt = 0 })
		waits := state == funds.StatePending || state == funds.StateApproved
		if got := withdrawal.AskFirst(fixture.Act(fixture.Admin, fixture.Late), w); got != waits {
			t.Errorf("%s: %t", state, got)
		}
	}
}

// An order that the gateway has is adopted by whoever asked, and its outcome is the gateway's word.
func TestAnAdoptedOrdersOutcomeIsTheGatewaysWord(t *testing.T) {
	t.Parallel()
	flagged := fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.NeedsAttention = true })
	change := fixture.Decided(t)(withdrawal.Adopt(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), flagged, itIsOpen, fixture.Policy()))
	if adopts, says := change.Lines[0].Actor, change.Lines[1].Actor; adopts != fixture.Admin || says != funds.System("gateway") {
		t.Errorf("adopted by %+v, accepted by %+v", adopts, says)
	}
	if change.Withdrawal.To.NeedsAttention {
		t.Error("an admin is still asked for")
	}
}
