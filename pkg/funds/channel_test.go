package funds_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// orange was a channel when the withdrawal was made, and is not any more.
const orange = funds.Method("Orange")

// byHandPolicy is a policy without channels, where the fixtures' method is paid by hand.
func byHandPolicy() funds.Policy {
	return with(testPolicy(), func(p *funds.Policy) { p.Channels, p.ByHand = nil, []funds.Method{channel} })
}

func ofMethod(state funds.State, method funds.Method) funds.Withdrawal {
	return with(withdrawalIn(state), func(w *funds.Withdrawal) { w.Method = method })
}

// inferred are the decisions that take a withdrawal for paid by hand, though nobody has said so in as many words.
func inferred(act funds.Act, w funds.Withdrawal, policy funds.Policy) map[string]func() (funds.Change, error) {
	found := map[string]func() (funds.Change, error){
		"confirm": func() (funds.Change, error) { return funds.Confirm(act, walletOf(), w, policy) },
	}
	if w.State == funds.StatePending {
		found["review"] = func() (funds.Change, error) { return funds.ApproveAndPay(act, walletOf(), w, policy) }
	}
	return found
}

func TestOnlyWhatIsPaidByHandIsTakenForPaidByHand(t *testing.T) {
	t.Parallel()
	service := funds.Actor{Role: funds.RoleService, ID: "s1", Name: "后台"}
	policies := map[string]funds.Policy{
		"default":    {},
		"channel":    testPolicy(),
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
		{"channel", channel, false},
		{"channel", funds.MethodBank, true},
		{"named bank", funds.MethodBank, false},
	}
	for _, test := range tests {
		for _, state := range []funds.State{funds.StatePending, funds.StateApproved} {
			for _, actor := range []funds.Actor{admin, service} {
				for name, decide := range inferred(actOf(actor, late), ofMethod(state, test.method), policies[test.policy]) {
					change, err := decide()
					_, hasChannel := policies[test.policy].Channel(test.method)
					if test.right || (name == "confirm" && hasChannel && actor == admin) { // their own word
						mustDecide(t, change, err)
						continue
					}
					t.Logf("%s of %s, %s, policy %s, by %s", name, test.method, state, test.policy, actor.Role)
					refusedAs(t, change, err, &funds.Error{Code: funds.CodeUnpayable, Field: "method"})
					if named := refusalOf(t, err).Facts.Method; named != string(test.method) {
						t.Errorf("%q does not name %s", named, test.method)
					}
				}
			}
		}
	}
	// An admin who says in as many words that it was paid is believed.
	change, err := funds.PayManually(actOf(admin, late), walletOf(), ofMethod(funds.StateApproved, orange), "T1")
	mustDecide(t, change, err)
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

func boundedPolicy() funds.Policy {
	return with(testPolicy(), func(p *funds.Policy) {
		p.Channels = []funds.Channel{{Method: channel, Type: "1", Name: "MVola 通道", Min: 10_00, Max: 1000_00, Step: 100}}
	})
}

func TestWhatAChannelDemandsIsAskedBeforeEachClaim(t *testing.T) {
	t.Parallel()
	policy := boundedPolicy()
	for name, test := range demands {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			act := actOf(admin, late)
			claims := map[string]func(funds.Withdrawal) (funds.Change, error){
				"dispatch": func(w funds.Withdrawal) (funds.Change, error) {
					w.State = funds.StateApproved
					return funds.Dispatch(act, w, noOrder, policy)
				},
				"review": func(w funds.Withdrawal) (funds.Change, error) {
					w.State = funds.StatePending
					return funds.ApproveAndDispatch(act, w, noOrder, policy)
				},
				"resend": func(w funds.Withdrawal) (funds.Change, error) { return funds.Resend(act, w, policy) },
			}
			for claim, decide := range claims {
				change, err := decide(with(parked(), test.edit))
				t.Log(claim)
				refusedAs(t, change, err, &funds.Error{Code: funds.CodeUnpayable, Field: test.field})
			}
			w := with(withdrawalIn(funds.StatePending), test.edit)
			wallet := with(walletOf(), func(w *funds.Wallet) { w.Balance = 100_000_00 })
			change, err := funds.Create(actOf(user, late), wallet, funds.Request{
				ID: wdID, Amount: w.Amount, Method: channel, Target: w.Target,
			}, policy)
			refusedAs(t, change, err, invalid(test.field))
		})
	}
}
