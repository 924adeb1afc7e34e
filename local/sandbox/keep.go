package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// kept is what is in the file: orders, what is known of their serials, and the balances, in minor units. Settings,
// faults and planned callbacks are of one run.
type kept struct {
	Withdrawal, Frozen, Deposit funds.Amount
	Orders                      []keptOrder // oldest first
	Serials                     []keptSerial
}

type keptOrder struct {
	Order

	Minor funds.Amount
}

type keptSerial struct {
	Kind               Kind
	Text               string
	Requests, Payments int
}

// Keep reads what an earlier run has left in a file, if it is there, and from then on writes down what changes, before
// it is answered. Call it before the sandbox serves.
func (s *Sandbox) Keep(file string) error {
	s.file = file
	text, err := os.ReadFile(file) //nolint:gosec // the file that the caller names
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("orders of an earlier run: %w", err)
	}
	var before kept
	if err := json.Unmarshal(text, &before); err != nil {
		return fmt.Errorf("orders of an earlier run: %s: %w", file, err)
	}
	s.balance = balance{before.Withdrawal, before.Frozen, before.Deposit}
	for _, known := range before.Serials {
		tally := s.tally(known.Kind, known.Text)
		tally.requests, tally.payments = known.Requests, known.Payments
	}
	for _, one := range before.Orders {
		o := &order{one.Order, one.Minor}
		s.orders = append(s.orders, o)
		s.tally(o.Kind, o.MerchantSerial).newest = o
	}
	return nil
}

// save writes everything down, where there is a file for it. One that cannot be written would make the next run a
// gateway that has forgotten orders: there is no going on.
func (s *Sandbox) save() {
	if s.file == "" {
		return
	}
	s.saving.Lock()
	defer s.saving.Unlock()
	text, err := json.Marshal(s.now())
	if err == nil {
		err = os.WriteFile(s.file+".new", text, 0o600)
	}
	if err == nil {
		err = os.Rename(s.file+".new", s.file)
	}
	if err != nil {
		panic(fmt.Sprintf("sandbox: keep the orders: %v", err))
	}
}

func (s *Sandbox) now() kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := kept{Withdrawal: s.balance.withdrawal, Frozen: s.balance.frozen, Deposit: s.balance.deposit}
	for _, o := range s.orders {
		now.Orders = append(now.Orders, keptOrder{s.show(o), o.amount})
	}
	for name, known := range s.serials {
		now.Serials = append(now.Serials, keptSerial{name.kind, name.text, known.requests, known.payments})
	}
	return now
}
