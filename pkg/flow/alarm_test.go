package flow_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// alarms counts the lines that raise the alarm for an admin.
func alarms(h *flowtest.House) int {
	return strings.Count(h.Log.String(), `msg="`+flow.AttentionLine+`"`)
}

func TestWhatBeginsToWaitForAnAdminRaisesTheAlarmOnce(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Misbehaves("withdrawal/create", "drop-before")
	id := h.Withdrawal("u1", funds.StateProcessing)
	for range h.Flow.Policy.Timing.AbsentTimes + 2 {
		h.Clock.Advance(h.Flow.Policy.Timing.AbsentGrace)
		h.Ask(id)
	}
	if n := alarms(h); n != 1 || !h.Stored(id).NeedsAttention {
		t.Errorf("a payout that is lost raised it %d times", n)
	}
	recharge := h.Recharge("u1", 300_00)
	if n := alarms(h); n != 1 {
		t.Errorf("a recharge that waits for its payer raised it %d times", n-1)
	}
	h.Receives(string(recharge), "250")
	h.AskedAgain()
	if _, err := h.Flow.AskAgainRecharge(t.Context(), admin, recharge); err != nil {
		t.Fatal(err)
	}
	if n := alarms(h); n != 2 {
		t.Errorf("a recharge of another amount raised it %d times", n-1)
	}
	h.Receives(string(recharge), "260") // which is another amount due
	if n := alarms(h); n != 3 {
		t.Errorf("and one of yet another raised it %d times", n-2)
	}
	due := h.PaidAfterAll("u1")
	before := alarms(h)
	if _, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: -100_00, Reason: "r", Resolves: due}); err != nil {
		t.Fatal(err)
	}
	if n := alarms(h); n != before {
		t.Errorf("a settlement raised it %d times", n-before)
	}
}

func TestAPayoutThatStaysWithoutAWordIsSaidToAfterADay(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateProcessing)
	said := func() int { return strings.Count(h.Log.String(), `msg="a payout stays without a final word"`) }
	const day = 24 * time.Hour
	h.Clock.Advance(h.Stored(id).Payout.SendBy.Sub(h.Clock.Now()) + day - time.Minute)
	if _, err := h.Flow.Reconcile(t.Context(), run); err != nil || said() != 0 {
		t.Errorf("said %d times within a day, %v", said(), err)
	}
	reconciled(t, h)
	if said() != 1 {
		t.Errorf("said %d times after a day", said())
	}
	h.Ends(string(id), 1)
	reconciled(t, h)
	if said() != 1 {
		t.Errorf("said %d times though it is paid", said())
	}
}

func TestReconcileTakesAllThatIsDueBatchByBatch(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 100_000_00)
	const many = 30
	for range many {
		h.Ends(string(h.Withdrawal("u1", funds.StateProcessing)), 1)
	}
	h.Clock.Advance(time.Hour)
	small := run
	small.Batch, small.Workers = 2, 3
	done, err := h.Flow.Reconcile(t.Context(), small)
	if err != nil || done != (flow.Reconciled{Asked: many}) {
		t.Errorf("%+v, %v", done, err)
	}
	h.Holds("u1", 97_000_00, 0)
}

func TestReconcilePaysOnlyWhatItHasTheTimeFor(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved)
	h.Clock.Advance(time.Hour)
	const question = 5 * time.Second
	within := func(left time.Duration) {
		t.Helper()
		ctx, cancel := context.WithDeadline(t.Context(), h.Clock.Now().Add(left)) // the context's clock is the wall's: it does not end
		defer cancel()
		if done, err := h.Flow.Reconcile(ctx, run); err != nil || done.Asked != 0 || done.Failed != 0 {
			t.Errorf("%+v, %v", done, err)
		}
	}
	within(question + h.Flow.Policy.Timing.SendWindow - time.Second)
	h.Is(id, funds.StateApproved)
	within(question + h.Flow.Policy.Timing.SendWindow + time.Minute)
	h.Is(id, funds.StateProcessing)
}

func TestARefusalOfAResendEndsItOnlyWhereTheGatewayHasNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		get   string // how get misbehaves once it is asked about the refusal
		state funds.State
	}{
		"get has nothing":     {"", funds.StateFailed},
		"get does not answer": {"drop-before", funds.StateProcessing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
			h.Fund("u1", 1000_00)
			id := lost(t, h)
			h.Misbehaves("withdrawal/create", "refuse")
			watch(h, func() {
				if test.get != "" {
					h.Misbehaves("withdrawal/get", test.get) // the next one
				}
			})
			if _, err := h.Flow.PayByChannel(t.Context(), admin, id); err != nil {
				t.Fatal(err)
			}
			h.Is(id, test.state)
			if w := h.Stored(id); w.Payout.Attempt != 2 {
				t.Errorf("it was claimed %d times", w.Payout.Attempt)
			}
		})
	}
}

// short gives some random bytes, and then none.
type short struct {
	of   io.Reader
	left int
}

func (s *short) Read(p []byte) (int, error) {
	if s.left--; s.left < 0 {
		return 0, errBroken
	}
	return s.of.Read(p)
}

func TestWithoutRandomBytesNothingIsMade(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	pending, open := h.Withdrawal("u1", funds.StatePending), h.Recharge("u1", 200_00)
	random := h.Flow.Random
	for what, test := range map[string]struct {
		draws int
		do    func() error
	}{
		"a withdrawal":     {2, func() error { _, err := h.Flow.Create(t.Context(), requestBy("u1")); return err }},
		"one that is paid": {4, func() error { _, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); return err }},
		"a recharge":       {2, func() error { _, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); return err }},
		"a kept callback":  {1, func() error { return h.Flow.ReceiveCallback(t.Context(), flow.Callback{Serial: flowtest.Unknown}) }},
		"an adjustment": {1, func() error {
			_, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r"})
			return err
		}},
		"a wallet": {1, func() error { _, err := h.Flow.Wallet(t.Context(), "u2", nil); return err }},
		"the status of a one": {1, func() error {
			_, err := h.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletFrozen, "r")
			return err
		}},
		"an approval":          {1, func() error { _, err := h.Flow.Approve(t.Context(), admin, pending, ""); return err }},
		"a look at a recharge": {1, func() error { _, err := h.Flow.AskAgainRecharge(t.Context(), admin, open); return err }},
	} {
		for left := range test.draws {
			h.Unchanged(func() {
				h.Flow.Random = &short{random, left}
				if err := test.do(); !flowtest.Fault(err) {
					t.Errorf("%s with %d draws: %v", what, left, err)
				}
			})
		}
	}
}

func TestTheRefusalOfTooManyCountsThoseThatWait(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.MaxOpen = 4 })
	h.Fund("u1", 100_000_00)
	for _, state := range []funds.State{funds.StatePending, funds.StatePending, funds.StateApproved, funds.StateProcessing} {
		h.Withdrawal("u1", state)
	}
	counts := func() [3]int64 {
		_, err := h.Flow.Create(t.Context(), requestBy("u1"))
		var refused *funds.Error
		if !errors.As(err, &refused) || refused.Code != funds.CodeTooManyOpen {
			t.Fatal(err)
		}
		return [3]int64{refused.Facts.Pending, refused.Facts.Approved, refused.Facts.Processing}
	}
	same(t, "those that wait", [3]int64{2, 1, 1}, counts())
	h.Flow.Policy.MaxOpen = 5
	for range 105 { // newer ones that have ended push them to the second page
		h.Withdrawal("u1", funds.StateRejected)
	}
	h.Flow.Policy.MaxOpen = 4
	same(t, "those that wait behind a hundred", [3]int64{2, 1, 1}, counts())
	broken, _ := h.Broken(3)
	if _, err := broken.Flow.Create(t.Context(), requestBy("u1")); funds.CodeOf(err) != funds.CodeTooManyOpen {
		t.Errorf("where they cannot be read it is %v", err)
	}
}

func TestAWalletThatTheGatewayContradictsReopensWhenItsRechargeIsSettled(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id := h.Recharge("u1", 200_00)
	h.Receives(string(id), "150")
	if _, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 150_00, Reason: "r", Recharge: id}); err != nil {
		t.Fatal(err)
	}
	got, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r"})
	if err != nil || got.Wallet.Balance != 1150_01 || got.Amount != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r", Recharge: "RC" + flowtest.Unknown})
	if !errors.Is(err, funds.ErrNoRecharge) {
		t.Errorf("%v", err)
	}
}

func TestWhatABatchCannotAuditForAFaultOfOursIsLogged(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	pending, own := h.Withdrawal("u1", funds.StatePending), funds.Actor{Role: funds.RoleAdmin, ID: "u1"}
	said := func() int { return strings.Count(h.Log.String(), `msg="batch audit"`) }
	if audited, err := h.Flow.AuditBatch(t.Context(), own, flow.BatchAudit{IDs: []string{string(pending)}, Approve: true}); err != nil || audited.Succeeded != 0 || said() != 0 {
		t.Errorf("their own: %+v, %v, logged %d times", audited, err, said())
	}
	broken, _ := h.Broken(2)
	audited, err := broken.Flow.AuditBatch(t.Context(), admin, flow.BatchAudit{IDs: []string{string(pending)}, Approve: true})
	if err != nil || audited.Succeeded != 0 || said() != 1 {
		t.Errorf("a fault: %+v, %v, logged %d times", audited, err, said())
	}
	first, _ := h.Broken(1)
	if _, err := first.Flow.AuditBatch(t.Context(), admin, flow.BatchAudit{IDs: []string{string(pending)}, Approve: true}); !flowtest.Fault(err) {
		t.Errorf("what cannot be read at all: %v", err)
	}
}
