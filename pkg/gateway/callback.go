package gateway

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// What is wrong with a callback.
const (
	ReasonSignature  funds.Reason = "signature_wrong"
	ReasonNotOurs    funds.Reason = "message_not_ours"   // it names another merchant
	ReasonRepeated   funds.Reason = "message_repeated"   // a known name is there twice
	ReasonMisspelled funds.Reason = "message_misspelled" // or in another letter case
)

// ErrSignature says that a callback's signature is missing or wrong: nothing in it may be believed.
var ErrSignature = funds.Refuse(funds.CodeUnauthenticated, ReasonSignature)

// Callback is what the gateway says, in a well signed body, about a withdrawal or a deposit. It is a hint:
// what it says is to be confirmed with [Client.Get] or [Client.GetRecharge] before money moves.
type Callback struct {
	Serial     string // ours
	PlatformID string
	State      int // the gateway's own number
	Amount     funds.Amount
	At         time.Time // when the gateway signed it
	Stale      bool      // At is outside the configured window around now
}

// ParseCallback verifies a raw body over all of its fields and reads it. The signature is
// checked before any field, over their literals as they came. Numbers may be written as strings, as the document's
// own examples have the timestamp, and end in zeros.
//
// Errors: [ErrSignature]; [funds.CodeInvalid] with the field named ("body" for what is no JSON object
// of at most [MaxBodyBytes]; "username" for another merchant's); any other error means that the keys
// could not be had.
//
// A callback's validity is decided here: its sign, its merchant, its form, and whether its time lies within the window.
// Whether it tells anything about an order is decided where it is received, flow.Service.ReceiveCallback.
func (c *Client) ParseCallback(ctx context.Context, raw []byte) (Callback, error) {
	raw = withoutMark(raw)
	message, err := ParseMessage(raw)
	if err != nil {
		return Callback{}, err
	}
	keys, err := c.keys(ctx)
	if err != nil {
		return Callback{}, err
	}
	if !keys.Verify(message) {
		return Callback{}, ErrSignature
	}
	var body struct {
		said
		Username  literal `json:"username"`
		Timestamp literal `json:"timestamp"`
		Sign      literal `json:"sign"`
	}
	if err := wire.Unmarshal(raw, &body); err != nil {
		return Callback{}, unread(err)
	}
	if string(body.Username) != c.config.Username {
		return Callback{}, funds.Invalid("username", ReasonNotOurs)
	}
	read, err := body.read()
	if err != nil {
		return Callback{}, err
	}
	milliseconds, err := body.Timestamp.integer()
	if err != nil {
		return Callback{}, funds.Invalid("timestamp", ReasonNoNumber)
	}
	at := time.UnixMilli(milliseconds)
	age := c.config.Now().Sub(at)
	return Callback{
		Serial:     read.serial,
		PlatformID: read.platformID,
		State:      read.state,
		Amount:     read.amount,
		At:         at,
		Stale:      age > c.config.CallbackWindow || age < -c.config.CallbackWindow,
	}, nil
}

func misnamed(name *wire.NameError) error {
	if name.Twice {
		return funds.Invalid(name.Name, ReasonRepeated)
	}
	return funds.Invalid(name.Name, ReasonMisspelled)
}

// unread names the field that is to blame for a body that cannot be read by exact names.
func unread(err error) error {
	var name *wire.NameError
	if errors.As(err, &name) {
		return misnamed(name)
	}
	return funds.Invalid("body", ReasonNoJSON)
}
