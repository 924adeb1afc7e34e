package merchant

import (
	"errors"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestCallbackRefusalsNameTheField(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err    *funds.Error
		status int
		want   string
	}{
		"a field whose text does not name it": {funds.Invalid("body", edge.ReasonBodyNoJSON), http.StatusBadRequest, "body: 请求体不是有效的 JSON 对象"},
		"a field whose text names it":         {funds.Invalid("amount", flow.ReasonContradictsOrder), http.StatusBadRequest, "amount 与订单不符"},
		"no field":                            {funds.ErrNotFound, http.StatusNotFound, "提现记录不存在"},
		"a fault of ours":                     {funds.Internal("keys", errors.New("secret")), http.StatusInternalServerError, "服务器内部错误，请求编号: request-1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := callbackRefusal(noWithdrawal)(test.err, words.Reader{RequestID: "request-1"})
			if status != test.status || messageOf(t, body) != test.want {
				t.Errorf("got %d %v, want %d %q", status, body, test.status, test.want)
			}
		})
	}
}

func TestWhatTheGatewayMustNotGetIsNamedByThisContract(t *testing.T) {
	t.Parallel()
	policy := funds.Policy{Channels: []funds.Channel{{Method: "MVola"}, {Method: "Orange"}}}
	tests := map[string]struct{ body, want string }{
		"an account that could forge a signature": {`{"type":"MVola","targetAccount":"1&amount=2"}`, "targetAccount 不能包含 & 或 ="},
		"an owner that could":                     {`{"type":"MVola","targetOwner":"a=b","targetAccount":"1"}`, "targetOwner 不能包含 & 或 ="},
		"a method without a channel":              {`{"type":"bank","targetAccount":"1"}`, "type 无效，应为 MVola、Orange"},
		"no type":                                 {`{"targetAccount":"1"}`, "type 不能为空"},
		"a type that is no text":                  {`{"type":1,"targetAccount":"1"}`, "type 应为字符串"},
		"the first fault counts":                  {`{"type":"x","targetAccount":"="}`, "type 无效，应为 MVola、Orange"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := (&edge.Request{Body: []byte(test.body)}).Object()
			if err != nil {
				t.Fatal(err)
			}
			channelOf(body, policy)
			checkGatewayTexts(body, funds.Target{Owner: body.Text("targetOwner"), Account: body.Text("targetAccount")})
			if status, said := asAnswer(t, body.Err()); status != http.StatusBadRequest || messageOf(t, said) != test.want {
				t.Errorf("got %d %v, want %q", status, said, test.want)
			}
		})
	}
}

// asAnswer is the answer to a refusal.
func asAnswer(t *testing.T, err error) (int, any) {
	t.Helper()
	var refused *funds.Error
	if !errors.As(err, &refused) {
		t.Fatalf("%v is no refusal", err)
	}
	return refusal(refused, words.Reader{RequestID: "request-1"})
}

// messageOf is what people read of an error's body.
func messageOf(t *testing.T, body any) string {
	t.Helper()
	failed, is := body.(contract.Failure)
	if !is || failed.Success || failed.Reason == "" {
		t.Errorf("%+v is not this contract's form", body)
	}
	return failed.Message
}
