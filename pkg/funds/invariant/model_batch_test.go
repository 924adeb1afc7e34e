package invariant_test

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

const batchesIn = 7 // of this number of sequences, one pays by files

// batch lets people claim for a file, or hear of one.
func (m *model) batch() error {
	w, ok := m.anyWithdrawal()
	for range 8 {
		if ok && (w.InBatch() || w.State == funds.StateApproved || m.random.IntN(20) == 0) {
			break
		}
		w, ok = m.anyWithdrawal()
	}
	if !ok {
		return nil
	}
	batch := funds.BatchID("PB" + strconv.Itoa(m.random.IntN(3)))
	if w.Payout.Batch != "" && m.random.IntN(5) > 0 {
		batch = w.Payout.Batch
	}
	if w.InBatch() || w.State.Final() {
		return m.hearOfFile(w, batch)
	}
	payers := []funds.Actor{m.admin()}
	if m.random.IntN(2) == 0 {
		payers = append(payers, m.admin())
	}
	content := w.Content()
	if m.random.IntN(10) == 0 {
		content = "another"
	}
	act := m.act(payers[len(payers)-1])
	change, err := withdrawal.ClaimForBatch(act, m.store.Wallets[w.UserID], w, withdrawal.Batching{Batch: batch, Content: content, Payers: payers}, m.policy)
	if err == nil && slices.ContainsFunc(m.store.Logs[w.ID], func(l funds.Line) bool { return l.Command == funds.CommandUnclaim }) {
		m.seen["claimed again by another batch"]++
	}
	return m.decideAsAdmin(act, w, change, err)
}

// hearOfFile is what a bank says of a row: it has paid it, or it will not. What it says of what it never had changes nothing.
func (m *model) hearOfFile(w funds.Withdrawal, batch funds.BatchID) error {
	act, held := m.act(m.admin()), m.store.Wallets[w.UserID]
	if m.paid[w.ID] == nil {
		m.paid[w.ID] = map[funds.BatchID]bool{}
	}
	if _, said := m.paid[w.ID][batch]; !said && w.InBatch() && w.Payout.Batch == batch {
		m.paid[w.ID][batch] = m.random.IntN(2) == 0
	}
	var change funds.Change
	var err error
	if m.paid[w.ID][batch] && (w.InBatch() || m.random.IntN(2) == 0) {
		change, err = withdrawal.CompleteInBatch(act, held, w, batch, funds.Transfer{Number: []string{"", "T1", "F" + string(w.ID)}[m.random.IntN(3)]})
		if !change.Empty() {
			m.seen["paid by a file"]++
		}
	} else if change, err = withdrawal.RefuseInBatch(act, held, w, batch, "AC04"); err == nil && w.State == funds.StateCompleted && !change.Empty() {
		m.seen["refused after it was paid"]++
	}
	if err == nil && w.Payout.Batch != batch {
		return fmt.Errorf("%s is %s's, and %s decides about it", w.ID, w.Payout.Batch, batch)
	}
	return m.decide(change, err, false)
}

// checkFiles: no file pays what another one has paid, and what a file has paid is not given back.
func (m *model) checkFiles(w funds.Withdrawal) error {
	times := 0
	for batch, paid := range m.paid[w.ID] {
		if !paid {
			continue
		}
		if times++; w.State != funds.StateCompleted && w.Payout.Batch != batch {
			return fmt.Errorf("the file of %s has paid it", batch)
		}
	}
	if times > 1 {
		return fmt.Errorf("paid by %d files", times)
	}
	return nil
}

// endBatches lets every file come to its end.
func (m *model) endBatches() error {
	for _, id := range m.store.Order {
		for try := 0; m.store.Withdrawals[id].InBatch() && try < 20; try++ {
			if err := m.hearOfFile(m.store.Withdrawals[id], m.store.Withdrawals[id].Payout.Batch); err != nil {
				return err
			}
			if err := m.commitLate(); err != nil {
				return err
			}
		}
	}
	return nil
}
