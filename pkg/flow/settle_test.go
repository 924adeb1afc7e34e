package flow_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestReconcileSettlesWhateverTheGatewaySays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  string // of the create
		end    int    // what the gateway then makes of the order; 0: it stays open
		state  funds.State
		parked bool
		held   funds.Amount
		frozen funds.Amount
	}{
		"it pays":                          {"", 1, funds.StateCompleted, false, 900_00, 0},
		"it refuses":                       {"", 2, funds.StateFailed, false, 1000_00, 0},
		"it cancels":                       {"", 3, funds.StateFailed, false, 1000_00, 0},
		"it has not decided":               {"", 0, funds.StateProcessing, false, 1000_00, 100_00},
		"it pays, and its answer was lost": {"drop-after", 1, funds.StateCompleted, false, 900_00, 0},
		"it never heard of it":             {"drop-before", 0, funds.StateProcessing, true, 1000_00, 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 1000_00)
			if test.fault != "" {
				h.Misbehaves("withdrawal/create", test.fault)
			}
			made, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
			if err != nil || made.State != funds.StateProcessing || made.Payout.AcceptedAt.IsZero() != (test.fault != "") {
				t.Fatalf("%+v, %v", made, err)
			}
			if test.end != 0 {
				h.Ends(string(made.ID), test.end)
			}
			for range 4 {
				if done := reconciled(t, h); done.Failed != 0 || done.Unfinished {
					t.Errorf("%+v", done)
				}
			}
			w := h.Stored(made.ID)
			if w.State != test.state || w.Parked != test.parked || w.NeedsAttention != test.parked {
				t.Errorf("it is %s, parked %t, and waits %t", w.State, w.Parked, w.NeedsAttention)
			}
			h.Holds("u1", test.held, test.frozen)
			if n := h.Creates(made.ID); n > 1 {
				t.Errorf("it was sent %d times", n)
			}
			if test.parked != strings.Contains(h.Log.String(), `msg="`+flow.AttentionLine+`"`) {
				t.Error("the alarm")
			}
		})
	}
}

func TestReconcileAsksAboutWhatIsDueAlone(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Withdrawal("u1", funds.StateProcessing)
	h.Withdrawal("u1", funds.StateCompleted)
	h.Recharge("u1", 200_00)
	now, err := h.Flow.Reconcile(t.Context(), run)
	if err != nil || now.Asked != 0 {
		t.Errorf("%+v, %v", now, err)
	}
	if later := reconciled(t, h); later.Asked != 2 {
		t.Errorf("%+v", later)
	}
	if again, err := h.Flow.Reconcile(t.Context(), run); err != nil || again.Asked != 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

// TestARunSaysWhatTheGatewayHasNotSaidAndWhatIsLeft: alarms hear of a silent gateway, and of a machine that falls behind.
func TestARunSaysWhatTheGatewayHasNotSaidAndWhatIsLeft(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Withdrawal("u1", funds.StateProcessing)
	h.Recharge("u1", 200_00)
	lost := h.Withdrawal("u1", funds.StateProcessing)
	h.Sandbox(http.MethodPost, "orders/"+string(lost), `{"hidden":true}`)
	same(t, "asked about all", flow.Reconciled{Asked: 3, Absent: 1}, reconciled(t, h))
	h.Sandbox(http.MethodPut, "faults", `{"api":"withdrawal/get","mode":"drop-before","count":2}`)
	h.Misbehaves("deposit/get", "http500")
	same(t, "asked of a silent one", flow.Reconciled{Asked: 3, Unknown: 3}, reconciled(t, h))

	h.Clock.Advance(time.Hour)
	hurried := run
	hurried.Margin = time.Hour
	ctx, cancel := contextUntil(t, time.Minute)
	defer cancel()
	left, err := h.Flow.Reconcile(ctx, hurried)
	if err != nil || left.Backlog != 3 || left.OldestDue < 45*time.Minute || left.OldestDue > time.Hour {
		t.Errorf("%+v, %v", left, err)
	}
	if done, err := h.Flow.Reconcile(t.Context(), run); err != nil || done.Backlog != 0 || done.OldestDue != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestReconcileSaysWhatItCouldNotRead(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateProcessing)
	h.Recharge("u1", 200_00)
	h.Clock.Advance(h.Flow.Policy.Timing.BackoffMax)
	for nth := int64(1); ; nth++ {
		broken, broke := h.Broken(nth)
		done, err := broken.Flow.Reconcile(t.Context(), run)
		if !broke() {
			break
		}
		if err == nil && done.Failed == 0 {
			t.Errorf("request %d broke, and it says %+v", nth, done)
		}
		h.Clock.Advance(h.Flow.Policy.Timing.BackoffMax)
	}
	if h.Stored(id).State != funds.StateProcessing {
		t.Error("it moved")
	}
}

func TestReconcileStopsBeforeItsDeadline(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateProcessing)
	h.Ends(string(id), 1)
	h.Clock.Advance(time.Hour)
	hurried := run
	hurried.Margin = time.Hour
	ctx, cancel := contextUntil(t, time.Minute)
	defer cancel()
	done, err := h.Flow.Reconcile(ctx, hurried)
	if err != nil || !done.Unfinished || done.Asked != 0 {
		t.Errorf("%+v, %v", done, err)
	}
	h.Is(id, funds.StateProcessing)
}

func TestWhatWaitsForAnAdminIsRemindedOf(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	pending := h.Withdrawal("u1", funds.StatePending)
	parked := h.Recharge("u1", 300_00)
	h.Receives(string(parked), "250")
	stray := flow.Callback{Serial: string(pending), PlatformID: "P1", State: funds.GatewayWithdrawalPaid, Amount: 100_00}
	raised := alarms(h)
	for range 2 {
		if err := h.Flow.ReceiveCallback(t.Context(), stray); !errors.Is(err, funds.ErrNotFound) {
			t.Fatal(err)
		}
	}
	if n := alarms(h) - raised; n != 1 || strings.Count(h.Log.String(), `msg="a callback about an order that was never sent"`) != 1 {
		t.Errorf("a callback that comes twice raises the alarm %d times", n)
	}
	before := len(h.Log.String())
	reconciled(t, h)
	said := h.Log.String()[before:]
	for _, what := range []string{"withdrawals=1", "recharges=1", "callbacksAboutUnsentOrders=1"} {
		if !strings.Contains(said, what) {
			t.Errorf("it does not say %s: %s", what, said)
		}
	}
}

func TestAnApprovalIsPaidByTheMachineWhereTheChannelSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Fund("u1", 1000_00)
	h.Fund("frozen", 1000_00)
	id, held := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("frozen", funds.StateApproved)
	if _, err := h.Flow.SetStatus(t.Context(), admin, "frozen", funds.WalletFrozen, "r"); err != nil {
		t.Fatal(err)
	}
	h.Holds("u1", 1000_00, 100_00)
	reconciled(t, h)
	h.Is(id, funds.StateProcessing)
	w := h.Stored(held)
	if w.State != funds.StateApproved || !w.NeedsAttention || h.Creates(held) != 0 {
		t.Errorf("from a frozen wallet: %s, attention %t, sent %d times", w.State, w.NeedsAttention, h.Creates(held))
	}
	reconciled(t, h)
	if h.Creates(id) != 1 || h.Creates(held) != 0 {
		t.Errorf("sent %d and %d times", h.Creates(id), h.Creates(held))
	}
}

func TestCheckIsForTheOwnerAndTheInterval(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id, recharge := h.Withdrawal("u1", funds.StateProcessing), h.Recharge("u1", 200_00)
	_, err := h.Flow.Check(t.Context(), "u2", id)
	refused(t, "another's withdrawal", err, funds.CodeNotFound)
	_, err = h.Flow.CheckRecharge(t.Context(), "u2", recharge)
	refused(t, "another's recharge", err, funds.CodeNotFound)
	_, err = h.Flow.Check(t.Context(), "u1", flowtest.Unknown)
	refused(t, "nobody's", err, funds.CodeNotFound)
	_, err = h.Flow.CheckRecharge(t.Context(), "u1", "RC"+flowtest.Unknown)
	refused(t, "nobody's recharge", err, funds.CodeNotFound)
	watched := watch(h, nil)
	for range 3 {
		if _, err := h.Flow.Check(t.Context(), "u1", id); err != nil {
			t.Fatal(err)
		}
	}
	if watched.asked["get"] > 1 {
		t.Errorf("asked %d times at once", watched.asked["get"])
	}
	h.Ends(string(id), 1)
	h.Ends(string(recharge), 2)
	h.AskedAgain()
	if w, err := h.Flow.Check(t.Context(), "u1", id); err != nil || w.State != funds.StateCompleted {
		t.Errorf("%s, %v", w.State, err)
	}
	if r, err := h.Flow.CheckRecharge(t.Context(), "u1", recharge); err != nil || r.State != funds.RechargeCredited {
		t.Errorf("%s, %v", r.State, err)
	}
	h.Holds("u1", 1100_00, 0)
	_, err = h.Flow.AskAgainRecharge(t.Context(), admin, recharge)
	refused(t, "a credited one is not asked about", err, funds.CodeIllegal)
}

// planted is an order that the gateway has of a withdrawal that was never sent from here: of a table that was put back.
func planted(t *testing.T, h *flowtest.House, state funds.State) funds.ID {
	t.Helper()
	id := h.Withdrawal("u1", state)
	channel, _ := h.Flow.Policy.Channel(flowtest.Channel)
	w := h.Stored(id)
	if report := h.Gateway.Create(t.Context(), funds.OrderOf(w, channel)); report.Outcome != funds.OutcomeOpen {
		t.Fatalf("%+v", report)
	}
	h.Clock.Advance(2 * time.Minute)
	return id
}

func TestAnOrderThatTheGatewayHasIsTakenOverAndNotSentAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from    funds.State
		do      func(ctx context.Context, s *flow.Service, id funds.ID) error
		refused bool // the caller is refused
	}{
		"paid by the channel": {funds.StateApproved, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			_, err := s.PayByChannel(ctx, admin, id)
			return err
		}, false},
		"approved and paid": {funds.StatePending, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			_, err := s.ApproveAndPay(ctx, admin, id)
			return err
		}, false},
		"rejected": {funds.StatePending, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			_, err := s.Reject(ctx, admin, id, "r")
			return err
		}, true},
		"cancelled by its user": {funds.StatePending, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			_, err := s.Cancel(ctx, owner, id)
			return err
		}, true},
		"recalled": {funds.StateApproved, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			_, err := s.Recall(ctx, admin, id, "r")
			return err
		}, true},
		"failed": {funds.StateApproved, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			_, err := s.Fail(ctx, admin, id, "r", true)
			return err
		}, true},
	} {
		for end, state := range map[int]funds.State{0: funds.StateProcessing, 1: funds.StateCompleted, 2: funds.StateFailed} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h := flowtest.Open(t)
				h.Fund("u1", 1000_00)
				id := planted(t, h, test.from)
				if end != 0 {
					h.Ends(string(id), end)
				}
				err := test.do(t.Context(), h.Flow, id)
				if test.refused {
					refused(t, "the caller", err, funds.CodeGatewayDisagrees)
				} else if err != nil {
					t.Error(err)
				}
				h.Is(id, state)
				if n := h.Creates(id); n != 1 {
					t.Errorf("sent %d times", n)
				}
			})
		}
	}
}

func TestWithoutTheGatewaysWordNothingOldIsSent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	approved, pending := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("u1", funds.StatePending)
	h.Clock.Advance(2 * time.Minute)
	h.Misbehaves("withdrawal/get", "drop-before")
	_, err := h.Flow.PayByChannel(t.Context(), admin, approved)
	refused(t, "a silent gateway", err, funds.CodeGatewayDisagrees)
	h.Misbehaves("withdrawal/get", "auth-error")
	_, err = h.Flow.ApproveAndPay(t.Context(), admin, pending)
	refused(t, "an error that is not listed", err, funds.CodeGatewayDisagrees)
	h.Is(approved, funds.StateApproved)
	h.Is(pending, funds.StatePending)
	if h.Creates(approved)+h.Creates(pending) != 0 {
		t.Error("something was sent")
	}
	if _, err = h.Flow.PayByChannel(t.Context(), admin, approved); err != nil {
		t.Error(err)
	}
	h.Is(approved, funds.StateProcessing)
}

func TestAResendNeedsTheGatewaysWordThatThereIsNothing(t *testing.T) {
	t.Parallel()
	parked := func(t *testing.T, safe bool) (*flowtest.House, funds.ID) {
		t.Helper()
		h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = safe })
		h.Fund("u1", 1000_00)
		return h, lost(t, h)
	}
	unsafe, one := parked(t, false)
	_, err := unsafe.Flow.PayByChannel(t.Context(), admin, one)
	if err == nil || unsafe.Creates(one) != 1 {
		t.Errorf("a gateway that takes a serial twice: %v, sent %d times", err, unsafe.Creates(one))
	}
	h, id := parked(t, true)
	for _, fault := range []string{"drop-before", "auth-error", "garbage"} {
		h.Misbehaves("withdrawal/get", fault)
		_, err := h.Flow.PayByChannel(t.Context(), admin, id)
		refused(t, fault, err, funds.CodeGatewayDisagrees)
	}
	if h.Creates(id) != 1 {
		t.Errorf("sent %d times", h.Creates(id))
	}
	channel, _ := h.Flow.Policy.Channel(flowtest.Channel)
	h.Gateway.Create(t.Context(), funds.OrderOf(h.Stored(id), channel)) // the order turns up after all
	_, err = h.Flow.PayByChannel(t.Context(), admin, id)
	refused(t, "an order that is back", err, funds.CodeGatewayDisagrees)
	if w := h.Stored(id); w.Parked || h.Creates(id) != 2 {
		t.Errorf("parked %t, sent %d times", w.Parked, h.Creates(id))
	}
}

func TestAnAdminFailsOnlyWhatTheGatewayDoesNotHave(t *testing.T) {
	t.Parallel()
	for end, state := range map[int]funds.State{0: funds.StateProcessing, 1: funds.StateCompleted, 2: funds.StateFailed} {
		h := flowtest.Open(t)
		h.Fund("u1", 1000_00)
		id := h.Withdrawal("u1", funds.StateProcessing)
		if end != 0 {
			h.Ends(string(id), end)
		}
		_, err := h.Flow.Fail(t.Context(), admin, id, "r", true)
		refused(t, "while it is sent", err, funds.CodeTooEarly)
		h.Clock.Advance(time.Minute)
		_, err = h.Flow.Fail(t.Context(), admin, id, "r", true)
		if state != funds.StateFailed {
			refused(t, string(state), err, funds.CodeGatewayDisagrees)
		} else if err != nil {
			t.Error(err)
		}
		h.Is(id, state) // what it said is applied
	}
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	own := h.Withdrawal("u1", funds.StateProcessing)
	watched := watch(h, nil)
	_, err := h.Flow.Fail(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "u1"}, own, "r", true)
	refused(t, "their own", err, funds.CodeForbidden)
	if watched.asked["get"] != 0 {
		t.Error("the gateway was asked for whom it does not answer")
	}
}
