package wallet_test

import (
	"math"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

func TestAnAdjustmentIsOneEntryAndOneAuditRecord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		amount funds.Amount
		detail string
	}{
		"adding counts as recharged":         {50_00, `{"amount":"50.00","reason":"补 \"发\""}`},
		"taking does not":                    {-50_00, `{"amount":"-50.00","reason":"补 \"发\""}`},
		"taking all that is available":       {-900_00, `{"amount":"-900.00","reason":"补 \"发\""}`},
		"adding up to the greatest of sums":  {funds.MaxAmount - 1000_00, `{"amount":"9999999999000.00","reason":"补 \"发\""}`},
		"the least that there is, and added": {1, `{"amount":"0.01","reason":"补 \"发\""}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			act := fixture.Act(fixture.Admin, fixture.Late)
			entry := fixture.EntryOf(funds.EntryAdjustment, 2, test.amount, 0, `补 "发"`, act)
			entry.Row, entry.RelatedType, entry.RelatedID = 3, "", ""
			held := fixture.Entered(entry)
			held.TotalRecharge += max(test.amount, 0)
			claim := funds.Claim{Caller: "a1", Key: "k", Print: funds.Print{Bytes: "h"}}
			kept := claim
			kept.Result = "u1-3"
			change, err := wallet.Adjust(act, fixture.WalletOf(), test.amount, `补 "发"`, &claim)
			fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
				CommitID: "c9", At: fixture.Late, Wallet: &funds.WalletChange{From: 2, To: held}, Entries: []funds.Entry{entry}, Claim: &kept,
				Audit: &funds.AuditRecord{ID: "c9", Module: "wallet", Action: "adjust", TargetID: "u1", TargetType: "wallet", Detail: test.detail, Actor: fixture.Admin, At: fixture.Late},
			})
		})
	}
}

func TestAnAdjustmentRefusesInOrder(t *testing.T) {
	t.Parallel()
	closed := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	tests := []struct {
		name   string
		wallet funds.Wallet
		actor  funds.Actor
		amount funds.Amount
		reason string
		want   *funds.Error
	}{
		{"one's own", closed, fixture.Self, 0, "", funds.ErrForbidden},
		{"nothing", closed, fixture.Admin, 0, "", fixture.Invalid("amount")},
		{"without a reason", closed, fixture.Admin, -900_01, "", fixture.Invalid("reason")},
		{"a closed wallet", closed, fixture.Admin, -900_01, "r", funds.ErrWalletInactive},
		{"more than is available", fixture.WalletOf(), fixture.Admin, -900_01, "r\x00", fixture.Coded(funds.CodeInsufficient)},
		{"far more than is available", fixture.WalletOf(), fixture.Admin, math.MinInt64 + 1, "r", fixture.Coded(funds.CodeInsufficient)},
		{"over the greatest of sums", fixture.WalletOf(), fixture.Admin, funds.MaxAmount - 1000_00 + 1, "r\x00", fixture.Invalid("amount")},
		{"a reason with a zero byte", fixture.WalletOf(), fixture.Admin, 1, "r\x00", fixture.Invalid("reason")},
		{"a reason that is too long", fixture.WalletOf(), fixture.Admin, 1, strings.Repeat("长", 201), fixture.Invalid("reason")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := wallet.Adjust(fixture.Act(test.actor, fixture.Late), test.wallet, test.amount, test.reason, nil)
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
	_, err := wallet.Adjust(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), -900_01, "r", nil)
	fixture.Same(t, fixture.RefusalOf(t, err).Facts, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 900_01})
	frozen := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	change, err := wallet.Adjust(fixture.Act(fixture.Admin, fixture.Late), frozen, -1, "r", nil)
	fixture.MustDecide(t, change, err) // goes on while the wallet is frozen
}

func TestAnAdjustmentResolvesWhatTheGatewayContradicted(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	before := fixture.With(fixture.WithdrawalIn(funds.StateFailed), func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.GatewayState = true, funds.GatewayWithdrawalPaid })
	entry := fixture.EntryOf(funds.EntryAdjustment, 2, -100_00, 0, "网关已付", act)
	entry.Row = 3
	change, err := wallet.AdjustWithdrawal(act, fixture.WalletOf(), before, -100_00, "网关已付", nil)
	change = fixture.MustDecide(t, change, err)
	fixture.Same(t, change.Entries, []funds.Entry{entry})
	fixture.Same(t, change.Wallet, &funds.WalletChange{From: 2, To: fixture.Entered(entry)})
	fixture.Same(t, change.Lines, []funds.Line{fixture.LineOf(5, funds.CommandResolve, funds.StateFailed, funds.StateFailed, "网关已付"+fixture.Said(wallet.ReasonSettledBy, funds.Facts{Amount: -100_00}), act)})
	want := fixture.Moved(before, 1, funds.StateFailed, act)
	want.EndedAt, want.NeedsAttention, want.Settled, want.SettledAt = before.EndedAt, false, -100_00, act.At
	fixture.Same(t, change.Withdrawal, &funds.WithdrawalChange{From: 4, To: want})
	if audit := change.Audit; audit == nil || audit.Action != "adjust" || audit.Detail != `{"amount":"-100.00","due":"0.00","reason":"网关已付","withdrawalId":"`+string(before.ID)+`"}` {
		t.Errorf("the audit record is %+v", audit)
	}

	change, err = wallet.AdjustWithdrawal(act, fixture.WalletOf(), before, 0, "平台承担", &funds.Claim{Caller: "a1", Key: "k"})
	change = fixture.MustDecide(t, change, err)
	if change.Claim == nil || change.Claim.Result != "u1" { // there is no entry to name
		t.Errorf("the key is claimed for %+v", change.Claim)
	}
	if change.Wallet != nil || change.Entries != nil || change.Audit == nil || change.Withdrawal.To.NeedsAttention {
		t.Errorf("without money it writes %+v", change)
	}

	tests := []struct {
		name  string
		edit  func(*funds.Withdrawal)
		actor funds.Actor
		want  *funds.Error
	}{
		{"another user's", func(w *funds.Withdrawal) { w.UserID = "u2" }, fixture.Admin, funds.ErrNotFound},
		{"one that needs no attention", func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.GatewayState = false, 0 }, fixture.Admin, funds.ErrIllegal},
		{"one that is parked", func(w *funds.Withdrawal) { *w = fixture.Parked() }, fixture.Admin, funds.ErrIllegal},
		{"one's own", func(*funds.Withdrawal) {}, fixture.Self, funds.ErrForbidden},
	}
	for _, test := range tests {
		change, err := wallet.AdjustWithdrawal(fixture.Act(test.actor, fixture.Late), fixture.WalletOf(), fixture.With(before, test.edit), -100_00, "r", nil)
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

func TestAWalletsStatusIsSetWithAnAuditRecordAndNoEntry(t *testing.T) {
	t.Parallel()
	empty := funds.NewWallet("u1", fixture.Created)
	empty.Version = 7
	for _, from := range []funds.WalletStatus{funds.WalletActive, funds.WalletFrozen, funds.WalletClosed} {
		for _, to := range []funds.WalletStatus{funds.WalletActive, funds.WalletFrozen, funds.WalletClosed} {
			before := fixture.With(empty, func(w *funds.Wallet) { w.Status = from })
			change, err := wallet.SetStatus(fixture.Act(fixture.Admin, fixture.Late), before, to, "原因")
			fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
				CommitID: "c9", At: fixture.Late,
				Wallet: &funds.WalletChange{From: 7, To: fixture.With(before, func(w *funds.Wallet) {
					w.Version, w.Status, w.CommitID, w.UpdatedAt = 8, to, "c9", fixture.Late
				})},
				Audit: &funds.AuditRecord{
					ID: "c9", Module: "wallet", Action: "status", TargetID: "u1", TargetType: "wallet", Actor: fixture.Admin, At: fixture.Late,
					Detail: `{"from":"` + string(from) + `","reason":"原因","to":"` + string(to) + `"}`,
				},
			})
		}
	}
}

func TestAWalletsStatusRefusesInOrder(t *testing.T) {
	t.Parallel()
	empty := funds.NewWallet("u1", fixture.Created)
	rich := fixture.With(empty, func(w *funds.Wallet) { w.Balance = 1 })
	busy := fixture.With(empty, func(w *funds.Wallet) { w.Open = 1 })
	tests := []struct {
		name   string
		wallet funds.Wallet
		actor  funds.Actor
		to     funds.WalletStatus
		reason string
		want   *funds.Error
	}{
		{"one's own", rich, fixture.Self, "gone", "", funds.ErrForbidden},
		{"an unknown status", rich, fixture.Admin, "gone", "", fixture.Invalid("status")},
		{"no status", rich, fixture.Admin, "", "", fixture.Invalid("status")},
		{"without a reason", rich, fixture.Admin, funds.WalletClosed, "", fixture.Invalid("reason")},
		{"closing what is not empty", rich, fixture.Admin, funds.WalletClosed, "r\x00", funds.ErrIllegal},
		{"closing with something open", busy, fixture.Admin, funds.WalletClosed, "r\x00", funds.ErrIllegal},
		{"a reason with a zero byte", empty, fixture.Admin, funds.WalletClosed, "r\x00", fixture.Invalid("reason")},
		{"nothing: freezing what is not empty", rich, fixture.Admin, funds.WalletFrozen, "r", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := wallet.SetStatus(fixture.Act(test.actor, fixture.Late), test.wallet, test.to, test.reason)
			if test.want == nil {
				fixture.MustDecide(t, change, err)
				return
			}
			fixture.RefusedAs(t, change, err, test.want)
		})
	}
}

func TestAWalletIsMadeOnFirstAccessAndKeepsTheUsersOwnProfile(t *testing.T) {
	t.Parallel()
	fresh := funds.NewWallet("u1", fixture.Created)
	profile := funds.Profile{Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1234"}
	stored := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Profile = profile })
	renamed := fixture.With(profile, func(p *funds.Profile) { p.Name = "张四" })
	written := func(w funds.Wallet, profile funds.Profile) *funds.WalletChange {
		from := w.Version
		w.Version, w.Profile, w.CommitID, w.UpdatedAt = from+1, profile, "c9", fixture.Late
		return &funds.WalletChange{From: from, To: w}
	}
	tests := []struct {
		name    string
		wallet  funds.Wallet
		profile *funds.Profile
		want    *funds.WalletChange
	}{
		{"the first access makes it", fresh, nil, written(fresh, funds.Profile{})},
		{"and keeps the profile", fresh, &profile, written(fresh, profile)},
		{"the same profile is no news", stored, &profile, nil},
		{"nobody's profile is no news", stored, nil, nil},
		{"another profile is kept", stored, &renamed, written(stored, renamed)},
		{"a token that says nothing erases nothing", stored, &funds.Profile{}, nil},
		{"a token with a name alone erases no phone number", stored, &funds.Profile{Name: "张四"}, written(stored, renamed)},
		{"a token that adds what was missing", fresh, &funds.Profile{Phone: "1"}, written(fresh, funds.Profile{Phone: "1"})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change := wallet.Touch(fixture.Act(fixture.User, fixture.Late), test.wallet, test.profile)
			fixture.Same(t, change, funds.Change{CommitID: "c9", At: fixture.Late, Wallet: test.want})
			if change.Empty() != (test.want == nil) {
				t.Errorf("empty: %v", change.Empty())
			}
		})
	}
}
