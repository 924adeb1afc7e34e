package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestAnAccountIsOneHoweverItIsSpelled: what stands beside it, or between its letters, makes it no other.
func TestAnAccountIsOneHoweverItIsSpelled(t *testing.T) {
	t.Parallel()
	same := []funds.Target{
		{Account: "6222021234567894"}, {Account: "6222 0212 3456 7894", Bank: "工商银行"}, {Account: "6222-0212-3456-7894", Owner: "张三"},
		{Remark: " 6222021234567894 "}, {Account: "  ", Remark: "6222.0212.3456.7894"},
	}
	for _, target := range same {
		if target.Mark() != same[0].Mark() || !target.Mark().Some() {
			t.Errorf("%+v is another account", target)
		}
	}
	if (funds.Target{Account: "a@example.com"}).Mark() != (funds.Target{Account: "A@Example.com"}).Mark() {
		t.Error("letters in another case are another account")
	}
	for _, target := range []funds.Target{{Account: "6222021234567895"}, {Account: "622202123456789"}, {Account: "🙂"}, {}} {
		if target.Mark() == same[0].Mark() || target.Mark().Some() == (target == funds.Target{}) {
			t.Errorf("%+v is the account, or none", target)
		}
	}
}

func TestAnAccountIsMasked(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{"6222 0212 3456 7894": "****7894", "0387222126": "****2126", "1234567": "****", "": "****"} {
		if got := funds.MaskAccount(account); got != want {
			t.Errorf("%q is shown as %q", account, got)
		}
	}
}
