package gateway

import (
	"context"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ErrSignature says that a callback's signature is missing or wrong: nothing in it may be believed.
var ErrSignature = funds.Refuse(funds.CodeUnauthenticated, "签名错误")

// Callback is what the gateway says, in a well signed body, about a withdrawal or a deposit. It is a hint:
// what it says is to be confirmed with [Client.Get] or [Client.GetDeposit] before money moves.
type Callback struct {
	Serial     string // ours
	PlatformID string
	State      int // the gateway's own number
	Amount     funds.Amount
	At         time.Time // when the gateway signed it
	Stale      bool      // At is outside the configured window around now
}

// ParseCallback verifies a raw body over all of its fields and reads it. The signature is
// checked before any field. Numbers may be written as strings, as the document's own examples have
// the timestamp.
//
// Errors: [ErrSignature]; [funds.CodeInvalid] with the field named ("body" for what is no JSON object
// of at most [MaxBodyBytes]; "username" for another merchant's); any other error means that the keys
// could not be had.
func (c *Client) ParseCallback(ctx context.Context, raw []byte) (Callback, error) {
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
	if message.Value("username") != c.config.Username {
		return Callback{}, funds.Invalid("username", "not ours")
	}
	for _, name := range []string{"merchantSerial", "platformId"} {
		text := message.Value(name)
		if text == "" {
			return Callback{}, funds.Invalid(name, "missing")
		}
		if err := funds.CheckGatewayText(name, text); err != nil {
			return Callback{}, err
		}
	}
	amount, err := funds.ParseAmount(message.Value("amount"))
	if err != nil {
		return Callback{}, err
	}
	state, err := strconv.Atoi(message.Value("state"))
	if err != nil {
		return Callback{}, funds.Invalid("state", "not an integer")
	}
	milliseconds, err := strconv.ParseInt(message.Value("timestamp"), decimal, 64)
	if err != nil {
		return Callback{}, funds.Invalid("timestamp", "not an integer")
	}
	at := time.UnixMilli(milliseconds)
	age := c.config.Now().Sub(at)
	return Callback{
		Serial:     message.Value("merchantSerial"),
		PlatformID: message.Value("platformId"),
		State:      state,
		Amount:     amount,
		At:         at,
		Stale:      age > c.config.CallbackWindow || age < -c.config.CallbackWindow,
	}, nil
}
