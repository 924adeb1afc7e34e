package funds

import (
	"cmp"
	"errors"
)

// Channel is a payout type of the gateway that a deployment offers as a withdrawal method.
type Channel struct {
	Method      Method // what users choose
	Type        string // what the gateway calls it
	Name        string // what people read
	Min, Max    Amount // bounds of the net amount; a Max of 0 is none
	Step        Amount // the net amount is a multiple of this; 100 is whole units
	AutoApprove bool   // the merchant contract approves by policy

	PayOnApproval bool // an approval that is not the payout makes it due: the machine claims and sends it
}

// Why an order is not one that a channel pays, or that somebody pays by hand.
const (
	ReasonNetStep            Reason = "net_step"  // what is paid out is a multiple of Step
	ReasonNetLeast           Reason = "net_least" // and not below Least
	ReasonNetMost            Reason = "net_most"  // nor above Most
	ReasonNetPositive        Reason = "net_positive"
	ReasonAccountMissing     Reason = "account_missing"
	ReasonOrderIncomplete    Reason = "order_incomplete" // it has no serial, or no type
	ReasonNoChannel          Reason = "no_channel"       // the gateway does not pay this method
	ReasonChannelCannotPay   Reason = "channel_cannot_pay"
	ReasonMethodPaidByNobody Reason = "method_paid_by_nobody" // Method has no channel, and is not paid by hand
	ReasonMethodHasChannel   Reason = "method_has_channel"    // Method is not paid by hand
)

// Check is everything that a channel demands of an order, whoever is about to have it sent: what it cannot
// take is neither frozen for it nor claimed. Refusals are [CodeInvalid], by create's names of the fields.
func (c Channel) Check(order Order) error {
	switch {
	case c.Step > 0 && order.Amount%c.Step != 0:
		return Invalid("amount", ReasonNetStep).About(Facts{Step: c.Step})
	case order.Amount < c.Min:
		return Invalid("amount", ReasonNetLeast).About(Facts{Least: c.Min})
	case c.Max > 0 && order.Amount > c.Max:
		return Invalid("amount", ReasonNetMost).About(Facts{Most: c.Max})
	}
	return CheckOrder(order)
}

// CheckOrder refuses what no gateway's order may be, whatever the channel ([CodeInvalid]): it has a serial, a
// type, an account and an amount above zero, and texts that hide nothing and that a signature can carry. The owner may
// be empty.
func CheckOrder(order Order) error {
	switch {
	case order.Amount <= 0:
		return Invalid("amount", ReasonNetPositive)
	case order.Account == "":
		return Invalid("account", ReasonAccountMissing)
	case order.Serial == "" || order.Type == "":
		return Invalid("payoutMethod", ReasonOrderIncomplete)
	}
	if err := cmp.Or(CheckAccount("account", order.Account), CheckText("accountName", order.Owner)); err != nil {
		return err
	}
	for _, text := range []struct{ field, text string }{
		{"account", order.Account}, {"accountName", order.Owner}, {"merchantSerial", order.Serial}, {"type", order.Type},
	} {
		if err := CheckGatewayText(text.field, text.text); err != nil {
			return err
		}
	}
	return nil
}

// Payable is the channel that may be asked to pay the withdrawal as the policy is now, which need not be the
// policy that it was made under. A method without a channel is [CodeInvalid]; what the channel does not take is
// [CodeUnpayable] with the reason.
func (p Policy) Payable(withdrawal Withdrawal) (Channel, error) {
	channel, ok := p.Channel(withdrawal.Method)
	if !ok {
		return Channel{}, Invalid("payoutMethod", ReasonNoChannel)
	}
	var refused *Error
	if err := channel.Check(OrderOf(withdrawal, channel)); errors.As(err, &refused) {
		return Channel{}, &Error{
			Code: CodeUnpayable, Reason: ReasonChannelCannotPay, Field: refused.Field, Facts: Facts{Channel: channel.Name}, Why: refused.Statements(),
		}
	}
	return channel, nil
}

// PaidByHand says that somebody pays the method outside, and tells us: it is one of the three that need no
// configuration, or the policy names it so, and it has no channel. A method whose channel has left the policy is
// not: nobody would pay it.
func (p Policy) PaidByHand(method Method) bool {
	if _, hasChannel := p.Channel(method); hasChannel {
		return false
	}
	return p.byHand(method)
}

// CheckByHand refuses to take a withdrawal for paid by hand, where nobody has said so in as many words.
func (p Policy) CheckByHand(method Method) error {
	if p.PaidByHand(method) {
		return nil
	}
	reason := ReasonMethodPaidByNobody
	if _, hasChannel := p.Channel(method); hasChannel {
		reason = ReasonMethodHasChannel
	}
	return &Error{Code: CodeUnpayable, Reason: reason, Field: "method", Facts: Facts{Method: string(method)}}
}
