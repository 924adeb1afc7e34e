package withdrawal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// createdBy is what the fixtures' wallet becomes by a create of 250.00 at late.
func createdBy(act funds.Act) (funds.Wallet, funds.Withdrawal, funds.Entry, funds.Line) {
	entry := fixture.EntryOf(funds.EntryFreeze, 2, 0, 250_00, fixture.Said(ledger.ReasonFrozen), act)
	entry.Row = 3
	wallet := fixture.Entered(entry)
	wallet.Open, wallet.DayUsed, wallet.Today.Asked = 2, 350_00, funds.Tally{Count: 2, Amount: 350_00}
	line := fixture.LineOf(1, funds.CommandCreate, funds.StateNone, funds.StatePending, "", act)
	request := fixture.RequestOf(250_00)
	withdrawal := funds.Withdrawal{
		ID: fixture.WithdrawalID, UserID: "u1", Version: 1, State: funds.StatePending, Amount: 250_00, Method: funds.MethodBank,
		Target: request.Target, Note: request.Note, Origin: request.Origin, Before: funds.Balances{Balance: 1000_00, Frozen: 100_00},
		Day: "2026-03-01", Actor: act.Actor, Lines: []funds.Line{line}, CommitID: "c9", CreatedAt: fixture.Late, UpdatedAt: fixture.Late,
	}
	return wallet, withdrawal, entry, line
}

func TestCreateFreezesTheAmount(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	wallet, asked, entry, line := createdBy(act)
	request := fixture.RequestOf(250_00)
	request.Profile = &funds.Profile{Name: "张三", Phone: "13812345678"}
	wallet.Profile = *request.Profile
	request.Claim = &funds.Claim{Caller: "u1", Key: "k", Print: funds.Print{Bytes: "h"}, Expires: fixture.Late.Add(funds.ClaimLife)}
	claim := *request.Claim
	claim.Result = string(fixture.WithdrawalID)

	before := fixture.WalletOf()
	change, err := withdrawal.Create(act, before, request, fixture.Policy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late,
		Wallet:     &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 0, To: asked},
		Entries:    []funds.Entry{entry}, Lines: []funds.Line{line}, Claim: &claim,
	})
	fixture.Same(t, before, fixture.WalletOf())
	if request.Claim.Result != "" {
		t.Error("the request's own claim was written to")
	}
}

func TestCreateByAPolicyThatPaysIsOneChange(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Late)
	byPolicy := fixture.Act(funds.System("policy"), fixture.Late)
	wallet, asked, entry, line := createdBy(act)
	lines := []funds.Line{
		line,
		fixture.LineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, fixture.Said(withdrawal.ReasonApprovedByPolicy), byPolicy),
		fixture.LineOf(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, fixture.Said(withdrawal.ReasonSentByChannel, funds.Facts{Channel: "MVola 通道"}), byPolicy),
	}
	asked.Version, asked.State, asked.Method, asked.Lines = 3, funds.StateProcessing, fixture.Channel, lines
	asked.Review, asked.Actor = funds.Review{At: fixture.Late}, byPolicy.Actor
	asked.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: fixture.Late.Add(10 * time.Second)}
	asked.Watch = funds.Watch{Due: fixture.Late.Add(15 * time.Second)}
	request := fixture.RequestOf(250_00)
	request.Method, request.AutoPay = fixture.Channel, true

	change, err := withdrawal.Create(act, fixture.WalletOf(), request, fixture.Policy())
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late,
		Wallet:     &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 0, To: asked},
		Entries:    []funds.Entry{entry}, Lines: lines, Unpaused: funds.UnpausedPayout(asked),
	})

	request.Method = funds.MethodBank
	change, err = withdrawal.Create(act, fixture.WalletOf(), request, fixture.Policy())
	fixture.RefusedAs(t, change, err, fixture.Invalid("payoutMethod"))
}

// The table is cumulative: each row has the faults of all rows below it, so that its refusal shows
// that its check comes first.
func TestCreateRefusesInTheOrderOfTheDocument(t *testing.T) {
	t.Parallel()
	policy := fixture.Policy()
	policy.MaxOpen, policy.Single, policy.Daily, policy.Minimum = 1, 300_00, 300_00, 20_00
	policy.Fee = funds.Fee{Fixed: 1_00}
	wallet := func(edits ...func(*funds.Wallet)) funds.Wallet { return fixture.With(fixture.WalletOf(), edits...) }
	open := func(n int64) func(*funds.Wallet) { return func(w *funds.Wallet) { w.Open = n } }
	used := func(a funds.Amount) func(*funds.Wallet) { return func(w *funds.Wallet) { w.DayUsed = a } }
	short := func(w *funds.Wallet) { w.Balance = 100_01 }
	frozen := func(w *funds.Wallet) { w.Status = funds.WalletFrozen }
	closed := func(w *funds.Wallet) { w.Status = funds.WalletClosed }
	tests := []struct {
		name   string
		wallet funds.Wallet
		amount funds.Amount
		method funds.Method
		want   *funds.Error
	}{
		{"an amount of zero", wallet(frozen, short, used(300_00)), 0, "cash", fixture.Invalid("amount")},
		{"a negative amount", wallet(frozen, short, used(300_00)), -1, "cash", fixture.Invalid("amount")},
		{"an unknown method", wallet(frozen, short, used(300_00)), 300_01, "cash", fixture.Invalid("method")},
		{"no method", wallet(frozen, short, used(300_00)), 300_01, "", fixture.Invalid("method")},
		{"a frozen wallet", wallet(frozen, short, used(300_00)), 300_01, fixture.Channel, fixture.Coded(funds.CodeWalletInactive)},
		{"a closed wallet", wallet(closed, short, used(300_00)), 300_01, fixture.Channel, fixture.Coded(funds.CodeWalletInactive)},
		{"too little available", wallet(short, used(300_00)), 300_01, fixture.Channel, fixture.Coded(funds.CodeInsufficient)},
		{"the whole balance, of which some is frozen", wallet(used(300_00)), 1000_00, fixture.Channel, fixture.Coded(funds.CodeInsufficient)},
		{"over the single limit", wallet(used(300_00)), 300_01, fixture.Channel, fixture.Coded(funds.CodeSingleLimit)},
		{"over the daily limit", wallet(used(290_00)), 10_50, fixture.Channel, fixture.Coded(funds.CodeDailyLimit)},
		{"below the minimum", wallet(), 19_99, fixture.Channel, fixture.Coded(funds.CodeMinimum)},
		{"too many unfinished", wallet(), 20_50, fixture.Channel, fixture.Coded(funds.CodeTooManyOpen)},
		{"a fraction that the channel does not pay", wallet(open(0)), 20_50, fixture.Channel, fixture.Invalid("amount")},
		{"the smallest of all faults: none", wallet(open(0)), 21_00, fixture.Channel, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			request := fixture.RequestOf(test.amount)
			request.Method = test.method
			change, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Created), test.wallet, request, policy)
			if test.want == nil {
				fixture.MustDecide(t, change, err)
				return
			}
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

func TestCreateTakesExactlyWhatALimitAllows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		edit   func(*funds.Policy)
		amount funds.Amount
		want   *funds.Error
	}{
		{"all that is available", nil, 900_00, nil},
		{"one more than is available", nil, 900_01, fixture.Coded(funds.CodeInsufficient)},
		{"the least amount", nil, 1, nil},
		{"the single limit", func(p *funds.Policy) { p.Single = 50_00 }, 50_00, nil},
		{"one over the single limit", func(p *funds.Policy) { p.Single = 50_00 }, 50_01, fixture.Coded(funds.CodeSingleLimit)},
		{"the rest of the daily limit", func(p *funds.Policy) { p.Daily = 300_00 }, 200_00, nil},
		{"one over the rest of the daily limit", func(p *funds.Policy) { p.Daily = 300_00 }, 200_01, fixture.Coded(funds.CodeDailyLimit)},
		{"the minimum", func(p *funds.Policy) { p.Minimum = 10_00 }, 10_00, nil},
		{"one below the minimum", func(p *funds.Policy) { p.Minimum = 10_00 }, 9_99, fixture.Coded(funds.CodeMinimum)},
		{"the last of the unfinished", func(p *funds.Policy) { p.MaxOpen = 2 }, 1_00, nil},
		{"one unfinished too many", func(p *funds.Policy) { p.MaxOpen = 1 }, 1_00, fixture.Coded(funds.CodeTooManyOpen)},
		{"one more than its fee", func(p *funds.Policy) { p.Fee.Fixed = 1_00 }, 1_01, nil},
		{"no more than its fee", func(p *funds.Policy) { p.Fee.Fixed = 1_00 }, 1_00, fixture.Invalid("amount")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			policy := fixture.Policy()
			if test.edit != nil {
				test.edit(&policy)
			}
			change, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Late), fixture.WalletOf(), fixture.RequestOf(test.amount), policy)
			if test.want != nil {
				fixture.RefusedAs(t, change, err, test.want)
				return
			}
			change = fixture.MustDecide(t, change, err)
			if got := change.Withdrawal.To; got.Amount != test.amount || got.Fee != policy.Fee.Fixed || change.Wallet.To.Frozen != 100_00+test.amount {
				t.Errorf("froze %d with a fee of %d, wallet %+v", got.Amount, got.Fee, change.Wallet.To)
			}
		})
	}
}

func TestAChannelTakesNetAmountsInItsBoundsAndSteps(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		amount funds.Amount
		edit   func(*withdrawal.Request)
		want   *funds.Error
	}{
		{"whole units after the fee", 101_00, nil, nil},
		{"whole units before the fee, a fraction after it", 100_50, nil, fixture.Invalid("amount")},
		{"the least net amount", 11_00, nil, nil},
		{"a step below the least net amount", 10_00, nil, fixture.Invalid("amount")},
		{"the greatest net amount", 501_00, nil, nil},
		{"a step over the greatest net amount", 502_00, nil, fixture.Invalid("amount")},
		{"another method, which has no bounds", 502_50, func(r *withdrawal.Request) { r.Method = funds.MethodWechat }, nil},
		{"an account that could end its field of the signature", 101_00, func(r *withdrawal.Request) { r.Target.Account = "1&amount=9" }, fixture.Invalid("account")},
		{"an owner with an equals sign", 101_00, func(r *withdrawal.Request) { r.Target.Owner = "a=b" }, fixture.Invalid("accountName")},
		{"an account of 64 characters", 101_00, func(r *withdrawal.Request) { r.Target.Account = strings.Repeat("账", 64) }, nil},
		{"an account of 65 characters", 101_00, func(r *withdrawal.Request) { r.Target.Account = strings.Repeat("账", 65) }, fixture.Invalid("account")},
	}
	policy := fixture.Policy()
	policy.Fee.Fixed = 1_00
	policy.Channels[0].Min, policy.Channels[0].Max = 10_00, 500_00
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			request := fixture.RequestOf(test.amount)
			request.Method = fixture.Channel
			if test.edit != nil {
				test.edit(&request)
			}
			change, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Late), fixture.WalletOf(), request, policy)
			if test.want == nil {
				fixture.MustDecide(t, change, err)
				return
			}
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

func TestARefusalCarriesTheAmountsBehindIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		amount funds.Amount
		reason funds.Reason
		facts  funds.Facts
	}{
		{"insufficient", 900_01, funds.ReasonInsufficient, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 900_01, Used: 100_00, Limit: 250_00}},
		{"single limit", 200_01, withdrawal.ReasonSingleLimit, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 200_01, Used: 100_00, Limit: 200_00}},
		{"daily limit", 200_00, withdrawal.ReasonDailyLimit, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 200_00, Used: 100_00, Limit: 250_00}},
		{"minimum", 9_99, withdrawal.ReasonMinimum, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 9_99, Used: 100_00, Limit: 10_00}},
	}
	policy := fixture.Policy()
	policy.Single, policy.Daily, policy.Minimum = 200_00, 250_00, 10_00
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Late), fixture.WalletOf(), fixture.RequestOf(test.amount), policy)
			refusal := fixture.RefusalOf(t, err)
			if refusal.Reason != test.reason {
				t.Errorf("says %q, want %q", refusal.Reason, test.reason)
			}
			fixture.Same(t, refusal.Facts, test.facts)
		})
	}

	for _, status := range []funds.WalletStatus{funds.WalletFrozen, funds.WalletClosed} {
		inactive := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = status })
		_, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Late), inactive, fixture.RequestOf(1_00), fixture.Policy())
		if got := fixture.RefusalOf(t, err).Facts.Status; got != status {
			t.Errorf("a %s wallet is called %q", status, got)
		}
	}
}
