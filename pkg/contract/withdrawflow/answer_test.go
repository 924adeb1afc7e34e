package withdrawflow

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestARefusalIsAnAnswerWhoseCodeSaysSo(t *testing.T) {
	t.Parallel()
	short := func(balance, frozen, requested funds.Amount) *funds.Error {
		return &funds.Error{Code: funds.CodeInsufficient, Reason: funds.ReasonInsufficient, Facts: funds.Facts{
			Balance: balance, Frozen: frozen, Available: balance - frozen, Requested: requested,
		}}
	}
	illegal := func(state funds.State) *funds.Error {
		return funds.Refuse(funds.CodeIllegal, funds.ReasonIllegal).About(funds.Facts{State: state, From: string(state), To: "processing"})
	}
	tests := map[string]struct {
		err    *funds.Error
		status int
		says   string
	}{
		"more than there is": {short(1000_00, 500_00, 1000_01), 200, `{"code":400,"message":"总余额不足，当前总余额: 1000.00，申请提现: 1000.01","data":null,"reason":"insufficient","args":{},"then":[{"reason":"balance_short","args":{"available":"500.00","balance":"1000.00","frozen":"500.00","requested":"1000.01"}}]}`},
		"more than is free": {
			short(1000_00, 500_00, 600_00), 200, `{"code":400,"message":"可用余额不足，当前可用余额: 500.00，已冻结金额: 500.00，申请提现: 600.00","data":null,"reason":"insufficient","args":{},"then":[{"reason":"balance_short","args":{"available":"500.00","balance":"1000.00","frozen":"500.00","requested":"600.00"}}]}`,
		},
		"all that there is, of which some is frozen": {
			short(1000_00, 5, 1000_00), 200, `{"code":400,"message":"可用余额不足，当前可用余额: 999.95，已冻结金额: 0.05，申请提现: 1000.00","data":null,"reason":"insufficient","args":{},"then":[{"reason":"balance_short","args":{"available":"999.95","balance":"1000.00","frozen":"0.05","requested":"1000.00"}}]}`,
		},
		"a frozen wallet": {
			&funds.Error{Code: funds.CodeWalletInactive, Reason: funds.ReasonWalletInactive, Facts: funds.Facts{Status: funds.WalletFrozen}}, 200, `{"code":400,"message":"钱包已被冻结，无法提现","data":null,"reason":"wallet_inactive","args":{}}`,
		},
		"a closed wallet": {
			&funds.Error{Code: funds.CodeWalletInactive, Reason: funds.ReasonWalletInactive, Facts: funds.Facts{Status: funds.WalletClosed}}, 200, `{"code":400,"message":"钱包已关闭，无法提现","data":null,"reason":"wallet_inactive","args":{}}`,
		},
		"a wallet that was frozen when it was to be paid": {funds.ErrWalletInactive, 200, `{"code":400,"message":"钱包已被冻结，无法提现","data":null,"reason":"wallet_inactive","args":{}}`},
		"a paid one":      {illegal(funds.StateCompleted), 200, `{"code":409,"message":"交易状态为成功，只有待处理的交易可以确认或取消","data":null,"reason":"illegal","args":{"from":"completed","to":"processing"}}`},
		"a failed one":    {illegal(funds.StateFailed), 200, `{"code":409,"message":"交易状态为失败，只有待处理的交易可以确认或取消","data":null,"reason":"illegal","args":{"from":"failed","to":"processing"}}`},
		"a rejected one":  {illegal(funds.StateRejected), 200, `{"code":409,"message":"交易状态为已取消，只有待处理的交易可以确认或取消","data":null,"reason":"illegal","args":{"from":"rejected","to":"processing"}}`},
		"one being paid":  {illegal(funds.StateProcessing), 200, `{"code":409,"message":"交易正在通道打款中，以网关结果为准，不能确认或取消","data":null,"reason":"illegal","args":{"from":"processing","to":"processing"}}`},
		"an unknown one":  {funds.ErrNotFound, 200, `{"code":404,"message":"交易记录不存在","data":null,"reason":"not_found","args":{}}`},
		"a bad field":     {funds.Missing("uid"), 200, `{"code":400,"message":"uid 不能为空","data":null,"reason":"field_missing","args":{"field":"uid"}}`},
		"a lost race":     {funds.ErrBusy, 200, `{"code":503,"message":"系统繁忙，请稍后重试","data":null,"reason":"busy","args":{}}`},
		"a fault of ours": {funds.Internal("read", errors.New("secret")), 200, `{"code":500,"message":"服务器内部错误，请求编号: r1","data":null,"reason":"internal","args":{"text":"r1"}}`},
		"no token":        {funds.Refuse(funds.CodeUnauthenticated, identity.ReasonUnauthenticated), 401, `{"code":401,"message":"未登录或token无效","data":null,"reason":"unauthenticated","args":{}}`},
		"another's":       {funds.ErrForbidden, 403, `{"code":403,"message":"无权限","data":null,"reason":"forbidden","args":{}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := refusal(test.err, words.Reader{RequestID: "r1"})
			if got := encoded(t, body); status != test.status || got != test.says {
				t.Errorf("got  %d %s\nwant %d %s", status, got, test.status, test.says)
			}
		})
	}
}

func TestARefusalIsReadInEnglishWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	short := funds.Refuse(funds.CodeInsufficient, funds.ReasonInsufficient).About(funds.Facts{Balance: 3, Frozen: 2, Available: 1, Requested: 2})
	const want = `{"code":400,"message":"The balance is not enough: of 0.03, 0.02 are frozen and 0.01 can be spent; 0.02 were asked for",` +
		`"data":null,"reason":"insufficient","args":{},"then":[{"reason":"balance_short","args":{"available":"0.01","balance":"0.03","frozen":"0.02","requested":"0.02"}}]}`
	if _, body := refusal(short, words.Reader{Language: words.English}); encoded(t, body) != want {
		t.Errorf("got  %s\nwant %s", encoded(t, body), want)
	}
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
