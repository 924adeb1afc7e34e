package flow_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
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
			w := wish("u1")
			w.Idempotency = with("create")
			got, err := h.Flow.Create(t.Context(), w)
			return note("create", string(got.ID), err)
		},
		"pay": func() error {
			w := wish("u1")
			w.Idempotency = with("pay")
			got, err := h.Flow.CreateAndPay(t.Context(), w)
			return note("pay", string(got.ID), err)
		},
		"recharge": func() error {
			w := rechargeWish("u1")
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
	other := wish("u1")
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
	w := wish("u1")
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
	if _, err := h.Flow.PayManually(t.Context(), admin, next.ID, ""); err != nil {
		t.Fatal(err)
	}
	_, err = h.Flow.Create(t.Context(), w)
	refused(t, "after it was paid", err, funds.CodeDuplicate)
	h.Clock.Advance(funds.DuplicateLife)
	if _, err := h.Flow.Create(t.Context(), w); err != nil {
		t.Errorf("ten minutes later: %v", err)
	}
	pay := rechargeWish("u1")
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
	_, err := h.Flow.Create(t.Context(), wish("u1"))
	refused(t, "a fourth", err, funds.CodeTooManyOpen)
	if _, err = h.Flow.Create(t.Context(), wish("u2")); funds.CodeOf(err) == funds.CodeTooManyOpen {
		t.Error("one user's count against another")
	}
	if _, err := h.Flow.Reject(t.Context(), admin, first, "r"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.Create(t.Context(), wish("u1")); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
}

func TestOneUsersOrdersWaitTheirTurn(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) {
		p.Refusals = funds.RateLimit{Free: 2, Window: time.Minute, Apart: 3 * time.Second}
	})
	h.Fund("u1", 10_000_00)
	same(t, "six at once, all of which the gateway takes", map[funds.Code]int{"": 6}, race(6, func(int) error {
		_, err := h.Flow.CreateAndPay(t.Context(), wish("u1"))
		return err
	}))
	for range 2 {
		h.Misbehaves("withdrawal/create", "refuse")
		if w, err := h.Flow.CreateAndPay(t.Context(), wish("u1")); err != nil || w.State != funds.StateFailed {
			t.Fatalf("%s, %v", w.State, err)
		}
	}
	_, err := h.Flow.CreateAndPay(t.Context(), wish("u1"))
	refused(t, "after two refusals", err, funds.CodeTooMany)
	_, err = h.Flow.Recharge(t.Context(), rechargeWish("u1"))
	refused(t, "a recharge counts with them", err, funds.CodeTooMany)
	var wait *funds.Error
	if errors.As(err, &wait) && (wait.Facts.Wait <= 0 || wait.Facts.Wait > 3*time.Second) {
		t.Errorf("wait for %s", wait.Facts.Wait)
	}
	h.Clock.Advance(3 * time.Second)
	if _, err := h.Flow.CreateAndPay(t.Context(), wish("u1")); err != nil {
		t.Error(err)
	}
	_, err = h.Flow.CreateAndPay(t.Context(), wish("u1"))
	refused(t, "they stay apart", err, funds.CodeTooMany)
	h.Clock.Advance(2 * time.Minute)
	for range 3 { // what the gateway takes does not count
		if _, err := h.Flow.Recharge(t.Context(), rechargeWish("u1")); err != nil {
			t.Error(err)
		}
	}
	for range 2 {
		h.Misbehaves("deposit/create", "refuse")
		if r, err := h.Flow.Recharge(t.Context(), rechargeWish("u1")); err != nil || r.State != funds.RechargeRefused {
			t.Errorf("%s, %v", r.State, err)
		}
	}
	_, err = h.Flow.Recharge(t.Context(), rechargeWish("u1"))
	refused(t, "after two recharges that it refused", err, funds.CodeTooMany)
}

// uncounted is a store that cannot read, or not write, what is counted of a user's refused orders.
type uncounted struct {
	flow.Store

	reads bool
}

func (u uncounted) Rate(ctx context.Context, caller string) (funds.Rate, error) {
	if !u.reads {
		return funds.Rate{}, funds.Internal("read", errBroken)
	}
	return u.Store.Rate(ctx, caller)
}

func (u uncounted) PutRate(context.Context, string, funds.Rate, time.Time) error {
	return funds.Internal("write", errBroken)
}

func TestTheGatewayIsNotAskedForWhomNothingIsCounted(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })
	h.Fund("u1", 1000_00)
	store := h.Flow.Store
	for _, reads := range []bool{false, true} {
		h.Flow.Store = uncounted{store, reads}
		h.Unchanged(func() {
			if _, err := h.Flow.CreateAndPay(t.Context(), wish("u1")); !flowtest.Fault(err) {
				t.Errorf("a payout: %v", err)
			}
			if _, err := h.Flow.Recharge(t.Context(), rechargeWish("u1")); !flowtest.Fault(err) {
				t.Errorf("a recharge: %v", err)
			}
		})
	}
}

// leased is a store in which another process has the right to ask the gateway, and never answers.
type leased struct {
	flow.Store

	clock  *flowtest.Clock
	cancel func() // what happens when it is asked about; may be nil
}

func (l leased) Kept(context.Context, string) (funds.Kept, error) {
	if l.cancel != nil {
		l.cancel()
	}
	l.clock.Advance(time.Second)
	return funds.Kept{Next: l.clock.Now().Add(time.Minute)}, nil
}

func TestWhereAnotherAsksAndDoesNotAnswerTheGatewayIsSilent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	store := h.Flow.Store
	h.Flow.Store = leased{store, h.Clock, nil}
	_, err := h.Flow.RechargeChannels(t.Context())
	refused(t, "one who waits", err, funds.CodeBusy)
	ctx, cancel := context.WithCancel(t.Context())
	h.Flow.Store = leased{store, h.Clock, cancel}
	_, err = h.Flow.RechargeChannels(ctx)
	refused(t, "one who gives up", err, funds.CodeBusy)
	h.Flow.Store = store
	for nth := int64(1); nth <= 2; nth++ {
		broken, _ := h.Broken(nth)
		if _, err := broken.Flow.RechargeChannels(t.Context()); !flowtest.Fault(err) {
			t.Errorf("request %d broke: %v", nth, err)
		}
	}
	broken, _ := h.Broken(3)
	h.Clock.Advance(time.Minute)
	if channels, err := broken.Flow.RechargeChannels(t.Context()); err != nil || len(channels) == 0 {
		t.Errorf("what cannot be kept is given all the same: %v, %v", channels, err)
	}
	if !strings.Contains(h.Log.String(), `msg="keep the gateway's answer"`) {
		t.Error("and it is logged")
	}
}

// counting counts the questions of everybody's.
type counting struct {
	flow.Gateway

	balances, channels atomic.Int64
	silent             atomic.Bool
}

func (c *counting) Balance(ctx context.Context) (funds.Amount, error) {
	c.balances.Add(1)
	if c.silent.Load() {
		return 0, errBroken
	}
	return c.Gateway.Balance(ctx)
}

func (c *counting) Channels(ctx context.Context) ([]funds.RechargeChannel, error) {
	c.channels.Add(1)
	if c.silent.Load() {
		return nil, errBroken
	}
	return c.Gateway.Channels(ctx)
}

func TestTheGatewayIsAskedOnceForEverybody(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	counted := &counting{Gateway: h.Gateway}
	h.Flow.Gateway = counted
	h.Fund("u1", 10_000_00)
	channels := func(int) error {
		_, err := h.Flow.RechargeChannels(t.Context())
		return err
	}
	same(t, "ten at once", map[funds.Code]int{"": 10}, race(10, channels))
	h.Clock.Advance(59 * time.Second)
	same(t, "within a minute", map[funds.Code]int{"": 1}, race(1, channels))
	if n := counted.channels.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	h.Clock.Advance(2 * time.Second)
	counted.silent.Store(true)
	same(t, "the last answer counts while there is none", map[funds.Code]int{"": 3}, race(3, channels))
	h.Clock.Advance(9 * time.Minute)
	same(t, "and it is ten minutes old", map[funds.Code]int{funds.CodeBusy: 1}, race(1, channels))
	same(t, "a balance is not", map[funds.Code]int{funds.CodeBusy: 1}, race(1, func(int) error {
		_, err := h.Flow.CreateAndPay(t.Context(), wish("u1"))
		return err
	}))
	counted.silent.Store(false)
	h.Clock.Advance(time.Minute)
	asked := counted.balances.Load()
	same(t, "six pay at once", map[funds.Code]int{"": 6}, race(6, func(int) error {
		_, err := h.Flow.CreateAndPay(t.Context(), wish("u1"))
		return err
	}))
	if n := counted.balances.Load() - asked; n > 2 { // a second is soon over on a busy machine
		t.Errorf("the balance is asked for %d times", n)
	}
	h.Holds("u1", 10_000_00, 600_00)
}

func TestWhatTheGatewayCannotPayIsNotMade(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Sandbox("PUT", "settings", `{"withdrawalBalance":99.99}`)
	h.Unchanged(func() {
		_, err := h.Flow.CreateAndPay(t.Context(), wish("u1"))
		refused(t, "more than it has", err, funds.CodeGatewayShort)
	})
	h.Unchanged(func() {
		w := rechargeWish("u1")
		w.Channel = "x"
		_, err := h.Flow.Recharge(t.Context(), w)
		if !errors.Is(err, &funds.Error{Code: funds.CodeInvalid, Field: "channelCode"}) {
			t.Errorf("a channel that it has not: %v", err)
		}
		w = rechargeWish("u1")
		w.Amount = 1
		_, err = h.Flow.Recharge(t.Context(), w)
		refused(t, "less than the channel takes", err, funds.CodeInvalid)
	})
	h.Sandbox("PUT", "settings", `{"withdrawalBalance":100}`)
	h.Clock.Advance(time.Minute)
	if w, err := h.Flow.CreateAndPay(t.Context(), wish("u1")); err != nil || w.State != funds.StateProcessing {
		t.Errorf("as much as it has: %s, %v", w.State, err)
	}
	byHand := wish("u1")
	byHand.Method = funds.MethodWechat
	if w, err := h.Flow.CreateAndPay(t.Context(), byHand); err != nil || w.State != funds.StatePending { // nobody asks it
		t.Errorf("%s, %v", w.State, err)
	}
}

func TestAClaimThatRanOutIsNotSent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Timing.SendWindow = 0 })
	h.Fund("u1", 1000_00)
	w, err := h.Flow.CreateAndPay(t.Context(), wish("u1"))
	if err != nil || w.State != funds.StateProcessing || h.Creates(w.ID) != 0 {
		t.Errorf("%s, sent %d times, %v", w.State, h.Creates(w.ID), err)
	}
	r, err := h.Flow.Recharge(t.Context(), rechargeWish("u1"))
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
	if _, err := h.Flow.Create(t.Context(), wish("u1")); err != nil {
		t.Fatal(err)
	}
	_, err := h.Flow.Create(t.Context(), wish("u1"))
	refused(t, "five draws of one that is taken", err, funds.CodeInternal)
	if _, err := h.Flow.Recharge(t.Context(), rechargeWish("u1")); err != nil {
		t.Fatal(err)
	}
	_, err = h.Flow.Recharge(t.Context(), rechargeWish("u1"))
	refused(t, "and of a recharge's", err, funds.CodeInternal)
	h.Holds("u1", 1000_00, 100_00)
	h.Flow.Random = dry{}
	for what, do := range map[string]func() error{
		"create":   func() error { _, err := h.Flow.Create(t.Context(), wish("u1")); return err },
		"pay":      func() error { _, err := h.Flow.CreateAndPay(t.Context(), wish("u1")); return err },
		"recharge": func() error { _, err := h.Flow.Recharge(t.Context(), rechargeWish("u1")); return err },
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

func TestAnAdjustmentSettlesAndAWalletReopensWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Fund("u2", 1)
	id, parked := h.PaidAfterAll("u1"), h.Recharge("u2", 300_00)
	h.Receives(string(parked), "250")
	reopen := func() error {
		_, err := h.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletActive, "r")
		return err
	}
	refused(t, "reopened while something is due", reopen(), funds.CodeIllegal)
	adjust := func(userID string, amount funds.Amount, withdrawal funds.ID, recharge funds.RechargeID) error {
		_, err := h.Flow.Adjust(t.Context(), admin, flow.Adjustment{UserID: userID, Amount: amount, Reason: "r", Resolves: withdrawal, Recharge: recharge})
		return err
	}
	refused(t, "too much", adjust("u1", -100_01, id, ""), funds.CodeInvalid)
	refused(t, "the wrong way", adjust("u1", 1, id, ""), funds.CodeInvalid)
	refused(t, "of an unknown one", adjust("u1", 1, flowtest.Unknown, ""), funds.CodeNotFound)
	refused(t, "of an unknown recharge", adjust("u1", 1, "", "RC"+flowtest.Unknown), funds.CodeNotFound)
	for _, part := range []funds.Amount{-40_00, -60_00} {
		if err := adjust("u1", part, id, ""); err != nil {
			t.Error(err)
		}
	}
	if err := reopen(); err != nil {
		t.Error(err)
	}
	h.Holds("u1", 900_00, 0)
	if err := adjust("u2", 250_00, "", parked); err != nil {
		t.Error(err)
	}
	h.Holds("u2", 250_01, 0)
	_, err := h.Flow.SetStatus(t.Context(), admin, "nobody", funds.WalletFrozen, "r")
	refused(t, "nobody's", err, funds.CodeNotFound)
	_, err = h.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletClosed, "r")
	refused(t, "closed while it holds money", err, funds.CodeIllegal)
}

func TestAWalletIsMadeOnFirstAccessAndTakesItsOwnersNewProfile(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	for _, name := range []string{"甲", "乙", "乙"} {
		w, err := h.Flow.Wallet(t.Context(), "u1", &funds.Profile{Name: name})
		if err != nil || w.Profile.Name != name {
			t.Errorf("%+v, %v", w.Profile, err)
		}
	}
	h.Unchanged(func() {
		if w, err := h.Flow.Wallet(t.Context(), "u1", nil); err != nil || w.Profile.Name != "乙" {
			t.Errorf("%+v, %v", w.Profile, err)
		}
	})
	_, err := h.Flow.Wallet(t.Context(), "Jose\u0301", nil)
	refused(t, "an id that looks like another", err, funds.CodeInvalid)
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
	h.Flow.Store = moving{store, nil}
	began := time.Now()
	_, err := h.Flow.Create(t.Context(), wish("u1"))
	refused(t, "a create", err, funds.CodeBusy)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.Flow.Store = moving{store, cancel}
	_, err = h.Flow.Create(ctx, wish("u1"))
	refused(t, "a create that is given up", err, funds.CodeBusy)
}
