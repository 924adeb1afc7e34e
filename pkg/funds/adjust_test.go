package funds_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
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
			act := actOf(admin, late)
			entry := entryOf(funds.EntryAdjustment, 2, test.amount, 0, `补 "发"`, act)
			entry.Row, entry.RelatedType, entry.RelatedID = 3, "", ""
			wallet := entered(entry)
			wallet.TotalRecharge += max(test.amount, 0)
			claim := funds.Claim{Caller: "a1", Key: "k", Print: funds.Print{Bytes: "h"}}
			kept := claim
			kept.Result = "u1-3"
			change, err := funds.Adjust(act, walletOf(), test.amount, `补 "发"`, &claim)
			same(t, mustDecide(t, change, err), funds.Change{
				CommitID: "c9", At: late, Wallet: &funds.WalletChange{From: 2, To: wallet}, Entries: []funds.Entry{entry}, Claim: &kept,
				Audit: &funds.AuditRecord{ID: "c9", Module: "wallet", Action: "adjust", TargetID: "u1", TargetType: "wallet", Detail: test.detail, Actor: admin, At: late},
			})
		})
	}
}

func TestAnAdjustmentRefusesInOrder(t *testing.T) {
	t.Parallel()
	closed := with(walletOf(), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	tests := []struct {
		name   string
		wallet funds.Wallet
		actor  funds.Actor
		amount funds.Amount
		reason string
		want   *funds.Error
	}{
		{"one's own", closed, self, 0, "", funds.ErrForbidden},
		{"nothing", closed, admin, 0, "", invalid("amount")},
		{"without a reason", closed, admin, -900_01, "", invalid("reason")},
		{"a closed wallet", closed, admin, -900_01, "r", funds.ErrWalletInactive},
		{"more than is available", walletOf(), admin, -900_01, "r\x00", coded(funds.CodeInsufficient)},
		{"far more than is available", walletOf(), admin, math.MinInt64 + 1, "r", coded(funds.CodeInsufficient)},
		{"over the greatest of sums", walletOf(), admin, funds.MaxAmount - 1000_00 + 1, "r\x00", invalid("amount")},
		{"a reason with a zero byte", walletOf(), admin, 1, "r\x00", invalid("reason")},
		{"a reason that is too long", walletOf(), admin, 1, strings.Repeat("长", 201), invalid("reason")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.Adjust(actOf(test.actor, late), test.wallet, test.amount, test.reason, nil)
			refusedAs(t, change, err, test.want)
		})
	}
	_, err := funds.Adjust(actOf(admin, late), walletOf(), -900_01, "r", nil)
	same(t, refusalOf(t, err).Facts, funds.Facts{Balance: 1000_00, Frozen: 100_00, Available: 900_00, Requested: 900_01})
	frozen := with(walletOf(), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	change, err := funds.Adjust(actOf(admin, late), frozen, -1, "r", nil)
	mustDecide(t, change, err) // goes on while the wallet is frozen
}

func TestAnAdjustmentResolvesWhatTheGatewayContradicted(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	before := with(withdrawalIn(funds.StateFailed), func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.GatewayState = true, funds.GatewayPaid })
	entry := entryOf(funds.EntryAdjustment, 2, -100_00, 0, "网关已付", act)
	entry.Row = 3
	change, err := funds.Resolve(act, walletOf(), before, -100_00, "网关已付", nil)
	change = mustDecide(t, change, err)
	same(t, change.Entries, []funds.Entry{entry})
	same(t, change.Wallet, &funds.WalletChange{From: 2, To: entered(entry)})
	same(t, change.Lines, []funds.Line{lineOf(5, funds.CommandResolve, funds.StateFailed, funds.StateFailed, "网关已付"+said(funds.ReasonSettledBy, funds.Facts{Amount: -100_00}), act)})
	want := moved(before, 1, funds.StateFailed, act)
	want.EndedAt, want.NeedsAttention, want.Settled, want.SettledAt = before.EndedAt, false, -100_00, act.At
	same(t, change.Withdrawal, &funds.WithdrawalChange{From: 4, To: want})
	if change.Audit == nil || change.Audit.Action != "adjust" {
		t.Errorf("the audit record is %+v", change.Audit)
	}

	change, err = funds.Resolve(act, walletOf(), before, 0, "平台承担", nil)
	change = mustDecide(t, change, err)
	if change.Wallet != nil || change.Entries != nil || change.Audit == nil || change.Withdrawal.To.NeedsAttention {
		t.Errorf("without money it writes %+v", change)
	}

	tests := []struct {
		name  string
		edit  func(*funds.Withdrawal)
		actor funds.Actor
		want  *funds.Error
	}{
		{"another user's", func(w *funds.Withdrawal) { w.UserID = "u2" }, admin, funds.ErrNotFound},
		{"one that needs no attention", func(w *funds.Withdrawal) { w.NeedsAttention, w.Payout.GatewayState = false, 0 }, admin, funds.ErrIllegal},
		{"one that is parked", func(w *funds.Withdrawal) { *w = parked() }, admin, funds.ErrIllegal},
		{"one's own", func(*funds.Withdrawal) {}, self, funds.ErrForbidden},
	}
	for _, test := range tests {
		change, err := funds.Resolve(actOf(test.actor, late), walletOf(), with(before, test.edit), -100_00, "r", nil)
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			refusedAs(t, change, err, test.want)
		})
	}
}

func TestAWalletsStatusIsSetWithAnAuditRecordAndNoEntry(t *testing.T) {
	t.Parallel()
	empty := funds.NewWallet("u1", created)
	empty.Version = 7
	for _, from := range []funds.WalletStatus{funds.WalletActive, funds.WalletFrozen, funds.WalletClosed} {
		for _, to := range []funds.WalletStatus{funds.WalletActive, funds.WalletFrozen, funds.WalletClosed} {
			before := with(empty, func(w *funds.Wallet) { w.Status = from })
			change, err := funds.SetStatus(actOf(admin, late), before, to, "原因")
			same(t, mustDecide(t, change, err), funds.Change{
				CommitID: "c9", At: late,
				Wallet: &funds.WalletChange{From: 7, To: with(before, func(w *funds.Wallet) {
					w.Version, w.Status, w.CommitID, w.UpdatedAt = 8, to, "c9", late
				})},
				Audit: &funds.AuditRecord{
					ID: "c9", Module: "wallet", Action: "status", TargetID: "u1", TargetType: "wallet", Actor: admin, At: late,
					Detail: `{"from":"` + string(from) + `","reason":"原因","to":"` + string(to) + `"}`,
				},
			})
		}
	}
}

func TestAWalletsStatusRefusesInOrder(t *testing.T) {
	t.Parallel()
	empty := funds.NewWallet("u1", created)
	rich := with(empty, func(w *funds.Wallet) { w.Balance = 1 })
	busy := with(empty, func(w *funds.Wallet) { w.Open = 1 })
	tests := []struct {
		name   string
		wallet funds.Wallet
		actor  funds.Actor
		to     funds.WalletStatus
		reason string
		want   *funds.Error
	}{
		{"one's own", rich, self, "gone", "", funds.ErrForbidden},
		{"an unknown status", rich, admin, "gone", "", invalid("status")},
		{"no status", rich, admin, "", "", invalid("status")},
		{"without a reason", rich, admin, funds.WalletClosed, "", invalid("reason")},
		{"closing what is not empty", rich, admin, funds.WalletClosed, "r\x00", funds.ErrIllegal},
		{"closing with something open", busy, admin, funds.WalletClosed, "r\x00", funds.ErrIllegal},
		{"a reason with a zero byte", empty, admin, funds.WalletClosed, "r\x00", invalid("reason")},
		{"nothing: freezing what is not empty", rich, admin, funds.WalletFrozen, "r", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.SetStatus(actOf(test.actor, late), test.wallet, test.to, test.reason)
			if test.want == nil {
				mustDecide(t, change, err)
				return
			}
			refusedAs(t, change, err, test.want)
		})
	}
}

func TestAWalletIsMadeOnFirstAccessAndKeepsTheUsersOwnProfile(t *testing.T) {
	t.Parallel()
	fresh := funds.NewWallet("u1", created)
	profile := funds.Profile{Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1234"}
	stored := with(walletOf(), func(w *funds.Wallet) { w.Profile = profile })
	renamed := with(profile, func(p *funds.Profile) { p.Name = "张四" })
	written := func(w funds.Wallet, profile funds.Profile) *funds.WalletChange {
		from := w.Version
		w.Version, w.Profile, w.CommitID, w.UpdatedAt = from+1, profile, "c9", late
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
			change := funds.Touch(actOf(user, late), test.wallet, test.profile)
			same(t, change, funds.Change{CommitID: "c9", At: late, Wallet: test.want})
			if change.Empty() != (test.want == nil) {
				t.Errorf("empty: %v", change.Empty())
			}
		})
	}
}

func TestReadingAWholeAccountLeavesAnAuditRecord(t *testing.T) {
	t.Parallel()
	same(t, funds.Unmasked(actOf(admin, late), withdrawalIn(funds.StatePending)), funds.AuditRecord{
		ID: "c9", Module: "withdraw", Action: "view_unmasked", TargetID: string(wdID), TargetType: "withdrawal", Actor: admin, At: late,
	})
}

func TestLinesAreKeptOnTheWithdrawalWhereNothingElseIsWritten(t *testing.T) {
	t.Parallel()
	step := funds.Change{Withdrawal: &funds.WithdrawalChange{From: 3}, Lines: []funds.Line{{Actor: machine}}}
	tests := map[string]struct {
		change funds.Change
		want   bool
	}{
		"the machine's step":          {step, true},
		"a user's step":               {with(step, func(c *funds.Change) { c.Lines = []funds.Line{{Actor: user}} }), true},
		"a new withdrawal":            {with(step, func(c *funds.Change) { c.Withdrawal, c.Wallet = &funds.WithdrawalChange{}, &funds.WalletChange{} }), true},
		"a new one, by an admin":      {with(step, func(c *funds.Change) { c.Withdrawal, c.Lines = &funds.WithdrawalChange{}, []funds.Line{{Actor: admin}} }), false},
		"an admin's step, for audit":  {with(step, func(c *funds.Change) { c.Lines = []funds.Line{{Actor: machine}, {Actor: admin}} }), false},
		"with a wallet":               {with(step, func(c *funds.Change) { c.Wallet = &funds.WalletChange{} }), false},
		"with an entry":               {with(step, func(c *funds.Change) { c.Entries = []funds.Entry{{}} }), false},
		"with an audit record":        {with(step, func(c *funds.Change) { c.Audit = &funds.AuditRecord{} }), false},
		"with a transaction number":   {with(step, func(c *funds.Change) { c.TransactionNo = "T" }), false},
		"with a claim":                {with(step, func(c *funds.Change) { c.Claim = &funds.Claim{} }), false},
		"with a wallet to be checked": {with(step, func(c *funds.Change) { c.ActiveWallet = "u1" }), false},
		"after very many lines": {with(step, func(c *funds.Change) {
			c.Lines = []funds.Line{{Version: 2, Actor: machine}}
			c.Withdrawal = &funds.WithdrawalChange{From: 1, To: funds.Withdrawal{Lines: slices.Repeat([]funds.Line{{Version: 1}}, 32)}}
		}), false},
		"no withdrawal at all": {funds.Change{Wallet: &funds.WalletChange{}}, false},
	}
	for name, test := range tests {
		if test.change.KeptLines() != test.want {
			t.Errorf("%s: kept %v", name, !test.want)
		}
	}
}
