package invariant_test

import (
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// reconcile asks about everything that is due.
func (m *model) reconcile() error {
	if err := m.reconcileRecharges(); err != nil {
		return err
	}
	for _, id := range m.store.Order {
		if due := m.store.Withdrawals[id].Watch.Due; due.IsZero() || due.After(m.now) {
			continue
		}
		if w := m.store.Withdrawals[id]; w.Held() {
			if err := m.endHold(w); err != nil {
				return err
			}
			continue
		}
		if m.store.Withdrawals[id].State == funds.StateApproved {
			if err := m.payApproved(id); err != nil {
				return err
			}
			continue
		}
		if err := m.settle(id, m.gateway.get(id)); err != nil {
			return err
		}
	}
	return nil
}

// payApproved lets the machine claim what an approval has made due, or ask for an admin.
func (m *model) payApproved(id funds.ID) error {
	act, w := m.act(funds.System("policy")), m.store.Withdrawals[id]
	var refused *funds.Error
	if m.random.IntN(4) == 0 {
		refused = funds.ErrWalletInactive // as the write door has it of a frozen wallet
	}
	way := func(act funds.Act, held funds.Wallet, w funds.Withdrawal, said funds.Report, policy funds.Policy) (funds.Change, error) {
		change, err := withdrawal.PayApproved(act, held, w, said, policy)
		if errors.As(err, &refused) || refused != nil {
			m.seen["held"]++
			return withdrawal.Hold(act, w, refused, policy)
		}
		m.seen["paid on approval"]++
		return change, err
	}
	return m.firstByChannel(act, w, way)
}

// reconcileNext lets the time pass until something is due.
func (m *model) reconcileNext() error {
	var next time.Time
	for _, w := range m.store.Withdrawals {
		if due := w.Watch.Due; !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	for _, r := range m.store.Recharges {
		if due := r.Watch.Due; !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	if next.After(m.now) {
		m.now = next
	}
	return m.reconcile()
}
