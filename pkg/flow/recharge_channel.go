package flow

import (
	"context"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	channelsFresh  = time.Minute      // the gateway is asked for its channels at most once in this time
	channelsUsable = 10 * time.Minute // while it cannot be asked, the last answer counts for so long
	channelsRetry  = 5 * time.Second  // where there is none yet
)

// channelCache is the gateway's last answer about its deposit channels.
type channelCache struct {
	mu       sync.Mutex
	channels []funds.DepositChannel
	asked    time.Time // also where the answer was an error
	answered time.Time
}

// RechargeChannels are the ways to pay in that the gateway offers; [funds.CodeBusy] where it cannot be asked.
func (s *Service) RechargeChannels(ctx context.Context) ([]funds.DepositChannel, error) {
	cache := &s.channels
	cache.mu.Lock()
	defer cache.mu.Unlock()
	now, wait := s.Now(), channelsFresh
	if cache.answered.IsZero() {
		wait = channelsRetry
	}
	if cache.asked.IsZero() || now.Sub(cache.asked) >= wait {
		channels, err := s.Gateway.Channels(ctx)
		if err != nil {
			s.Log.Warn("gateway channels", "error", err)
		} else {
			cache.channels, cache.answered = channels, now
		}
		cache.asked = now
	}
	if cache.answered.IsZero() || now.Sub(cache.answered) >= channelsUsable {
		return nil, &funds.Error{Code: funds.CodeBusy, Message: "支付网关暂时不可用，请稍后重试"}
	}
	return cache.channels, nil
}

func (s *Service) depositChannel(ctx context.Context, code string) (funds.DepositChannel, error) {
	channels, err := s.RechargeChannels(ctx)
	if err != nil {
		return funds.DepositChannel{}, err
	}
	for _, channel := range channels {
		if channel.Code == code {
			return channel, nil
		}
	}
	return funds.DepositChannel{}, funds.Invalid("channelCode", "channelCode 无效，请从可用通道中选择")
}
