package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// policyPays is a policy whose channel pays what is approved; policy is who does it.
func policyPays() funds.Policy {
	return with(boundedPolicy(), func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
}

var byPolicy = funds.System("policy")

// notThere is the gateway's word before a first payout.
var notThere = funds.Report{Outcome: absent}

// dueForPayout is a withdrawal that was approved at created, for the machine to pay.
func dueForPayout() funds.Withdrawal {
	return with(withdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.Watch.Due = created })
}

func TestAnApprovalMakesDueWhatTheMachineIsToPay(t *testing.T) {
	t.Parallel()
	approvals := map[string]func(funds.Withdrawal, funds.Policy) (funds.Change, error){
		"console": func(w funds.Withdrawal, p funds.Policy) (funds.Change, error) {
			return funds.Approve(actOf(admin, late), w, "", p)
		},
		"batch audit": func(w funds.Withdrawal, p funds.Policy) (funds.Change, error) {
			return funds.AuditApprove(actOf(admin, late), w, "好", p)
		},
	}
	for name, approve := range approvals {
		for _, test := range []struct {
			method funds.Method
			policy funds.Policy
			due    bool
		}{{channel, policyPays(), true}, {channel, testPolicy(), false}, {funds.MethodBank, policyPays(), false}} {
			change, err := approve(ofMethod(funds.StatePending, test.method), test.policy)
			after := mustDecide(t, change, err).Withdrawal.To
			if after.State != funds.StateApproved || after.Watch.IsDue(late) != test.due {
				t.Errorf("%s, %s: %s, due %v", name, test.method, after.State, after.Watch.Due)
			}
		}
	}
	// An approval that is given again lets the machine try again.
	held := with(withdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.NeedsAttention = true })
	change, err := funds.AuditApprove(actOf(admin, late), held, "再试", policyPays())
	if after := mustDecide(t, change, err).Withdrawal.To; !after.Watch.IsDue(late) {
		t.Errorf("approved again, but due %v", after.Watch.Due)
	}
}

func TestTheMachineClaimsWhatIsDueInPolicysName(t *testing.T) {
	t.Parallel()
	change, err := funds.PayApproved(actOf(byPolicy, late), dueForPayout(), notThere, policyPays())
	change = mustDecide(t, change, err)
	after := change.Withdrawal.To
	if after.State != funds.StateProcessing || after.Payout.Attempt != 1 || change.ActiveWallet != "u1" || change.Lines[0].Actor != byPolicy {
		t.Errorf("%+v, %+v", after, change.Lines)
	}
	notDue := withdrawalIn(funds.StateApproved)
	tests := map[string]struct {
		withdrawal funds.Withdrawal
		policy     funds.Policy
		want       *funds.Error
	}{
		"what is not due":                       {notDue, policyPays(), funds.ErrIllegal},
		"what is due later":                     {with(notDue, func(w *funds.Withdrawal) { w.Watch.Due = late.Add(1) }), policyPays(), funds.ErrIllegal},
		"what somebody has claimed":             {with(withdrawalIn(funds.StateProcessing), func(w *funds.Withdrawal) { w.Watch.Due = created }), policyPays(), funds.ErrIllegal},
		"what the policy pays no more":          {dueForPayout(), boundedPolicy(), coded(funds.CodeUnpayable)},
		"what has no channel any more":          {dueForPayout(), funds.Policy{}, invalid("payoutMethod")},
		"what the channel does not take, today": {with(dueForPayout(), func(w *funds.Withdrawal) { w.Target.Owner = "A=B" }), policyPays(), coded(funds.CodeUnpayable)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.PayApproved(actOf(byPolicy, late), test.withdrawal, notThere, test.policy)
			refusedAs(t, change, err, test.want)
		})
	}
}

func TestARefusedClaimAsksForAnAdminOnceAndNeverTurnsHot(t *testing.T) {
	t.Parallel()
	hold := func(w funds.Withdrawal, at time.Time, refused *funds.Error) funds.Change {
		change, err := funds.Hold(actOf(byPolicy, at), w, refused, policyPays())
		return mustDecide(t, change, err)
	}
	change := hold(dueForPayout(), late, funds.ErrWalletInactive)
	held := change.Withdrawal.To
	if held.State != funds.StateApproved || !held.NeedsAttention || held.Parked || !held.Watch.Due.IsZero() || len(change.Lines) != 1 || held.NotifyInfo != said(funds.ReasonPayoutHeld)+said(funds.ReasonWalletInactive) {
		t.Errorf("%+v", held)
	}
	if again := hold(held, late, funds.ErrWalletInactive); !again.Empty() {
		t.Errorf("held twice: %+v", again)
	}
	// The gateway's word may come: the machine tries again, each time later, and says so once.
	silent := funds.Refuse(funds.CodeGatewayDisagrees, funds.ReasonNeverSentDoubt)
	w, at := dueForPayout(), late
	for i := range 8 {
		change := hold(w, at, silent)
		w = change.Withdrawal.To
		if wait := w.Watch.Due.Sub(at); !w.NeedsAttention || wait < 15*time.Second || wait > 10*time.Minute || (len(change.Lines) == 1) != (i == 0) {
			t.Fatalf("try %d: attention %t, again after %s, %d lines", i, w.NeedsAttention, wait, len(change.Lines))
		}
		at = w.Watch.Due
	}
	if change := hold(withdrawalIn(funds.StatePending), late, silent); !change.Empty() {
		t.Errorf("what is not approved is held: %+v", change)
	}
	paid, err := funds.Dispatch(actOf(admin, late), held, notThere, policyPays())
	if after := mustDecide(t, paid, err).Withdrawal.To; after.NeedsAttention {
		t.Error("what an admin has sent still asks for one")
	}
}

func TestTooManyOpenOnesSayForWhomTheyWait(t *testing.T) {
	t.Parallel()
	refused := funds.Refuse(funds.CodeTooManyOpen, funds.ReasonTooManyOpen).About(funds.Facts{Balance: 1})
	told := refusalOf(t, funds.TooManyOpen(refused, map[funds.State]int64{funds.StatePending: 2, funds.StateApproved: 97, funds.StateProcessing: 1}))
	want := funds.Facts{Balance: 1, Pending: 2, Approved: 97, Processing: 1}
	if told.Reason != funds.ReasonTooManyWaiting || told.Code != refused.Code || told.Facts != want {
		t.Errorf("%+v", told)
	}
}
