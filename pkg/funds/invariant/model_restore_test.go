package invariant_test

import (
	"errors"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// putBack is a table that was put back to a moment after one withdrawal was approved and before it was sent: the
// gateway has the order, and nothing here knows. It takes a while, and what was under way then is gone.
func (m *model) putBack() error {
	w, ok := m.anyWithdrawal()
	known := m.gateway.orders[w.ID]
	if !ok || known == nil || known.hidden || w.State != funds.StateProcessing || w.Payout.Attempt != 1 {
		return nil
	}
	m.now = m.now.Add(5 * time.Minute)
	m.seen["put back"]++
	known.steady = true
	until := funds.Line{}
	for _, line := range slices.Concat(w.Lines, m.store.Logs[w.ID]) {
		if line.Command == funds.CommandApprove {
			until = line
		}
	}
	later := func(line funds.Line) bool { return line.Version > until.Version }
	w.Lines = slices.DeleteFunc(slices.Clone(w.Lines), later)
	m.store.Logs[w.ID] = slices.DeleteFunc(slices.Clone(m.store.Logs[w.ID]), later)
	w.Approvals = slices.DeleteFunc(slices.Clone(w.Approvals), func(a funds.Approval) bool { return a.Version > until.Version })
	w.State, w.Version, w.Payout, w.Watch = funds.StateApproved, until.Version, funds.Payout{}, funds.Watch{}
	w.NeedsAttention, w.Parked = false, false
	m.store.Withdrawals[w.ID] = w
	m.claims = slices.DeleteFunc(m.claims, func(c claim) bool { return c.id == w.ID })
	m.words = slices.DeleteFunc(m.words, func(heard word) bool { return heard.claim.id == w.ID })
	m.delayed = slices.DeleteFunc(m.delayed, func(d decision) bool { return d.change.Withdrawal != nil && d.change.Withdrawal.To.ID == w.ID })
	return nil
}

// firstByChannel asks where that is needed, and claims, or adopts what the gateway has.
func (m *model) firstByChannel(act funds.Act, w funds.Withdrawal, way func(funds.Act, funds.Wallet, funds.Withdrawal, funds.Report, funds.Policy) (funds.Change, error)) error {
	var said funds.Report
	if withdrawal.AskFirst(act, w) {
		said = m.gateway.get(w.ID)
	}
	if said.Known() {
		change, err := withdrawal.Adopt(act, m.store.Wallets[w.UserID], w, said, m.policy)
		if err == nil {
			m.seen["adopted"]++
		}
		return m.decideAsAdmin(act, w, change, err)
	}
	change, err := way(act, m.store.Wallets[w.UserID], w, said, m.policy)
	return m.decideAsAdmin(act, w, change, err)
}

// keepStray hears a callback about what was never sent.
func (m *model) keepStray(w funds.Withdrawal, of *order) error {
	stray := funds.Stray{Kind: funds.StrayWithdrawal, Serial: string(w.ID), State: of.state, Amount: of.amount}
	change, err := withdrawal.KeepStray(m.act(fixture.Machine), stray, &w, m.policy)
	if err != nil || change.Wallet != nil {
		return errors.Join(errors.New("a stray callback is refused, or moves money"), err)
	}
	return m.decide(change, nil, false)
}
