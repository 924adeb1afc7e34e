package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The gateway's states of a withdrawal (withdrawal/get in its document).
const (
	withdrawalNew       = 0
	withdrawalDone      = 1
	withdrawalRefused   = 2 // by an admin of the gateway
	withdrawalCancelled = 3 // by the merchant, in the gateway's own back office
)

// checkOrder is the last look before money is asked for. Owner alone may be empty.
func checkOrder(order funds.Order) error {
	if order.Serial == "" || order.Type == "" || order.Account == "" || order.Amount <= 0 {
		return errors.New("serial, type, account and an amount above zero are needed")
	}
	return errors.Join(
		funds.CheckGatewayText("merchantSerial", order.Serial),
		funds.CheckGatewayText("type", order.Type),
		funds.CheckGatewayText("targetOwner", order.Owner),
		funds.CheckGatewayText("targetAccount", order.Account),
	)
}

// Balance is what the gateway can still pay out for us (withdrawal/balance). Any error means that it
// is not known.
func (c *Client) Balance(ctx context.Context) (funds.Amount, error) {
	got, err := c.call(ctx, "withdrawal/balance")
	if err != nil {
		return 0, fmt.Errorf("gateway balance: %w", err)
	}
	if !got.ok() {
		return 0, fmt.Errorf("gateway balance: %v", got)
	}
	var data struct {
		Balance json.Number `json:"balance"`
	}
	if err := json.Unmarshal(got.Data, &data); err != nil {
		return 0, fmt.Errorf("gateway balance: %w", err)
	}
	balance, err := funds.ParseAmount(data.Balance.String())
	if err != nil {
		return 0, fmt.Errorf("gateway balance %q: %w", data.Balance, err)
	}
	return balance, nil
}

// Create asks the gateway to pay, once: one request on one connection, which ends with ctx. It answers
// open where the gateway has the order in any known state (settling is left to Get), declined for a
// configured refusal, and unknown for everything else, our own failure to send included. The order's
// texts must pass [funds.CheckGatewayText].
func (c *Client) Create(ctx context.Context, order funds.Order) funds.Report {
	if err := checkOrder(order); err != nil {
		return unknown("not sent: %v", err)
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
	case err != nil:
		return unknown("%v", err)
	case got.matches(c.config.Declined):
		return funds.Report{Outcome: funds.OutcomeDeclined, Detail: got.String()}
	case !got.ok():
		return unknown("%v", got)
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
	case got.matches(c.config.Absent):
		return funds.Report{Outcome: funds.OutcomeAbsent, Detail: got.String()}
	case !got.ok():
		return unknown("%v", got)
	}
	return readOrder(got.Data, serial, expected)
}

func unknown(format string, args ...any) funds.Report {
	return funds.Report{Outcome: funds.OutcomeUnknown, Detail: fmt.Sprintf(format, args...)}
}

// answered is an order as create and get answer with it, for withdrawals and deposits alike.
type answered struct {
	PlatformID     string      `json:"platformId"`
	MerchantSerial string      `json:"merchantSerial"`
	Amount         json.Number `json:"amount"`
	State          *int        `json:"state"`
	URL            string      `json:"url"` // a deposit's
}

// readAnswered reads an order if it is the one that was asked about, with its required fields.
func readAnswered(data json.RawMessage, serial string) (answered, error) {
	var order answered
	if err := json.Unmarshal(data, &order); err != nil || order.State == nil || order.PlatformID == "" {
		return answered{}, errors.New("an order without its required fields")
	}
	if order.MerchantSerial != serial {
		return answered{}, fmt.Errorf("the answer is about another order: serial %.64q", order.MerchantSerial)
	}
	if err := funds.CheckGatewayText("platformId", order.PlatformID); err != nil {
		return answered{}, fmt.Errorf("the order: %w", err)
	}
	return order, nil
}

// readOrder classes an order that the gateway answered with, if it is the one that was asked about.
func readOrder(data json.RawMessage, serial string, expected funds.Amount) funds.Report {
	order, err := readAnswered(data, serial)
	if err != nil {
		return unknown("%v", err)
	}
	amount, err := funds.ParseAmount(withoutZeros(order.Amount.String()))
	if err != nil || amount != expected {
		return unknown("the order has another amount: %.40q, not %s", order.Amount, expected.Major())
	}
	outcome := withdrawalOutcome(*order.State)
	return funds.Report{
		Outcome:    outcome,
		State:      *order.State,
		PlatformID: order.PlatformID,
		Amount:     amount,
		Detail:     fmt.Sprintf("网关状态 %d", *order.State),
	}
}

// withoutZeros leaves out the zeros that end a fraction: some gateways print 100.000.
func withoutZeros(literal string) string {
	if !strings.Contains(literal, ".") || strings.ContainsAny(literal, "eE") {
		return literal
	}
	return strings.TrimSuffix(strings.TrimRight(literal, "0"), ".")
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
