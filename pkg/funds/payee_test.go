package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAPayeeHasOneSpelling(t *testing.T) {
	t.Parallel()
	payee := func(method funds.Method, target funds.Target) funds.Payee {
		return funds.Withdrawal{Method: method, Target: target}.Payee()
	}
	one := payee("bank", funds.Target{Account: "6222 0212ab", Bank: "工商银行"})
	for name, other := range map[string]funds.Target{
		"spaces and letters": {Account: "62220212AB", Bank: "工商银行 "},
		"its owner":          {Account: "62220212ab", Bank: "工商银行", Owner: "李四"},
	} {
		if got := payee("bank", other); got != one {
			t.Errorf("%s make another payee: %q", name, got.To)
		}
	}
	for name, got := range map[string]funds.Payee{
		"another bank":    payee("bank", funds.Target{Account: "62220212ab", Bank: "建设银行"}),
		"another method":  payee("wechat", funds.Target{Account: "62220212ab", Bank: "工商银行"}),
		"another account": payee("bank", funds.Target{Account: "62220213ab", Bank: "工商银行"}),
		"free text":       payee("bank", funds.Target{Remark: "62220212ab 工商银行"}),
	} {
		if got == one {
			t.Errorf("%s is the same payee", name)
		}
		if same := name != "another account" && name != "free text"; (got.Account == one.Account) != same {
			t.Errorf("%s is the same account: %t", name, !same)
		}
	}
	if free := payee("bank", funds.Target{Remark: " 62220212-AB"}); free.Account != one.Account {
		t.Error("an account is another one where it is written as a free text")
	}
	if payee("bank", funds.Target{Bank: "工商银行"}).Account.Some() {
		t.Error("no account is one")
	}
}

// TestWhatIsOnlyLikeAKnownPayeeIsAnother: an account that differs by a sign may be somebody else's, and a free text may name
// another account beside the one that was found in it. Blocks and shared accounts take them for one all the same.
func TestWhatIsOnlyLikeAKnownPayeeIsAnother(t *testing.T) {
	t.Parallel()
	at := func(account, remark string) funds.Payee {
		return funds.Withdrawal{Method: "alipay", Target: funds.Target{Account: account, Remark: remark}}.Payee()
	}
	const card, text = "6225880137461256", "工行 6225880137461256 张三"
	for name, test := range map[string]struct {
		other, one funds.Payee
		same       bool
	}{
		"another case and spaces":   {at(" Zhang.San@QQ.com", ""), at("zhang.san@qq.com", ""), true},
		"a number in groups":        {at("6225 8801-3746.1256", ""), at(card, ""), true},
		"a text in another case":    {at(card, "Card 6225880137461256\n Zhang"), at(card, "card 6225880137461256 ZHANG"), true},
		"without its dot":           {at("zhangsan@qq.com", ""), at("zhang.san@qq.com", ""), false},
		"with another sign":         {at("zhang_san@qq.com", ""), at("zhang.san@qq.com", ""), false},
		"a dot elsewhere":           {at("zhang.san@qqc.om", ""), at("zhang.san@qq.com", ""), false},
		"a letter that looks alike": {at("\u212aim@qq.com", ""), at("kim@qq.com", ""), false},
		"a text with another name":  {at(card, "旧卡 6225880137461256 已注销，请打到 7000000000000011 李四"), at(card, text), false},
		"the number without a text": {at(card, ""), at(card, text), false},
	} {
		if (test.other.To == test.one.To) != test.same {
			t.Errorf("%s: %q and %q", name, test.other.To, test.one.To)
		}
		if lookalike := name == "a letter that looks alike"; (test.other.Account == test.one.Account) == lookalike {
			t.Errorf("%s: the same account, %t", name, lookalike)
		}
	}
}

// TestNobodyHidesWhoUsesAnAccount: where not all was looked through, it is more than a rule allows.
func TestNobodyHidesWhoUsesAnAccount(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		use           funds.AccountUse
		allowed, want int64
	}{
		{funds.AccountUse{Users: 2}, 2, 2},
		{funds.AccountUse{Users: 3}, 2, 3},
		{funds.AccountUse{Users: 1, More: true}, 2, 3},
		{funds.AccountUse{Users: 9, More: true}, 2, 9},
	} {
		if got := test.use.Above(test.allowed); got != test.want {
			t.Errorf("%+v, of %d: %d, want %d", test.use, test.allowed, got, test.want)
		}
	}
}

func TestWhoseAnAccountIsIsComparedWhereBothNamesAreKnown(t *testing.T) {
	t.Parallel()
	for want, pairs := range map[funds.Holder][][2]string{
		funds.HolderSame:    {{"张三", "张三"}, {" 张 三 ", "张三"}, {"John O'Neill", "JOHN ONEILL"}},
		funds.HolderDiffers: {{"李四", "张三"}, {"张三丰", "张三"}},
		funds.HolderUnknown: {{"", "张三"}, {"李四", ""}, {"", ""}, {"—", "—"}},
	} {
		for _, names := range pairs {
			if got := (funds.Withdrawal{Target: funds.Target{Owner: names[0]}}).Holder(funds.Profile{Name: names[1]}); got != want {
				t.Errorf("%q of %q's wallet: %s, want %s", names[0], names[1], got, want)
			}
		}
	}
}

func TestAnAccountIsKnownOnceMoneyHasGoneToIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		use   funds.PayeeUse
		known bool
	}{
		"never used":             {funds.PayeeUse{}, false},
		"asked for, never paid":  {funds.PayeeUse{First: fixture.Created, Asked: funds.Tally{Count: 9, Amount: 900_00}}, false},
		"paid once":              {funds.PayeeUse{Paid: funds.Tally{Count: 1, Amount: 1}}, true},
		"less than never, by us": {funds.PayeeUse{Paid: funds.Tally{Count: -1}}, false},
	} {
		if got := test.use.Known(); got != test.known {
			t.Errorf("%s: known %t", name, got)
		}
	}
}

// TestAPayeeStaysNewForADay: one yuan that is paid to it makes nobody's account a known one at once.
func TestAPayeeStaysNewForADay(t *testing.T) {
	t.Parallel()
	paid, first := funds.Tally{Count: 1, Amount: 1_00}, fixture.Created
	for name, test := range map[string]struct {
		use   funds.PayeeUse
		after time.Duration
		known bool
	}{
		"paid just now":                 {funds.PayeeUse{First: first, Paid: paid}, time.Second, false},
		"paid, a moment before the day": {funds.PayeeUse{First: first, Paid: paid}, funds.PayeeNewFor - 1, false},
		"paid, and the day is over":     {funds.PayeeUse{First: first, Paid: paid}, funds.PayeeNewFor, true},
		"never paid, for long":          {funds.PayeeUse{First: first}, 100 * funds.PayeeNewFor, false},
	} {
		if got := test.use.KnownAt(first.Add(test.after)); got != test.known {
			t.Errorf("%s: known %t", name, got)
		}
	}
}

func TestAPolicyAsksWhetherAPayeeIsNewWhereSomethingDependsOnIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		controls funds.Controls
		asks     bool
	}{
		"nothing":                   {funds.Controls{}, false},
		"a rule about every payout": {funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}}, false},
		"a rule about new payees":   {funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActAdjust, Need: 2}, {Act: funds.ActPayout, NewPayee: true, Need: 2}}}, true},
		"a new payee cools":         {funds.Controls{Cooling: 1}, true},
	} {
		if got := test.controls.AsksPayee(); got != test.asks {
			t.Errorf("%s: %t", name, got)
		}
	}
}
