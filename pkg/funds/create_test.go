package funds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func requestOf(amount funds.Amount) funds.Request {
	return funds.Request{
		ID: wdID, Amount: amount, Method: funds.MethodBank, Target: funds.Target{Account: "6222", Owner: "张三", Bank: "工商银行", Remark: "r"},
		Note: "急", Origin: funds.Origin{IP: "192.0.2.1", DeviceID: "d1"},
	}
}

// createdBy is what the fixtures' wallet becomes by a create of 250.00 at late.
func createdBy(act funds.Act) (funds.Wallet, funds.Withdrawal, funds.Entry, funds.Line) {
	entry := entryOf(funds.EntryFreeze, 2, 0, 250_00, said(funds.ReasonFrozen), act)
	entry.Row = 3
	wallet := entered(entry)
	wallet.Open, wallet.DayUsed, wallet.Today.Asked = 2, 350_00, funds.Tally{Count: 2, Amount: 350_00}
	line := lineOf(1, funds.CommandCreate, funds.StateNone, funds.StatePending, "", act)
	request := requestOf(250_00)
	withdrawal := funds.Withdrawal{
		ID: wdID, UserID: "u1", Version: 1, State: funds.StatePending, Amount: 250_00, Method: funds.MethodBank,
		Target: request.Target, Note: request.Note, Origin: request.Origin, Before: funds.Balances{Balance: 1000_00, Frozen: 100_00},
		Day: "2026-03-01", Actor: act.Actor, Lines: []funds.Line{line}, CommitID: "c9", CreatedAt: late, UpdatedAt: late,
	}
	return wallet, withdrawal, entry, line
}

func TestCreateFreezesTheAmount(t *testing.T) {
	t.Parallel()
	act := actOf(user, late)
	wallet, withdrawal, entry, line := createdBy(act)
	request := requestOf(250_00)
	request.Profile = &funds.Profile{Name: "张三", Phone: "13812345678"}
	wallet.Profile = *request.Profile
	request.Claim = &funds.Claim{Caller: "u1", Key: "k", Print: funds.Print{Bytes: "h"}, Expires: late.Add(funds.ClaimLife)}
	claim := *request.Claim
	claim.Result = string(wdID)

	before := walletOf()
	change, err := funds.Create(act, before, request, testPolicy())
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late,
		Wallet:     &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 0, To: withdrawal},
		Entries:    []funds.Entry{entry}, Lines: []funds.Line{line}, Claim: &claim,
	})
	same(t, before, walletOf())
	if request.Claim.Result != "" {
		t.Error("the request's own claim was written to")
	}
}

func TestCreateByAPolicyThatPaysIsOneChange(t *testing.T) {
	t.Parallel()
	act := actOf(user, late)
	byPolicy := actOf(funds.System("policy"), late)
	wallet, withdrawal, entry, line := createdBy(act)
	lines := []funds.Line{
		line,
		lineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, said(funds.ReasonApprovedByPolicy), byPolicy),
		lineOf(3, funds.CommandDispatch, funds.StateApproved, funds.StateProcessing, said(funds.ReasonSentByChannel, funds.Facts{Channel: "MVola 通道"}), byPolicy),
	}
	withdrawal.Version, withdrawal.State, withdrawal.Method, withdrawal.Lines = 3, funds.StateProcessing, channel, lines
	withdrawal.Review, withdrawal.Actor = funds.Review{At: late}, byPolicy.Actor
	withdrawal.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: late.Add(10 * time.Second)}
	withdrawal.Watch = funds.Watch{Due: late.Add(15 * time.Second)}
	request := requestOf(250_00)
	request.Method, request.AutoPay = channel, true

	change, err := funds.Create(act, walletOf(), request, testPolicy())
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late,
		Wallet:     &funds.WalletChange{From: 2, To: wallet},
		Withdrawal: &funds.WithdrawalChange{From: 0, To: withdrawal},
		Entries:    []funds.Entry{entry}, Lines: lines,
	})

	request.Method = funds.MethodBank
	change, err = funds.Create(act, walletOf(), request, testPolicy())
	refusedAs(t, change, err, invalid("payoutMethod"))
}

// The table is cumulative: each row has the faults of all rows below it, so that its refusal shows
// that its check comes first.
func TestCreateRefusesInTheOrderOfTheDocument(t *testing.T) {
	t.Parallel()
	policy := testPolicy()
	policy.MaxOpen, policy.Single, policy.Daily, policy.Minimum = 1, 300_00, 300_00, 20_00
	policy.Fee = funds.Fee{Fixed: 1_00}
	wallet := func(edits ...func(*funds.Wallet)) funds.Wallet { return with(walletOf(), edits...) }
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
		{"an amount of zero", wallet(frozen, short, used(300_00)), 0, "cash", invalid("amount")},
		{"a negative amount", wallet(frozen, short, used(300_00)), -1, "cash", invalid("amount")},
		{"an unknown method", wallet(frozen, short, used(300_00)), 300_01, "cash", invalid("method")},
		{"no method", wallet(frozen, short, used(300_00)), 300_01, "", invalid("method")},
		{"a frozen wallet", wallet(frozen, short, used(300_00)), 300_01, channel, coded(funds.CodeWalletInactive)},
		{"a closed wallet", wallet(closed, short, used(300_00)), 300_01, channel, coded(funds.CodeWalletInactive)},
		{"too little available", wallet(short, used(300_00)), 300_01, channel, coded(funds.CodeInsufficient)},
		{"the whole balance, of which some is frozen", wallet(used(300_00)), 1000_00, channel, coded(funds.CodeInsufficient)},
		{"over the single limit", wallet(used(300_00)), 300_01, channel, coded(funds.CodeSingleLimit)},
		{"over the daily limit", wallet(used(290_00)), 10_50, channel, coded(funds.CodeDailyLimit)},
		{"below the minimum", wallet(), 19_99, channel, coded(funds.CodeMinimum)},
		{"too many unfinished", wallet(), 20_50, channel, coded(funds.CodeTooManyOpen)},
		{"a fraction that the channel does not pay", wallet(open(0)), 20_50, channel, invalid("amount")},
		{"the smallest of all faults: none", wallet(open(0)), 21_00, channel, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			request := requestOf(test.amount)
			request.Method = test.method
			change, err := funds.Create(actOf(user, created), test.wallet, request, policy)
			if test.want == nil {
				mustDecide(t, change, err)
				return
			}
			refusedAs(t, change, err, test.want)
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
		{"one more than is available", nil, 900_01, coded(funds.CodeInsufficient)},
		{"the least amount", nil, 1, nil},
		{"the single limit", func(p *funds.Policy) { p.Single = 50_00 }, 50_00, nil},
		{"one over the single limit", func(p *funds.Policy) { p.Single = 50_00 }, 50_01, coded(funds.CodeSingleLimit)},
		{"the rest of the daily limit", func(p *funds.Policy) { p.Daily = 300_00 }, 200_00, nil},
		{"one over the rest of the daily limit", func(p *funds.Policy) { p.Daily = 300_00 }, 200_01, coded(funds.CodeDailyLimit)},
		{"the minimum", func(p *funds.Policy) { p.Minimum = 10_00 }, 10_00, nil},
		{"one below the minimum", func(p *funds.Policy) { p.Minimum = 10_00 }, 9_99, coded(funds.CodeMinimum)},
		{"the last of the unfinished", func(p *funds.Policy) { p.MaxOpen = 2 }, 1_00, nil},
		{"one unfinished too many", func(p *funds.Policy) { p.MaxOpen = 1 }, 1_00, coded(funds.CodeTooManyOpen)},
		{"one more than its fee", func(p *funds.Policy) { p.Fee.Fixed = 1_00 }, 1_01, nil},
		{"no more than its fee", func(p *funds.Policy) { p.Fee.Fixed = 1_00 }, 1_00, invalid("amount")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			policy := testPolicy()
			if test.edit != nil {
				test.edit(&policy)
			}
			change, err := funds.Create(actOf(user, late), walletOf(), requestOf(test.amount), policy)
			if test.want != nil {
				refusedAs(t, change, err, test.want)
				return
			}
			change = mustDecide(t, change, err)
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
		edit   func(*funds.Request)
		want   *funds.Error
	}{
		{"whole units after the fee", 101_00, nil, nil},
		{"whole units before the fee, a fraction after it", 100_50, nil, invalid("amount")},
		{"the least net amount", 11_00, nil, nil},
		{"a step below the least net amount", 10_00, nil, invalid("amount")},
		{"the greatest net amount", 501_00, nil, nil},
		{"a step over the greatest net amount", 502_00, nil, invalid("amount")},
		{"another method, which has no bounds", 502_50, func(r *funds.Request) { r.Method = funds.MethodWechat }, nil},
		{"an account that could end its field of the signature", 101_00, func(r *funds.Request) { r.Target.Account = "1&amount=9" }, invalid("account")},
		{"an owner with an equals sign", 101_00, func(r *funds.Request) { r.Target.Owner = "a=b" }, invalid("accountName")},
		{"an account of 64 characters", 101_00, func(r *funds.Request) { r.Target.Account = strings.Repeat("账", 64) }, nil},
		{"an account of 65 characters", 101_00, func(r *funds.Request) { r.Target.Account = strings.Repeat("账", 65) }, invalid("account")},
	}
	policy := testPolicy()
	policy.Fee.Fixed = 1_00
	policy.Channels[0].Min, policy.Channels[0].Max = 10_00, 500_00
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			request := requestOf(test.amount)
			request.Method = channel
			if test.edit != nil {
				test.edit(&request)
			}
			change, err := funds.Create(actOf(user, late), walletOf(), request, policy)
			if test.want == nil {
				mustDecide(t, change, err)
				return
			}
			refusedAs(t, change, err, test.want)
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
		{"single limit", 200_01, funds.ReasonSingleLimit, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 200_01, Used: 100_00, Limit: 200_00}},
		{"daily limit", 200_00, funds.ReasonDailyLimit, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 200_00, Used: 100_00, Limit: 250_00}},
		{"minimum", 9_99, funds.ReasonMinimum, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 9_99, Used: 100_00, Limit: 10_00}},
	}
	policy := testPolicy()
	policy.Single, policy.Daily, policy.Minimum = 200_00, 250_00, 10_00
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := funds.Create(actOf(user, late), walletOf(), requestOf(test.amount), policy)
			refusal := refusalOf(t, err)
			if refusal.Reason != test.reason {
				t.Errorf("says %q, want %q", refusal.Reason, test.reason)
			}
			same(t, refusal.Facts, test.facts)
		})
	}

	for _, status := range []funds.WalletStatus{funds.WalletFrozen, funds.WalletClosed} {
		inactive := with(walletOf(), func(w *funds.Wallet) { w.Status = status })
		_, err := funds.Create(actOf(user, late), inactive, requestOf(1_00), testPolicy())
		if got := refusalOf(t, err).Facts.Status; got != status {
			t.Errorf("a %s wallet is called %q", status, got)
		}
	}
}
