package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// maxChannels bounds what is believed to be a list of deposit channels.
const maxChannels = 200

// listedChannel is an entry of the gateway's list of channels.
type listedChannel struct {
	Code literal `json:"code"`
	Name literal `json:"name"`
	Min  literal `json:"min"` // major units
	Max  literal `json:"max"`
}

// Channels are the ways to pay in that the gateway offers us (deposit/channels), of which there may be none. Any
// error means that they are not known. One entry that makes no sense is an error too: nothing tells what else is
// wrong, and the caller may still have an older list that was whole.
func (c *Client) Channels(ctx context.Context) ([]funds.RechargeChannel, error) {
	got, err := c.call(ctx, "deposit/channels")
	if err != nil {
		return nil, fmt.Errorf("gateway channels: %w", err)
	}
	if !got.ok() {
		return nil, fmt.Errorf("gateway channels: %v", got)
	}
	var listed []listedChannel
	if err := wire.Unmarshal(got.Data, &listed); err != nil || listed == nil {
		return nil, fmt.Errorf("gateway channels: an answer without their list%s", naming(err))
	}
	if len(listed) > maxChannels {
		return nil, fmt.Errorf("gateway channels: more than %d", maxChannels)
	}
	channels := make([]funds.RechargeChannel, 0, len(listed))
	seen := map[string]bool{}
	for _, one := range listed {
		channel, err := one.read()
		if err != nil {
			return nil, fmt.Errorf("gateway channels: %.64q: %w", one.Code, err)
		}
		if seen[channel.Code] {
			return nil, fmt.Errorf("gateway channels: %.64q is there twice", one.Code)
		}
		seen[channel.Code] = true
		channels = append(channels, channel)
	}
	return channels, nil
}

func (l listedChannel) read() (funds.RechargeChannel, error) {
	code, name := string(l.Code), string(l.Name)
	if code == "" || name == "" {
		return funds.RechargeChannel{}, errors.New("no code or no name")
	}
	if err := funds.CheckGatewayText("code", code); err != nil { // it goes back in a signed request
		return funds.RechargeChannel{}, err
	}
	if err := funds.CheckLine("name", name); err != nil {
		return funds.RechargeChannel{}, err
	}
	least, err := l.Min.amount()
	if err != nil {
		return funds.RechargeChannel{}, fmt.Errorf("min %.40q: %w", l.Min, err)
	}
	most, err := l.Max.amount()
	if err != nil {
		return funds.RechargeChannel{}, fmt.Errorf("max %.40q: %w", l.Max, err)
	}
	if least < 0 || most < least {
		return funds.RechargeChannel{}, fmt.Errorf("bounds out of order: %s to %s", least.Major(), most.Major())
	}
	return funds.RechargeChannel{Code: code, Name: name, Min: least, Max: most}, nil
}

// CreateRecharge asks the gateway to collect, once: one request on one connection, which ends with ctx. It
// answers known where the gateway has the order as it was asked for, declined for a configured refusal, and
// unknown for everything else. Settling is left to [Client.GetRecharge]: whatever state the answer names, it is
// reported as new or processing.
func (c *Client) CreateRecharge(ctx context.Context, order funds.RechargeOrder) funds.RechargeReport {
	if order.Serial == "" || order.Channel == "" || order.Amount <= 0 {
		return unknownDeposit("not sent: serial, channel and an amount above zero are needed")
	}
	if err := errors.Join(funds.CheckGatewayText("merchantSerial", order.Serial), funds.CheckGatewayText("channelCode", order.Channel)); err != nil {
		return unknownDeposit("not sent: %v", err)
	}
	got, err := c.call(ctx, "deposit/create",
		Text("merchantSerial", order.Serial),
		Text("channelCode", order.Channel),
		Number("amount", order.Amount.Major()),
		Text("notifyUrl", c.config.RechargeNotifyURL),
	)
	switch {
	case err != nil:
		return unknownDeposit("%v", err)
	case got.matches(c.decided.Load().Declined):
		return funds.RechargeReport{Outcome: funds.RechargeDeclined, Detail: funds.Text(got.String())}
	case !got.ok():
		return unknownDeposit("%v", got)
	}
	report := c.readDeposit(got.Data, order.Serial)
	switch {
	case report.Outcome != funds.RechargeKnown:
	case report.Amount != order.Amount:
		return unknownDeposit("the order has another amount: %s, not %s", report.Amount.Major(), order.Amount.Major())
	case report.State != funds.GatewayDepositNew:
		report.State = funds.GatewayDepositProcessing
	}
	return report
}

// GetRecharge asks the gateway about an order (deposit/get). It answers absent for a configured error alone,
// and unknown unless the order in the answer is ours by its serial, with a state of the document and an amount
// above zero. The amount may be another than was asked for: it is what the gateway confirms.
func (c *Client) GetRecharge(ctx context.Context, serial string) funds.RechargeReport {
	got, err := c.call(ctx, "deposit/get", Text("merchantSerial", serial))
	switch {
	case err != nil:
		return unknownDeposit("%v", err)
	case got.matches(c.decided.Load().Absent):
		return funds.RechargeReport{Outcome: funds.RechargeAbsent, Detail: funds.Text(got.String())}
	case !got.ok():
		report := unknownDeposit("%v", got)
		report.Answered = true
		return report
	}
	return c.readDeposit(got.Data, serial)
}

func unknownDeposit(format string, args ...any) funds.RechargeReport {
	return funds.RechargeReport{Outcome: funds.RechargeUnknown, Detail: funds.Text(fmt.Sprintf(format, args...))}
}

// ReasonPageWithheld says why nobody is sent to the page of an order: Text.
const ReasonPageWithheld funds.Reason = "page_withheld"

// readDeposit reads an order that the gateway answered with, if it is the one that was asked about.
func (c *Client) readDeposit(data json.RawMessage, serial string) funds.RechargeReport {
	order, err := readAnswered(data, serial)
	if err != nil {
		return unknownDeposit("%v", err)
	}
	if order.state < funds.GatewayDepositNew || order.state > funds.GatewayDepositMismatch {
		return unknownDeposit("the order has the state %d, which the document does not know", order.state)
	}
	if order.amount <= 0 {
		return unknownDeposit("the order has no amount: %s", order.amount.Major())
	}
	report := funds.RechargeReport{
		Outcome: funds.RechargeKnown, State: order.state, PlatformID: order.platformID, Amount: order.amount,
		Detail: stateOf(order),
	}
	if order.url == "" {
		return report
	}
	if err := c.checkPayURL(order.url); err != nil { // the order stands, and may be paid; its page is not shown
		report.Detail += funds.Say(ReasonPageWithheld, funds.Facts{Text: err.Error()})
		return report
	}
	report.URL = order.url
	return report
}

// maxURL bounds a page's address, in bytes.
const maxURL = 2048

// checkPayURL refuses a page that users must not be sent to: it is https (or on loopback), on an allowed host.
func (c *Client) checkPayURL(text string) error {
	address, err := url.Parse(text)
	if err != nil || len(text) > maxURL || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("not a URL")
	}
	switch {
	case address.User != nil:
		return errors.New("it names a user")
	case address.Scheme == "http" && isLoopback(address) && isLoopback(c.base):
		return nil
	case address.Scheme != "https":
		return errors.New("want https")
	}
	allowed := c.decided.Load().PayHosts
	if len(allowed) == 0 {
		allowed = []string{strings.ToLower(c.base.Host)}
	}
	if !slices.Contains(allowed, strings.ToLower(address.Host)) {
		return fmt.Errorf("the host %.64q is not allowed", address.Host)
	}
	return nil
}
