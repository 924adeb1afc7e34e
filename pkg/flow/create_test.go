package flow_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// race runs n attempts at once, and counts their ends by code; "" is success.
func race(n int, attempt func(i int) error) map[funds.Code]int {
	var all sync.WaitGroup
	codes := make([]funds.Code, n)
	for i := range n {
		all.Go(func() {
			if err := attempt(i); err != nil {
				codes[i] = funds.CodeOf(err)
			}
		})
	}
	all.Wait()
	ends := map[funds.Code]int{}
	for _, code := range codes {
		ends[code]++
	}
	return ends
}

func TestOneKeyMakesOneOfEachHoweverManyBringItAtOnce(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.RateLimit{Free: 1, Window: time.Minute, Apart: time.Second} })
	h.Fund("u1", 10_000_00)
	var mu sync.Mutex
	made := map[string]map[string]bool{}
	note := func(what, id string, err error) error {
		mu.Lock()
		defer mu.Unlock()
		if made[what] == nil {
			made[what] = map[string]bool{}
		}
		made[what][id] = true
		return err
	}
	for what, do := range map[string]func() error{
		"create": func() error {
			w := requestBy("u1")
			w.Idempotency = with("create")
			got, err := h.Flow.Create(t.Context(), w)
			return note("create", string(got.ID), err)
		},
		"pay": func() error {
			w := requestBy("u1")
			w.Idempotency = with("pay")
			got, err := h.Flow.CreateAndPay(t.Context(), w)
			return note("pay", string(got.ID), err)
		},
		"recharge": func() error {
			w := rechargeRequestBy("u1")
			w.Idempotency = with("recharge")
			got, err := h.Flow.Recharge(t.Context(), w)
			return note("recharge", string(got.ID), err)
		},
		"adjust": func() error {
			got, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 5_00, Reason: "r", Idempotency: with("adjust")})
			return note("adjust", got.Amount.Fixed(), err)
		},
	} {
		same(t, what, map[funds.Code]int{"": 8}, race(8, func(int) error { return do() }))
		if len(made[what]) != 1 {
			t.Errorf("%s made %v", what, made[what])
		}
	}
	h.Holds("u1", 10_005_00, 200_00)
	other := requestBy("u1")
	other.Idempotency = with("create")
	other.Idempotency.Print.Bytes = "another"
	_, err := h.Flow.Create(t.Context(), other)
	refused(t, "another request under its key", err, funds.CodeIdempotency)
	h.Clock.Advance(funds.ClaimLife + time.Minute) // a key is not remembered for ever
	if _, err := h.Flow.Create(t.Context(), other); err != nil {
		t.Error(err)
	}
}

func TestALikelyDuplicateIsRefusedUntilItsLikeHasEndedUnpaid(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	w := requestBy("u1")
	w.RefuseDuplicates = true
	same(t, "eight at once", map[funds.Code]int{"": 1, funds.CodeDuplicate: 7}, race(8, func(int) error {
		_, err := h.Flow.Create(t.Context(), w)
		return err
	}))
	_, err := h.Flow.Create(t.Context(), w)
	var like *funds.Error
	if !errors.As(err, &like) || like.Facts.Earlier == "" {
		t.Fatalf("%v names no earlier one", err)
	}
	earlier := funds.ID(like.Facts.Earlier)
	other := w
	other.Amount += 100
	if _, err := h.Flow.Create(t.Context(), other); err != nil {
		t.Errorf("another amount: %v", err)
	}
	if _, err := h.Flow.Reject(t.Context(), admin, earlier, "r"); err != nil {
		t.Fatal(err)
	}
	next, err := h.Flow.Create(t.Context(), w)
	if err != nil {
		t.Errorf("after it was rejected: %v", err)
	}
	if _, err := h.Flow.Approve(t.Context(), admin, next.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.PayManually(t.Context(), admin, next.ID, funds.Transfer{}); err != nil {
		t.Fatal(err)
	}
	_, err = h.Flow.Create(t.Context(), w)
	refused(t, "after it was paid", err, funds.CodeDuplicate)
	h.Clock.Advance(funds.DuplicateLife)
	if _, err := h.Flow.Create(t.Context(), w); err != nil {
		t.Errorf("ten minutes later: %v", err)
	}
	pay := rechargeRequestBy("u1")
	pay.RefuseDuplicates = true
	first, err := h.Flow.Recharge(t.Context(), pay)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Flow.Recharge(t.Context(), pay)
	refused(t, "a recharge that waits", err, funds.CodeDuplicate)
	h.Ends(string(first.ID), funds.GatewayDepositRefused)
	h.AskedAgain()
	if _, err := h.Flow.AskAgainRecharge(t.Context(), admin, first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.Recharge(t.Context(), pay); err != nil {
		t.Errorf("after it was refused: %v", err)
	}
	adjustment := flow.Adjustment{UserID: "u1", Amount: 7, Reason: "r", RefuseDuplicates: true}
	if _, err := h.Flow.Adjust(t.Context(), admin, adjustment); err != nil {
		t.Fatal(err)
	}
	_, err = h.Flow.Adjust(t.Context(), admin, adjustment)
	refused(t, "an adjustment, which has moved its money", err, funds.CodeDuplicate)
}

func TestAUserHasAsManyUnfinishedOnesAsThePolicyAllows(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.MaxOpen = 3 })
	h.Fund("u1", 10_000_00)
	h.Withdrawal("u1", funds.StateRejected)
	first := h.Withdrawal("u1", funds.StatePending)
	h.Withdrawal("u1", funds.StateApproved)
	h.Withdrawal("u1", funds.StateProcessing)
	_, err := h.Flow.Create(t.Context(), requestBy("u1"))
	refused(t, "a fourth", err, funds.CodeTooManyOpen)
	if _, err = h.Flow.Create(t.Context(), requestBy("u2")); funds.CodeOf(err) == funds.CodeTooManyOpen {
		t.Error("one user's count against another")
	}
	if _, err := h.Flow.Reject(t.Context(), admin, first, "r"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.Create(t.Context(), requestBy("u1")); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
}

func TestWhatTheGatewayCannotPayIsNotMade(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Sandbox("PUT", "settings", `{"withdrawalBalance":99.99}`)
	h.Unchanged(func() {
		_, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
		refused(t, "more than it has", err, funds.CodeGatewayShort)
	})
	h.Unchanged(func() {
		w := rechargeRequestBy("u1")
		w.Channel = "x"
		_, err := h.Flow.Recharge(t.Context(), w)
		if !errors.Is(err, &funds.Error{Code: funds.CodeInvalid, Field: "channelCode"}) {
			t.Errorf("a channel that it has not: %v", err)
		}
		w = rechargeRequestBy("u1")
		w.Amount = 1
		_, err = h.Flow.Recharge(t.Context(), w)
		refused(t, "less than the channel takes", err, funds.CodeInvalid)
	})
	h.Sandbox("PUT", "settings", `{"withdrawalBalance":100}`)
	h.Clock.Advance(time.Minute)
	if w, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); err != nil || w.State != funds.StateProcessing {
		t.Errorf("as much as it has: %s, %v", w.State, err)
	}
	byHand := requestBy("u1")
	byHand.Method = funds.MethodWechat
	if w, err := h.Flow.CreateAndPay(t.Context(), byHand); err != nil || w.State != funds.StatePending { // nobody asks it
		t.Errorf("%s, %v", w.State, err)
	}
}

func TestAClaimThatRanOutIsNotSent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Timing.SendWindow = 0 })
	h.Fund("u1", 1000_00)
	w, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
	if err != nil || w.State != funds.StateProcessing || h.Creates(w.ID) != 0 {
		t.Errorf("%s, sent %d times, %v", w.State, h.Creates(w.ID), err)
	}
	r, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
	if err != nil || r.State != funds.RechargeOpen || h.Creates(funds.ID(r.ID)) != 0 {
		t.Errorf("%s, sent %d times, %v", r.State, h.Creates(funds.ID(r.ID)), err)
	}
	h.Holds("u1", 1000_00, 100_00)
}

// same codes are drawn again.
type repeated struct{ byte }

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.byte
	}
	return len(p), nil
}

func TestACodeThatIsTakenIsDrawnAnew(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Flow.Random = repeated{7}
	if _, err := h.Flow.Create(t.Context(), requestBy("u1")); err != nil {
		t.Fatal(err)
	}
	_, err := h.Flow.Create(t.Context(), requestBy("u1"))
	refused(t, "five draws of one that is taken", err, funds.CodeInternal)
	if _, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil {
		t.Fatal(err)
	}
	_, err = h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
	refused(t, "and of a recharge's", err, funds.CodeInternal)
	h.Holds("u1", 1000_00, 100_00)
	h.Flow.Random = dry{}
	for what, do := range map[string]func() error{
		"create":   func() error { _, err := h.Flow.Create(t.Context(), requestBy("u1")); return err },
		"pay":      func() error { _, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); return err },
		"recharge": func() error { _, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); return err },
		"adjust": func() error {
			_, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r"})
			return err
		},
		"wallet": func() error { _, err := h.Flow.Wallet(t.Context(), "u1", nil); return err },
		"status": func() error {
			_, err := h.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletFrozen, "r")
			return err
		},
	} {
		h.Unchanged(func() { refused(t, what+" without random bytes", do(), funds.CodeInternal) })
	}
}

// moving is a store whose wallet is always somebody else's by the time of the commit.
type moving struct {
	flow.Store

	gone func() // what happens meanwhile; may be nil
}

func (m moving) Commit(context.Context, funds.Change) error {
	if m.gone != nil {
		m.gone()
	}
	return funds.ErrConflict
}

func TestARaceThatIsAlwaysLostIsBusyInTime(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	store := h.Flow.Store
	tries := 0
	h.Flow.Store = moving{store, func() {
		tries++
		h.Clock.Advance(300 * time.Millisecond)
	}}
	began := h.Clock.Now()
	_, err := h.Flow.Create(t.Context(), requestBy("u1"))
	refused(t, "a create", err, funds.CodeBusy)
	if took := h.Clock.Now().Sub(began); took > 5*time.Second || tries < 2 {
		t.Errorf("it took %s and %d tries", took, tries)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.Flow.Store = moving{store, cancel}
	_, err = h.Flow.Create(ctx, requestBy("u1"))
	refused(t, "a create that is given up", err, funds.CodeBusy)
}
