package funds_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// orange was a channel when the withdrawal was made, and is not any more.
const orange = funds.Method("Orange")

// inferred are the decisions that take a withdrawal for paid by hand, though nobody has said so in as many words.
func inferred(act funds.Act, w funds.Withdrawal, policy funds.Policy) map[string]func() (funds.Change, error) {
	found := map[string]func() (funds.Change, error){
		"confirm": func() (funds.Change, error) { return withdrawal.Confirm(act, fixture.WalletOf(), w, policy) },
	}
	if w.State == funds.StatePending {
		found["review"] = func() (funds.Change, error) { return withdrawal.ApproveAndPay(act, fixture.WalletOf(), w, policy) }
	}
	return found
}

func TestOnlyWhatIsPaidByHandIsTakenForPaidByHand(t *testing.T) {
	t.Parallel()
	service := funds.Actor{Role: funds.RoleService, ID: "s1", Name: "后台"}
	policies := map[string]funds.Policy{
		"default":    {},
		"channel":    fixture.Policy(),
		"named":      {ByHand: []funds.Method{"cash"}},
		"named bank": {Channels: []funds.Channel{{Method: funds.MethodBank, Name: "代付"}}, ByHand: []funds.Method{funds.MethodBank}},
	}
	tests := []struct {
		policy string
		method funds.Method
		right  bool
	}{
		{"default", funds.MethodBank, true},
		{"default", funds.MethodAlipay, true},
		{"default", funds.MethodWechat, true},
		{"default", orange, false},
		{"default", "cash", false},
		{"named", "cash", true},
		{"named", orange, false},
		{"channel", fixture.Channel, false},
		{"channel", funds.MethodBank, true},
		{"named bank", funds.MethodBank, false},
	}
	for _, test := range tests {
		for _, state := range []funds.State{funds.StatePending, funds.StateApproved} {
			for _, actor := range []funds.Actor{fixture.Admin, service} {
				for name, decide := range inferred(fixture.Act(actor, fixture.Late), fixture.OfMethod(state, test.method), policies[test.policy]) {
					change, err := decide()
					_, hasChannel := policies[test.policy].Channel(test.method)
					if test.right || (name == "confirm" && hasChannel && actor == fixture.Admin) { // their own word
						fixture.MustDecide(t, change, err)
						continue
					}
					t.Logf("%s of %s, %s, policy %s, by %s", name, test.method, state, test.policy, actor.Role)
					fixture.RefusedAs(t, change, err, &funds.Error{Code: funds.CodeUnpayable, Field: "method"})
					if named := fixture.RefusalOf(t, err).Facts.Method; named != string(test.method) {
						t.Errorf("%q does not name %s", named, test.method)
					}
				}
			}
		}
	}
	// An admin who says in as many words that it was paid is believed.
	change, err := withdrawal.PayManually(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.OfMethod(funds.StateApproved, orange), funds.Transfer{Number: "T1"}, fixture.Policy())
	fixture.MustDecide(t, change, err)
}

// demands are what a channel does not take, each with the field that create names.
var demands = map[string]struct {
	field string
	edit  func(*funds.Withdrawal)
}{
	"an account with the signature's signs": {"account", func(w *funds.Withdrawal) { w.Target.Account = "6222 & co" }},
	"an account that hides something":       {"account", func(w *funds.Withdrawal) { w.Target.Account = "0387222126\u200b" }},
	"an owner that hides something":         {"accountName", func(w *funds.Withdrawal) { w.Target.Owner = "\u3164" }},
	"no account":                            {"account", func(w *funds.Withdrawal) { w.Target.Account = "" }},
	"an account that is too long":           {"account", func(w *funds.Withdrawal) { w.Target.Account = strings.Repeat("6", 65) }},
	"an owner with the signature's signs":   {"accountName", func(w *funds.Withdrawal) { w.Target.Owner = "A=B" }},
	"a fraction on a whole-unit channel":    {"amount", func(w *funds.Withdrawal) { w.Amount, w.Fee = 100_55, 0 }},
	"more than the channel's most":          {"amount", func(w *funds.Withdrawal) { w.Amount, w.Fee = 5000_00, 0 }},
	"less than the channel's least":         {"amount", func(w *funds.Withdrawal) { w.Amount, w.Fee = 5_00, 0 }},
}

func TestWhatAChannelDemandsIsAskedBeforeEachClaim(t *testing.T) {
	t.Parallel()
	policy := fixture.BoundedPolicy()
	for name, test := range demands {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			act := fixture.Act(fixture.Admin, fixture.Late)
			claims := map[string]func(funds.Withdrawal) (funds.Change, error){
				"dispatch": func(w funds.Withdrawal) (funds.Change, error) {
					w.State = funds.StateApproved
					return withdrawal.Dispatch(act, funds.Wallet{}, w, fixture.NoOrder, policy)
				},
				"review": func(w funds.Withdrawal) (funds.Change, error) {
					w.State = funds.StatePending
					return withdrawal.ApproveAndDispatch(act, funds.Wallet{}, w, fixture.NoOrder, policy)
				},
				"resend": func(w funds.Withdrawal) (funds.Change, error) {
					return withdrawal.Resend(act, funds.Wallet{}, w, policy)
				},
			}
			for claim, decide := range claims {
				change, err := decide(fixture.With(fixture.Parked(), test.edit))
				t.Log(claim)
				fixture.RefusedAs(t, change, err, &funds.Error{Code: funds.CodeUnpayable, Field: test.field})
			}
			w := fixture.With(fixture.WithdrawalIn(funds.StatePending), test.edit)
			wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Balance = 100_000_00 })
			change, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Late), wallet, withdrawal.Request{
				ID: fixture.WithdrawalID, Amount: w.Amount, Method: fixture.Channel, Target: w.Target,
			}, policy)
			fixture.RefusedAs(t, change, err, fixture.Invalid(test.field))
		})
	}
}

func TestWhatNoGatewaysOrderMayBeIsRefusedWhateverTheChannel(t *testing.T) {
	t.Parallel()
	order := funds.Order{Serial: "S1", Type: "1", Account: "0341234567", Owner: "张三", Amount: 1}
	for name, test := range map[string]struct {
		order  funds.Order
		field  string
		reason funds.Reason
	}{
		"the least amount, and no owner": {fixture.With(order, func(o *funds.Order) { o.Owner = "" }), "", ""},
		"no amount":                      {fixture.With(order, func(o *funds.Order) { o.Amount = 0 }), "amount", funds.ReasonNetPositive},
		"less than none":                 {fixture.With(order, func(o *funds.Order) { o.Amount = -1 }), "amount", funds.ReasonNetPositive},
		"no account":                     {fixture.With(order, func(o *funds.Order) { o.Account = "" }), "account", funds.ReasonAccountMissing},
		"no serial":                      {fixture.With(order, func(o *funds.Order) { o.Serial = "" }), "payoutMethod", funds.ReasonOrderIncomplete},
		"no type":                        {fixture.With(order, func(o *funds.Order) { o.Type = "" }), "payoutMethod", funds.ReasonOrderIncomplete},
		"a type with the signature's signs": {
			fixture.With(order, func(o *funds.Order) { o.Type = "1&2" }), "type", funds.ReasonTextSigns,
		},
		"no amount before no account": {fixture.With(order, func(o *funds.Order) { o.Amount, o.Account = 0, "" }), "amount", funds.ReasonNetPositive},
		"no account before no serial": {fixture.With(order, func(o *funds.Order) { o.Account, o.Serial = "", "" }), "account", funds.ReasonAccountMissing},
	} {
		err := funds.CheckOrder(test.order)
		if test.field == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if got := fixture.RefusalOf(t, err); got.Code != funds.CodeInvalid || got.Field != test.field || got.Reason != test.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAChannelTakesItsBoundsAndMultiplesOfItsStep(t *testing.T) {
	t.Parallel()
	order := funds.Order{Serial: "S1", Type: "1", Account: "0341234567"}
	check := func(channel funds.Channel, amount funds.Amount) funds.Reason {
		order.Amount = amount
		err := channel.Check(order)
		if err == nil {
			return ""
		}
		return fixture.RefusalOf(t, err).Reason
	}
	bounded := funds.Channel{Min: 10_00, Max: 20_00, Step: 100}
	for amount, want := range map[funds.Amount]funds.Reason{
		9_00: funds.ReasonNetLeast, 10_00: "", 10_01: funds.ReasonNetStep, 11_00: "", 20_00: "", 21_00: funds.ReasonNetMost, 9_99: funds.ReasonNetStep,
	} {
		if got := check(bounded, amount); got != want {
			t.Errorf("%s: %q, want %q", amount.Fixed(), got, want)
		}
	}
	for _, step := range []funds.Amount{0, 1} {
		if got := check(funds.Channel{Step: step}, 10_01); got != "" {
			t.Errorf("a step of %d refuses a fraction: %q", step, got)
		}
	}
}

func TestWhatIsNotPaidByHandIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	for method, want := range map[funds.Method]funds.Reason{
		fixture.Channel: funds.ReasonMethodHasChannel, orange: funds.ReasonMethodPaidByNobody,
	} {
		refused := fixture.RefusalOf(t, fixture.Policy().CheckByHand(method))
		if refused.Code != funds.CodeUnpayable || refused.Reason != want || refused.Field != "method" || refused.Facts.Method != string(method) {
			t.Errorf("%s: %v", method, refused)
		}
	}
	if err := fixture.Policy().CheckByHand(funds.MethodBank); err != nil {
		t.Error(err)
	}
}
