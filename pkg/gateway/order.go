package gateway

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// said are the fields in which the gateway says something about an order, in answers and callbacks alike, of
// withdrawals and of deposits.
type said struct {
	PlatformID     literal `json:"platformId"`
	MerchantSerial literal `json:"merchantSerial"`
	Amount         literal `json:"amount"`
	State          literal `json:"state"`
}

// order is what was said, read.
type order struct {
	platformID, serial string
	amount             funds.Amount
	state              int
	url                string // a deposit's, where an answer has it
}

// What is wrong with an order's fields.
const (
	ReasonMissing  funds.Reason = "message_missing"
	ReasonNoNumber funds.Reason = "message_no_number"
)

// read refuses what is missing and what makes no sense, with the field named.
func (s said) read() (order, error) {
	for _, field := range []struct {
		name string
		text literal
	}{{"merchantSerial", s.MerchantSerial}, {"platformId", s.PlatformID}} {
		if field.text == "" {
			return order{}, funds.Invalid(field.name, ReasonMissing)
		}
		if err := funds.CheckGatewayText(field.name, string(field.text)); err != nil {
			return order{}, err
		}
	}
	amount, err := s.Amount.amount()
	if err != nil {
		return order{}, err
	}
	state, err := s.State.integer()
	if err != nil {
		return order{}, funds.Invalid("state", ReasonNoNumber)
	}
	return order{platformID: string(s.PlatformID), serial: string(s.MerchantSerial), amount: amount, state: int(state)}, nil
}

// readAnswered reads an order that the gateway answered with, if it is the one that was asked about. Where that is
// so, and something else is wrong with it, the error comes with the serial.
func readAnswered(data json.RawMessage, serial string) (order, error) {
	var answered struct {
		said
		URL literal `json:"url"`
	}
	if err := wire.Unmarshal(data, &answered); err != nil {
		return order{}, fmt.Errorf("an answer without an order%s", naming(err))
	}
	read, err := answered.read()
	if err != nil {
		return order{serial: string(answered.MerchantSerial)}, fmt.Errorf("the order: %w", err)
	}
	if read.serial != serial {
		return order{}, fmt.Errorf("the answer is about another order: serial %.64q", read.serial)
	}
	read.url = string(answered.URL)
	return read, nil
}

// naming is the end of a sentence about JSON that cannot be read: which name is to blame, where one is. What else
// the error says may show what the gateway was told.
func naming(err error) string {
	var name *wire.NameError
	if errors.As(err, &name) {
		return ": " + name.Error()
	}
	return ""
}
