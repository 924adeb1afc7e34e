package webhook

import (
	"net/http"
	"slices"
	"time"
)

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting   DeliveryState = "waiting"   // for its first try, or its next one
	DeliveryDelivered DeliveryState = "delivered" // the endpoint took it
	DeliveryGivenUp   DeliveryState = "given_up"  // three days of tries are over; a replay begins anew
)

// DeliveryStates are all that there are.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveryWaiting, DeliveryDelivered, DeliveryGivenUp}
}

// Known says that it is one of the states.
func (s DeliveryState) Known() bool { return slices.Contains(DeliveryStates(), s) }

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	Endpoint string
	Event    Event
	State    DeliveryState
	Tries    int64     // since it was made, or replayed
	Due      time.Time // when it is tried next; zero unless it waits
	Answers  []Answer  // of the last tries, the newest last
	Version  int64     // of the delivery itself
}

// Answer is what became of one try.
type Answer struct {
	At     time.Time
	Took   time.Duration
	Status int    // of HTTP; 0 where there was none
	Fault  Fault  // why there was none
	Text   string // how the answer's body begins
}

// Fault is why a try had no answer.
type Fault string

// The faults. Nothing of an address or of an error's text is kept: it would say what a network looks like from inside.
const (
	FaultResolve Fault = "no_address"      // its name has no address, or the name server no answer
	FaultRefused Fault = "address_refused" // its name leads where no event may go
	FaultConnect Fault = "no_connection"
	FaultTLS     Fault = "certificate" // it does not show that it is whom it is named
	FaultTimeout Fault = "timeout"
	FaultBroken  Fault = "broken_off" // the connection broke before there was an answer
)

const (
	// MaxAnswers is how many tries' answers are kept.
	MaxAnswers = 10
	// MaxAnswerText is how much of an answer's body is kept, in bytes.
	MaxAnswerText = 200
	// Kept is for how long a delivery is kept, from the moment at which it was made.
	Kept = 30 * 24 * time.Hour
)

// waits are between one try and the next, as Standard Webhooks proposes them: ten tries within some 76 hours.
var waits = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// MaxTries is how often a delivery is tried before it is given up.
const MaxTries = int64(len(waits)) + 1

// jitterShare is how much longer than its time a wait may be.
const jitterShare = 0.1

// taken says that the endpoint has the event.
func (a Answer) taken() bool {
	return a.Status >= http.StatusOK && a.Status < http.StatusMultipleChoices
}

// gone says that the endpoint wants nothing any more.
func (a Answer) gone() bool { return a.Status == http.StatusGone }

// After is the delivery after a try. jitter, from 0 to 1, spreads what failed together over a tenth of the wait.
func (d Delivery) After(answer Answer, jitter float64) Delivery {
	d.Tries++
	d.Answers = append(append([]Answer(nil), d.Answers[max(0, len(d.Answers)-MaxAnswers+1):]...), answer)
	switch {
	case answer.taken():
		d.State, d.Due = DeliveryDelivered, time.Time{}
	case d.Tries >= MaxTries:
		d.State, d.Due = DeliveryGivenUp, time.Time{}
	default:
		wait := waits[d.Tries-1]
		d.Due = answer.At.Add(wait + time.Duration(jitter*jitterShare*float64(wait)))
	}
	return d
}

// Again is the delivery made anew, with the same event.
func (d Delivery) Again(at time.Time) Delivery {
	d.State, d.Tries, d.Due = DeliveryWaiting, 0, at
	return d
}

// DeliveryOf is a new delivery.
func DeliveryOf(endpoint Endpoint, event Event, at time.Time) Delivery {
	return Delivery{Endpoint: endpoint.ID, Event: event, State: DeliveryWaiting, Due: at}
}
