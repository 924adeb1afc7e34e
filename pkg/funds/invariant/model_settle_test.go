package invariant_test

import (
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

// noteSettlement notes what follows from an alarm about a withdrawal, and from its settlement.
func (m *model) noteSettlement(w funds.Withdrawal, command funds.Command) {
	switch command {
	case funds.CommandContradict:
		if m.resolved[w.ID] {
			m.seen["settled again"]++
		}
		m.resolved[w.ID] = false
	case funds.CommandResolve:
		m.resolved[w.ID] = true
		switch due := w.Due(); {
		case w.Settled == 0:
			m.seen["nothing settled"]++
		case due != 0:
			m.seen["settled in part"]++
		case w.Settled > 0:
			m.seen["settled for the user"]++
		}
	default:
	}
}

// changeMind lets the gateway end an order otherwise than before, or open it again, once it has ended here.
func (m *model) changeMind() error {
	if len(m.gateway.serials) == 0 {
		return nil
	}
	id := m.gateway.serials[m.random.IntN(len(m.gateway.serials))]
	known := m.gateway.orders[id]
	if !m.store.Withdrawals[id].State.Final() {
		return nil
	}
	known.state, known.flipped, known.hidden = []int{1, 1, 2, 3, 0}[m.random.IntN(5)], true, false
	if known.state == 0 || m.random.IntN(3) == 0 {
		return m.askAboutLate(id)
	}
	return m.callback(id)
}

// settleAny lets an admin settle something that waits for one, by any amount.
func (m *model) settleAny() error {
	for _, id := range m.store.Order {
		w := m.store.Withdrawals[id]
		if !w.NeedsAttention || !w.State.Final() {
			continue
		}
		amounts := []funds.Amount{w.Due(), w.Due(), w.Due() / 2, 0, -w.Amount, w.Amount}
		change, err := wallet.AdjustWithdrawal(m.act(fixture.Admin), m.store.Wallets[w.UserID], w, amounts[m.random.IntN(len(amounts))], "r", nil)
		return m.decide(change, err, false)
	}
	return nil
}

// adjustRecharge lets an admin name any recharge in an adjustment.
func (m *model) adjustRecharge(r funds.Recharge) error {
	amounts := []funds.Amount{r.Due(), r.Due(), r.Due() / 2, 0, r.Amount, r.Amount, -r.Settled, 1, -1}
	amount := amounts[m.random.IntN(len(amounts))]
	change, err := wallet.AdjustRecharge(m.act(fixture.Admin), m.store.Wallets[r.UserID], r, amount, "r", nil)
	if err == nil && (r.State == funds.RechargeExpired || r.State == funds.RechargeRefused) {
		m.seen["an advance"]++
	}
	return m.decide(change, err, false)
}

// advanced is a recharge that an admin has given in advance, and that nobody has paid; empty where there is none.
func (m *model) advanced() (id funds.RechargeID) {
	for _, one := range m.gateway.rechargeSerials {
		if r := m.store.Recharges[one]; r.Settled > 0 && r.Credited == 0 && len(m.gateway.recharges[one].said) == 0 {
			id = one
		}
	}
	return id
}

// payAdvanced is money for it.
func (m *model) payAdvanced() error {
	id := m.advanced()
	if id == "" {
		return nil
	}
	m.gateway.recharges[id].state, m.gateway.recharges[id].hidden = funds.GatewayDepositDone, false
	return m.notified(notice{id, funds.GatewayDepositDone})
}

// settleAll lets the gateway call back the truth about every order, and an admin settle all that is due: then what
// the user has is what the gateway's last word gives them.
func (m *model) settleAll() error {
	for range 3 { // of two words at one time neither is believed: it is asked again
		m.now = m.now.Add(time.Minute)
		for _, id := range m.gateway.serials {
			if err := m.callback(id); err != nil {
				return err
			}
		}
		m.now = m.now.Add(time.Minute)
		if err := m.reconcile(); err != nil {
			return err
		}
	}
	for _, id := range m.gateway.serials {
		w := m.store.Withdrawals[id]
		paid := m.gateway.orders[id].payments() > 0
		if paid && w.State != funds.StateCompleted {
			m.seen["paid after it was given back"]++
		}
		if !w.State.Final() { // put back to before it was sent
			if paid && !w.NeedsAttention {
				return fmt.Errorf("%s (%s) was paid, and nobody knows", id, w.State)
			}
			continue
		}
		if agrees := paid == (w.State == funds.StateCompleted); !agrees && w.Settled == 0 && w.Returned == 0 && !w.NeedsAttention && !m.resolved[id] {
			return fmt.Errorf("%s (%s, paid %v): nobody knows", id, w.State, paid)
		}
		if !w.Knows(m.gateway.orders[id].state) {
			return fmt.Errorf("%s (%s): the gateway's last word is %d, and what is due %d", id, w.State, m.gateway.orders[id].state, w.Due())
		}
		if w.Due() != 0 && !w.NeedsAttention && !m.resolved[id] {
			return fmt.Errorf("%s (%s): %d is due, and no admin is asked for", id, w.State, w.Due())
		}
		if err := m.settleOne(w); err != nil {
			return err
		}
	}
	return nil
}

func (m *model) settleOne(w funds.Withdrawal) error {
	held := m.store.Wallets[w.UserID]
	if w.NeedsAttention {
		if _, err := wallet.SetStatus(m.act(fixture.Admin), held, funds.WalletActive, "r"); err == nil {
			return fmt.Errorf("%s is unsettled, and its wallet is made active", w.ID)
		}
		m.seen["reopening refused"]++
	}
	if w.Due() == 0 || held.Status == funds.WalletClosed || held.Available()+w.Due() < 0 {
		return nil
	}
	change, err := wallet.AdjustWithdrawal(m.act(fixture.Admin), held, w, w.Due(), "r", nil)
	if err != nil {
		return fmt.Errorf("settle %s: %w", w.ID, err)
	}
	if err := m.decide(change, err, false); err != nil {
		return err
	}
	if left := m.store.Withdrawals[w.ID].Due(); left != 0 {
		return fmt.Errorf("%s: %d is left", w.ID, left)
	}
	return nil
}
