package flow

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// word is a gateway of one word about every order, which counts how often it is asked.
type word struct {
	Gateway

	report funds.Report
	asked  int
}

func (w *word) Get(context.Context, string, funds.Amount) funds.Report {
	w.asked++
	return w.report
}

// Balance is enough for everything.
func (w *word) Balance(context.Context) (funds.Amount, error) { return 1_000_000_00, nil }

func (w *word) Create(context.Context, funds.Order) funds.Report {
	return funds.Report{Outcome: funds.OutcomeUnknown}
}

// byWord is a store of one withdrawal by the channel MVola, an hour old, with a gateway that knows no such order.
func byWord(state funds.State) (*versioned, *word, *Service) {
	store, service := newVersioned(state)
	gateway := &word{report: funds.Report{Outcome: funds.OutcomeAbsent, Answered: true}}
	service.Gateway = gateway
	service.Policy.Channels = []funds.Channel{{Method: "MVola", Type: "MVola", Name: "MVola", Max: 1000_00}}
	store.withdrawal.Method = "MVola"
	service.Now = func() time.Time { return store.withdrawal.CreatedAt.Add(time.Hour) }
	return store, gateway, service
}

// TestAWalletFromBeforeAQuestionIsNotDecidedOn, and what needs no question asks none, and reads nothing twice.
func TestAWalletFromBeforeAQuestionIsNotDecidedOn(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	reject := func(s *Service, id funds.ID) error { _, err := s.Reject(ctx, stopper, id, "r"); return err }
	byHand := func(s *Service, id funds.ID) error {
		_, err := s.PayManually(ctx, stopper, id, funds.Transfer{Number: "T1"})
		return err
	}
	dispatch := func(s *Service, id funds.ID) error { _, err := s.PayByChannel(ctx, stopper, id); return err }
	fail := func(s *Service, id funds.ID) error { _, err := s.Fail(ctx, stopper, id, "r", true); return err }
	people := func(s *Service) {
		s.Policy.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 1000_00, Need: 2}}
	}
	sent := func(w *funds.Withdrawal) {
		w.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: w.CreatedAt.Add(time.Minute)}
	}
	young := func(s *Service) {
		at := s.Now().Add(-time.Hour + time.Second)
		s.Now = func() time.Time { return at }
	}
	for name, test := range map[string]struct {
		state   funds.State
		is      func(*funds.Withdrawal)
		says    funds.Outcome // of the gateway, in the place of absent
		under   func(*Service)
		do      func(*Service, funds.ID) error
		asks    int
		wallets int
	}{
		"reject":                             {state: funds.StatePending, do: reject, asks: 1, wallets: 1},
		"reject what is young":               {state: funds.StatePending, under: young, do: reject},
		"reject what is paid by hand":        {state: funds.StatePending, is: func(w *funds.Withdrawal) { w.Method = funds.MethodBank }, do: reject},
		"pay by hand":                        {state: funds.StateApproved, do: byHand},
		"pay by hand what was called back":   {state: funds.StateApproved, is: func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.Seen = true, true }, do: byHand, asks: 1, wallets: 1},
		"dispatch as one of several":         {state: funds.StateApproved, under: people, do: dispatch, asks: 1, wallets: 1},
		"dispatch what is young, of several": {state: funds.StateApproved, under: func(s *Service) { people(s); young(s) }, do: dispatch, wallets: 1}, // it has asked for the balance
		"fail what the gateway refused":      {state: funds.StateProcessing, is: sent, says: funds.OutcomeRefused, do: fail, asks: 1, wallets: 1},
		"fail one's own, which is only refused": {state: funds.StateProcessing, is: func(w *funds.Withdrawal) { sent(w); w.UserID = stopper.ID }, do: func(s *Service, id funds.ID) error {
			if err := fail(s, id); funds.CodeOf(err) != funds.CodeForbidden {
				t.Errorf("one's own: %v", err)
			}
			return nil
		}},
	} {
		store, gateway, service := byWord(test.state)
		if test.is != nil {
			test.is(&store.withdrawal)
		}
		if test.says == funds.OutcomeRefused {
			gateway.report = funds.Report{Outcome: test.says, State: funds.GatewayWithdrawalRefused, Answered: true, Exists: true}
		}
		if test.under != nil {
			test.under(service)
		}
		store.wallet.UserID = store.withdrawal.UserID
		known := list.Record{Withdrawal: store.withdrawal, Wallet: store.wallet}
		err := test.do(service.Knowing(known), known.Withdrawal.ID)
		if err != nil || gateway.asked != test.asks || store.walletsGot != test.wallets {
			t.Errorf("%s: %v; asked %d times, want %d; the wallet is read %d times, want %d", name, err, gateway.asked, test.asks, store.walletsGot, test.wallets)
		}
	}
}

// TestWhatIsNotLostIsNotSentAgainNorAskedAbout: only what waits for an admin may be.
func TestWhatIsNotLostIsNotSentAgainNorAskedAbout(t *testing.T) {
	t.Parallel()
	store, gateway, service := byWord(funds.StateProcessing)
	store.withdrawal.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: store.withdrawal.CreatedAt.Add(time.Minute)}
	_, err := service.PayByChannel(t.Context(), stopper, store.withdrawal.ID)
	var said *funds.Error
	if !errors.As(err, &said) || said.Reason == ReasonResendUnclear || gateway.asked != 0 || len(store.written) != 0 {
		t.Errorf("%v; asked %d times, wrote %+v", err, gateway.asked, store.written)
	}
}

// purseless is a store in which no wallet can be read.
type purseless struct {
	*versioned

	recharge funds.Recharge
}

func (purseless) Wallet(context.Context, string) (funds.Wallet, error) {
	return funds.Wallet{}, errStore
}

func (p purseless) Recharge(context.Context, funds.RechargeID) (funds.Recharge, error) {
	return p.recharge, nil
}

// TestMoneyIsNotSettledWithoutItsWallet, and whoever has asked is told so.
func TestMoneyIsNotSettledWithoutItsWallet(t *testing.T) {
	t.Parallel()
	store, _, service := byWord(funds.StateProcessing)
	at := service.Now()
	money := funds.Recharge{ID: "RC0123456720260301080001", UserID: "u1", Version: 1, State: funds.RechargeOpen, Amount: 200_00, SendBy: at}
	store.withdrawal.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1}
	service.Store = purseless{store, money}
	paid := answer{report: funds.Report{Outcome: funds.OutcomePaid, State: funds.GatewayWithdrawalPaid, Answered: true}}
	if _, err := service.settle(t.Context(), gatewayActor, store.withdrawal, paid); !errors.Is(err, errStore) {
		t.Errorf("a payout: %v", err)
	}
	came := funds.RechargeReport{Outcome: funds.RechargeKnown, State: funds.GatewayDepositDone, Asked: at}
	if _, err := service.settleRecharge(t.Context(), gatewayActor, money, came); !errors.Is(err, errStore) {
		t.Errorf("a recharge: %v", err)
	}
	if len(store.written) != 0 {
		t.Errorf("written: %+v", store.written)
	}
}

// counter is a store that counts what is asked of payees and claims.
type counter struct {
	Store

	payees, accounts, claims int
}

func (c *counter) Payee(context.Context, string, funds.Payee) (funds.PayeeUse, error) {
	c.payees++
	return funds.PayeeUse{}, nil
}

func (c *counter) Account(context.Context, string, funds.Payee, int) (funds.AccountUse, error) {
	c.accounts++
	return funds.AccountUse{}, nil
}

func (c *counter) Claim(context.Context, string, string) (funds.Claim, error) {
	c.claims++
	return funds.Claim{}, funds.ErrNotFound
}

func (c *counter) Commit(context.Context, funds.Change) error { return nil }

// TestOfAPayeeIsReadWhatARuleAsksFor: each reading is paid for.
func TestOfAPayeeIsReadWhatARuleAsksFor(t *testing.T) {
	t.Parallel()
	request := WithdrawalRequest{UserID: "u1", Method: funds.MethodBank, Target: funds.Target{Account: "62220202"}}
	fresh := []funds.ApprovalRule{{Act: funds.ActPayout, NewPayee: true, Need: 2}}
	for name, test := range map[string]struct {
		controls         funds.Controls
		payees, accounts int
	}{
		"no rule":                      {funds.Controls{}, 0, 0},
		"a rule about new payees":      {funds.Controls{Rules: fresh}, 1, 0},
		"a rule about shared accounts": {funds.Controls{SharedAccount: funds.SharedAccount{Wallets: 1}}, 0, 1},
		"both":                         {funds.Controls{Rules: fresh, SharedAccount: funds.SharedAccount{Wallets: 1}}, 0, 1},
	} {
		store := &counter{}
		service := (&stub{}).service()
		service.Store, service.Policy.Controls = store, test.controls
		once, err := service.withPayee(t.Context(), request)
		if err == nil {
			_, err = service.withPayee(t.Context(), once)
		}
		if err != nil || store.payees != test.payees || store.accounts != test.accounts {
			t.Errorf("%s: %v; %d payees, %d accounts", name, err, store.payees, store.accounts)
		}
	}
}

// TestAKeyIsReadOnlyAfterARefusal: the commit itself says whether another request has it.
func TestAKeyIsReadOnlyAfterARefusal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		refused error
		claims  int
	}{"decided": {nil, 0}, "refused": {funds.ErrForbidden, 1}} {
		store := &counter{}
		service := (&stub{}).service()
		service.Store = store
		_, earlier, err := service.commitKeyed(t.Context(), &Idempotency{Caller: "u1", Key: "k"}, stubbedAt, func(context.Context) (funds.Change, error) {
			return funds.Change{}, test.refused
		})
		if !errors.Is(err, test.refused) || earlier != nil || store.claims != test.claims {
			t.Errorf("%s: %v, %+v; the claim is read %d times", name, err, earlier, store.claims)
		}
	}
}

func (v *versioned) OwnWithdrawal(context.Context, string, funds.ID) (funds.Withdrawal, funds.Wallet, error) {
	return v.withdrawal, v.wallet, nil
}

// TestWhatTheTableWasPutBackBehindIsNotFailed: nobody has proposed that of an order that is not sent.
func TestWhatTheTableWasPutBackBehindIsNotFailed(t *testing.T) {
	t.Parallel()
	store, gateway, service := byWord(funds.StateProcessing)
	store.withdrawal.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1}
	asked := failing(store.withdrawal, "r", true)
	carry, err := service.carrying(t.Context(), funds.Proposal{Act: asked.Act, Target: asked.Target, Body: asked.Body})
	if err != nil || gateway.asked != 1 {
		t.Fatalf("%v, asked %d times", err, gateway.asked)
	}
	store.withdrawal.State, store.withdrawal.Payout = funds.StateApproved, funds.Payout{}
	act, err := service.act(stopper)
	if err != nil {
		t.Fatal(err)
	}
	_, err = carry.decide(t.Context(), act)
	if said := new(funds.Error); !errors.As(err, &said) || said.Reason != ReasonProposalMoved {
		t.Error(err)
	}
}
