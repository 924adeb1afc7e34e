package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	maxDelayMs     = 10 * 60 * 1000
	maxFaultCount  = 1_000_000
	maxCallbacks   = 100
	fieldMode      = "mode"
	fieldState     = "state"
	fieldCallback  = "callback"
	fieldDelayMs   = "delayMs"
	fieldReceived  = "received"
	fieldSettle    = "settleAfterMs"
	acceptRepeated = "accept"
	refuseRepeated = "refuse"
)

// Listing is the answer of GET /sandbox/orders. Amounts are in major units.
type Listing struct {
	Orders []Order `json:"orders"` // oldest first

	// CreateRequests counts the create requests received by kind and serial, those included that
	// made no order.
	CreateRequests map[Kind]map[string]int `json:"createRequests"`

	WithdrawalBalance json.Number `json:"withdrawalBalance"`
	WithdrawalFrozen  json.Number `json:"withdrawalFrozen"`
	DepositBalance    json.Number `json:"depositBalance"`
}

func (s *Sandbox) listOrders(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.list())
}

func (s *Sandbox) list() Listing {
	s.mu.Lock()
	defer s.mu.Unlock()
	listing := Listing{
		Orders:            []Order{},
		CreateRequests:    map[Kind]map[string]int{Withdrawal: {}, Deposit: {}},
		WithdrawalBalance: json.Number(s.balance.withdrawal.Major()),
		WithdrawalFrozen:  json.Number(s.balance.frozen.Major()),
		DepositBalance:    json.Number(s.balance.deposit.Major()),
	}
	for _, o := range s.orders {
		listing.Orders = append(listing.Orders, s.show(o))
	}
	for name, known := range s.serials {
		if known.requests > 0 { // one that was only asked about is known too
			listing.CreateRequests[name.kind][name.text] = known.requests
		}
	}
	return listing
}

// orderChange is what POST /sandbox/orders/{merchantSerial} asks for.
type orderChange struct {
	state    *int
	hidden   *bool
	received funds.Amount // of a deposit: what came; zero where it is what was asked for
	callback bool
	plan     plan // its amount is zero where the order's own is meant
}

func readOrderChange(r *http.Request) (orderChange, error) {
	var change orderChange
	f := readForm(r)
	if state, ok := f.integer(fieldState, 0, depositWrongAmount); ok {
		change.state = &state
	}
	if hidden, ok := f.boolean("hidden"); ok {
		change.hidden = &hidden
	}
	received, ok := f.amount(fieldReceived)
	if ok && received == 0 {
		f.fail(fieldReceived, "want more than 0")
	}
	change.received = received
	change.callback, _ = f.boolean(fieldCallback)
	if !change.callback {
		// What says how to call back means nothing without a callback.
		return change, f.end()
	}
	change.plan.times = 1
	if times, ok := f.integer("times", 1, maxCallbacks); ok {
		change.plan.times = times
	}
	change.plan.amount, _ = f.amount("amount")
	change.plan.badSign, _ = f.boolean("badSign")
	delayMs, _ := f.integer(fieldDelayMs, 0, maxDelayMs)
	change.plan.delay = time.Duration(delayMs) * time.Millisecond
	return change, f.end()
}

// changeOrder settles, hides or calls back the newest order of a serial, or the one of a platform id.
func (s *Sandbox) changeOrder(w http.ResponseWriter, r *http.Request) {
	change, err := readOrderChange(r)
	if err != nil {
		writeControlError(w, err)
		return
	}
	shown, err := s.applyChange(r.PathValue("merchantSerial"), change)
	if err != nil {
		writeControlError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, shown)
}

func (s *Sandbox) applyChange(id string, change orderChange) (Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := -1
	for i, o := range s.orders {
		if o.MerchantSerial == id || o.PlatformID == id {
			at = i
		}
	}
	if at < 0 {
		return Order{}, &refused{funds.CodeNotFound, "", "no order has this merchantSerial or platformId"}
	}
	o, state := s.orders[at], s.orders[at].State
	rules := machines[o.Kind]
	if change.state != nil {
		state = *change.state
	}
	if _, known := rules.next[state]; !known {
		return Order{}, invalid(fieldState, "a %s has no state %d", o.Kind, state)
	}
	if change.callback && !slices.Contains(rules.calledBack, state) {
		return Order{}, invalid(fieldCallback, "the gateway does not call back for a %s in state %d", o.Kind, state)
	}
	if change.received != 0 && o.Kind != Deposit {
		return Order{}, invalid(fieldReceived, "only a deposit receives")
	}
	before := o.amount
	if change.received != 0 {
		s.receive(o, change.received)
	}
	if state != o.State && !s.changeState(o, state) {
		s.receive(o, before)
		return Order{}, &refused{
			funds.CodeIllegal, fieldState, fmt.Sprintf("a %s does not go from state %d to %d", o.Kind, o.State, state),
		}
	}
	if change.hidden != nil {
		o.Hidden = *change.hidden
	}
	if change.callback && !s.closed {
		p := change.plan
		p.order, p.state = o, state
		if p.amount == 0 {
			p.amount = o.amount
		}
		s.work.Go(func() { s.callBack(p) })
	}
	return s.show(o), nil
}

func (s *Sandbox) putFault(w http.ResponseWriter, r *http.Request) {
	f := readForm(r)
	api, ok := f.text("api")
	if !ok || s.apiWork(api, "") == nil {
		f.fail("api", "want a call's name, such as withdrawal/create")
	}
	text, _ := f.text(fieldMode)
	mode := Mode(text)
	if !slices.Contains(modes, mode) {
		f.fail(fieldMode, "want one of %v", modes)
	} else if !mode.appliesTo(api) {
		f.fail(fieldMode, "%s does not apply to %s", mode, api)
	}
	count, ok := f.integer("count", 1, maxFaultCount)
	if !ok {
		count = 1
	}
	delayMs, _ := f.integer(fieldDelayMs, 0, maxDelayMs)
	if mode == Slow && delayMs == 0 {
		f.fail(fieldDelayMs, "slow needs one")
	}
	if err := f.end(); err != nil {
		writeControlError(w, err)
		return
	}
	s.mu.Lock()
	s.faults[api] = &fault{mode: mode, count: count, delay: time.Duration(delayMs) * time.Millisecond}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"api": api, fieldMode: mode, "count": count, fieldDelayMs: delayMs})
}

func (s *Sandbox) deleteFaults(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	clear(s.faults)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{})
}

// putSettings changes the settings that are named and leaves the others.
func (s *Sandbox) putSettings(w http.ResponseWriter, r *http.Request) {
	f := readForm(r)
	newBalance, setsBalance := f.amount("withdrawalBalance")
	byHand := f.null(fieldSettle)
	settleMs, settles := f.integer(fieldSettle, 0, maxDelayMs)
	repeated, setsRepeated := f.text("repeatedSerial")
	if setsRepeated && repeated != acceptRepeated && repeated != refuseRepeated {
		f.fail("repeatedSerial", "want accept or refuse")
	}
	if err := f.end(); err != nil {
		writeControlError(w, err)
		return
	}
	s.mu.Lock()
	if setsBalance {
		s.balance.withdrawal = newBalance
	}
	if settles || byHand {
		s.settings.settles = settles
		s.settings.settleAfter = time.Duration(settleMs) * time.Millisecond
	}
	if setsRepeated {
		s.settings.acceptRepeated = repeated == acceptRepeated
	}
	shown := s.showSettings()
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, shown)
}

func (s *Sandbox) showSettings() map[string]any {
	shown := map[string]any{
		"withdrawalBalance": json.Number(s.balance.withdrawal.Major()),
		fieldSettle:         nil,
		"repeatedSerial":    refuseRepeated,
	}
	if s.settings.settles {
		shown[fieldSettle] = s.settings.settleAfter.Milliseconds()
	}
	if s.settings.acceptRepeated {
		shown["repeatedSerial"] = acceptRepeated
	}
	return shown
}

func writeControlError(w http.ResponseWriter, err error) {
	status, text := http.StatusBadRequest, map[string]string{"error": err.Error()}
	code, field := classed(err)
	if code != funds.CodeInternal {
		text["field"] = field
	}
	switch code {
	case funds.CodeNotFound:
		status = http.StatusNotFound
	case funds.CodeIllegal:
		status = http.StatusConflict
	default: // a bad request
	}
	writeJSON(w, status, text)
}
