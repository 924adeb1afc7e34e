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
	change, err := withdrawal.PayManually(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.OfMethod(funds.StateApproved, orange), "T1", fixture.Policy())
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
