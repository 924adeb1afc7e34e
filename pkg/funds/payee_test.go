package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAPayeeHasOneSpelling(t *testing.T) {
	t.Parallel()
	payee := func(method funds.Method, target funds.Target) string {
		return funds.Withdrawal{Method: method, Target: target}.Payee()
	}
	one := payee("bank", funds.Target{Account: "6222 0212-ab", Bank: "工商银行"})
	for name, other := range map[string]funds.Target{
		"spaces and letters": {Account: "62220212AB", Bank: "工商银行 "},
		"its owner":          {Account: "62220212ab", Bank: "工商银行", Owner: "李四"},
	} {
		if got := payee("bank", other); got != one {
			t.Errorf("%s make another payee: %q", name, got)
		}
	}
	for name, got := range map[string]string{
		"another bank":    payee("bank", funds.Target{Account: "62220212ab", Bank: "建设银行"}),
		"another method":  payee("wechat", funds.Target{Account: "62220212ab", Bank: "工商银行"}),
		"another account": payee("bank", funds.Target{Account: "62220213ab", Bank: "工商银行"}),
		"free text":       payee("bank", funds.Target{Remark: "62220212ab 工商银行"}),
	} {
		if got == one {
			t.Errorf("%s is the same payee", name)
		}
	}
}
