package funds_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// look is when the words of the tables are asked for and heard: whatever is due is due by then, and it is long
// after everything else.
var look = created.Add(2 * time.Hour)

// rechargeWords are all that the gateway may say of a deposit.
var rechargeWords = map[string]funds.DepositReport{
	"declined": {Outcome: funds.DepositDeclined, Detail: "d"},
	"absent":   {Outcome: funds.DepositAbsent, Detail: "d"},
	"unknown":  {Outcome: funds.DepositUnknown, Detail: "d"},
	"unlisted": {Outcome: funds.DepositOutcome(99), Detail: "d"},
	"0":        depositIs(0, 100_00), "1": depositIs(1, 100_00), "2": depositIs(2, 100_00),
	"3": depositIs(3, 100_00), "4": depositIs(4, 100_00), "5": depositIs(5, 80_00),
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
	second := leftAt.Add(24 * time.Hour).Sub(look) // the second recheck
	waits := rechargeCell{stays, isOpen, false, soonest, false}
	credited := rechargeCell{credit, isCredited, false, never, false}
	refuses := rechargeCell{funds.RechargeRefuse, isRefused, false, recheck, false}
	expires := rechargeCell{funds.RechargeExpire, isExpired, false, recheck, false}
	parked := rechargeCell{parks, isParked, true, never, false}
	adminSilent, adminWaits := rechargeCell{stays, isParked, true, soonest, false}, rechargeCell{stays, isParked, true, never, false}
	inSilence, in := rechargeCell{stays, isCredited, false, soonest, false}, rechargeCell{stays, isCredited, false, never, false}
	alarm := rechargeCell{contradict, isCredited, true, never, true}
	opens := rechargeCell{contradict, isCredited, true, soonest, true} // and is looked at until it has an end
	ended := func(state funds.RechargeState) map[string]rechargeCell {
		silent, again := rechargeCell{stays, state, false, soonest, false}, rechargeCell{stays, state, false, second, false}
		return map[string]rechargeCell{
			"declined": silent, "absent": again, "unknown": silent, "unlisted": silent,
			"0": again, "1": again, "2": credited, "3": again, "4": again, "5": parked,
		}
	}
	outSilence, out := rechargeCell{stays, isClosed, false, soonest, false}, rechargeCell{stays, isClosed, false, never, false}
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
			"0": out, "1": out, "2": {contradict, isClosed, true, never, false}, "3": out, "4": out, "5": out,
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
				r := rechargeIn(state)
				if r.Watch.Due.IsZero() {
					r.Watch.Due = look // of a callback that was not confirmed
				}
				wantCell(t, r, report, want)
			})
			t.Run(fmt.Sprintf("%s hears %s between two looks", state, name), func(t *testing.T) {
				t.Parallel()
				r := rechargeIn(state)
				r.Watch.Due = time.Time{}
				if state == isOpen || state == isRefused || state == isExpired {
					r.Watch.Due = look.Add(time.Minute)
				}
				want := want
				switch {
				case state == isOpen && name == "0": // news, but no line
					want.due = time.Minute
				case report.Outcome == funds.DepositKnown && (state == isCredited || state == isClosed): // the last word is kept
				case want.command == stays:
					want.command = ""
				}
				wantCell(t, r, report, want)
			})
		}
	}
}

// wantCell checks what a word does to a recharge: its state, who waits for it, its line and the money.
func wantCell(t *testing.T, r funds.Recharge, report funds.DepositReport, want rechargeCell) {
	t.Helper()
	before := rechargeWallet(r.State)
	change, after, wallet := settled(t, before, r, report, look)
	if want.command == "" {
		same(t, change, funds.Change{CommitID: "c9", At: look})
		return
	}
	due := time.Time{}
	if want.due != never {
		due = look.Add(want.due)
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
		ended = look
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
	entry := entryOf(funds.EntryTopUp, 1, 100_00, 0, said(funds.ReasonCredited), actOf(machine, look))
	entry.RelatedType, entry.RelatedID, entry.Row = "recharge", string(rcID), 3
	same(t, change.Entries, []funds.Entry{entry})
	if wallet.Balance != 1100_00 || wallet.TotalRecharge != 1100_00 || wallet.Frozen != before.Frozen || after.Credited != 100_00 || after.Received != 0 {
		t.Errorf("balance %d, recharged %d, credited %d, received %d", wallet.Balance, wallet.TotalRecharge, after.Credited, after.Received)
	}
}

func TestTheFirstWordOfAnOrderIsTakenFromOurOwnCall(t *testing.T) {
	t.Parallel()
	at := claimed.Add(time.Second)
	known := depositIs(0, 100_00)
	known.URL = "https://pay.example/1"
	tests := map[string]struct {
		report funds.DepositReport
		want   rechargeCell
	}{
		"accepted":         {known, rechargeCell{funds.RechargeAccept, isOpen, false, gone.Sub(at), false}},
		"refused":          {funds.DepositReport{Outcome: funds.DepositDeclined, Detail: "通道维护"}, rechargeCell{funds.RechargeRefuse, isRefused, false, recheck, false}},
		"an answer lost":   {funds.DepositReport{Detail: "time-out"}, rechargeCell{"", isOpen, false, never, false}},
		"absent meanwhile": {funds.DepositReport{Outcome: funds.DepositAbsent}, rechargeCell{"", isOpen, false, never, false}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, after, wallet := settled(t, rechargeWallet(isOpen), fresh(), test.report, at)
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
	change, _, _ := settled(t, rechargeWallet(isOpen), rechargeIn(isOpen), rechargeWords["declined"], sendBy)
	if !change.Empty() {
		t.Errorf("wrote %+v", change)
	}
}
