package flow

import (
	"context"
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// versioned is a store of one withdrawal and its owner's wallet. Its commits hold the versions, as the table's do.
type versioned struct {
	Store

	withdrawal              funds.Withdrawal
	wallet                  funds.Wallet
	withdrawals, walletsGot int // how often each was read
	written                 []funds.Change
}

func (v *versioned) Withdrawal(context.Context, funds.ID) (funds.Withdrawal, error) {
	v.withdrawals++
	return v.withdrawal, nil
}

func (v *versioned) Wallet(context.Context, string) (funds.Wallet, error) {
	v.walletsGot++
	return v.wallet, nil
}

func (v *versioned) Commit(_ context.Context, change funds.Change) error {
	if change.Empty() {
		return nil
	}
	if change.Withdrawal.From != v.withdrawal.Version || (change.Wallet != nil && change.Wallet.From != v.wallet.Version) {
		return funds.ErrConflict
	}
	v.written = append(v.written, change)
	return nil
}

func newVersioned(state funds.State) (*versioned, *Service) {
	made := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	wallet := funds.NewWallet("u1", made)
	wallet.Version, wallet.Balance, wallet.Frozen, wallet.Open = 3, 100_00, 100_00, 1
	store := &versioned{wallet: wallet, withdrawal: funds.Withdrawal{
		ID: "0123456720260301080000", UserID: "u1", Version: 2, State: state, Amount: 100_00, Method: funds.MethodBank, CreatedAt: made,
		Target: funds.Target{Account: "62220202"},
	}}
	return store, &Service{
		Store: store, Policy: funds.Policy{Zone: time.UTC, Timing: funds.DefaultTiming()}, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return made.Add(time.Second) },
	}
}

func TestWhatWasReadIsDecidedOnAndReadAnewOnlyAfterALostRace(t *testing.T) {
	t.Parallel()
	admin := funds.Actor{Role: funds.RoleAdmin, ID: "a1"}
	for name, test := range map[string]struct {
		moves                func(*versioned) // after the request has read
		withdrawals, wallets int
	}{
		"nothing has moved":          {func(*versioned) {}, 0, 0},
		"the withdrawal has moved":   {func(v *versioned) { v.withdrawal.Version++ }, 1, 1},
		"the wallet alone has moved": {func(v *versioned) { v.wallet.Version++ }, 1, 1},
		"both have moved":            {func(v *versioned) { v.withdrawal.Version++; v.wallet.Version++ }, 1, 1},
	} {
		store, service := newVersioned(funds.StatePending)
		known := list.Record{Withdrawal: store.withdrawal, Wallet: store.wallet}
		test.moves(store)
		rejected, err := service.Knowing(known).Reject(t.Context(), admin, known.Withdrawal.ID, "r")
		if err != nil || rejected.State != funds.StateRejected || len(store.written) != 1 {
			t.Errorf("%s: %s, %v, %d changes", name, rejected.State, err, len(store.written))
		}
		if store.withdrawals != test.withdrawals || store.walletsGot != test.wallets {
			t.Errorf("%s: the withdrawal is read %d times, the wallet %d times", name, store.withdrawals, store.walletsGot)
		}
	}
}

// TestADecisionThatWritesNothingAfterAQuestionIsMadeAgain: no condition has shown that what it was made on still holds.
func TestADecisionThatWritesNothingAfterAQuestionIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		asked bool
		want  []int64 // the versions that are decided on
	}{
		"nobody was asked":      {false, []int64{2}},
		"the gateway was asked": {true, []int64{2, 7}},
	} {
		store, service := newVersioned(funds.StateProcessing)
		known := store.withdrawal
		store.withdrawal.Version = 7
		var on []int64
		after, err := service.updateAsked(t.Context(), gatewayActor, known, test.asked, func(_ funds.Act, order funds.Withdrawal) (funds.Change, error) {
			on = append(on, order.Version)
			return funds.Change{}, nil
		})
		if err != nil || len(on) != len(test.want) || on[len(on)-1] != test.want[len(on)-1] || after.Version != on[len(on)-1] {
			t.Errorf("%s: decided on %v, answered %d, %v; want %v", name, on, after.Version, err, test.want)
		}
	}
}

// TestTheWalletIsReadAfterTheGatewayWasAsked: what is looked at and not written must not be older than the answer.
func TestTheWalletIsReadAfterTheGatewayWasAsked(t *testing.T) {
	t.Parallel()
	store, service := newVersioned(funds.StateCompleted)
	store.withdrawal.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, GatewayState: funds.GatewayWithdrawalPaid}
	store.withdrawal.EndedAt = store.withdrawal.CreatedAt
	known := list.Record{Withdrawal: store.withdrawal, Wallet: store.wallet}
	known.Wallet.Status = funds.WalletFrozen // and opened again since it was read
	service.Now = func() time.Time { return store.withdrawal.CreatedAt.Add(time.Hour) }
	word := answer{funds.Report{Outcome: funds.OutcomeRefused, State: funds.GatewayWithdrawalRefused}, withdrawal.QuestionAbout(known.Withdrawal, service.Now())}
	if _, err := service.Knowing(known).settle(t.Context(), gatewayActor, known.Withdrawal, word); err != nil {
		t.Fatal(err)
	}
	if store.walletsGot != 1 || len(store.written) != 1 || store.written[0].Wallet == nil {
		t.Errorf("the wallet is read %d times, and the changes are %+v", store.walletsGot, store.written)
	}
}
