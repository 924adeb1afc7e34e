package webhook

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Kind is what a step is a step of.
type Kind string

// The kinds. An event's type begins with its kind.
const (
	KindWithdrawal Kind = "withdrawal"
	KindRecharge   Kind = "recharge"
	KindWallet     Kind = "wallet"  // an entry of a wallet's ledger
	KindWebhook    Kind = "webhook" // an event of none: a test
)

// What the type of an event says behind its kind, where that is no state.
const (
	updated = "updated" // the step leaves the order in its state
	entry   = "entry"
	test    = "test"
)

// Step is one line of an order's log, or one entry of a ledger: what an event tells.
type Step struct {
	Kind    Kind
	Order   string // the order's id; of an entry the user's
	Version int64  // of the order after the step; of an entry its number in the ledger
	Command string // empty of an entry
	// From and To are the order's states, as they are stored; of an entry To alone, which is its type.
	From, To string
	At       time.Time
}

// StepOf is a withdrawal's line.
func StepOf(id funds.ID, line funds.Line) Step {
	return Step{KindWithdrawal, string(id), line.Version, string(line.Command), string(line.From), string(line.To), line.At}
}

// RechargeStepOf is a recharge's line.
func RechargeStepOf(id funds.RechargeID, line funds.RechargeLine) Step {
	return Step{KindRecharge, string(id), line.Version, string(line.Command), string(line.From), string(line.To), line.At}
}

// EntryStepOf is an entry of a user's ledger.
func EntryStepOf(made funds.Entry) Step {
	return Step{KindWallet, made.UserID, made.Seq, "", "", string(made.Type), made.At}
}

// EventID is the same for the same step, however often it is heard of: the order's id and its version.
func (s Step) EventID() string {
	id := s.Order + "-" + strconv.FormatInt(s.Version, 10)
	if s.Kind == KindWallet {
		return "W-" + id // a user's id may look like an order's
	}
	return id
}

// Type says what happened: the state that an order came into, or that it only changed.
func (s Step) Type() string {
	word := s.To
	switch {
	case s.Kind == KindWallet:
		word = entry
	case s.From == s.To:
		word = updated
	}
	return string(s.Kind) + "." + word
}

// Types are all that there are of events, but for the test's.
func Types() (types []string) {
	for _, state := range funds.States() {
		types = append(types, string(KindWithdrawal)+"."+string(state))
	}
	types = append(types, string(KindWithdrawal)+"."+updated)
	for _, state := range funds.RechargeStates() {
		types = append(types, string(KindRecharge)+"."+string(state))
	}
	return append(types, string(KindRecharge)+"."+updated, string(KindWallet)+"."+entry)
}

// Audience is whom an event is meant for.
type Audience string

// AudiencePlatform are the systems of whoever runs Outflow. What is for users themselves would be another one.
const AudiencePlatform Audience = "platform"

// Words spell a state of an order of a kind as each contract's document does, by the contract's name; nil of what is no
// order.
type Words func(kind Kind, state string) map[string]any

// Event is what is told, once for each step.
type Event struct {
	ID      string
	Type    string
	Order   string
	Version int64
	At      time.Time
	Body    string // a CloudEvent, as JSON; the same for the same step
}

// EventOf makes a step's event.
func EventOf(step Step, words Words) Event {
	return eventOf(Event{ID: step.EventID(), Type: step.Type(), Order: step.Order, Version: step.Version, At: step.At}, data{
		Version: step.Version, Command: step.Command, Status: words(step.Kind, step.To),
	})
}

// TestEvent is one that tells nothing: whether an endpoint hears it at all.
func TestEvent(random string, at time.Time) Event {
	return eventOf(Event{ID: "TEST-" + random, Type: string(KindWebhook) + "." + test, At: at}, data{})
}

// data is thin: whoever wants to know more asks the API, which knows what is true now and who may know it.
type data struct {
	Version int64          `json:"version"`
	Command string         `json:"command,omitempty"`
	Status  map[string]any `json:"status,omitempty"`
}

// eventOf writes the body: CloudEvents 1.0, in its JSON format.
func eventOf(event Event, of data) Event {
	body, err := json.Marshal(struct {
		SpecVersion string   `json:"specversion"`
		ID          string   `json:"id"`
		Source      string   `json:"source"`
		Type        string   `json:"type"`
		Subject     string   `json:"subject,omitempty"`
		Time        string   `json:"time"`
		Audience    Audience `json:"audience"` // an extension
		ContentType string   `json:"datacontenttype"`
		Data        data     `json:"data"`
	}{"1.0", event.ID, "outflow", event.Type, event.Order, event.At.UTC().Format("2006-01-02T15:04:05.000Z"), AudiencePlatform, "application/json", of})
	if err != nil {
		panic(fmt.Sprintf("an event of texts and numbers does not marshal: %v", err))
	}
	event.Body = string(body)
	return event
}

// wants says that somebody who asked for some types, or for all, wants to hear of one. A test is for whoever it is sent to.
func wants(types []string, one string) bool {
	return len(types) == 0 || slices.Contains(types, one)
}
