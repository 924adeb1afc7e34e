package invariant_test

import (
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// returnsIn of this number of sequences, one has money that comes back.
const returnsIn = 4

// sendsBack gives the model's policy reasons for which the fee goes back.
func (m *model) sendsBack() {
	m.sent = map[string]funds.ID{}
	m.policy.ReturnReasons = []funds.ReturnReason{{Code: "AC01", FeeBack: true}, {Code: "AC04", Words: []string{"退汇"}}}
}

// comesBack is a report of money that a bank sent back, by anybody, of anything: mostly of what was paid, and often of what the
// gateway then called refused.
func (m *model) comesBack() error {
	w, ok := m.anyWithdrawal()
	for _, one := range m.store.Withdrawals {
		if one.State == funds.StateCompleted && one.NeedsAttention && one.ID < w.ID {
			w = one
		}
	}
	for range 12 {
		if !ok || w.State == funds.StateCompleted {
			break
		}
		w = m.store.Withdrawals[m.store.Order[m.random.IntN(len(m.store.Order))]]
	}
	if !ok {
		return nil
	}
	if known := m.gateway.orders[w.ID]; known != nil && w.State == funds.StateCompleted && w.Payout.Kind == funds.PayoutChannel && m.random.IntN(2) == 0 {
		known.state, known.flipped, known.hidden = funds.GatewayWithdrawalRefused, true, false
		m.now = m.now.Add(time.Minute)
		if err := m.callback(w.ID); err != nil {
			return err
		}
		w = m.store.Withdrawals[w.ID]
	}
	if m.random.IntN(6) == 0 {
		return m.comesTooLate(w)
	}
	for _, parked := range w.Returns {
		if parked.State == funds.ReturnParked && m.random.IntN(2) == 0 {
			return m.resolvesReturn(w.ID, parked.Key(), []string{withdrawal.ReturnCredit, withdrawal.ReturnClose}[m.random.IntN(2)])
		}
	}
	amounts := []funds.Amount{w.Net(), w.Net(), w.Net(), w.Net() - w.CameBack(), w.Net() / 2, w.Amount, 1}
	return m.toldBack(w, []string{"R1", "r1", "R2", string(w.ID), string(w.ID)}[m.random.IntN(5)], amounts[m.random.IntN(len(amounts))])
}

func (m *model) toldBack(w funds.Withdrawal, reference string, amount funds.Amount) error {
	actor := []funds.Actor{fixture.Admin, funds.System("statement"), funds.System("file"), {Role: funds.RoleAdmin, ID: w.UserID}}[m.random.IntN(4)]
	act := m.act(actor)
	change, err := withdrawal.Return(act, m.store.Wallets[w.UserID], w, withdrawal.Told{
		Source: funds.ReturnByStatement, Account: funds.DefaultAccount, Reference: reference, Reason: []string{"AC01", "AC04", "退汇"}[m.random.IntN(3)], Amount: amount,
	}, m.policy)
	return m.decideAsAdmin(act, w, change, err)
}

func (m *model) resolvesReturn(id funds.ID, key, action string) error {
	w := m.store.Withdrawals[id]
	change, err := withdrawal.ResolveReturn(m.act(fixture.Admin), m.store.Wallets[w.UserID], w, m.store.Returns[key], action, "r", m.policy)
	if err == nil {
		m.seen["return: "+action]++
	}
	return m.decide(change, err, false)
}

// comesTooLate is money that comes back for a wallet that was closed, and that is opened for it.
func (m *model) comesTooLate(w funds.Withdrawal) error {
	held := m.store.Wallets[w.UserID]
	if held.Frozen != 0 || held.Available() == 0 || w.State != funds.StateCompleted {
		return nil
	}
	if err := m.adjust(w.UserID, -held.Available()); err != nil {
		return err
	}
	status := func(status funds.WalletStatus) error {
		change, err := wallet.SetStatus(m.act(fixture.Admin), m.store.Wallets[w.UserID], status, "r")
		return m.decide(change, err, false)
	}
	if err := status(funds.WalletClosed); err != nil {
		return err
	}
	reference := string(w.ID)
	if err := m.toldBack(m.store.Withdrawals[w.ID], reference, w.Net()-w.CameBack()); err != nil {
		return err
	}
	if err := status(funds.WalletActive); err != nil {
		return err
	}
	return m.resolvesReturn(w.ID, funds.ReturnKey(funds.DefaultAccount, reference), withdrawal.ReturnCredit)
}

// noteReturn: a reference gives money to one withdrawal alone, once; and what is parked or closed gives none.
func (m *model) noteReturn(change funds.Change) error {
	came := change.Return
	if came == nil {
		return nil
	}
	var gave funds.Amount
	for _, entry := range change.Entries {
		gave += entry.BalanceEffect()
	}
	m.adjusted += gave
	m.seen["return "+string(came.State)]++
	if came.Fee > 0 {
		m.seen["a fee came back"]++
	}
	if came.Disputed {
		m.seen["a return that settles"]++
	}
	key := funds.ClaimedNumber(came.Reference)
	if by, before := m.sent[key]; gave != 0 && before {
		return fmt.Errorf("%s gives %d to %s, and gave to %s", key, gave, came.Withdrawal, by)
	}
	if gave != 0 {
		m.sent[key] = came.Withdrawal
	}
	if gave != came.Credited() {
		return fmt.Errorf("%s is %s, of %d and %d, and gives %d", key, came.State, came.Amount, came.Fee, gave)
	}
	return nil
}
