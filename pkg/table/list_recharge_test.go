package table_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/list"
)

// openRecharge makes a recharge at a moment, without the gateway.
func (h *house) openRecharge(t *testing.T, userID string, at time.Time) funds.RechargeID {
	t.Helper()
	act := h.act(user(userID))
	act.At = at
	wallet, err := h.store.Wallet(t.Context(), userID)
	if err != nil {
		wallet = funds.NewWallet(userID, at)
	}
	id := funds.RechargeID("RC" + string(newID(at)))
	change, err := recharge.Create(act, wallet, recharge.Request{
		ID: id, Amount: 200 * yuan, Channel: funds.RechargeChannel{Code: rechargeChannel, Max: 5000 * yuan},
	}, policy())
	h.commit(t, change, err)
	return id
}

// hears settles a recharge by what the gateway says.
func (h *house) hears(t *testing.T, id funds.RechargeID, state int) {
	t.Helper()
	if err := h.settled(t.Context(), id, state); err != nil {
		t.Fatal(err)
	}
}

func (h *house) settled(ctx context.Context, id funds.RechargeID, state int) error {
	r, err := h.store.Recharge(ctx, id)
	if err != nil {
		return err
	}
	wallet, err := h.store.Wallet(ctx, r.UserID)
	if err != nil {
		return err
	}
	report := funds.RechargeReport{Outcome: funds.RechargeKnown, State: state, PlatformID: "P", Amount: r.Amount, Asked: h.clock.now()}
	change, err := recharge.Settle(h.act(machine), wallet, r, report, policy())
	if err != nil {
		return err
	}
	return h.store.Commit(ctx, change)
}

func rechargesAreListedByUser(t *testing.T, h *house) {
	t.Helper()
	var ids []funds.RechargeID // newest first
	for i := range 5 {
		ids = slices.Insert(ids, 0, h.openRecharge(t, "u1", someDay.Add(time.Duration(i)*time.Hour)))
		h.openRecharge(t, "u2", someDay) // another's are not listed
	}
	for _, test := range []struct {
		number, size int64
		want         []funds.RechargeID
	}{
		{1, 2, ids[:2]}, {2, 2, ids[2:4]}, {3, 2, ids[4:]}, {4, 2, nil}, {1, 10, ids}, {2, 5, nil},
	} {
		got, total, err := h.lists.UserRecharges(t.Context(), "u1", list.Page{Number: test.number, Size: test.size})
		if err != nil || total != 5 || !slices.EqualFunc(got, test.want, func(r funds.Recharge, id funds.RechargeID) bool { return r.ID == id }) {
			t.Errorf("page %d of %d: %d of %d, %v", test.number, test.size, len(got), total, err)
		}
	}
	if got, err := h.store.UserRecharges(t.Context(), "u1", 5, 4); err != nil || len(got) != 0 {
		t.Errorf("none between: %q, %v", got, err)
	}
}

func rechargesAreListedByWhatTheyShow(t *testing.T, h *house) {
	t.Helper()
	var ids []funds.RechargeID // oldest first
	for i, at := range []time.Time{
		time.Date(2025, 12, 31, 23, 59, 59, 999e6, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 1, 0, 0, 0, 1e6, time.UTC), time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC),
	} {
		ids = append(ids, h.openRecharge(t, fmt.Sprint("u", i%2), at))
	}
	for i, state := range []int{funds.GatewayDepositNew, funds.GatewayDepositProcessing, funds.GatewayDepositDone, funds.GatewayDepositRefused, funds.GatewayDepositTimedOut, funds.GatewayDepositMismatch} {
		h.hears(t, ids[i], state)
	}
	closed := h.openRecharge(t, "u1", someDay) // shows as refused
	h.hears(t, closed, funds.GatewayDepositMismatch)
	h.wantRechargeAttention(t, closed, ids[5])
	if _, err := h.ResolveRecharge(t.Context(), admin, closed, recharge.ResolveClose, "核对"); err != nil {
		t.Fatal(err)
	}
	h.wantRechargeAttention(t, ids[5])
	for _, test := range []struct {
		shown []int
		want  []funds.RechargeID
	}{
		{nil, []funds.RechargeID{closed, ids[5], ids[4], ids[3], ids[2], ids[1], ids[0]}},
		{[]int{0}, ids[:1]}, {[]int{1}, ids[1:2]}, {[]int{2}, ids[2:3]}, {[]int{3}, []funds.RechargeID{closed, ids[3]}},
		{[]int{4}, ids[4:5]}, {[]int{5}, ids[5:]}, {[]int{5, 0}, []funds.RechargeID{ids[5], ids[0]}},
	} {
		got, err := h.store.RechargeIDs(t.Context(), test.shown)
		if err != nil || !slices.Equal(test.want, got) {
			t.Errorf("what shows %v is %q, %v; want %q", test.shown, got, err, test.want)
		}
	}
	yes, total, err := h.lists.RechargeRecords(t.Context(), list.RechargeFilter{Attention: true}, list.Page{Number: 1, Size: 10})
	if err != nil || total != 1 || len(yes) != 1 || yes[0].Recharge.ID != ids[5] || yes[0].Wallet.UserID != "u1" {
		t.Errorf("what waits for an admin: %+v of %d, %v", yes, total, err)
	}
	h.invariantsHold(t)
}

// oneThatMovesIsListedOnce lists all states while one recharge moves from state to state: that one is listed at most
// once, and those that do not move always are.
func oneThatMovesIsListedOnce(t *testing.T, h *house) {
	t.Helper()
	still := []funds.RechargeID{h.openRecharge(t, "u1", someDay), h.openRecharge(t, "u1", someDay.Add(2*time.Hour))}
	moves := h.openRecharge(t, "u1", someDay.Add(time.Hour))
	h.hears(t, still[0], funds.GatewayDepositTimedOut)
	h.hears(t, moves, funds.GatewayDepositTimedOut)
	ctx, cancel := context.WithCancel(t.Context())
	var mover sync.WaitGroup
	mover.Go(func() {
		for state := 0; ctx.Err() == nil; state++ {
			if err := h.settled(ctx, moves, []int{funds.GatewayDepositMismatch, funds.GatewayDepositTimedOut}[state%2]); err != nil && ctx.Err() == nil {
				t.Errorf("it does not move: %v", err)
				return
			}
		}
	})
	defer mover.Wait()
	defer cancel()
	for range 100 {
		got, err := h.store.RechargeIDs(t.Context(), []int{0, 1, 2, 3, 4, 5})
		if err != nil {
			t.Fatal(err)
		}
		once := slices.Compact(slices.Clone(got))
		others := slices.DeleteFunc(slices.Clone(got), func(id funds.RechargeID) bool { return id == moves })
		if len(once) != len(got) || !slices.Equal(others, []funds.RechargeID{still[1], still[0]}) {
			t.Fatalf("listed %q", got)
		}
	}
}
