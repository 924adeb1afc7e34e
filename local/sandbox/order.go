package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Kind is which way an order moves money.
type Kind string

// The two kinds; each is also the first part of the calls' names.
const (
	Withdrawal Kind = "withdrawal"
	Deposit    Kind = "deposit"
)

// The states of the gateway's document, by kind.
const (
	withdrawalNew       = 0
	withdrawalDone      = 1
	withdrawalRefused   = 2
	withdrawalCancelled = 3

	depositNew         = 0
	depositOpen        = 1
	depositDone        = 2
	depositRefused     = 3
	depositTimedOut    = 4
	depositWrongAmount = 5
)

// machine is what a kind's states may do.
type machine struct {
	next       map[int][]int // the states that each leads to; a final one leads nowhere
	waiting    []int         // the states of an order that has not ended
	calledBack []int         // the document's list: the gateway calls back in these alone
	done       int
}

var machines = map[Kind]machine{
	Withdrawal: {
		next: map[int][]int{
			withdrawalNew: {withdrawalDone, withdrawalRefused, withdrawalCancelled},
			// The worst gateway takes its word back, as of deposits.
			withdrawalDone:      {withdrawalRefused},
			withdrawalRefused:   nil,
			withdrawalCancelled: nil,
		},
		waiting:    []int{withdrawalNew},
		calledBack: []int{withdrawalDone, withdrawalRefused, withdrawalCancelled},
		done:       withdrawalDone,
	},
	Deposit: {
		next: map[int][]int{
			depositNew:  {depositOpen, depositDone, depositRefused, depositTimedOut, depositWrongAmount},
			depositOpen: {depositDone, depositRefused, depositTimedOut, depositWrongAmount},
			// Money may come late, people at the gateway may decide about a wrong amount, and the worst gateway
			// takes its word back.
			depositDone:        {depositRefused},
			depositRefused:     {depositDone},
			depositTimedOut:    {depositDone, depositWrongAmount},
			depositWrongAmount: {depositDone, depositRefused, depositTimedOut},
		},
		waiting:    []int{depositNew, depositOpen},
		calledBack: []int{depositDone, depositRefused},
		done:       depositDone,
	},
}

// Order is one order as GET /sandbox/orders shows it.
type Order struct {
	Kind           Kind        `json:"kind"`
	MerchantSerial string      `json:"merchantSerial"`
	PlatformID     string      `json:"platformId"`
	Amount         json.Number `json:"amount"` // major units
	State          int         `json:"state"`
	Type           string      `json:"type,omitempty"`        // withdrawals
	ChannelCode    string      `json:"channelCode,omitempty"` // deposits
	TargetOwner    string      `json:"targetOwner,omitempty"`
	TargetAccount  string      `json:"targetAccount,omitempty"`
	ExtraParams    string      `json:"extraParams,omitempty"`
	NotifyURL      string      `json:"notifyUrl"`
	RequestID      string      `json:"requestId,omitempty"` // the merchant's own, from the header of its create
	CreatedAt      time.Time   `json:"createdAt"`
	Hidden         bool        `json:"hidden"`         // get says absent
	Paid           bool        `json:"paid"`           // this order's money has moved
	Payments       int         `json:"payments"`       // how many orders of this kind and serial are paid: 2 is paid twice
	CreateRequests int         `json:"createRequests"` // received for this kind and serial, whatever became of them
	Callbacks      []Delivery  `json:"callbacks"`      // in the order of their ends
}

// Delivery is one callback that was sent, and what came back.
type Delivery struct {
	At      time.Time   `json:"at"`
	State   int         `json:"state"`
	Amount  json.Number `json:"amount"`
	BadSign bool        `json:"badSign,omitempty"`
	Status  int         `json:"status,omitempty"` // HTTP
	Answer  string      `json:"answer,omitempty"` // the beginning of the body
	Error   string      `json:"error,omitempty"`  // where no answer came
}

// order is an order as it is kept. Payments and CreateRequests are filled in where it is shown.
type order struct {
	Order
	amount funds.Amount
}

// serial is what a merchant knows an order by.
type serial struct {
	kind Kind
	text string
}

// tally is what is known of a serial: it may have been asked for, or even paid, more than once.
type tally struct {
	requests int    // creates received
	payments int    // orders paid
	newest   *order // the one that calls speak about; nil where there is none
}

func (s *Sandbox) tally(kind Kind, text string) *tally {
	known, ok := s.serials[serial{kind, text}]
	if !ok {
		known = &tally{}
		s.serials[serial{kind, text}] = known
	}
	return known
}

// add keeps a new order, and freezes a withdrawal's money.
func (s *Sandbox) add(o *order) {
	var random [12]byte
	_, _ = rand.Read(random[:]) // never fails
	o.PlatformID = hex.EncodeToString(random[:])
	o.Amount = json.Number(o.amount.Major())
	o.CreatedAt = time.Now().UTC()
	o.Callbacks = []Delivery{}
	if o.Kind == Withdrawal {
		s.balance.withdrawal -= o.amount
		s.balance.frozen += o.amount
	}
	s.orders = append(s.orders, o)
	s.tally(o.Kind, o.MerchantSerial).newest = o
}

// changeState takes an order to another state and its money along. It says false, and does nothing, where the
// order's state does not lead there.
func (s *Sandbox) changeState(o *order, state int) bool {
	rules := machines[o.Kind]
	if !slices.Contains(rules.next[o.State], state) {
		return false
	}
	takenBack := o.State == rules.done
	o.State = state
	if state == rules.done {
		o.Paid = true
		s.tally(o.Kind, o.MerchantSerial).payments++
	}
	if takenBack {
		o.Paid = false
		s.tally(o.Kind, o.MerchantSerial).payments--
	}
	switch {
	case o.Kind == Withdrawal:
		if !takenBack {
			s.balance.frozen -= o.amount
		}
		if !o.Paid {
			s.balance.withdrawal += o.amount
		}
	case takenBack:
		s.balance.deposit -= o.amount
	case o.Paid:
		s.balance.deposit += o.amount
	}
	return true
}

// receive changes what a deposit brought, and the balance along where that was counted.
func (s *Sandbox) receive(o *order, amount funds.Amount) {
	if o.Paid {
		s.balance.deposit += amount - o.amount
	}
	o.amount, o.Amount = amount, json.Number(amount.Major())
}

// waits says that the order has not ended.
func (o *order) waits() bool {
	return slices.Contains(machines[o.Kind].waiting, o.State)
}

// show is a copy of the order with what is counted per serial.
func (s *Sandbox) show(o *order) Order {
	shown := o.Order
	shown.Callbacks = slices.Clone(o.Callbacks)
	known := s.tally(o.Kind, o.MerchantSerial)
	shown.CreateRequests, shown.Payments = known.requests, known.payments
	return shown
}
