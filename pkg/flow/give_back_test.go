package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
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

func (c *calledBack) Commit(context.Context, funds.Change) error {
	c.written++
	return nil
}

// silence is a gateway that does not answer.
type silence struct{ Gateway }

func (silence) Get(context.Context, string, funds.Amount) funds.Report { return funds.Report{} }

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
			_, err := s.PayManually(t.Context(), admin, id, "TX-1")
			return err
		}},
		"confirm": {funds.StatePending, funds.MethodBank, func(s *Service, id funds.ID) error {
			_, err := s.Confirm(t.Context(), admin, id)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			withdrawal := funds.Withdrawal{
				ID: "0123456720260301080000", UserID: "u1", Version: 1, State: test.state, Amount: 100_00, Method: test.method, CreatedAt: made,
			}
			stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(withdrawal.ID), State: funds.GatewayPaid, Amount: 100_00}
			kept, err := stray.Keep(funds.Act{CommitID: "c", At: made, Actor: gatewayActor}, &withdrawal, policy)
			if err != nil {
				t.Fatal(err)
			}
			store := &calledBack{now: withdrawal, then: kept.Withdrawal.To}
			service := &Service{
				Store: store, Gateway: silence{}, Policy: policy, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
				Now: func() time.Time { return made.Add(time.Hour) },
			}
			if err := test.run(service, withdrawal.ID); !errors.Is(err, &funds.Error{Code: funds.CodeGatewayDisagrees}) || store.written > 0 {
				t.Errorf("%v, and %d changes", err, store.written)
			}
		})
	}
}
