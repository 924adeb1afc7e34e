package table_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/faultproxy"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	storms         = 4
	roundsPerStorm = 50
	stormUsers     = 4
	atOnce         = 4
)

// TestStorms runs 200 rounds of what users, admins and the machine do at the same time, while requests to the engine
// fail in every way. The seed of a storm chooses what is done and what fails; the scheduler chooses the order.
func TestStorms(t *testing.T) {
	t.Parallel()
	for seed := range uint64(storms) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			h := openOn(engine.Dynoxide)(t)
			bad, proxy := h.faulty(t)
			s := &storm{house: bad, calm: h, proxy: proxy, random: rand.New(rand.NewPCG(seed, 0)), made: map[string][]funds.ID{}}
			for i := range stormUsers {
				h.funded(t, stormUser(i), 100_000*yuan)
			}
			for range roundsPerStorm {
				s.round(t)
			}
			s.ends(t)
		})
	}
}

func stormUser(i int) string { return fmt.Sprint("u", i) }

// storm is a house under faults, and what is known of the requests that were made to it.
type storm struct {
	*house
	calm   *house // the same table without faults
	proxy  *faultproxy.Proxy
	random *rand.Rand

	created, adjusted int // idempotency keys used

	mu   sync.Mutex
	made map[string][]funds.ID // what each key of a creation was answered
	ids  []funds.ID            // known withdrawals
}

// allowed are the codes that a caller may get: never an internal error, and never a conflict.
var allowed = []funds.Code{
	"", funds.CodeBusy, funds.CodeIllegal, funds.CodeDuplicateNumber, funds.CodeTooEarly, funds.CodeGatewayDisagrees, funds.CodeNotFound, funds.CodeInvalid,
}

func (s *storm) round(t *testing.T) {
	t.Helper()
	for range s.random.IntN(4) {
		s.proxy.Inject(s.fault())
	}
	acts := make([]func() error, atOnce)
	names := make([]string, atOnce)
	for i := range acts {
		names[i], acts[i] = s.choose(t)
	}
	var mu sync.Mutex
	race(atOnce, func(i int) error {
		err := acts[i]()
		code := funds.Code("")
		if err != nil {
			code = funds.CodeOf(err)
		}
		if !slices.Contains(allowed, code) {
			mu.Lock()
			defer mu.Unlock()
			t.Errorf("%s: %v", names[i], err)
		}
		return err
	})
	s.proxy.Clear()
	if s.random.IntN(2) == 0 { // or later still
		if err := s.proxy.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.calm.invariantsHold(t)
	if t.Failed() {
		t.FailNow()
	}
}

// fault draws what fails next. A read can have no conflict, and nothing of it can be carried out late. A client that
// gives up takes seconds.
func (s *storm) fault() faultproxy.Fault {
	writes := []string{transaction, transaction, single}
	reads := []faultproxy.Action{faultproxy.Throttle, faultproxy.Unavailable, faultproxy.DropAfter}
	if s.random.IntN(6) == 0 {
		return faultproxy.Fault{Target: read, Action: reads[s.random.IntN(len(reads))]}
	}
	return faultproxy.Fault{Target: writes[s.random.IntN(len(writes))], Action: faultproxy.Action(s.random.IntN(int(faultproxy.Stall)))}
}

// choose draws what is done next.
func (s *storm) choose(t *testing.T) (string, func() error) {
	t.Helper()
	ctx := t.Context()
	id, known := s.any()
	number := fmt.Sprint("TX", s.random.IntN(40))
	state := funds.GatewayWithdrawalPaid + s.random.IntN(2) // or GatewayRefused
	userID := stormUser(s.random.IntN(stormUsers))
	phone := strconv.Itoa(s.random.IntN(5))
	switch draw := s.random.IntN(14); {
	case draw < 3 || !known:
		s.created++
		return "create", s.create(t, s.created)
	case draw == 3:
		return "create again", s.create(t, 1+s.random.IntN(s.created))
	case draw == 4:
		s.adjusted++
		return "adjust", s.adjust(t, s.adjusted)
	case draw == 5 && s.adjusted > 0:
		return "adjust again", s.adjust(t, 1+s.random.IntN(s.adjusted))
	case draw == 6:
		return "reject", func() error { _, err := s.Reject(ctx, admin, id, "资料不符"); return err }
	case draw == 7:
		return "cancel", func() error { _, err := s.Recall(ctx, user("any"), id, ""); return err }
	case draw == 8:
		return "pay manually", func() error { _, err := s.PayManually(ctx, admin, id, funds.Transfer{Number: number}); return err }
	case draw == 9:
		return "pay by channel", func() error { _, err := s.PayByChannel(ctx, admin, id); return err }
	case draw == 10:
		return "the gateway ends it and calls back", func() error { return s.callBack(t, id, state) }
	case draw == 11:
		return "reconcile", func() error {
			s.clock.advance(20 * time.Second)
			_, err := s.Reconcile(ctx, reconciliation())
			return err
		}
	case draw == 12:
		return "touch", func() error { _, err := s.Wallet(ctx, userID, &funds.Profile{Phone: phone}); return err }
	default:
		return "approve", func() error { _, err := s.Approve(ctx, admin, id, ""); return err }
	}
}

func (s *storm) any() (funds.ID, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.ids) == 0 {
		return "", false
	}
	return s.ids[s.random.IntN(len(s.ids))], true
}

// stormRequest is the request of a key, the same each time it is sent.
func stormRequest(key int) flow.WithdrawalRequest {
	w := handRequest(stormUser(key%stormUsers), funds.Amount(2+key%50)*yuan)
	if key%2 == 0 {
		w.Method = channel
	}
	w.Idempotency = &flow.Idempotency{Caller: w.UserID, Key: fmt.Sprint("create-", key), Print: funds.Print{Bytes: fmt.Sprint(key)}}
	return w
}

func (s *storm) create(t *testing.T, key int) func() error {
	t.Helper()
	return func() error {
		w := stormRequest(key)
		made, err := s.Create(t.Context(), w)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if !slices.Contains(s.ids, made.ID) {
			s.ids = append(s.ids, made.ID)
		}
		s.made[w.Idempotency.Key] = append(s.made[w.Idempotency.Key], made.ID)
		return nil
	}
}

func (s *storm) adjust(t *testing.T, key int) func() error {
	t.Helper()
	return func() error { return adjustOnce(t, s.house, key) }
}

func adjustOnce(t *testing.T, h *house, key int) error {
	t.Helper()
	once := &flow.Idempotency{Caller: admin.ID, Key: fmt.Sprint("adjust-", key), Print: funds.Print{Bytes: fmt.Sprint(key)}}
	_, err := h.Adjust(t.Context(), admin, flow.Adjustment{UserID: stormUser(key % stormUsers), Amount: yuan, Reason: "补偿", Idempotency: once})
	return err
}

// callBack ends an order at the gateway. An order that the gateway does not have, or that has ended, stays as it is.
func (s *storm) callBack(t *testing.T, id funds.ID, state int) error {
	t.Helper()
	withdrawal, err := s.calm.store.Withdrawal(t.Context(), id)
	if err != nil || withdrawal.State != funds.StateProcessing || withdrawal.Payout.AcceptedAt.IsZero() {
		return err
	}
	s.end(t, id, state)
	return s.ReceiveCallback(t.Context(), s.calm.callback(t, id, state))
}

// ends repeats the request of every key without faults, and lets the gateway and reconcile bring all withdrawals to
// their ends.
func (s *storm) ends(t *testing.T) {
	t.Helper()
	if err := s.proxy.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	for key := 1; key <= s.created; key++ {
		w := stormRequest(key)
		made, err := s.calm.Create(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		for _, answered := range s.made[w.Idempotency.Key] {
			if answered != made.ID {
				t.Errorf("%s made both %s and %s", w.Idempotency.Key, answered, made.ID)
			}
		}
	}
	for key := 1; key <= s.adjusted; key++ {
		if err := adjustOnce(t, s.calm, key); err != nil {
			t.Fatal(err)
		}
	}
	withdrawals, adjustments := int64(0), int64(0)
	for i := range stormUsers {
		wallet := s.calm.wallet(t, stormUser(i))
		withdrawals += wallet.Withdrawals()
		adjustments += wallet.Counts.ByType[funds.EntryAdjustment] - 1 // the first made the balance
	}
	if withdrawals != int64(s.created) || adjustments != int64(s.adjusted) {
		t.Errorf("%d keys made %d withdrawals, and %d keys %d adjustments", s.created, withdrawals, s.adjusted, adjustments)
	}
	t.Logf("%d withdrawals, %d adjustments, %d transactions, %d single writes", withdrawals, adjustments, s.proxy.Count(transaction), s.proxy.Count(single))
	s.settleAll(t)
	for id, requests := range s.createRequests(t) {
		if requests > 1 {
			t.Errorf("the gateway was asked %d times to pay %s", requests, id)
		}
	}
	s.calm.invariantsHold(t)
}

func (s *storm) settleAll(t *testing.T) {
	t.Helper()
	open, err := s.calm.store.Find(t.Context(), funds.Filter{States: []funds.State{funds.StateProcessing}})
	if err != nil {
		t.Fatal(err)
	}
	for id := range s.createRequests(t) {
		s.end(t, funds.ID(id), funds.GatewayWithdrawalPaid)
	}
	s.clock.advance(time.Hour)
	if _, err := s.calm.Reconcile(t.Context(), reconciliation()); err != nil {
		t.Fatal(err)
	}
	for _, id := range open {
		if state := s.calm.withdrawal(t, id).State; !state.Final() {
			t.Errorf("%s is still %s", id, state)
		}
	}
}
