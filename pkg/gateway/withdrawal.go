package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// The gateway's states of a withdrawal (withdrawal/get in its document).
const (
	withdrawalNew       = 0
	withdrawalDone      = 1
	withdrawalRefused   = 2 // by an admin of the gateway
	withdrawalCancelled = 3 // by the merchant, in the gateway's own back office
)

// Balance is what the gateway can still pay out for us (withdrawal/balance). Any error means that it
// is not known. It is rounded down to the minor unit.
func (c *Client) Balance(ctx context.Context) (funds.Amount, error) {
	got, err := c.call(ctx, "withdrawal/balance")
	if err != nil {
		return 0, fmt.Errorf("gateway balance: %w", err)
	}
	if !got.ok() {
		return 0, fmt.Errorf("gateway balance: %v", got)
	}
	var data struct {
		Balance literal `json:"balance"`
	}
	if err := wire.Unmarshal(got.Data, &data); err != nil {
		return 0, fmt.Errorf("gateway balance: an answer without it%s", naming(err))
	}
	balance, err := data.Balance.atLeast()
	if err != nil {
		return 0, fmt.Errorf("gateway balance %.40q: %w", data.Balance, err)
	}
	return balance, nil
}

// Create asks the gateway to pay, once: one request on one connection, which ends with ctx. It answers
// open where the gateway has the order in any known state (settling is left to Get), declined for a
// configured refusal, unsent where our own side gave up before anything was sent (the order does not pass
// [funds.CheckOrder], or there is no key), and unknown for everything else, a refused connection included.
func (c *Client) Create(ctx context.Context, order funds.Order) funds.Report {
	if err := funds.CheckOrder(order); err != nil { // the last look: every claim has been checked so
		return unsent(fmt.Errorf("%w: %w", errNotSent, err))
	}
	fields := []Field{
		Text("merchantSerial", order.Serial),
		Text("type", order.Type),
		Text("targetAccount", order.Account),
		Number("amount", order.Amount.Major()),
		Text("notifyUrl", c.config.NotifyURL),
	}
	if order.Owner != "" {
		fields = append(fields, Text("targetOwner", order.Owner))
	}
	got, err := c.call(ctx, "withdrawal/create", fields...)
	switch {
	case errors.Is(err, errNotSent):
		return unsent(err)
	case err != nil:
		return unknown("%v", err)
	case got.matches(c.decided.Load().Declined):
		return got.report(funds.OutcomeDeclined)
	case !got.ok():
		return got.report(funds.OutcomeUnknown)
	}
	report := readOrder(got.Data, order.Serial, order.Amount)
	if report.Outcome != funds.OutcomeUnknown {
		report.Outcome = funds.OutcomeOpen
	}
	return report
}

// Get asks the gateway about an order (withdrawal/get). It answers absent for a configured error
// alone, and unknown unless the order in the answer is ours by serial and by amount.
func (c *Client) Get(ctx context.Context, serial string, expected funds.Amount) funds.Report {
	got, err := c.call(ctx, "withdrawal/get", Text("merchantSerial", serial))
	switch {
	case err != nil:
		return unknown("%v", err)
	case got.matches(c.decided.Load().Absent):
		return got.report(funds.OutcomeAbsent)
	case !got.ok():
		return got.report(funds.OutcomeUnknown)
	}
	return readOrder(got.Data, serial, expected)
}

func unsent(err error) funds.Report {
	return funds.Report{Outcome: funds.OutcomeUnsent, Detail: funds.Text(err.Error())}
}

func unknown(format string, args ...any) funds.Report {
	return funds.Report{Outcome: funds.OutcomeUnknown, Detail: funds.Text(fmt.Sprintf(format, args...))}
}

// readOrder classes an order that the gateway answered with, if it is the one that was asked about.
func readOrder(data json.RawMessage, serial string, expected funds.Amount) funds.Report {
	order, err := readAnswered(data, serial)
	if err == nil && order.amount != expected {
		err = fmt.Errorf("the order has another amount: %s, not %s", order.amount.Major(), expected.Major())
	}
	if err != nil {
		return funds.Report{Outcome: funds.OutcomeUnknown, Exists: order.serial == serial, Detail: funds.Text(err.Error())}
	}
	return funds.Report{
		Outcome:    withdrawalOutcome(order.state),
		Exists:     true,
		State:      order.state,
		PlatformID: order.platformID,
		Amount:     order.amount,
		Detail:     stateOf(order),
	}
}

// ReasonState says in which state the gateway has the order: Gateway.
const ReasonState funds.Reason = "in_state"

func stateOf(read order) funds.Message {
	return funds.Say(ReasonState, funds.Facts{Gateway: int64(read.state)})
}

func withdrawalOutcome(state int) funds.Outcome {
	switch state {
	case withdrawalNew:
		return funds.OutcomeOpen
	case withdrawalDone:
		return funds.OutcomePaid
	case withdrawalRefused, withdrawalCancelled:
		return funds.OutcomeRefused
	default:
		return funds.OutcomeUnknown
	}
}
