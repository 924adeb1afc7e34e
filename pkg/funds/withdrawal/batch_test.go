package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

const (
	batch   = funds.BatchID("PB0123456720260301080000")
	another = funds.BatchID("PB7654321020260301080000")
)

func approvedByHand() funds.Withdrawal {
	return fixture.OfMethod(funds.StateApproved, funds.MethodBank)
}

func claimOf(w funds.Withdrawal, payers ...funds.Actor) withdrawal.Batching {
	if len(payers) == 0 {
		payers = []funds.Actor{fixture.Admin}
	}
	return withdrawal.Batching{Batch: batch, Content: w.Content(), Payers: payers}
}

// claimed is a withdrawal that the batch has, as it is stored then.
func claimed(t *testing.T, edits ...func(*funds.Withdrawal)) funds.Withdrawal {
	t.Helper()
	w := fixture.With(approvedByHand(), edits...)
	return fixture.Decided(t)(withdrawal.ClaimForBatch(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), w, claimOf(w), fixture.Policy())).Withdrawal.To
}

func TestABatchClaimsWhatIsApprovedAndNothingIsDue(t *testing.T) {
	t.Parallel()
	w := fixture.With(approvedByHand(), func(w *funds.Withdrawal) {
		w.Watch.Due, w.NeedsAttention, w.Payout.Seen = fixture.Late, true, true
	})
	act := fixture.Act(fixture.Admin, fixture.Late)
	change := fixture.Decided(t)(withdrawal.ClaimForBatch(act, fixture.WalletOf(), w, claimOf(w), fixture.Policy()))
	now := change.Withdrawal.To
	fixture.Same(t, now.Payout, funds.Payout{Kind: funds.PayoutManual, Batch: batch, Seen: true})
	if now.State != funds.StateProcessing || now.Watch != (funds.Watch{}) || now.NeedsAttention || !now.InBatch() || now.AtGateway() {
		t.Errorf("it is %+v", now)
	}
	if change.Wallet != nil || len(change.Entries) > 0 || change.ActiveWallet != "u1" || change.Number.Some() {
		t.Errorf("it moves money: %+v", change)
	}
	fixture.Same(t, change.Unpaused, funds.UnpausedPayout(w))
	fixture.Same(t, change.Lines, []funds.Line{{
		Version: 3, Command: funds.CommandDispatch, From: funds.StateApproved, To: funds.StateProcessing, Actor: fixture.Admin,
		Message: funds.Say(funds.ReasonClaimedByBatch, funds.Facts{Batch: string(batch)}), At: fixture.Late,
	}})
	if change.Withdrawal.Batch != "" {
		t.Errorf("it was decided on in %q", change.Withdrawal.Batch)
	}
	again, err := withdrawal.ClaimForBatch(act, fixture.WalletOf(), now, claimOf(w), fixture.Policy())
	if err != nil || !again.Empty() {
		t.Errorf("a repeated step: %+v, %v", again, err)
	}
}

func TestABatchClaimsNothingThatNobodyMayPayByHand(t *testing.T) {
	t.Parallel()
	late := fixture.Act(fixture.Admin, fixture.Late)
	frozen := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	for name, test := range map[string]struct {
		w      funds.Withdrawal
		claim  func(*withdrawal.Batching)
		wallet funds.Wallet
		want   funds.Reason
	}{
		"what is pending":              {w: fixture.OfMethod(funds.StatePending, funds.MethodBank), want: funds.ReasonIllegal},
		"what was paid":                {w: fixture.OfMethod(funds.StateCompleted, funds.MethodBank), want: funds.ReasonIllegal},
		"what is on hold":              {w: fixture.With(approvedByHand(), func(w *funds.Withdrawal) { w.Hold.Kind = funds.HoldByHand }), want: withdrawal.ReasonHeld},
		"what may not be sent yet":     {w: fixture.With(approvedByHand(), func(w *funds.Withdrawal) { w.NotBefore = fixture.Late.Add(time.Second) }), want: withdrawal.ReasonNotBefore},
		"what has a channel":           {w: fixture.WithdrawalIn(funds.StateApproved), want: funds.ReasonMethodHasChannel},
		"what is another batch's":      {w: fixture.With(claimed(t), func(w *funds.Withdrawal) { w.Payout.Batch = another }), want: funds.ReasonInBatch},
		"what was not released":        {w: approvedByHand(), claim: func(b *withdrawal.Batching) { b.Content = "other" }, want: withdrawal.ReasonContentOther},
		"one payer's own":              {w: approvedByHand(), claim: func(b *withdrawal.Batching) { b.Payers = []funds.Actor{fixture.Self, fixture.Admin} }, want: funds.ReasonForbidden},
		"the other payer's own":        {w: approvedByHand(), claim: func(b *withdrawal.Batching) { b.Payers = []funds.Actor{fixture.Admin, fixture.Self} }, want: funds.ReasonForbidden},
		"what nobody has released":     {w: approvedByHand(), claim: func(b *withdrawal.Batching) { b.Payers = nil }, want: funds.ReasonForbidden},
		"what a frozen wallet pays":    {w: approvedByHand(), wallet: frozen, want: funds.ReasonWalletInactive},
		"what the gateway was sent":    {w: fixture.WithdrawalIn(funds.StateProcessing), want: funds.ReasonIllegal},
		"what nobody pays by any hand": {w: fixture.OfMethod(funds.StateApproved, "paypal"), want: funds.ReasonMethodPaidByNobody},
	} {
		claim := claimOf(test.w)
		if test.claim != nil {
			test.claim(&claim)
		}
		if test.wallet.UserID == "" {
			test.wallet = fixture.WalletOf()
		}
		change, err := withdrawal.ClaimForBatch(late, test.wallet, test.w, claim, fixture.Policy())
		if got := fixture.RefusalOf(t, err); got.Reason != test.want || !change.Empty() {
			t.Errorf("%s: %s, want %s", name, got.Reason, test.want)
		}
	}
}

func TestEveryoneWhoReleasesABatchPaysIt(t *testing.T) {
	t.Parallel()
	policy := twoOf(payerApart)
	w := approvedBy(t, policy, fixture.OfMethod(funds.StatePending, funds.MethodBank), "a1", "a2")
	claim := func(payers ...string) (funds.Change, error) {
		asked := claimOf(w, by(payers[0]).Actor)
		for _, payer := range payers[1:] {
			asked.Payers = append(asked.Payers, by(payer).Actor)
		}
		return withdrawal.ClaimForBatch(by(payers[len(payers)-1]), fixture.WalletOf(), w, asked, policy)
	}
	for _, payers := range [][]string{{"a1", "a3"}, {"a3", "a2"}} {
		change, err := claim(payers...)
		refusedBecause(t, change, err, withdrawal.ReasonPayerApart)
	}
	change := fixture.Decided(t)(claim("a3"))
	fixture.Same(t, change.Withdrawal.Apart, []string{"zhao"})
	short := fixture.With(w, func(w *funds.Withdrawal) { w.Approvals = w.Approvals[:1] })
	change, err := withdrawal.ClaimForBatch(by("a3"), fixture.WalletOf(), short, claimOf(short, by("a3").Actor), policy)
	refusedBecause(t, change, err, withdrawal.ReasonApprovalsShort)
	moved := fixture.With(w, func(w *funds.Withdrawal) { w.Target.Account = "6223" })
	change, err = withdrawal.ClaimForBatch(by("a3"), fixture.WalletOf(), moved, claimOf(moved, by("a3").Actor), policy)
	refusedBecause(t, change, err, withdrawal.ReasonContentChanged)
}

// TestNothingElseMovesWhatABatchHas goes through every decision about a withdrawal.
func TestNothingElseMovesWhatABatchHas(t *testing.T) {
	t.Parallel()
	w, held, policy := claimed(t), fixture.WalletOf(), fixture.Policy()
	act, machine := fixture.Act(fixture.Admin, fixture.Late), fixture.Act(fixture.Machine, fixture.Late)
	report := funds.Report{Outcome: funds.OutcomePaid, State: funds.GatewayWithdrawalPaid}
	hold := withdrawal.HoldRequest{Reason: "r", Hours: 1, OnExpiry: funds.HoldRejects}
	for name, decide := range map[string]func() (funds.Change, error){
		"approve": func() (funds.Change, error) { return withdrawal.Approve(act, held, w, "", policy) },
		"reject":  func() (funds.Change, error) { return withdrawal.Reject(act, held, w, "r") },
		"recall":  func() (funds.Change, error) { return withdrawal.Recall(act, held, w, "r") },
		"cancel": func() (funds.Change, error) {
			return withdrawal.Cancel(fixture.Act(fixture.User, fixture.Late), held, w)
		},
		"pay by hand": func() (funds.Change, error) {
			return withdrawal.PayManually(act, held, w, funds.Transfer{Number: "T"}, policy)
		},
		"approve and pay": func() (funds.Change, error) { return withdrawal.ApproveAndPay(act, held, w, policy) },
		"confirm":         func() (funds.Change, error) { return withdrawal.Confirm(act, held, w, policy) },
		"dispatch":        func() (funds.Change, error) { return withdrawal.Dispatch(act, held, w, fixture.NoOrder, policy) },
		"approve and send": func() (funds.Change, error) {
			return withdrawal.ApproveAndDispatch(act, held, w, fixture.NoOrder, policy)
		},
		"resend":            func() (funds.Change, error) { return withdrawal.Resend(act, held, w, policy) },
		"pay what is due":   func() (funds.Change, error) { return withdrawal.PayApproved(machine, held, w, fixture.NoOrder, policy) },
		"adopt":             func() (funds.Change, error) { return withdrawal.Adopt(machine, held, w, report, policy) },
		"fail":              func() (funds.Change, error) { return withdrawal.Fail(act, held, w, "r", true, fixture.NoOrder, policy) },
		"settle":            func() (funds.Change, error) { return withdrawal.Settle(machine, held, w, report, policy) },
		"audit approve":     func() (funds.Change, error) { return withdrawal.AuditApprove(act, held, w, "r", policy) },
		"audit reject":      func() (funds.Change, error) { return withdrawal.AuditReject(act, held, w, "r") },
		"hold":              func() (funds.Change, error) { return withdrawal.PutHold(act, w, hold) },
		"release":           func() (funds.Change, error) { return withdrawal.Release(act, held, w, "r", policy) },
		"ask again":         func() (funds.Change, error) { return withdrawal.AskAgain(act, held, w, policy) },
		"hear of a payment": func() (funds.Change, error) { return withdrawal.Receive(machine, w, 1, policy) },
	} {
		change, err := decide()
		if err == nil {
			t.Errorf("%s: %+v", name, change)
			continue
		}
		refused := fixture.RefusalOf(t, err)
		if refused.Code != funds.CodeIllegal || refused.Reason != funds.ReasonInBatch || refused.Facts.Batch != string(batch) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, asks, err := withdrawal.Ask(fixture.Act(fixture.User, fixture.Late), held, w, policy); asks || err != nil {
		t.Errorf("its user has the gateway asked: %t, %v", asks, err)
	}
	gateway := fixture.WithdrawalIn(funds.StateProcessing)
	change, err := withdrawal.Unclaim(act, gateway, batch, "r")
	refusedBecause(t, change, err, withdrawal.ReasonNotInBatch)
	if _, err := gateway.Next(funds.CommandUnclaim); err == nil {
		t.Error("what the gateway has is let go of")
	}
}

func TestTheBanksWordEndsWhatABatchHas(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	frozen := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	change := fixture.Decided(t)(withdrawal.CompleteInBatch(act, frozen, claimed(t), batch, funds.Transfer{Number: " Tx1 "}))
	paid := change.Withdrawal.To
	fixture.Same(t, paid.Payout, funds.Payout{Kind: funds.PayoutManual, Batch: batch, TransactionNo: "Tx1", PaidAt: fixture.Late})
	if change.Withdrawal.Batch != batch || change.Number.Number != "TX1" || paid.State != funds.StateCompleted || change.Wallet.To.Balance != 900_00 || len(change.Entries) != 1 {
		t.Errorf("it writes %+v", change)
	}
	for _, number := range []string{"Tx1", ""} {
		if again, err := withdrawal.CompleteInBatch(act, frozen, paid, batch, funds.Transfer{Number: number}); err != nil || !again.Empty() {
			t.Errorf("the same word again: %+v, %v", again, err)
		}
	}
	for number, want := range map[string]funds.Reason{"Tx2": withdrawal.ReasonNumberOther, "a b": withdrawal.ReasonTransactionNoForm} {
		change, err := withdrawal.CompleteInBatch(act, frozen, paid, batch, funds.Transfer{Number: number})
		refusedBecause(t, change, err, want)
	}
	for name, w := range map[string]funds.Withdrawal{"of another batch": paid, "that no batch has": approvedByHand(), "that was paid by hand": fixture.PaidByHand("T")} {
		for _, hear := range []func() (funds.Change, error){
			func() (funds.Change, error) {
				return withdrawal.CompleteInBatch(act, frozen, w, another, funds.Transfer{Number: "T9"})
			},
			func() (funds.Change, error) { return withdrawal.RefuseInBatch(act, frozen, w, another, "AC04") },
			func() (funds.Change, error) { return withdrawal.Unclaim(act, w, another, "AC04") },
			func() (funds.Change, error) { return withdrawal.Unclaim(act, w, "", "AC04") },
		} {
			if change, err := hear(); err == nil || !change.Empty() || fixture.RefusalOf(t, err).Reason != withdrawal.ReasonNotInBatch {
				t.Errorf("what %s hears: %+v, %v", name, change, err)
			}
		}
	}
}

func TestWhatTheBankRefusesWaitsAgainAndWhatItHasPaidIsContradicted(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	said := funds.Text("AC04") + funds.Say(funds.ReasonUnclaimedByBatch, funds.Facts{Batch: string(batch)})
	has := claimed(t, func(w *funds.Withdrawal) { w.Payout.Seen = true })
	change := fixture.Decided(t)(withdrawal.RefuseInBatch(act, fixture.WalletOf(), has, batch, "AC04"))
	now := change.Withdrawal.To
	fixture.Same(t, now.Payout, funds.Payout{Seen: true})
	if now.State != funds.StateApproved || now.NotifyInfo != said || now.NeedsAttention || change.Wallet != nil || change.Withdrawal.Batch != batch || !now.Watch.Due.IsZero() {
		t.Errorf("it is %+v", now)
	}
	change, err := withdrawal.RefuseInBatch(act, fixture.WalletOf(), now, batch, "AC04") // the same word again
	refusedBecause(t, change, err, withdrawal.ReasonNotInBatch)
	flagged := fixture.With(has, func(w *funds.Withdrawal) { w.NeedsAttention, w.NotifyInfo = true, "gateway" })
	if still := fixture.Decided(t)(withdrawal.Unclaim(act, flagged, batch, "")).Withdrawal.To; !still.NeedsAttention || still.NotifyInfo != "gateway" {
		t.Errorf("what the gateway has said is forgotten: %+v", still)
	}
	paid := fixture.Decided(t)(withdrawal.CompleteInBatch(act, fixture.WalletOf(), flagged, batch, funds.Transfer{Number: "T1"})).Withdrawal.To
	if !paid.NeedsAttention || paid.NotifyInfo != "gateway" {
		t.Errorf("what the gateway has said is forgotten: %+v", paid)
	}
	contradicted := fixture.Decided(t)(withdrawal.RefuseInBatch(act, fixture.WalletOf(), paid, batch, "MS03"))
	after := contradicted.Withdrawal.To
	if after.State != funds.StateCompleted || !after.NeedsAttention || len(contradicted.Entries) > 0 || contradicted.Wallet.To.Unsettled[0] != string(paid.ID) || contradicted.Lines[0].Command != funds.CommandContradict {
		t.Errorf("it writes %+v", contradicted)
	}
	if again, err := withdrawal.RefuseInBatch(act, fixture.WalletOf(), after, batch, "MS03"); err != nil || !again.Empty() {
		t.Errorf("the same word again: %+v, %v", again, err)
	}
}

func TestAStrayWordOfTheGatewayIsNotedOnWhatABatchHas(t *testing.T) {
	t.Parallel()
	w := claimed(t)
	change := fixture.Decided(t)(withdrawal.KeepStray(fixture.Act(fixture.Machine, fixture.Late), funds.Stray{Serial: string(w.ID), State: 1}, &w, fixture.Policy()))
	now := change.Withdrawal.To
	if now.State != funds.StateProcessing || !now.NeedsAttention || !now.InBatch() || !now.Watch.Due.IsZero() || change.Withdrawal.Batch != batch {
		t.Errorf("it is %+v", now)
	}
}
