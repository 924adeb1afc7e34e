package words

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAMessageIsReadInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	contradicted := funds.Say("gateway_says_paid", funds.Facts{}) + funds.Say("though_ended", funds.Facts{}) + funds.Say("wallet_frozen", funds.Facts{}) +
		funds.Say("left_to_settle", funds.Facts{Due: -50_00})
	tests := map[string]struct {
		message funds.Message
		zh, en  string
	}{
		"nothing":              {"", "", ""},
		"a person's text":      {"资料不符", "资料不符", "资料不符"},
		"a sentence of before": {"网关状态 1", "网关状态 1", "网关状态 1"},
		"one statement":        {funds.Say("in_state", funds.Facts{Gateway: 1}), "网关状态 1", "The gateway’s state is 1"},
		"several":              {contradicted, "网关称已支付，但提现已终止，钱包已冻结；已结算 0.00，待结算 -50.00", "The gateway says that it was paid, but it had ended unpaid; the wallet is frozen; settled 0.00, due -50.00"},
		"behind a person's":    {"已核实" + funds.Say("settled_by", funds.Facts{Amount: -50_00}), "已核实（结算 -50.00，尚余 0.00）", "已核实 (settled -50.00, left 0.00)"},
		"of a version to come": {funds.Say("of_tomorrow", funds.Facts{Due: 1}), "of_tomorrow due=0.01", "of_tomorrow due=0.01"},
		"a limit in full":      {funds.Say("single_limit", funds.Facts{Limit: 1_000_000_00}), "单笔提现金额不能超过100万元", "A withdrawal is at most 1000000.00"},
		"a limit that is not":  {funds.Say("single_limit", funds.Facts{Limit: 1_000_50}), "单笔提现金额不能超过1000.50元", "A withdrawal is at most 1000.50"},
		"alternatives":         {funds.Say("not_one_of", funds.Facts{Field: "f", Options: "a,b,c"}), "f 无效，应为 a、b 或 c", "f is a, b or c"},
		"one alternative":      {funds.Say("not_one_of", funds.Facts{Field: "f", Options: "a"}), "f 无效，应为 a", "f is a"},
		"a list":               {funds.Say("wallet_unsettled", funds.Facts{Options: "A,B"}), "钱包有未结算的订单，请先用调整结算: A、B", "The wallet has orders to settle by an adjustment first: A, B"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (Reader{}).Message(test.message); got != test.zh {
				t.Errorf("got  %s\nwant %s", got, test.zh)
			}
			if got := (Reader{Language: English}).Message(test.message); got != test.en {
				t.Errorf("got  %s\nwant %s", got, test.en)
			}
		})
	}
}

// Every sentence has a translation with the same places, each of a fact and a form that there is.
func TestTheLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, name := range funds.FactNames() {
		known[name] = true
	}
	for reason, sentence := range chinese {
		translated, found := english[reason]
		if !found {
			t.Errorf("%s has no English sentence", reason)
			continue
		}
		names, shapes := places(sentence)
		others, otherShapes := places(translated)
		for _, name := range names {
			if !known[name] {
				t.Errorf("%s names {%s}, which is no fact", reason, name)
			}
		}
		slices.Sort(names)
		slices.Sort(others)
		if !slices.Equal(names, others) {
			t.Errorf("%s names %v in Chinese, and %v in English", reason, names, others)
		}
		for _, shape := range slices.Concat(shapes, otherShapes) {
			if shape != "" && (chineseForms[shape] == nil || englishForms[shape] == nil) {
				t.Errorf("%s has the form %q, which is none", reason, shape)
			}
		}
	}
	for reason := range english {
		if _, found := chinese[reason]; !found {
			t.Errorf("%s has no Chinese sentence", reason)
		}
	}
}
