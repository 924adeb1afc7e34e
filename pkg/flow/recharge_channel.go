package flow

import (
	"context"
	"encoding/json"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// channelTerms: the gateway is asked for its channels at most once in a minute; while it does not answer, the last
// answer counts for ten.
var channelTerms = funds.Terms{Fresh: time.Minute, Usable: 10 * time.Minute, Retry: 5 * time.Second, Stale: true}

const channelsName = "CHANNELS" // of what is kept of the answer

// RechargeChannels are the ways to pay in that the gateway offers; [funds.CodeBusy] where it cannot be asked.
func (s *Service) RechargeChannels(ctx context.Context) ([]funds.RechargeChannel, error) {
	text, err := s.shared(ctx, channelsName, channelTerms, func(ctx context.Context) (string, error) {
		channels, err := s.Gateway.Channels(ctx)
		if err != nil {
			return "", err
		}
		encoded, err := json.Marshal(channels)
		return string(encoded), err
	})
	if err != nil {
		return nil, err
	}
	return channelsOf(text)
}

// channelsOf reads what is kept of the gateway's answer.
func channelsOf(text string) (channels []funds.RechargeChannel, err error) {
	if err := json.Unmarshal([]byte(text), &channels); err != nil {
		return nil, funds.Internal("read the kept channels", err)
	}
	return channels, nil
}

// mayCollect refuses a recharge through a channel that is silent, before anything of it is stored. Whoever takes the right to
// probe it asks for the channels first, which makes no order: only a gateway that answers that is sent one.
func (s *Service) mayCollect(ctx context.Context, code string) error {
	l := rechargeLane(code)
	probes, err := s.mayClaim(ctx, l, funds.CodeBusy)
	if err != nil || !probes {
		return err
	}
	began := s.Now()
	if _, err := s.Gateway.Channels(ctx); err != nil {
		s.asked(ctx, l, began, true)
		return s.silent(l, funds.CodeBusy, s.Breakers.of(l).Wait(s.Now()))
	}
	return nil
}

// ReasonChannelNotOffered says that the gateway has no such channel.
const ReasonChannelNotOffered funds.Reason = "channel_not_offered"

func (s *Service) rechargeChannel(ctx context.Context, code string) (funds.RechargeChannel, error) {
	channels, err := s.RechargeChannels(ctx)
	if err != nil {
		return funds.RechargeChannel{}, err
	}
	for _, channel := range channels {
		if channel.Code == code {
			return channel, nil
		}
	}
	return funds.RechargeChannel{}, funds.Invalid("channelCode", ReasonChannelNotOffered)
}
