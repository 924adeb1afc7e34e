package table_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/list"
)

var fullRecharge = funds.Recharge{
	ID: "RC0123ABCD20260331163000", UserID: "u1", Number: 3, Version: 1, State: funds.RechargeParked,
	Amount: 10_000, Received: 9_000, Credited: 8_000, Channel: "C1",
	URL: "https://pay.example/1", PlatformID: "P1", GatewayState: 5, SendBy: someDay.Add(time.Second), AcceptedAt: someDay.Add(2 * time.Second),
	WordAt: someDay.Add(6 * time.Second), Settled: 1_000,
	Watch:          fullWithdrawal.Watch,
	NeedsAttention: true, NotifyInfo: "金额不匹配", Resolution: funds.Review{By: "a1", Note: "核对", At: someDay.Add(3 * time.Second)},
	Lines: []funds.RechargeLine{{
		Version: 1, Command: funds.RechargePark, From: funds.RechargeOpen, To: funds.RechargeParked, Actor: fullActor, Message: "备注", At: someDay,
	}},
	CommitID: "commit-1", CreatedAt: someDay, UpdatedAt: someDay.Add(4 * time.Second), EndedAt: someDay.Add(5 * time.Second),
}

func everyFieldOfARechargeSurvives(t *testing.T, h *house) {
	t.Helper()
	if zero := zeroFields(reflect.ValueOf(fullRecharge), "recharge"); len(zero) > 0 {
		t.Fatalf("this test sets no value for %s", strings.Join(zero, ", "))
	}
	if zero := zeroFields(reflect.ValueOf(fullRecharge.Lines[0]), "line"); len(zero) > 0 {
		t.Fatalf("this test sets no value for %s", strings.Join(zero, ", "))
	}
	wallet := fullWallet
	wallet.OpenRecharges = 4
	h.commit(t, funds.Change{
		CommitID: "commit-1", At: someDay, Wallet: &funds.WalletChange{To: wallet}, Recharge: &funds.RechargeChange{To: fullRecharge},
	}, nil)
	same(t, "recharge", fullRecharge, h.recharge(t, fullRecharge.ID))
	same(t, "wallet", wallet, h.wallet(t, "u1"))
	otherTime := funds.RechargeID("RC" + fullRecharge.ID.Code() + "20200101000000")
	many, err := h.store.Recharges(t.Context(), []funds.RechargeID{otherTime, fullRecharge.ID, "RCZZZZZZZZ20260331163000", fullRecharge.ID})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "recharges", []funds.Recharge{fullRecharge, fullRecharge}, many)
	for _, id := range []funds.RechargeID{otherTime, "RCZZZZZZZZ20260331163000"} {
		if _, err := h.store.Recharge(t.Context(), id); !errors.Is(err, funds.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}

	next := fullRecharge
	next.Version, next.CommitID, next.Watch.Due, next.NeedsAttention = 2, "commit-2", time.Time{}, false
	h.commit(t, funds.Change{CommitID: "commit-2", At: someDay, Recharge: &funds.RechargeChange{From: 1, To: next}}, nil)
	same(t, "the next version", next, h.recharge(t, next.ID))
	before := h.rows(t)
	stale := funds.Change{CommitID: "commit-3", At: someDay, Recharge: &funds.RechargeChange{From: 1, To: next}}
	if err := h.store.Commit(t.Context(), stale); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("a stale version: %v", err)
	}
	sameRows(t, before, h.rows(t))
}

// aTakenCodeDrawsAnother lets the recharges of two users draw the same code in the same second.
func aTakenCodeDrawsAnother(t *testing.T, h *house) {
	t.Helper()
	first := h.asked(t, "u1", 200*yuan)
	act := h.act(user("u2"))
	change, err := recharge.Create(act, funds.NewWallet("u2", act.At), recharge.Request{
		ID: first, Amount: 200 * yuan, Channel: funds.RechargeChannel{Code: rechargeChannel, Max: 5000 * yuan},
	}, policy())
	if err != nil {
		t.Fatal(err)
	}
	before := h.rows(t)
	if err := h.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrCodeTaken) {
		t.Errorf("a taken code: %v", err)
	}
	sameRows(t, before, h.rows(t))

	code := []byte{1, 2, 3, 4, 5}
	commitID := func() []byte { return []byte(random(6)) } // 12 bytes
	h.Random = io.MultiReader(bytes.NewReader(commitID()), bytes.NewReader(code), rand.Reader)
	drawn := h.asked(t, "u1", 200*yuan)
	h.Random = io.MultiReader(bytes.NewReader(commitID()), bytes.NewReader(code), rand.Reader)
	again := h.asked(t, "u2", 200*yuan)
	if drawn.Code() == again.Code() || drawn.Code() != funds.NewRechargeID([funds.CodeBytes]byte(code), someDay).Code() {
		t.Errorf("drawn %s, and then %s", drawn, again)
	}
	h.invariantsHold(t)
}

func oneRechargeIsCreditedOnce(t *testing.T, h *house) {
	t.Helper()
	id := h.asked(t, "u1", 200*yuan)
	h.moveRecharge(t, id, funds.GatewayDepositDone, "")
	h.clock.advance(time.Minute) // past the first look, so that reconcile has it too
	codes := race(20, func(i int) error {
		switch i % 3 {
		case 0:
			_, err := h.CheckRecharge(t.Context(), "u1", id)
			return err
		case 1:
			done, err := h.Reconcile(t.Context(), reconciliation())
			if err == nil && done.Failed > 0 {
				err = errors.New("a settlement failed")
			}
			return err
		default:
			return h.notifyRecharge(t, id, funds.GatewayDepositDone)
		}
	})
	wantCodes(t, codes, map[funds.Code]int{"": 20})
	wallet := h.wallet(t, "u1")
	if r := h.recharge(t, id); r.State != funds.RechargeCredited || r.NeedsAttention || wallet.Balance != 200*yuan || wallet.TotalRecharge != 200*yuan || wallet.Status != funds.WalletActive {
		t.Errorf("%s, attention %v, balance %d, wallet %s", r.State, r.NeedsAttention, wallet.Balance, wallet.Status)
	}
	if n, steps := h.credits(t, "u1"), h.rechargeSteps(t, id, funds.RechargeCredit); n != 1 || steps != 1 {
		t.Errorf("%d entries, %d lines", n, steps)
	}
	h.invariantsHold(t)
}

func oneResolutionWins(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	id := h.parkedRecharge(t, "u1", "150")
	codes := race(20, func(i int) error {
		action := []string{recharge.ResolveCredit, recharge.ResolveClose}[i%2]
		_, err := h.ResolveRecharge(t.Context(), admin, id, action, "核对")
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 1, funds.CodeIllegal: 19})
	balances := map[funds.RechargeState]funds.Amount{funds.RechargeCredited: 150 * yuan, funds.RechargeClosed: 0}
	state := h.recharge(t, id).State
	if want, ok := balances[state]; !ok || h.wallet(t, "u1").Balance != want {
		t.Errorf("%s with a balance of %d", state, h.wallet(t, "u1").Balance)
	}
	h.invariantsHold(t)
}

// oneKeyMakesOneRecharge also shows that each recharge is sent once, and that they are numbered without gaps.
func oneKeyMakesOneRecharge(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	w := rechargeRequest("u1", 200*yuan)
	w.Idempotency = &flow.Idempotency{Caller: "u1", Key: "POST /x key-1", Print: funds.Print{Bytes: "hash"}}
	const others = 5
	codes := race(20+others, func(i int) error {
		one := w
		if i < others {
			one.Idempotency = nil
		}
		_, err := h.Recharge(t.Context(), one)
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": 20 + others})
	recharges, total, err := h.lists.UserRecharges(t.Context(), "u1", list.Page{Number: 1, Size: 100})
	if err != nil || total != 1+others || len(recharges) != 1+others {
		t.Fatalf("%d of %d recharges, %v", len(recharges), total, err)
	}
	for i, r := range recharges {
		if r.Number != int64(len(recharges)-i) {
			t.Errorf("row %d is number %d", i, r.Number)
		}
	}
	before := h.rows(t)
	w.Idempotency = &flow.Idempotency{Caller: "u1", Key: "POST /x key-1", Print: funds.Print{Bytes: "another body"}}
	if _, err := h.Recharge(t.Context(), w); funds.CodeOf(err) != funds.CodeIdempotency {
		t.Errorf("another body under the key: %v", err)
	}
	sameRows(t, before, h.rows(t))
	h.invariantsHold(t)
}
