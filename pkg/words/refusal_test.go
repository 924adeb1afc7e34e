package words

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAnErrorIsReadInTheReadersLanguageAndByPrograms(t *testing.T) {
	t.Parallel()
	limit := funds.Refuse(funds.CodeDailyLimit, "daily_limit").About(funds.Facts{Used: 100_00, Requested: 200_00, Limit: 250_00, Balance: 1})
	cannotPay := &funds.Error{
		Code: funds.CodeUnpayable, Reason: funds.ReasonChannelCannotPay, Field: "account", Facts: funds.Facts{Channel: "MVola"},
		Why: funds.Invalid("account", funds.ReasonTextSigns).Statements(),
	}
	tests := map[string]struct {
		err    *funds.Error
		own    string // the contract's sentence
		zh, en string
		named  string // in Chinese
		says   Refusal
	}{
		"with its facts, and no others": {
			limit, "", "超过每日提现限额，今日已申请: 100.00，本次申请: 200.00，每日限额: 250.00",
			"The daily limit is 250.00; 100.00 of it are used today, and 200.00 were asked for",
			"超过每日提现限额，今日已申请: 100.00，本次申请: 200.00，每日限额: 250.00",
			Refusal{"daily_limit", map[string]string{"used": "100.00", "requested": "200.00", "limit": "250.00"}, nil},
		},
		"in the contract's own words, with facts": {
			limit, "今日只剩 {balance}", "今日只剩 0.01", "The daily limit is 250.00; 100.00 of it are used today, and 200.00 were asked for", "今日只剩 0.01",
			Refusal{"daily_limit", map[string]string{"used": "100.00", "requested": "200.00", "limit": "250.00"}, nil},
		},
		"with why": {
			cannotPay, "", "通道 MVola 不能支付: account 不能包含 & 或 =", "The channel MVola cannot pay it: account cannot have & or =",
			"account: 通道 MVola 不能支付: account 不能包含 & 或 =",
			Refusal{"channel_cannot_pay", map[string]string{"channel": "MVola"}, []Statement{{"text_signs", map[string]string{"field": "account"}}}},
		},
		"that its sentence names": {
			funds.Missing("uid"), "", "uid 不能为空", "uid is needed", "uid 不能为空", Refusal{"field_missing", map[string]string{"field": "uid"}, nil},
		},
		"that its sentence does not name": {
			funds.ErrAmountInvalid, "", "金额格式不正确，最多两位小数", "An amount has at most two decimals", "amount: 金额格式不正确，最多两位小数",
			Refusal{"amount_form", map[string]string{}, nil},
		},
		"of ours": {
			funds.Internal("read", errors.New("secret")), "", "服务器内部错误，请求编号: r1", "An internal error; request r1", "服务器内部错误，请求编号: r1",
			Refusal{"internal", map[string]string{"text": "r1"}, nil},
		},
		"that says what somebody wrote": {
			funds.RefusedBecause(funds.CodeInvalid, "网关拒绝: 账号不存在", "order_not_taken"), "",
			"网关拒绝: 账号不存在", "网关拒绝: 账号不存在", "网关拒绝: 账号不存在", Refusal{"order_not_taken", map[string]string{"text": "网关拒绝: 账号不存在"}, nil},
		},
		"that says what the machine did": {
			funds.RefusedBecause(funds.CodeInvalid, funds.Say("gateway_declined", funds.Facts{Text: "x"})+funds.Say("waits_for_admin", funds.Facts{}), "order_not_taken"), "",
			"网关拒绝: x，等待人工处理", "The gateway refused it: x; it waits for an admin", "网关拒绝: x，等待人工处理",
			Refusal{"gateway_declined", map[string]string{"text": "x"}, []Statement{{"waits_for_admin", map[string]string{}}}},
		},
		"that says nothing, which is a fault of ours": {
			funds.ErrIllegal, "", "服务器内部错误，请求编号: r1", "An internal error; request r1", "服务器内部错误，请求编号: r1",
			Refusal{"internal", map[string]string{"text": "r1"}, nil},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chinese, english := Reader{RequestID: "r1"}, Reader{Language: English, RequestID: "r1"}
			got := [3]string{chinese.Error(test.err, test.own), english.Error(test.err, test.own), chinese.WithField(test.err, test.own)}
			if diff := cmp.Diff([3]string{test.zh, test.en, test.named}, got); diff != "" {
				t.Errorf("in Chinese, in English, and with the field (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.says, chinese.Refusal(test.err)); diff != "" {
				t.Errorf("programs read (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheSentencesOfAnAnswerHaveTheirParts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		message funds.Message
		want    *Parts
	}{
		"a person's text":          {"资料不符", nil},
		"nothing":                  {"", nil},
		"a sentence of before":     {"网关状态 1", nil},
		"a text and a statement":   {"已核实" + funds.Say("settled_by", funds.Facts{Due: 5}), &Parts{"已核实", []Statement{{"settled_by", map[string]string{"amount": "0.00", "due": "0.05"}}}}},
		"of a version to come":     {funds.Say("of_tomorrow", funds.Facts{}), &Parts{"", []Statement{{"of_tomorrow", map[string]string{}}}}},
		"one without any argument": {funds.Say("paid", funds.Facts{}), &Parts{"", []Statement{{"paid", map[string]string{}}}}},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, PartsOf(test.message)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
