package invariant_test

import (
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

// end lets the gateway become honest, and everything that is under way come to its end by reconcile and
// an admin alone.
func (m *model) end() error {
	m.gateway.honest = true
	m.liftAll()
	for len(m.delayed)+len(m.words)+len(m.answers)+len(m.rechargeWords)+len(m.notices) > 0 {
		for _, step := range []func() error{m.commitLate, m.hearWord, m.hearAnswer, m.hearRecharge, m.hearNotice} {
			if err := step(); err != nil {
				return err
			}
		}
	}
	m.claims, m.rechargeClaims = nil, nil // whoever had them is dead
	m.gateway.endRecharges()
	for _, id := range m.gateway.serials {
		known := m.gateway.orders[id]
		known.hidden = false
		if known.state == 0 {
			known.state = 1 + m.random.IntN(3)
		}
	}
	if err := m.endBatches(); err != nil {
		return err
	}
	const rounds = 60 // ten hours: enough for the longest wait, and for "absent" to be believed
	for range rounds {
		m.now = m.now.Add(10 * time.Minute)
		if err := m.reconcile(); err != nil {
			return err
		}
		for _, id := range m.store.Order {
			if w := m.store.Withdrawals[id]; w.State == funds.StateProcessing && w.NeedsAttention {
				if err := m.fail(m.act(fixture.Admin), w); err != nil {
					return err
				}
			}
		}
		if err := m.check(); err != nil {
			return err
		}
		if !m.underWay() {
			break
		}
	}
	return m.checkEnd()
}

func (m *model) underWay() bool {
	for _, w := range m.store.Withdrawals {
		if w.State == funds.StateProcessing {
			return true
		}
	}
	for _, r := range m.store.Recharges {
		if r.State == funds.RechargeOpen {
			return true
		}
	}
	return false
}

// checkEnd: nothing is left under way, and every payment is known to us.
func (m *model) checkEnd() error {
	if m.underWay() {
		return errors.New("something is still under way")
	}
	if err := m.settleAll(); err != nil {
		return err
	}
	if err := m.lastNotices(); err != nil {
		return err
	}
	return m.check()
}

func (m *model) passTime() error {
	waits := []time.Duration{time.Second, time.Second, 4 * time.Second, 4 * time.Second, 15 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 25 * time.Hour}
	m.now = m.now.Add(waits[m.random.IntN(len(waits))])
	return nil
}
