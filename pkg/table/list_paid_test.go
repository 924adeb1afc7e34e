package table_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// paid lists what was paid within a time.
func (h *house) paid(t *testing.T, from, until time.Time) (ids []funds.ID) {
	t.Helper()
	err := h.store.Paid(t.Context(), from, until, func(w funds.Withdrawal) error {
		whole := h.withdrawal(t, w.ID)
		want := funds.Withdrawal{
			ID: whole.ID, UserID: whole.UserID, State: funds.StateCompleted, Method: whole.Method, Amount: whole.Amount, Fee: whole.Fee,
			Payout: funds.Payout{Account: whole.Payout.Account, PaidAt: whole.Payout.PaidAt}, EndedAt: whole.EndedAt,
		}
		same(t, "what the index has", want, w)
		ids = append(ids, w.ID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func (h *house) paysByHand(t *testing.T, id funds.ID) bool {
	t.Helper()
	_, err := h.PayManually(t.Context(), admin, id, funds.Transfer{})
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

// whatIsPaidIsListedByItsTime: by whoever it was paid, in the order in which it was, from the first moment and until the last
// one, over days and shards. What an older program has completed is put there afterwards.
func whatIsPaidIsListedByItsTime(t *testing.T, h *house) {
	t.Helper()
	h.Policy.Accounts = []funds.PayingAccount{{ID: "cmb", Number: "1", Kind: funds.AccountBank}, {ID: "gw", Kind: funds.AccountGateway}}
	h.Policy.Fee = funds.Fee{Fixed: 1 * yuan}
	h.store.MonthShards = 3
	user := h.funded(t, "u1", 1000*yuan)
	h.pending(t, handRequest(user, 5*yuan))
	var all []funds.ID
	var times []time.Time
	for day := range 6 {
		for range 2 {
			var id funds.ID
			if day%2 == 0 {
				id = h.sent(t, channelRequest(user, 5*yuan))
				h.settle(t, id, funds.GatewayWithdrawalPaid)
				if err := h.ReceiveCallback(t.Context(), h.callback(t, id, funds.GatewayWithdrawalPaid)); err != nil {
					t.Fatal(err)
				}
			} else if id = h.approved(t, handRequest(user, 5*yuan)); !h.paysByHand(t, id) {
				t.FailNow()
			}
			all, times = append(all, id), append(times, h.withdrawal(t, id).Payout.PaidAt)
			h.clock.advance(2 * time.Second) // for the channel, which is asked within a pace
		}
		h.clock.advance(13 * time.Hour)
	}
	last := len(all) - 1
	for name, test := range map[string]struct {
		from, until time.Time
		want        []funds.ID
	}{
		"all":                   {times[0], times[last].Add(time.Millisecond), all},
		"without the last":      {times[0], times[last], all[:last]},
		"without the first":     {times[0].Add(time.Millisecond), times[last].Add(time.Hour), all[1:]},
		"some within":           {times[3], times[5], all[3:5]},
		"nothing":               {times[last].Add(time.Millisecond), times[last].Add(30 * 24 * time.Hour), nil},
		"an end before a start": {times[5], times[3], nil},
		"before that day's":     {times[3].Add(time.Second), times[3], nil},
	} {
		if diff := cmp.Diff(test.want, h.paid(t, test.from, test.until)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := h.CorrectNumber(t.Context(), admin, all[2], "T2", "漏填"); err != nil {
		t.Fatal(err)
	}
	h.tamper(t, all[3], tampering{name: "an older program has completed it", expression: "REMOVE paid"})
	h.invariantsHold(t)
	if got := h.paid(t, times[0], times[last].Add(time.Second)); len(got) != last {
		t.Errorf("%d are listed where one is not in the index, of %d", len(got), len(all))
	}
	for _, want := range []int{1, 0} {
		if n, err := h.store.IndexPaid(t.Context()); err != nil || n != want {
			t.Errorf("%d were put into the index, want %d: %v", n, want, err)
		}
	}
	same(t, "what was paid", all, h.paid(t, times[0], times[last].Add(time.Second)))
	h.invariantsHold(t)
}
