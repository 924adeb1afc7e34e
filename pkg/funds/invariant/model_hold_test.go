package invariant_test

import (
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// holdsIn is of how many sequences one has holds, and withdrawals that get too old.
const holdsIn = 2

// stopAndGo gives the policy a bound on shared accounts, and sometimes on how long anything is pending, or waits for its time.
func (m *model) stopAndGo() {
	m.holds = true
	ends := funds.HoldEnds()
	m.policy.Controls.SharedAccount = funds.SharedAccount{Wallets: 2, Hold: time.Hour, OnExpiry: ends[m.random.IntN(len(ends))]}
	if m.random.IntN(2) == 0 {
		m.policy.Controls.PendingLife = 48 * time.Hour
	}
	m.policy.Controls.Cooling = []time.Duration{0, 0, time.Minute, time.Hour}[m.random.IntN(4)]
}

// holdOrRelease lets anybody put a hold on any withdrawal, or take one away.
func (m *model) holdOrRelease() error {
	w, ok := m.anyWithdrawal()
	if !ok {
		return nil
	}
	act := m.act(m.admin())
	if m.random.IntN(2) == 0 {
		change, err := withdrawal.Release(act, m.store.Wallets[w.UserID], w, "r", m.policy)
		return m.decide(change, err, false)
	}
	ends := funds.HoldEnds()
	change, err := withdrawal.PutHold(act, w, withdrawal.HoldRequest{Reason: "r", Hours: 1 + m.random.Int64N(48), OnExpiry: ends[m.random.IntN(len(ends))]})
	return m.decide(change, err, false)
}

// endHold lets the machine look at a hold that is over.
func (m *model) endHold(w funds.Withdrawal) error {
	act := m.act(funds.System("policy"))
	if m.forgotten(w) {
		change, err := withdrawal.Escalate(act, w, "")
		return m.decide(change, err, false)
	}
	change, err := withdrawal.EndHold(act, m.store.Wallets[w.UserID], w)
	if !change.Empty() {
		m.seen["hold over: "+string(w.Hold.OnExpiry)]++
	}
	return m.decide(change, err, false)
}

// forgotten says that it was sent, and that the table was put back since: the use case asks the gateway, and then an admin.
func (m *model) forgotten(w funds.Withdrawal) bool {
	return m.gateway.orders[w.ID] != nil && w.Payout.Attempt == 0
}

// endPending lets the machine reject what is too old.
func (m *model) endPending() error {
	for _, id := range m.store.Order {
		w := m.store.Withdrawals[id]
		if m.forgotten(w) {
			continue
		}
		change, err := withdrawal.EndPending(m.act(funds.System("policy")), m.store.Wallets[w.UserID], w, m.policy)
		if !change.Empty() {
			m.seen["too old"]++
		}
		if err := m.decide(change, err, false); err != nil {
			return err
		}
	}
	return nil
}

// checkCooling: no claim is committed before its time.
func (m *model) checkCooling(change funds.Change) error {
	w := change.Withdrawal.To
	if w.NotBefore.IsZero() || !withdrawal.Claims(change) {
		return nil
	}
	m.seen["paid once its time had come"]++
	if early := w.NotBefore.Sub(change.At); early > 0 {
		return fmt.Errorf("%s is claimed %s before its time", w.ID, early)
	}
	return nil
}

// checkHeld: what was on hold when it was decided on is neither approved nor paid, and what is on hold is looked at once
// more, or an admin is asked for.
func (m *model) checkHeld(change funds.Change) error {
	w := change.Withdrawal.To
	for _, line := range change.Lines {
		switch line.Command {
		case funds.CommandEndorse, funds.CommandApprove, funds.CommandDispatch, funds.CommandResend, funds.CommandComplete:
			if change.Withdrawal.Held {
				return fmt.Errorf("%s: %s of what is on hold", w.ID, line.Command)
			}
		default:
		}
	}
	if w.Held() && w.Watch.Due.IsZero() && !w.NeedsAttention {
		return fmt.Errorf("%s is on hold, and nobody looks at it", w.ID)
	}
	return nil
}
