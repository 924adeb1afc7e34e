package recharge_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// rechargeWords are all that the gateway may say of a recharge.
var rechargeWords = map[string]funds.RechargeReport{
	"declined": {Outcome: funds.RechargeDeclined, Detail: "d"},
	"absent":   {Outcome: funds.RechargeAbsent, Detail: "d"},
	"unknown":  {Outcome: funds.RechargeUnknown, Detail: "d"},
	"unlisted": {Outcome: funds.RechargeOutcome(99), Detail: "d"},
	"0":        fixture.RechargeIs(0, 100_00), "1": fixture.RechargeIs(1, 100_00), "2": fixture.RechargeIs(2, 100_00),
	"3": fixture.RechargeIs(3, 100_00), "4": fixture.RechargeIs(4, 100_00), "5": fixture.RechargeIs(5, 80_00),
}

// rechargeCell is what a word does: by a step with a line, by one without ("-"), or nothing ("").
type rechargeCell struct {
	command   funds.RechargeCommand
	to        funds.RechargeState
	attention bool
	due       time.Duration // after the look; never
	freezes   bool
}

const (
	isOpen, isParked, isCredited     = funds.RechargeOpen, funds.RechargeParked, funds.RechargeCredited
	isRefused, isExpired, isClosed   = funds.RechargeRefused, funds.RechargeExpired, funds.RechargeClosed
	soonest, recheck                 = 15 * time.Second, time.Hour
	credit, contradict, parks, stays = funds.RechargeCredit, funds.RechargeContradict, funds.RechargePark, funds.RechargeCommand("-")
)

// settleTable lists what each word does to a recharge in each state where a look is due.
func settleTable() map[funds.RechargeState]map[string]rechargeCell {
	second := fixture.LeftAt.Add(24 * time.Hour).Sub(fixture.Look) // the second recheck
	waits := rechargeCell{stays, isOpen, false, soonest, false}
	credited := rechargeCell{credit, isCredited, false, fixture.Never, false}
	refuses := rechargeCell{funds.RechargeRefuse, isRefused, false, recheck, false}
	expires := rechargeCell{funds.RechargeExpire, isExpired, false, recheck, false}
	parked := rechargeCell{parks, isParked, true, fixture.Never, false}
	adminSilent, adminWaits := rechargeCell{stays, isParked, true, soonest, false}, rechargeCell{stays, isParked, true, fixture.Never, false}
	inSilence, in := rechargeCell{stays, isCredited, false, soonest, false}, rechargeCell{stays, isCredited, false, fixture.Never, false}
	alarm := rechargeCell{contradict, isCredited, true, fixture.Never, true}
	opens := rechargeCell{contradict, isCredited, true, soonest, true} // and is looked at until it has an end
	ended := func(state funds.RechargeState) map[string]rechargeCell {
		silent, again := rechargeCell{stays, state, false, soonest, false}, rechargeCell{stays, state, false, second, false}
		return map[string]rechargeCell{
			"declined": silent, "absent": again, "unknown": silent, "unlisted": silent,
			"0": again, "1": again, "2": credited, "3": again, "4": again, "5": parked,
		}
	}
	outSilence, out := rechargeCell{stays, isClosed, false, soonest, false}, rechargeCell{stays, isClosed, false, fixture.Never, false}
	return map[funds.RechargeState]map[string]rechargeCell{
		isOpen: {
			"declined": waits, "absent": waits, "unknown": waits, "unlisted": waits,
			"0": waits, "1": waits, "2": credited, "3": refuses, "4": expires, "5": parked,
		},
		isParked: {
			"declined": adminSilent, "absent": adminWaits, "unknown": adminSilent, "unlisted": adminSilent,
			"0": adminWaits, "1": adminWaits, "2": credited, "3": refuses, "4": expires, "5": adminWaits,
		},
		isCredited: {
			"declined": inSilence, "absent": in, "unknown": inSilence, "unlisted": inSilence,
			"0": opens, "1": opens, "2": in, "3": alarm, "4": alarm, "5": alarm,
		},
		isRefused: ended(isRefused),
		isExpired: ended(isExpired),
		isClosed: {
			"declined": outSilence, "absent": out, "unknown": outSilence, "unlisted": outSilence,
			"0": out, "1": out, "2": {contradict, isClosed, true, fixture.Never, false}, "3": out, "4": out, "5": out,
		},
	}
}

// TestEveryWordAboutARechargeInEveryState settles each pair twice: where a look is due, and between two looks,
// where a word without news writes nothing.
func TestEveryWordAboutARechargeInEveryState(t *testing.T) {
	t.Parallel()
	table := settleTable()
	for _, state := range funds.RechargeStates() {
		if len(table[state]) != len(rechargeWords) {
			t.Fatalf("%s: %d of %d words are listed", state, len(table[state]), len(rechargeWords))
		}
		for name, report := range rechargeWords {
			want := table[state][name]
			t.Run(fmt.Sprintf("%s hears %s at a look", state, name), func(t *testing.T) {
				t.Parallel()
				r := fixture.RechargeIn(state)
				if r.Watch.Due.IsZero() {
					r.Watch.Due = fixture.Look // of a callback that was not confirmed
				}
				wantCell(t, r, report, want)
			})
			t.Run(fmt.Sprintf("%s hears %s between two looks", state, name), func(t *testing.T) {
				t.Parallel()
				r := fixture.RechargeIn(state)
				r.Watch.Due = time.Time{}
				if state == isOpen || state == isRefused || state == isExpired {
					r.Watch.Due = fixture.Look.Add(time.Minute)
				}
				want := want
				switch {
				case state == isOpen && name == "0": // news, but no line
					want.due = time.Minute
				case report.Outcome == funds.RechargeKnown && (state == isCredited || state == isClosed): // the last word is kept
				case want.command == stays:
					want.command = ""
				}
				wantCell(t, r, report, want)
			})
		}
	}
}

// wantCell checks what a word does to a recharge: its state, who waits for it, its line and the money.
func wantCell(t *testing.T, r funds.Recharge, report funds.RechargeReport, want rechargeCell) {
	t.Helper()
	before := fixture.RechargeWallet(r.State)
	change, after, wallet := fixture.SettledRecharge(t, before, r, report, fixture.Look)
	if want.command == "" {
		fixture.Same(t, change, funds.Change{CommitID: "c9", At: fixture.Look})
		return
	}
	due := time.Time{}
	if want.due != fixture.Never {
		due = fixture.Look.Add(want.due)
	}
	if after.State != want.to || after.NeedsAttention != want.attention || !after.Watch.Due.Equal(due) || after.Version != r.Version+1 {
		t.Errorf("%s %d, attention %v, due %v; want %+v", after.State, after.Version, after.NeedsAttention, after.Watch.Due, want)
	}
	lines := after.Lines[len(r.Lines):]
	switch {
	case want.command == stays && len(lines) != 0:
		t.Errorf("wrote %+v, want no line", lines)
	case want.command != stays && (len(lines) != 1 || lines[0].Command != want.command || lines[0].From != r.State || lines[0].To != want.to || lines[0].Message == ""):
		t.Errorf("wrote %+v, want one %s", lines, want.command)
	}
	var ended time.Time
	switch {
	case want.to == r.State:
		ended = r.EndedAt
	case !want.to.Waiting():
		ended = fixture.Look
	}
	if !after.EndedAt.Equal(ended) {
		t.Errorf("ended at %v, want %v", after.EndedAt, ended)
	}
	wantRechargeMoney(t, before, change, wallet, after, want)
}

func wantRechargeMoney(t *testing.T, before funds.Wallet, change funds.Change, wallet funds.Wallet, after funds.Recharge, want rechargeCell) {
	t.Helper()
	var open int64
	if want.to.Waiting() {
		open = 1
	}
	if wallet.OpenRecharges != open || wallet.Counts.Recharges != 1 {
		t.Errorf("%d of %d wait", wallet.OpenRecharges, wallet.Counts.Recharges)
	}
	if frozen := wallet.Status == funds.WalletFrozen; frozen != want.freezes {
		t.Errorf("the wallet is %s", wallet.Status)
	}
	if want.command != credit {
		if len(change.Entries) != 0 || wallet.Balance != before.Balance || wallet.TotalRecharge != before.TotalRecharge || (after.Credited != 0) != (want.to == isCredited) {
			t.Errorf("money moved: %+v", change)
		}
		return
	}
	entry := fixture.EntryOf(funds.EntryRecharge, 1, 100_00, 0, fixture.Said(recharge.ReasonCredited), fixture.Act(fixture.Machine, fixture.Look))
	entry.RelatedType, entry.RelatedID, entry.Row = "recharge", string(fixture.RechargeID), 3
	fixture.Same(t, change.Entries, []funds.Entry{entry})
	if wallet.Balance != 1100_00 || wallet.TotalRecharge != 1100_00 || wallet.Frozen != before.Frozen || after.Credited != 100_00 || after.Received != 0 {
		t.Errorf("balance %d, recharged %d, credited %d, received %d", wallet.Balance, wallet.TotalRecharge, after.Credited, after.Received)
	}
}

func TestTheFirstWordOfAnOrderIsTakenFromOurOwnCall(t *testing.T) {
	t.Parallel()
	at := fixture.Claimed.Add(time.Second)
	known := fixture.RechargeIs(0, 100_00)
	known.URL = "https://pay.example/1"
	tests := map[string]struct {
		report funds.RechargeReport
		want   rechargeCell
	}{
		"accepted":         {known, rechargeCell{funds.RechargeAccept, isOpen, false, fixture.Gone.Sub(at), false}},
		"refused":          {funds.RechargeReport{Outcome: funds.RechargeDeclined, Detail: "通道维护"}, rechargeCell{funds.RechargeRefuse, isRefused, false, recheck, false}},
		"an answer lost":   {funds.RechargeReport{Detail: "time-out"}, rechargeCell{"", isOpen, false, fixture.Never, false}},
		"absent meanwhile": {funds.RechargeReport{Outcome: funds.RechargeAbsent}, rechargeCell{"", isOpen, false, fixture.Never, false}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, after, wallet := fixture.SettledRecharge(t, fixture.RechargeWallet(isOpen), fixture.FreshRecharge(), test.report, at)
			if test.want.command == "" {
				if !change.Empty() {
					t.Errorf("wrote %+v", change)
				}
				return
			}
			if line := after.Lines[len(after.Lines)-1]; line.Command != test.want.command || after.State != test.want.to || !after.Watch.Due.Equal(at.Add(test.want.due)) {
				t.Errorf("%s by %s, due %v", after.State, line.Command, after.Watch.Due)
			}
			if waits := wallet.OpenRecharges == 1; waits != (test.want.to == isOpen) || len(change.Entries) != 0 {
				t.Errorf("%d wait, entries %v", wallet.OpenRecharges, change.Entries)
			}
			if test.want.to == isOpen && (after.URL != known.URL || after.PlatformID != "p1" || !after.AcceptedAt.Equal(at)) {
				t.Errorf("not kept: %+v", after)
			}
		})
	}
}

func TestARefusalOfCreateDoesNotEndAnOrderThatTheGatewayHas(t *testing.T) {
	t.Parallel()
	change, _, _ := fixture.SettledRecharge(t, fixture.RechargeWallet(isOpen), fixture.RechargeIn(isOpen), rechargeWords["declined"], fixture.SendBy)
	if !change.Empty() {
		t.Errorf("wrote %+v", change)
	}
}

// TestAWordThatNeedsNoWalletIsSettledWithoutOne: with the wallet, the same is decided.
func TestAWordThatNeedsNoWalletIsSettledWithoutOne(t *testing.T) {
	t.Parallel()
	spared := 0
	for _, state := range funds.RechargeStates() {
		for name, word := range rechargeWords {
			order, report := fixture.RechargeIn(state), fixture.AskedAt(word, fixture.Look)
			if recharge.NeedsWallet(order, report) {
				continue
			}
			spared++
			want, wantErr := recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), fixture.RechargeWallet(state), order, report, fixture.Policy())
			got, err := recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), funds.Wallet{}, order, report, fixture.Policy())
			fixture.Same(t, got, want)
			if funds.CodeOf(err) != funds.CodeOf(wantErr) || want.Wallet != nil {
				t.Errorf("%s by %s: %v, want %v; the wallet %+v", state, name, err, wantErr, want.Wallet)
			}
		}
	}
	if spared == 0 {
		t.Error("every word needs the wallet: this test shows nothing")
	}
}
