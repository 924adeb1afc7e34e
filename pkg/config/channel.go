package config

import (
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// channel is one of the policy's channels. Min and Max bound what is paid out, which is a multiple of Step.
type channel struct {
	Method      string `json:"method"`
	Type        string `json:"type"`
	Name        string `json:"name"`
	Min         string `json:"min"`
	Max         string `json:"max"`
	Step        string `json:"step"`
	AutoApprove bool   `json:"autoApprove"`

	PayOnApproval bool `json:"payOnApproval"`
}

// UnmarshalJSON gives what is left out its default: whole units, without bounds.
func (c *channel) UnmarshalJSON(text []byte) error {
	type plain channel
	filled := plain{Min: "0", Max: "0", Step: "1"}
	if err := wire.UnmarshalKnown(text, &filled); err != nil {
		return err
	}
	*c = channel(filled)
	return nil
}

const (
	maxChannels    = 50
	maxMethodBytes = 32
)

func (r *reader) channels(raw []channel) []funds.Channel {
	r.want(len(raw) <= maxChannels, "channels", "more than %d", maxChannels)
	var channels []funds.Channel
	seen := map[string]bool{}
	for i, one := range raw {
		field := func(name string) string { return fmt.Sprintf("channels[%d].%s", i, name) }
		r.want(plainName(one.Method), field("method"), "want 1 to %d letters, digits and underscores, a letter first", maxMethodBytes)
		r.want(!seen[one.Method], field("method"), "%s is there twice", one.Method)
		seen[one.Method] = true
		r.text(field("type"), one.Type)
		r.text(field("name"), one.Name)
		c := funds.Channel{
			Method: funds.Method(one.Method), Type: one.Type, Name: one.Name, AutoApprove: one.AutoApprove, PayOnApproval: one.PayOnApproval,
			Min: r.amount(field("min"), one.Min), Max: r.amount(field("max"), one.Max), Step: r.amount(field("step"), one.Step),
		}
		r.want(c.Max == 0 || c.Max >= c.Min, field("max"), "less than min")
		r.want(c.Step >= 1, field("step"), "want 0.01 or more")
		channels = append(channels, c)
	}
	return channels
}

// byHand are the methods that are paid by hand besides those that need no configuration. One that has a channel is
// not: the gateway would pay it too.
func (r *reader) byHand(raw []string, policy funds.Policy) (methods []funds.Method) {
	r.want(len(raw) <= maxChannels, "byHand", "more than %d", maxChannels)
	for i, name := range raw {
		field, method := fmt.Sprintf("byHand[%d]", i), funds.Method(name)
		_, hasChannel := policy.Channel(method)
		r.want(plainName(name), field, "want 1 to %d letters, digits and underscores, a letter first", maxMethodBytes)
		r.want(!slices.Contains(methods, method), field, "%s is there twice", name)
		r.want(!hasChannel, field, "%s has a channel", name)
		methods = append(methods, method)
	}
	return methods
}

func (r *reader) text(field, text string) {
	r.want(text != "" && funds.CheckGatewayText(field, text) == nil, field, "want 1 to 64 characters without &, = and control characters")
}

// plainName says that a method's name is safe in keys, in URLs and in sentences.
func plainName(name string) bool {
	for i, c := range []byte(name) {
		letter := (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		if !letter && (i == 0 || (c != '_' && (c < '0' || c > '9'))) {
			return false
		}
	}
	return name != "" && len(name) <= maxMethodBytes
}
