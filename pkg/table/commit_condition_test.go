package table_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// failedConditionsWriteNothing prepares one change for each condition, decided on a state that then changes, and checks
// what the write door answers and that it writes nothing at all.
func failedConditionsWriteNothing(t *testing.T, h *house) {
	t.Helper()
	for name, test := range map[string]struct {
		want error
		// stale makes a change whose condition no longer holds.
		stale func(t *testing.T, userID string) (funds.Change, error)
	}{
		"a wallet's version moved (transaction)": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			change, err := wallet.Adjust(h.act(admin), h.wallet(t, userID), yuan, "补偿", nil)
			h.funded(t, userID, yuan)
			return change, err
		}},
		"a wallet's version moved (single item)": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			change := wallet.Touch(h.act(user(userID)), h.wallet(t, userID), &funds.Profile{Name: "张三"})
			h.funded(t, userID, yuan)
			return change, nil
		}},
		"a new wallet exists already": {funds.ErrConflict, func(_ *testing.T, userID string) (funds.Change, error) {
			return wallet.Touch(h.act(user(userID)), funds.NewWallet(userID, someDay), nil), nil
		}},
		"an entry's number is taken": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			held := h.wallet(t, userID)
			held.Counts.Entries = 0
			return wallet.Adjust(h.act(admin), held, yuan, "补偿", nil)
		}},
		"a withdrawal's version moved (transaction)": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			before := h.withdrawal(t, h.pending(t, handRequest(userID, 5*yuan)))
			change, err := withdrawal.Reject(h.act(admin), h.wallet(t, userID), before, "资料不符")
			h.commitApproval(t, before)
			return change, err
		}},
		"a withdrawal's version moved (single item)": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			id := h.sent(t, channelRequest(userID, 5*yuan))
			change, err := withdrawal.Receive(h.act(machine), h.withdrawal(t, id), funds.GatewayWithdrawalPaid, policy())
			again, againErr := withdrawal.Receive(h.act(machine), h.withdrawal(t, id), funds.GatewayWithdrawalPaid, policy())
			h.commit(t, again, againErr)
			return change, err
		}},
		"a log of this version exists": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			id := h.approved(t, handRequest(userID, 5*yuan))
			change, err := withdrawal.PayManually(h.act(admin), h.wallet(t, userID), h.withdrawal(t, id), funds.Transfer{}, h.Policy)
			change.Lines[0].Version = 2 // the approval's
			return change, err
		}},
		"a withdrawal's code is taken": {funds.ErrCodeTaken, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			taken := h.pending(t, handRequest(userID, 5*yuan))
			return h.creation(t, userID, funds.ID(taken.Code()+"20300101000000"), nil)
		}},
		"a code is taken and the wallet moved: the race counts": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			taken := h.pending(t, handRequest(userID, 5*yuan))
			change, err := h.creation(t, userID, taken, nil)
			h.funded(t, userID, yuan)
			return change, err
		}},
		"a transaction number is taken": {&funds.Error{Code: funds.CodeDuplicateNumber}, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			number := "TX-" + userID
			if _, err := h.PayManually(t.Context(), admin, h.approved(t, handRequest(userID, 5*yuan)), funds.Transfer{Number: number}); err != nil {
				return funds.Change{}, err
			}
			id := h.approved(t, handRequest(userID, 5*yuan))
			return withdrawal.PayManually(h.act(admin), h.wallet(t, userID), h.withdrawal(t, id), funds.Transfer{Number: number}, h.Policy)
		}},
		"an idempotency key is taken and lives": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			keyed := handRequest(userID, 5*yuan)
			keyed.Idempotency = &flow.Idempotency{Caller: userID, Key: "key", Print: funds.Print{Bytes: "hash"}}
			h.pending(t, keyed)
			claim := funds.Claim{Caller: userID, Key: "key", Print: funds.Print{Bytes: "hash"}, Expires: h.clock.now().Add(funds.ClaimLife)}
			return h.creation(t, userID, newID(h.clock.now()), &claim)
		}},
		"a dispatch from a wallet that was frozen after the approval": {funds.ErrWalletInactive, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			id := h.approved(t, channelRequest(userID, 5*yuan))
			if _, err := h.SetStatus(t.Context(), admin, userID, funds.WalletFrozen, "风控"); err != nil {
				return funds.Change{}, err
			}
			return withdrawal.Dispatch(h.act(admin), funds.Wallet{}, h.withdrawal(t, id), funds.Report{}, policy())
		}},
		"a dispatch from a frozen wallet that lost a race: the race counts": {funds.ErrConflict, func(t *testing.T, userID string) (funds.Change, error) {
			t.Helper()
			id := h.approved(t, channelRequest(userID, 5*yuan))
			change, err := withdrawal.Dispatch(h.act(admin), funds.Wallet{}, h.withdrawal(t, id), funds.Report{}, policy())
			if _, failErr := h.Fail(t.Context(), admin, id, "作废", false); failErr != nil {
				return funds.Change{}, failErr
			}
			_, freezeErr := h.SetStatus(t.Context(), admin, userID, funds.WalletFrozen, "风控")
			return change, errors.Join(err, freezeErr)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			change, err := test.stale(t, h.funded(t, "u-"+random(4), 100*yuan))
			if err != nil {
				t.Fatal(err)
			}
			before := h.rows(t)
			if err := h.store.Commit(t.Context(), change); !errors.Is(err, test.want) {
				t.Errorf("the door says %v, want %v", err, test.want)
			}
			sameRows(t, before, h.rows(t))
		})
	}
	h.invariantsHold(t)
}

// creation decides the creation of a withdrawal with a given id.
func (h *house) creation(t *testing.T, userID string, id funds.ID, claim *funds.Claim) (funds.Change, error) {
	t.Helper()
	return withdrawal.Create(h.act(user(userID)), h.wallet(t, userID), withdrawal.Request{
		ID: id, Amount: 5 * yuan, Method: funds.MethodBank, Target: funds.Target{Account: "6222"}, Claim: claim,
	}, policy())
}

// commitApproval approves a pending withdrawal, which leaves its wallet untouched.
func (h *house) commitApproval(t *testing.T, before funds.Withdrawal) {
	t.Helper()
	change, err := withdrawal.Approve(h.act(admin), funds.Wallet{}, before, "", h.Policy)
	h.commit(t, change, err)
}

func expiredClaimsDoNotCount(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 100*yuan)
	now := h.clock.now()
	claim := funds.Claim{Caller: "u1", Key: "key", Print: funds.Print{Bytes: "hash"}, Expires: now.Add(-time.Second)}
	change, err := h.creation(t, "u1", newID(now), &claim)
	h.commit(t, change, err)
	claim.Expires = now.Add(time.Hour)
	change, err = h.creation(t, "u1", newID(now), &claim)
	second := h.commit(t, change, err).Withdrawal.To.ID
	stored, err := h.store.Claim(t.Context(), "u1", "key")
	if err != nil || stored.Result != string(second) {
		t.Errorf("the claim is %+v, %v; want the second withdrawal %s", stored, err, second)
	}
	if n := h.wallet(t, "u1").Withdrawals(); n != 2 {
		t.Errorf("%d withdrawals", n)
	}
	h.invariantsHold(t)
}
