package funds_test

import (
	"errors"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestWhatIsPaidFromIsAnAccountThatIsOpen(t *testing.T) {
	t.Parallel()
	cmb := funds.PayingAccount{ID: "cmb", Number: "6225", Kind: funds.AccountBank}
	alipay := funds.PayingAccount{ID: "alipay", Number: "pay@example.com", Kind: funds.AccountWallet}
	gateway := funds.PayingAccount{ID: "gw", Kind: funds.AccountGateway}
	shut := func(a funds.PayingAccount) funds.PayingAccount { a.Closed = true; return a }
	for name, test := range map[string]struct {
		accounts []funds.PayingAccount
		named    string
		byHand   string // empty: refused
		channels string
	}{
		"none is configured":                   {nil, "", funds.DefaultAccount, funds.DefaultAccount},
		"none is configured, and it is named":  {nil, funds.DefaultAccount, funds.DefaultAccount, funds.DefaultAccount},
		"none is configured, another is named": {nil, "cmb", "", funds.DefaultAccount},
		"the first":                            {[]funds.PayingAccount{gateway, cmb, alipay}, "", "cmb", "gw"},
		"a named one":                          {[]funds.PayingAccount{gateway, cmb, alipay}, "alipay", "alipay", "gw"},
		"the gateway's":                        {[]funds.PayingAccount{gateway, cmb}, "gw", "", "gw"},
		"one that is closed":                   {[]funds.PayingAccount{shut(cmb), alipay, shut(gateway)}, "cmb", "", funds.DefaultAccount},
		"none, and the first is closed":        {[]funds.PayingAccount{shut(cmb), alipay}, "", "alipay", funds.DefaultAccount},
		"nothing but the gateway's":            {[]funds.PayingAccount{gateway}, "", funds.DefaultAccount, "gw"},
		"one that is not listed any more":      {[]funds.PayingAccount{cmb}, funds.DefaultAccount, "", funds.DefaultAccount},
	} {
		policy := funds.Policy{Accounts: test.accounts}
		got, err := policy.AccountByHand(test.named)
		if got != test.byHand || (err == nil) != (test.byHand != "") || policy.AccountOfChannels() != test.channels {
			t.Errorf("%s: %q, %v, and channels from %q", name, got, err, policy.AccountOfChannels())
		}
	}
	_, err := funds.Policy{Accounts: []funds.PayingAccount{cmb, gateway, shut(alipay)}}.AccountByHand("x")
	var refused *funds.Error
	if !errors.As(err, &refused) || refused.Field != "account" || refused.Facts.Options != "cmb" {
		t.Errorf("%v does not name what there is", err)
	}
}
