package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/list"
)

const stolen = "0341 11 22 33"

func blocked(t *testing.T, h *flowtest.House, account string) flow.Blocked {
	t.Helper()
	done, err := h.Flow.Block(t.Context(), admin, pause.BlockRequest{Account: account, Reason: "盗刷"})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func blockLines(h *flowtest.House) int {
	return strings.Count(h.Log.String(), `msg="`+flow.BlockLine+`"`)
}

// TestABlockNamesItsAccountAndWhatMayStillBeSentThere, and is one block however often it is asked for.
func TestABlockNamesItsAccountAndWhatMayStillBeSentThere(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.Misbehaves("withdrawal/create", "drop-after")
	open := h.Withdrawal("u1", funds.StateProcessing)
	elsewhere := blocked(t, h, stolen)
	if len(elsewhere.UnderWay) != 0 || elsewhere.Shown != "****2233" || elsewhere.By.ID != admin.ID || elsewhere.Reason != "盗刷" || elsewhere.ID == "" {
		t.Errorf("of another account: %+v", elsewhere)
	}
	done, err := h.Flow.BlockPayee(t.Context(), admin, open, "盗刷")
	if err != nil || len(done.UnderWay) != 1 || done.UnderWay[0].ID != open || done.SentBy.Before(h.Stored(open).Payout.SendBy) {
		t.Errorf("%+v, %v", done, err)
	}
	if lines := blockLines(h); lines != 2 {
		t.Errorf("%d lines about two blocks", lines)
	}
	if again := blocked(t, h, "0341-11-22-33"); again.ID != elsewhere.ID || blockLines(h) != 2 {
		t.Errorf("again, spelled otherwise: %+v, %d lines", again, blockLines(h))
	}
	if all, err := h.Flow.BlockedAccounts(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestABlockIsLiftedByAsManyAsThePolicyAsks(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	first, other := blocked(t, d.House, "0341000001"), blocked(t, d.House, "0341000002")
	lift := func(by, id string) (funds.BlockedAccount, bool, error) {
		actor := person(by)
		actor.Person = by
		return d.Flow.Unblock(t.Context(), actor, id, "r")
	}
	still, stays, err := lift("li", first.ID)
	if err != nil || !stays || still.ID != first.ID || len(still.Lifts) != 1 {
		t.Errorf("one word: %+v, %t, %v", still, stays, err)
	}
	d.Unchanged(func() {
		if still, stays, err := lift("li", first.ID); err != nil || !stays || len(still.Lifts) != 1 {
			t.Errorf("the same word: %+v, %t, %v", still, stays, err)
		}
	})
	lifted, stays, err := lift("wang", first.ID)
	if err != nil || stays || lifted.ID != first.ID || lifted.Shown != first.Shown {
		t.Errorf("two words: %+v, %t, %v", lifted, stays, err)
	}
	for _, id := range []string{first.ID, "unknown"} {
		gone, stays, err := lift("wang", id)
		refused(t, "what is not blocked", err, funds.CodeNotFound)
		if stays || gone.ID != "" {
			t.Errorf("%+v, %t", gone, stays)
		}
	}
	if all, err := d.Flow.BlockedAccounts(t.Context()); err != nil || len(all) != 1 || all[0].ID != other.ID {
		t.Errorf("left are %+v, %v", all, err)
	}
}

func TestWhatIsBlockedFromOutsideAlarmsForAnHour(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	outside := funds.System("outflow block")
	done, err := h.Flow.Block(t.Context(), outside, pause.BlockRequest{Account: stolen, Reason: "盗刷"})
	if err != nil {
		t.Fatal(err)
	}
	blocked(t, h, "0341000001") // by an admin: said once
	for _, want := range []int{3, 4} {
		if _, err := h.Flow.Reconcile(t.Context(), run); err != nil || blockLines(h) != want {
			t.Errorf("%d lines, want %d; %v", blockLines(h), want, err)
		}
	}
	h.Clock.Advance(time.Hour)
	if _, err := h.Flow.Reconcile(t.Context(), run); err != nil || blockLines(h) != 4 {
		t.Errorf("an hour later: %d lines, %v", blockLines(h), err)
	}
	if _, _, err := h.Flow.Unblock(t.Context(), outside, done.ID, "误报"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.Reconcile(t.Context(), run); err != nil || blockLines(h) != 6 {
		t.Errorf("lifted from outside: %d lines, %v", blockLines(h), err)
	}
}

func TestWhicheverRequestAboutABlockBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	ctx, id := t.Context(), h.Withdrawal("u1", funds.StateApproved)
	for what, do := range map[string]func(s *flow.Service) error{
		"list": func(s *flow.Service) error { _, err := s.BlockedAccounts(ctx); return err },
		"block": func(s *flow.Service) error {
			_, err := s.Block(ctx, admin, pause.BlockRequest{Account: stolen, Reason: "r"})
			return err
		},
		"block a payee": func(s *flow.Service) error { _, err := s.BlockPayee(ctx, admin, id, "r"); return err },
		"lift": func(s *flow.Service) error {
			_, _, err := s.Unblock(ctx, admin, blocked(t, h, "0341000001").ID, "r")
			return err
		},
	} {
		h.EveryRequestBreaks(what, func(s *flow.Service, _ *list.Service) error { return do(s) })
	}
	h.Flow.Random = dry{}
	_, err := h.Flow.Block(ctx, admin, pause.BlockRequest{Account: stolen, Reason: "r"})
	refused(t, "without an id", err, funds.CodeInternal)
}
