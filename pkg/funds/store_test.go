package funds_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// store is the model's table: it applies a Change whole or not at all, under the conditions of the
// write door, and refuses to put an immutable item twice.
type store struct {
	wallets     map[string]funds.Wallet
	withdrawals map[funds.ID]funds.Withdrawal
	order       []funds.ID // of withdrawals, as made
	recharges   map[funds.RechargeID]funds.Recharge
	deposits    []funds.RechargeID // of recharges, as made
	entries     map[string][]funds.Entry
	logs        map[funds.ID][]funds.Line // the log items
	numbers     map[string]funds.ID
	claims      map[string]funds.Claim
	strays      map[funds.Stray]bool // by content
}

func newStore() *store {
	return &store{
		wallets: map[string]funds.Wallet{}, withdrawals: map[funds.ID]funds.Withdrawal{}, entries: map[string][]funds.Entry{},
		recharges: map[funds.RechargeID]funds.Recharge{}, logs: map[funds.ID][]funds.Line{}, numbers: map[string]funds.ID{}, claims: map[string]funds.Claim{},
		strays: map[funds.Stray]bool{},
	}
}

// commit is the write door. ErrConflict, a duplicate number, a taken key and an inactive wallet change
// nothing; any other error is a decision that no door could write.
func (s *store) commit(change funds.Change) error {
	if err := s.conditions(change); err != nil {
		return err
	}
	if err := s.wellFormed(change); err != nil {
		return err
	}
	if c := change.Wallet; c != nil {
		s.wallets[c.To.UserID] = c.To
	}
	if c := change.Withdrawal; c != nil {
		if c.From == 0 {
			s.order = append(s.order, c.To.ID)
		}
		s.withdrawals[c.To.ID] = c.To
		if !change.KeptLines() {
			s.logs[c.To.ID] = append(s.logs[c.To.ID], change.Lines...)
		}
		if change.TransactionNo != "" {
			s.numbers[change.TransactionNo] = c.To.ID
		}
	}
	if c := change.Recharge; c != nil {
		if c.From == 0 {
			s.deposits = append(s.deposits, c.To.ID)
		}
		s.recharges[c.To.ID] = c.To
	}
	for _, entry := range change.Entries {
		s.entries[entry.UserID] = append(s.entries[entry.UserID], entry)
	}
	if change.Claim != nil {
		s.claims[change.Claim.Key] = *change.Claim
	}
	if change.Stray != nil {
		s.strays[contentOf(*change.Stray)] = true
	}
	return nil
}

func contentOf(stray funds.Stray) funds.Stray {
	stray.CommitID, stray.At = "", time.Time{}
	return stray
}

func (s *store) conditions(change funds.Change) error {
	if c := change.Wallet; c != nil && s.wallets[c.To.UserID].Version != c.From {
		return funds.ErrConflict
	}
	if c := change.Withdrawal; c != nil && s.withdrawals[c.To.ID].Version != c.From {
		return funds.ErrConflict
	}
	if c := change.Recharge; c != nil && s.recharges[c.To.ID].Version != c.From {
		return funds.ErrConflict
	}
	if c := change.Stray; c != nil && s.strays[contentOf(*c)] {
		return funds.ErrConflict
	}
	if user := change.ActiveWallet; user != "" && s.wallets[user].Status != funds.WalletActive {
		return funds.ErrWalletInactive
	}
	if by, taken := s.numbers[change.TransactionNo]; taken && by != change.Withdrawal.To.ID {
		return funds.Refuse(funds.CodeDuplicateNumber, "duplicate")
	}
	if change.Claim != nil {
		if _, taken := s.claims[change.Claim.Key]; taken {
			return funds.Refuse(funds.CodeIdempotency, "taken")
		}
	}
	return nil
}

// wellFormed checks what every change must be, whatever it decides.
func (s *store) wellFormed(change funds.Change) error {
	if c := change.Wallet; c != nil && c.To.Version != c.From+1 {
		return fmt.Errorf("the wallet goes from version %d to %d", c.From, c.To.Version)
	}
	if c := change.Withdrawal; c != nil {
		if c.To.Version <= c.From || c.To.CommitID != change.CommitID {
			return fmt.Errorf("the withdrawal goes from version %d to %d by %q", c.From, c.To.Version, c.To.CommitID)
		}
		for _, line := range change.Lines {
			if line.Version <= c.From || line.Version > c.To.Version {
				return fmt.Errorf("line %d (%s) is not between versions %d and %d", line.Version, line.Command, c.From, c.To.Version)
			}
		}
	}
	if c := change.Recharge; c != nil {
		if c.To.Version <= c.From || c.To.CommitID != change.CommitID {
			return fmt.Errorf("the recharge goes from version %d to %d by %q", c.From, c.To.Version, c.To.CommitID)
		}
		if waited := s.recharges[c.To.ID].State.Waiting(); waited != c.To.State.Waiting() && change.Wallet == nil {
			return fmt.Errorf("%s begins or ends without its wallet", c.To.ID)
		}
	}
	if len(change.Entries) > 0 && change.Wallet == nil {
		return fmt.Errorf("%d entries without their wallet", len(change.Entries))
	}
	for _, entry := range change.Entries {
		if slices.ContainsFunc(s.entries[entry.UserID], func(e funds.Entry) bool { return e.Seq == entry.Seq }) {
			return fmt.Errorf("entry %s is put twice", entry.ID())
		}
	}
	return nil
}

// ledger is everything of one user, as funds.Verify wants it.
func (s *store) ledger(userID string) funds.Ledger {
	ledger := funds.Ledger{Wallet: s.wallets[userID], Entries: s.entries[userID]}
	for _, id := range s.order {
		w := s.withdrawals[id]
		if w.UserID == userID {
			lines := append(slices.Clip(w.Lines), s.logs[id]...)
			ledger.Withdrawals = append(ledger.Withdrawals, funds.History{Withdrawal: w, Lines: lines})
		}
	}
	for _, id := range s.deposits {
		if r := s.recharges[id]; r.UserID == userID {
			ledger.Recharges = append(ledger.Recharges, r)
		}
	}
	return ledger
}
