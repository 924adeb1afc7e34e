package merchant

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestARechargeWithoutItsPageSaysWhy(t *testing.T) {
	t.Parallel()
	accepted, page := time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC), "https://pay.example/1"
	const hidden = `网关状态 0, its url is not shown: the host "evil.example" is not allowed`
	tests := map[string]struct {
		recharge  funds.Recharge
		url, info string
	}{
		"its page is shown":              {funds.Recharge{AcceptedAt: accepted, URL: page, NotifyInfo: "网关状态 0"}, page, ""},
		"its page must not be shown":     {funds.Recharge{AcceptedAt: accepted, NotifyInfo: hidden}, "", "支付页面暂不可用，请稍后查看或联系客服"},
		"the gateway gave no page":       {funds.Recharge{AcceptedAt: accepted, NotifyInfo: "网关状态 0"}, "", "支付页面暂不可用，请稍后查看或联系客服"},
		"nobody knows whether it exists": {funds.Recharge{NotifyInfo: `Post "https://gateway": EOF`}, "", ""},
		"it has ended":                   {funds.Recharge{State: funds.RechargeExpired, AcceptedAt: accepted, NotifyInfo: "超时未支付"}, "", "超时未支付"},
	}
	for name, test := range tests {
		if test.recharge.State == "" {
			test.recharge.State = funds.RechargeOpen
		}
		if got := rechargeViewOf(test.recharge, words.Reader{}); got.URL != test.url || got.NotifyInfo != test.info {
			t.Errorf("%s: url %q, notifyInfo %q", name, got.URL, got.NotifyInfo)
		}
	}
}
