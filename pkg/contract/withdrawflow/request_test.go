package withdrawflow

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestTheAccountIsTheLongestRunOfDigitsAndAsterisks(t *testing.T) {
	t.Parallel()
	for cardInfo, account := range map[string]string{
		"招商银行 6225****1234 张三":           "6225****1234",
		"6222021234567890123":            "6222021234567890123",
		"支行 0755，6222021234567890123 李四": "6222021234567890123",
		"1234 5678":                "1234", // the first of equals
		"６２２５ 1":                   "6225", // of whatever width
		"٦٢٢٥ 1":                   "1",    // other scripts' digits are no account's
		"支付宝 zhangsan@example.com": "支付宝 zhangsan@example.com",
		"":                         "",
	} {
		if got, want := target(cardInfo), (funds.Target{Account: account, Remark: cardInfo}); got != want {
			t.Errorf("%q: %+v, want %+v", cardInfo, got, want)
		}
	}
}
