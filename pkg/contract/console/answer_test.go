package console

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestEveryRefusalHasItsStatusAndText(t *testing.T) {
	t.Parallel()
	illegalFrom := func(state funds.State, command funds.Command) *funds.Error {
		_, err := funds.Next(state, command)
		var refused *funds.Error
		if !errors.As(err, &refused) {
			t.Fatalf("%s takes %s", state, command)
		}
		return refused
	}
	tests := map[string]struct {
		err  *funds.Error
		want string
	}{
		"a wrong field is named": {
			funds.Invalid("pageSize", edge.ReasonNoWhole).About(funds.Facts{Minimum: 1, Maximum: 100}),
			`{"code":400,"message":"pageSize 应为 1 到 100 的整数","details":{"pageSize":"pageSize 应为 1 到 100 的整数"},"reason":"field_no_whole","args":{"field":"pageSize","maximum":"100","minimum":"1"}}`,
		},
		"no token":                   {funds.Refuse(funds.CodeUnauthenticated, identity.ReasonUnauthenticated), `{"code":401,"message":"未登录或token无效","reason":"unauthenticated","args":{}}`},
		"no right":                   {funds.ErrForbidden, `{"code":403,"message":"无权限","reason":"forbidden","args":{}}`},
		"no such record":             {funds.ErrNotFound, `{"code":404,"message":"提现记录不存在","reason":"not_found","args":{}}`},
		"a wallet that pays nothing": {funds.ErrWalletInactive, `{"code":409,"message":"钱包已冻结或关闭","reason":"wallet_inactive","args":{}}`},
		"a fault of ours shows its request alone": {
			funds.Internal("read", errors.New("secret")), `{"code":500,"message":"服务器内部错误，请求编号: request-1","reason":"internal","args":{"text":"request-1"}}`,
		},
		"an approval of a rejected one": {
			illegalFrom(funds.StateRejected, funds.CommandApprove), `{"code":409,"message":"状态转换非法: rejected → approved","reason":"illegal","args":{"from":"rejected","to":"approved"}}`,
		},
		"a cancelled one is rejected here": {
			illegalFrom(funds.StateCancelled, funds.CommandReject), `{"code":409,"message":"状态转换非法: rejected → rejected","reason":"illegal","args":{"from":"cancelled","to":"rejected"}}`,
		},
		"a review of one that is being paid": {
			illegalFrom(funds.StateProcessing, funds.CommandApprove), `{"code":409,"message":"状态转换非法: processing → approved","reason":"illegal","args":{"from":"processing","to":"approved"}}`,
		},
		"a channel payout before the review": {
			illegalFrom(funds.StatePending, funds.CommandDispatch), `{"code":409,"message":"状态转换非法: pending → processing","reason":"illegal","args":{"from":"pending","to":"processing"}}`,
		},
		"a second channel payout": {
			funds.Refuse(funds.CodeIllegal, withdrawal.ReasonPayoutUnderWay).About(funds.Facts{State: funds.StateProcessing, Command: funds.CommandResend}),
			`{"code":409,"message":"状态转换非法: processing → processing（通道打款处理中，以网关结果为准）","reason":"payout_under_way","args":{}}`,
		},
		"a failure that comes too late": {
			illegalFrom(funds.StateCompleted, funds.CommandFail), `{"code":409,"message":"状态转换非法: completed → failed","reason":"illegal","args":{"from":"completed","to":"failed"}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := refusal(test.err, words.Reader{RequestID: "request-1"})
			if got := encoded(t, body); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if failed, is := body.(failure); !is || failed.Code != status {
				t.Errorf("HTTP status %d is not the body's code", status)
			}
		})
	}
}

func TestAManualPayoutLeadsToCompleted(t *testing.T) {
	t.Parallel()
	tests := map[funds.State]string{
		funds.StatePending:    "状态转换非法: pending → completed", // the document's own example
		funds.StateFailed:     "状态转换非法: failed → completed",
		funds.StateProcessing: "状态转换非法: processing → completed（通道打款处理中，以网关结果为准）",
	}
	for state, want := range tests {
		act := funds.Act{CommitID: "c", At: time.Now(), Actor: funds.Actor{Role: funds.RoleAdmin, ID: "a1"}}
		_, err := withdrawal.PayManually(act, funds.Wallet{UserID: "u1", Status: funds.WalletActive}, funds.Withdrawal{UserID: "u1", State: state}, funds.Transfer{Number: "T1"}, funds.Policy{})
		var refused *funds.Error
		if !errors.As(err, &refused) {
			t.Fatalf("%s: not refused: %v", state, err)
		}
		if _, body := refusal(refused, words.Reader{}); body.(failure).Message != want {
			t.Errorf("%s: got %q, want %q", state, body.(failure).Message, want)
		}
	}
}

func TestOnlyTheExactWordConfirms(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		`{"operatorConfirmText":"CONFIRM"}`:   true,
		`{"operatorConfirmText":"confirm"}`:   false,
		`{"operatorConfirmText":" CONFIRM"}`:  false,
		`{"operatorConfirmText":"CONFIRM\n"}`: false,
		`{"operatorConfirmText":["CONFIRM"]}`: false,
		`{"operatorConfirmText":true}`:        false,
		`{"operatorConfirmText":null}`:        false,
		`{"OperatorConfirmText":"CONFIRM"}`:   false,
		`{}`:                                  false,
	}
	for body, want := range tests {
		if got := confirmed([]byte(body)); got != want {
			t.Errorf("%s confirms: %v, want %v", body, got, want)
		}
	}
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
