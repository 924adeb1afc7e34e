package flow_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func asksTwoForNewPayees(p *funds.Policy) {
	p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, NewPayee: true, Need: 2}}
}

var second = funds.Actor{Role: funds.RoleAdmin, ID: "admin2"}

// TestANewPayeeTakesTwoUntilItWasPaidAndADayIsOver: asking for it, and taking that back, makes no payee known, and no payment
// does at once.
func TestANewPayeeTakesTwoUntilItWasPaidAndADayIsOver(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, asksTwoForNewPayees)
	h.Fund("u1", 1000_00)
	wants := func(what string, need int64) funds.Withdrawal {
		t.Helper()
		h.Clock.Advance(2 * time.Minute) // nobody remembers which counters there were
		request := requestBy("u1")
		request.Method = funds.MethodBank
		made, err := h.Flow.Create(t.Context(), request)
		if err != nil || max(made.Need, 1) != need {
			t.Fatalf("%s: need %d, %v; want %d", what, made.Need, err, need)
		}
		return made
	}
	first := wants("a new one", 2)
	if _, err := h.Flow.Recall(t.Context(), admin, first.ID, ""); err != nil {
		t.Fatal(err)
	}
	again := wants("one that was asked for and taken back", 2)
	for _, actor := range []funds.Actor{admin, second} {
		if _, err := h.Flow.Approve(t.Context(), actor, again.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Flow.PayManually(t.Context(), admin, again.ID, funds.Transfer{}); err != nil {
		t.Fatal(err)
	}
	wants("one that was paid just now", 2)
	h.Clock.Advance(funds.PayeeNewFor)
	wants("one that was paid, a day after it was asked for", 1)
	other := requestBy("u1")
	other.Method, other.Target.Account = funds.MethodBank, "0387222127"
	if made, err := h.Flow.Create(t.Context(), other); err != nil || made.Need != 2 {
		t.Errorf("another account: need %d, %v", made.Need, err)
	}
}

// TestCoolingCountsFromTheFirstRequest: cancel and ask again does not reset it, nor does it shorten it.
func TestCoolingCountsFromTheFirstRequest(t *testing.T) {
	t.Parallel()
	const cooling = 24 * time.Hour
	h := flowtest.Open(t, func(p *funds.Policy) { p.Controls.Cooling = cooling })
	h.Fund("u1", 1000_00)
	ask := func() funds.Withdrawal {
		t.Helper()
		made, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	first := ask()
	if !first.NotBefore.Equal(first.CreatedAt.Add(cooling)) || first.State != funds.StateApproved || first.Payout.Attempt > 0 {
		t.Errorf("not before %s, and it is %s", first.NotBefore, first.State)
	}
	if _, err := h.Flow.Recall(t.Context(), admin, first.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(time.Hour)
	again := ask()
	if !again.NotBefore.Equal(first.NotBefore) {
		t.Errorf("asked again, it is not sent before %s, want %s", again.NotBefore, first.NotBefore)
	}
	_, err := h.Flow.PayByChannel(t.Context(), admin, again.ID)
	refused(t, "before it has cooled", err, funds.CodeTooEarly)
	h.Clock.Advance(cooling)
	if _, err := h.Flow.PayByChannel(t.Context(), admin, again.ID); err != nil {
		t.Error(err)
	}
	if late := ask(); !late.NotBefore.IsZero() || late.State != funds.StateProcessing {
		t.Errorf("once it has cooled: not before %s, %s", late.NotBefore, late.State)
	}
}

// TestAServicesPayeeIsNew however often it was paid.
func TestAServicesPayeeIsNew(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, asksTwoForNewPayees, func(p *funds.Policy) { p.Controls.Cooling = time.Hour })
	h.Fund("u1", 1000_00)
	h.Flow.Policy.Controls = funds.Controls{}
	h.WithdrawalBy("u1", funds.MethodBank, funds.StateCompleted)
	asksTwoForNewPayees(&h.Flow.Policy)
	h.Flow.Policy.Controls.Cooling = time.Hour
	h.Clock.Advance(funds.PayeeNewFor)
	request := requestBy("u1")
	request.Method, request.Target = funds.MethodBank, funds.Target{Account: "6222021234567890123", Owner: "张三", Bank: "中国工商银行"}
	own, err := h.Flow.Create(t.Context(), request)
	if err != nil || own.Need > 1 || !own.NotBefore.IsZero() {
		t.Errorf("the user's own: need %d, not before %s, %v", own.Need, own.NotBefore, err)
	}
	request.Actor = funds.Actor{Role: funds.RoleService, ID: "office"}
	made, err := h.Flow.Create(t.Context(), request)
	if err != nil || made.Need != 2 || !made.NotBefore.Equal(made.CreatedAt.Add(time.Hour)) {
		t.Errorf("need %d, not before %s, %v", made.Need, made.NotBefore, err)
	}
}

// TestPayeesAreReadOnlyWhereTheyCount: one read more where a rule asks about them, and none where none does.
func TestPayeesAreReadOnlyWhereTheyCount(t *testing.T) {
	t.Parallel()
	costs := func(change func(*funds.Policy)) int {
		h := flowtest.Open(t, change)
		h.Fund("u1", 1000_00)
		create := func() {
			if _, err := h.Flow.Create(t.Context(), requestBy("u1")); err != nil {
				t.Error(err)
			}
		}
		h.Flow.Store = h.Store // without a projector before each read
		create()
		return h.Costs(create).Reads
	}
	without := costs(func(p *funds.Policy) {
		p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 10_000_00, Need: 2}}
	})
	if with := costs(asksTwoForNewPayees); with > without+1 {
		t.Errorf("%d reads, and %d where no rule asks about payees", with, without)
	}
}
