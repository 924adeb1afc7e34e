package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// calledBack is a store of one withdrawal, about which the gateway calls back once it has been read.
type calledBack struct {
	Store

	now     funds.Withdrawal
	then    funds.Withdrawal
	written int
}

func (c *calledBack) Withdrawal(context.Context, funds.ID) (funds.Withdrawal, error) {
	read := c.now
	c.now = c.then
	return read, nil
}

func (c *calledBack) Wallet(context.Context, string) (funds.Wallet, error) {
	wallet := funds.NewWallet("u1", time.Time{})
	wallet.Version, wallet.Balance, wallet.Frozen, wallet.Open = 1, 100_00, 100_00, 1
	return wallet, nil
}

// Commit holds the one condition that counts here: what was decided on is what is there.
func (c *calledBack) Commit(_ context.Context, change funds.Change) error {
	if change.Withdrawal.From != c.now.Version {
		return funds.ErrConflict
	}
	c.written++
	return nil
}

// answers is a gateway that says the same of every order.
type answers struct {
	Gateway

	word funds.Report
}

func (a answers) Get(context.Context, string, funds.Amount) funds.Report { return a.word }

// Balance is enough for everything.
func (answers) Balance(context.Context) (funds.Amount, error) { return 1_000_000_00, nil }

func TestACallbackBetweenTheQuestionAndTheDecisionKeepsTheMoney(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	admin := funds.Actor{Role: funds.RoleAdmin, ID: "a1"}
	policy := funds.Policy{
		Zone: time.UTC, Timing: funds.DefaultTiming(), AbsentListed: true,
		Channels: []funds.Channel{{Method: "MVola", Type: "1", Name: "MVola"}},
	}
	for name, test := range map[string]struct {
		state  funds.State
		method funds.Method
		run    func(*Service, funds.ID) error
	}{
		"pay through the channel": {funds.StateApproved, "MVola", func(s *Service, id funds.ID) error {
			_, err := s.PayByChannel(t.Context(), admin, id)
			return err
		}},
		"reject": {funds.StatePending, "MVola", func(s *Service, id funds.ID) error {
			_, err := s.Reject(t.Context(), admin, id, "r")
			return err
		}},
		"recall": {funds.StateApproved, "MVola", func(s *Service, id funds.ID) error {
			_, err := s.Recall(t.Context(), admin, id, "r")
			return err
		}},
		"fail": {funds.StateApproved, "MVola", func(s *Service, id funds.ID) error {
			_, err := s.Fail(t.Context(), admin, id, "r", true)
			return err
		}},
		"pay by hand": {funds.StateApproved, "MVola", func(s *Service, id funds.ID) error {
			_, err := s.PayManually(t.Context(), admin, id, funds.Transfer{Number: "TX-1"})
			return err
		}},
		"confirm": {funds.StatePending, funds.MethodBank, func(s *Service, id funds.ID) error {
			_, err := s.Confirm(t.Context(), admin, id)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			order := funds.Withdrawal{
				Target: funds.Target{Account: "0341234567"},
				ID:     "0123456720260301080000", UserID: "u1", Version: 1, State: test.state, Amount: 100_00, Method: test.method, CreatedAt: made,
			}
			stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(order.ID), State: funds.GatewayWithdrawalPaid, Amount: 100_00}
			kept, err := withdrawal.KeepStray(funds.Act{CommitID: "c", At: made, Actor: gatewayActor}, stray, &order, policy)
			if err != nil {
				t.Fatal(err)
			}
			for _, outcome := range []funds.Outcome{funds.OutcomeUnknown, funds.OutcomeAbsent} {
				store := &calledBack{now: order, then: kept.Withdrawal.To}
				service := &Service{
					Store: store, Gateway: answers{word: funds.Report{Outcome: outcome}}, Policy: policy, Random: rand.Reader,
					Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return made.Add(time.Hour) },
				}
				if err := test.run(service, order.ID); !errors.Is(err, &funds.Error{Code: funds.CodeGatewayDisagrees}) || store.written > 0 {
					t.Errorf("%s: %v, and %d changes", outcome, err, store.written)
				}
			}
		})
	}
}

// "No such order" is no reason to give back what is called back about before the decision.
func TestAWordOfNoOrderIsNothingOnceACallbackHasCome(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	act, timing := funds.Act{CommitID: "c", At: at, Actor: gatewayActor}, funds.DefaultTiming()
	waiting := funds.Withdrawal{ID: "0123456720260301080000", UserID: "u1", State: funds.StateProcessing, Parked: true, Payout: funds.Payout{Attempt: 1}}
	for name, state := range map[string]int{"paid": funds.GatewayWithdrawalPaid, "refused": funds.GatewayWithdrawalRefused} {
		now := waiting
		for range 2 { // the first callback, and one that comes again
			heardOf, asks, err := withdrawal.ReceiveAndAsk(act, now, state, funds.Policy{Timing: timing})
			if err != nil || !asks {
				t.Fatalf("%t, %v", asks, err)
			}
			before, after := now, heardOf.Withdrawal.To
			word := answer{funds.Report{Outcome: funds.OutcomeAbsent}, withdrawal.QuestionAbout(before, act.At)}
			if got := word.about(act, after, timing.SendGrace).Outcome; got != funds.OutcomeUnknown {
				t.Errorf("%s: it is %s", name, got)
			}
			if got := word.about(act, before, timing.SendGrace).Outcome; got != funds.OutcomeAbsent {
				t.Errorf("%s: without a callback it is %s", name, got)
			}
			now, act.At = after, act.At.Add(timing.AskInterval)
		}
		act.At = at
	}
}

func TestWhatIsCalledBackAboutIsNotSentAgain(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	policy := funds.Policy{
		Timing: funds.DefaultTiming(), AbsentListed: true, RepeatedSerialRefused: true,
		Channels: []funds.Channel{{Method: "MVola", Type: "1", Name: "MVola"}},
	}
	parked := funds.Withdrawal{
		ID: "0123456720260301080000", UserID: "u1", Version: 3, State: funds.StateProcessing, Amount: 100_00, Method: "MVola", CreatedAt: made,
		Target: funds.Target{Account: "0341234567"}, NeedsAttention: true, Parked: true,
		Payout: funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: made},
	}
	at := made.Add(time.Hour)
	paid, _, err := withdrawal.ReceiveAndAsk(funds.Act{CommitID: "c", At: at, Actor: gatewayActor}, parked, funds.GatewayWithdrawalPaid, policy)
	if err != nil {
		t.Fatal(err)
	}
	store := &calledBack{now: parked, then: paid.Withdrawal.To}
	service := &Service{
		Store: store, Gateway: answers{word: funds.Report{Outcome: funds.OutcomeAbsent}}, Policy: policy, Random: rand.Reader,
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return at },
	}
	_, err = service.PayByChannel(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "a1"}, parked.ID)
	if !errors.Is(err, errNotAbsent) || store.written > 0 {
		t.Errorf("%v, and %d changes", err, store.written)
	}
}
