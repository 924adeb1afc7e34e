package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// policyPays is a policy whose channel pays what is approved; policy is who does it.
func policyPays() funds.Policy {
	return fixture.With(fixture.BoundedPolicy(), func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
}

var byPolicy = funds.System("policy")

// notThere is the gateway's word before a first payout.
var notThere = funds.Report{Outcome: fixture.Absent}

// dueForPayout is a withdrawal that was approved at created, for the machine to pay.
func dueForPayout() funds.Withdrawal {
	return fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.Watch.Due = fixture.Created })
}

func TestAnApprovalMakesDueWhatTheMachineIsToPay(t *testing.T) {
	t.Parallel()
	approvals := map[string]func(funds.Withdrawal, funds.Policy) (funds.Change, error){
		"console": func(w funds.Withdrawal, p funds.Policy) (funds.Change, error) {
			return withdrawal.Approve(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, w, "", p)
		},
		"batch audit": func(w funds.Withdrawal, p funds.Policy) (funds.Change, error) {
			return withdrawal.AuditApprove(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, w, "好", p)
		},
	}
	for name, approve := range approvals {
		for _, test := range []struct {
			method funds.Method
			policy funds.Policy
			due    bool
		}{{fixture.Channel, policyPays(), true}, {fixture.Channel, fixture.Policy(), false}, {funds.MethodBank, policyPays(), false}} {
			change, err := approve(fixture.OfMethod(funds.StatePending, test.method), test.policy)
			after := fixture.MustDecide(t, change, err).Withdrawal.To
			if after.State != funds.StateApproved || after.Watch.IsDue(fixture.Late) != test.due {
				t.Errorf("%s, %s: %s, due %v", name, test.method, after.State, after.Watch.Due)
			}
		}
	}
	// An approval that is given again lets the machine try again.
	held := fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.NeedsAttention = true })
	change, err := withdrawal.AuditApprove(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, held, "再试", policyPays())
	if after := fixture.MustDecide(t, change, err).Withdrawal.To; !after.Watch.IsDue(fixture.Late) {
		t.Errorf("approved again, but due %v", after.Watch.Due)
	}
}

func TestTheMachineClaimsWhatIsDueInPolicysName(t *testing.T) {
	t.Parallel()
	change, err := withdrawal.PayApproved(fixture.Act(byPolicy, fixture.Late), funds.Wallet{}, dueForPayout(), notThere, policyPays())
	change = fixture.MustDecide(t, change, err)
	after := change.Withdrawal.To
	if after.State != funds.StateProcessing || after.Payout.Attempt != 1 || change.ActiveWallet != "u1" || change.Lines[0].Actor != byPolicy {
		t.Errorf("%+v, %+v", after, change.Lines)
	}
	notDue := fixture.WithdrawalIn(funds.StateApproved)
	tests := map[string]struct {
		withdrawal funds.Withdrawal
		policy     funds.Policy
		want       *funds.Error
	}{
		"what is not due":                       {notDue, policyPays(), funds.ErrIllegal},
		"what is due later":                     {fixture.With(notDue, func(w *funds.Withdrawal) { w.Watch.Due = fixture.Late.Add(1) }), policyPays(), funds.ErrIllegal},
		"what somebody has claimed":             {fixture.With(fixture.WithdrawalIn(funds.StateProcessing), func(w *funds.Withdrawal) { w.Watch.Due = fixture.Created }), policyPays(), funds.ErrIllegal},
		"what the policy pays no more":          {dueForPayout(), fixture.BoundedPolicy(), fixture.Coded(funds.CodeUnpayable)},
		"what has no channel any more":          {dueForPayout(), funds.Policy{}, fixture.Invalid("payoutMethod")},
		"what the channel does not take, today": {fixture.With(dueForPayout(), func(w *funds.Withdrawal) { w.Target.Owner = "A=B" }), policyPays(), fixture.Coded(funds.CodeUnpayable)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := withdrawal.PayApproved(fixture.Act(byPolicy, fixture.Late), funds.Wallet{}, test.withdrawal, notThere, test.policy)
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

func TestARefusedClaimAsksForAnAdminOnceAndNeverTurnsHot(t *testing.T) {
	t.Parallel()
	hold := func(w funds.Withdrawal, at time.Time, refused *funds.Error) funds.Change {
		change, err := withdrawal.Hold(fixture.Act(byPolicy, at), w, refused, policyPays())
		return fixture.MustDecide(t, change, err)
	}
	change := hold(dueForPayout(), fixture.Late, funds.ErrWalletInactive)
	held := change.Withdrawal.To
	if held.State != funds.StateApproved || !held.NeedsAttention || held.Parked || !held.Watch.Due.IsZero() || len(change.Lines) != 1 || held.NotifyInfo != fixture.Said(withdrawal.ReasonPayoutHeld)+fixture.Said(funds.ReasonWalletInactive) {
		t.Errorf("%+v", held)
	}
	if again := hold(held, fixture.Late, funds.ErrWalletInactive); !again.Empty() {
		t.Errorf("held twice: %+v", again)
	}
	// The gateway's word may come, and a block may be lifted: the machine tries again, each time later, and says so once.
	silent := funds.Refuse(funds.CodeGatewayDisagrees, withdrawal.ReasonNeverSentDoubt)
	for _, refused := range []*funds.Error{silent, funds.ErrAccountBlocked} {
		w, at := dueForPayout(), fixture.Late
		for i := range 8 {
			change := hold(w, at, refused)
			w = change.Withdrawal.To
			if wait := w.Watch.Due.Sub(at); !w.NeedsAttention || wait < 15*time.Second || wait > 10*time.Minute || (len(change.Lines) == 1) != (i == 0) {
				t.Fatalf("%v, try %d: attention %t, again after %s, %d lines", refused, i, w.NeedsAttention, wait, len(change.Lines))
			}
			at = w.Watch.Due
		}
	}
	if change := hold(fixture.WithdrawalIn(funds.StatePending), fixture.Late, silent); !change.Empty() {
		t.Errorf("what is not approved is held: %+v", change)
	}
	paid, err := withdrawal.Dispatch(fixture.Act(fixture.Admin, fixture.Late), funds.Wallet{}, held, notThere, policyPays())
	if after := fixture.MustDecide(t, paid, err).Withdrawal.To; after.NeedsAttention {
		t.Error("what an admin has sent still asks for one")
	}
}

func TestTooManyOpenOnesSayForWhomTheyWait(t *testing.T) {
	t.Parallel()
	refused := funds.Refuse(funds.CodeTooManyOpen, withdrawal.ReasonTooManyOpen).About(funds.Facts{Balance: 1})
	told := fixture.RefusalOf(t, withdrawal.TooManyOpen(refused, map[funds.State]int64{funds.StatePending: 2, funds.StateApproved: 97, funds.StateProcessing: 1}))
	want := funds.Facts{Balance: 1, Pending: 2, Approved: 97, Processing: 1}
	if told.Reason != withdrawal.ReasonTooManyWaiting || told.Code != refused.Code || told.Facts != want {
		t.Errorf("%+v", told)
	}
}
