package withdrawal_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

var outcomes = []funds.Outcome{
	funds.OutcomeUnknown, funds.OutcomeOpen, funds.OutcomePaid, funds.OutcomeRefused, funds.OutcomeDeclined, funds.OutcomeAbsent, funds.Outcome(99),
}

// TestEveryWordAboutAPayoutUnderWay lists what each word does, for a first attempt: before and after
// the sender's time and grace (when the first look is due), parked or not. "-" stands for a step without a
// line, "" for nothing at all.
func TestEveryWordAboutAPayoutUnderWay(t *testing.T) {
	t.Parallel()
	const first = 15 * time.Second // the shortest wait
	firstLook := fixture.Gone.Sub(fixture.SendBy)
	type effect struct {
		command funds.Command
		to      funds.State
		parked  bool
		due     time.Duration
		absents int
	}
	const processing = funds.StateProcessing
	tests := []struct {
		outcome             funds.Outcome
		early, late, parked effect // "parked" holds early and late
	}{
		{
			fixture.Unknown,
			effect{"", processing, false, firstLook, 0},
			effect{"-", processing, false, first, 0},
			effect{"", processing, true, fixture.Never, 0},
		},
		{
			fixture.Unlisted, // is unknown
			effect{"", processing, false, firstLook, 0},
			effect{"-", processing, false, first, 0},
			effect{"", processing, true, fixture.Never, 0},
		},
		{
			fixture.Open,
			effect{funds.CommandAccept, processing, false, firstLook, 0}, // it stays where it was
			effect{funds.CommandAccept, processing, false, first, 0},
			effect{funds.CommandAccept, processing, false, first, 0},
		},
		{
			fixture.Paid,
			effect{funds.CommandComplete, funds.StateCompleted, false, fixture.Never, 0},
			effect{funds.CommandComplete, funds.StateCompleted, false, fixture.Never, 0},
			effect{funds.CommandComplete, funds.StateCompleted, false, fixture.Never, 0},
		},
		{
			fixture.Refused,
			effect{funds.CommandFail, funds.StateFailed, false, fixture.Never, 0},
			effect{funds.CommandFail, funds.StateFailed, false, fixture.Never, 0},
			effect{funds.CommandFail, funds.StateFailed, false, fixture.Never, 0},
		},
		{
			fixture.Declined, // nothing was sent before; asked again all the same
			effect{funds.CommandFail, funds.StateFailed, false, time.Hour, 0},
			effect{funds.CommandFail, funds.StateFailed, false, time.Hour, 0},
			effect{funds.CommandFail, funds.StateFailed, false, time.Hour, 0},
		},
		{
			fixture.Absent,
			effect{"", processing, false, firstLook, 0}, // the sender may still send it
			effect{"-", processing, false, first, 1},
			effect{"", processing, true, fixture.Never, 0},
		},
	}
	if len(tests) != len(outcomes) {
		t.Fatalf("%d outcomes are listed, there are %d", len(tests), len(outcomes))
	}
	for _, test := range tests {
		for _, at := range []time.Time{fixture.SendBy, fixture.Late} {
			for _, isParked := range []bool{false, true} {
				before, want := fixture.WithdrawalIn(processing), test.late
				switch {
				case isParked:
					before, want = fixture.Parked(), test.parked
				case at.Equal(fixture.SendBy):
					want = test.early
				}
				t.Run(fmt.Sprintf("%v at %s, parked %v", test.outcome, at.Format(time.TimeOnly), isParked), func(t *testing.T) {
					t.Parallel()
					change, err := withdrawal.Settle(fixture.Act(fixture.Machine, at), fixture.WalletOf(), before, funds.Report{Outcome: test.outcome, State: 2, PlatformID: "p1", Detail: "d"}, fixture.Policy())
					change = fixture.MustDecide(t, change, err)
					if want.command == "" {
						if !change.Empty() {
							t.Errorf("writes %+v, want nothing", change)
						}
						fixture.WantDue(t, before, at, want.due)
						return
					}
					after := change.Withdrawal.To
					if after.State != want.to || after.NeedsAttention != want.parked || after.Watch.Absents != want.absents {
						t.Errorf("%s, parked %v, absent %d times; want %+v", after.State, after.NeedsAttention, after.Watch.Absents, want)
					}
					fixture.WantDue(t, after, at, want.due)
					if after.Version != 4 || after.Payout.PlatformID != "p1" || after.NotifyInfo != "d" {
						t.Errorf("not kept: %+v", after)
					}
					wantCommand(t, change, want.command)
					wantMoney(t, change, want.to)
				})
			}
		}
	}
}

// wantCommand checks the change's lines: one of the command, or none for "-".
func wantCommand(t *testing.T, change funds.Change, command funds.Command) {
	t.Helper()
	switch {
	case command == "-" && len(change.Lines) != 0:
		t.Errorf("wrote %+v, want no line", change.Lines)
	case command != "-" && (len(change.Lines) != 1 || change.Lines[0].Command != command):
		t.Errorf("wrote %+v, want one %s", change.Lines, command)
	}
}

// wantMoney checks that money moved if, and only if, the payout ended.
func wantMoney(t *testing.T, change funds.Change, to funds.State) {
	t.Helper()
	act := funds.Act{CommitID: change.CommitID, At: change.At, Actor: fixture.Machine}
	var entry funds.Entry
	var wallet funds.Wallet
	switch to {
	case funds.StateCompleted:
		entry, wallet = paidEntry(act)
	case funds.StateFailed:
		entry = fixture.EntryOf(funds.EntryUnfreeze, 1, 0, -100_00, fixture.Said(ledger.ReasonUnfrozenFailed), act)
		wallet = fixture.Entered(entry)
		wallet.Open, wallet.DayUsed, wallet.Today.Failed = 0, 0, wallet.Today.Asked
	default:
		if change.Wallet != nil || len(change.Entries) != 0 {
			t.Errorf("money moved: %+v, %+v", change.Wallet, change.Entries)
		}
		return
	}
	fixture.Same(t, change.Entries, []funds.Entry{entry})
	fixture.Same(t, change.Wallet, &funds.WalletChange{From: 2, To: wallet})
}

func TestAWordAboutWhatWasNeverClaimedIsRefused(t *testing.T) {
	t.Parallel()
	for _, state := range []funds.State{funds.StateNone, funds.StatePending, funds.StateApproved} {
		for _, outcome := range outcomes {
			change, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(state), funds.Report{Outcome: outcome}, fixture.Policy())
			fixture.RefusedAs(t, change, err, funds.ErrIllegal)
		}
		change, err := withdrawal.Receive(fixture.Act(fixture.Machine, fixture.Late), fixture.WithdrawalIn(state), funds.GatewayWithdrawalPaid, fixture.Policy())
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	}
}

// TestEveryWordAboutWhatHasEnded lists what each word does when nobody had planned to ask (idle), and
// when a question was due: as news, and when an admin has been shown the same before (seen).
func TestEveryWordAboutWhatHasEnded(t *testing.T) {
	t.Parallel()
	type effect struct {
		command funds.Command // "": nothing is written; "-": a step without a line
		due     time.Duration
	}
	type row struct{ idle, due, idleSeen, dueSeen effect }
	const first = 15 * time.Second
	at := fixture.Late.Add(time.Minute) // the hour after the end is past
	nothing, quiet, again := effect{"", fixture.Never}, effect{"-", fixture.Never}, effect{"-", first}
	loud := effect{funds.CommandContradict, fixture.Never}
	returns := effect{funds.CommandContradict, first}                    // and may yet be paid
	dayLater := effect{"-", fixture.Claimed.Add(24 * time.Hour).Sub(at)} // the next planned question
	silence := row{nothing, again, nothing, again}
	givenBack := map[funds.Outcome]row{
		fixture.Unknown: silence, fixture.Declined: silence,
		fixture.Open:    {returns, returns, quiet, again},
		fixture.Paid:    {loud, loud, quiet, quiet},
		fixture.Refused: {quiet, quiet, quiet, quiet},
		fixture.Absent:  {nothing, dayLater, nothing, dayLater},
	}
	completed := map[funds.Outcome]row{
		fixture.Unknown: silence, fixture.Declined: silence,
		fixture.Open:    {again, again, quiet, again},
		fixture.Paid:    {quiet, quiet, quiet, quiet},
		fixture.Refused: {loud, loud, quiet, quiet},
		fixture.Absent:  {nothing, dayLater, nothing, dayLater},
	}
	tables := map[funds.State]map[funds.Outcome]row{
		funds.StateCompleted: completed, funds.StateRejected: givenBack, funds.StateFailed: givenBack, funds.StateCancelled: givenBack,
	}
	for state, table := range tables {
		for outcome, row := range table {
			report := funds.Report{Outcome: outcome, State: fixture.GatewayStates[outcome], Detail: "d"}
			for _, test := range []struct {
				due, seen bool
				want      effect
			}{{false, false, row.idle}, {true, false, row.due}, {false, true, row.idleSeen}, {true, true, row.dueSeen}} {
				t.Run(fmt.Sprintf("%v for %s, due %v, seen %v", outcome, state, test.due, test.seen), func(t *testing.T) {
					t.Parallel()
					before := fixture.WithdrawalIn(state)
					if test.seen {
						before.NeedsAttention, before.Payout.Attempt, before.Payout.GatewayState = true, 1, report.State
					}
					if test.due {
						before.Watch.Due, before.Watch.Since = at, before.EndedAt
					}
					checkEnded(t, at, before, report, test.want.command, test.want.due)
				})
			}
		}
	}
}

func checkEnded(t *testing.T, at time.Time, before funds.Withdrawal, report funds.Report, command funds.Command, due time.Duration) {
	t.Helper()
	change, err := withdrawal.Settle(fixture.Act(fixture.Machine, at), fixture.WalletOf(), before, report, fixture.Policy())
	change = fixture.MustDecide(t, change, err)
	if command == "" {
		if !change.Empty() {
			t.Errorf("writes %+v, want nothing", change)
		}
		return
	}
	after := change.Withdrawal.To
	wantCommand(t, change, command)
	fixture.WantDue(t, after, at, due)
	if after.State != before.State || !after.EndedAt.Equal(before.EndedAt) || len(change.Entries) != 0 {
		t.Errorf("an end is no end: %+v, %+v", after, change.Entries)
	}
	if want := before.NeedsAttention || command == funds.CommandContradict; after.NeedsAttention != want {
		t.Errorf("needs attention: %v", after.NeedsAttention)
	}
	spoken := report.Outcome == fixture.Open || report.Outcome == fixture.Paid || report.Outcome == fixture.Refused
	if spoken && !after.Payout.WordAt.Equal(at) {
		t.Errorf("the word is kept as of %v", after.Payout.WordAt)
	}
	if !spoken || !after.NeedsAttention {
		fixture.Same(t, change.Wallet, (*funds.WalletChange)(nil))
		return
	}
	wallet := fixture.WalletOf()
	wallet.Version, wallet.CommitID, wallet.UpdatedAt, wallet.Unsettled = 3, "c9", at, []string{string(fixture.WithdrawalID)}
	if command == funds.CommandContradict && report.Outcome != fixture.Refused {
		wallet.Status = funds.WalletFrozen
	}
	fixture.Same(t, change.Wallet, &funds.WalletChange{From: 2, To: wallet})
}

func TestAnOrderThatTurnsUpAndIsThenPaidIsToldTwice(t *testing.T) {
	t.Parallel()
	back := fixture.AfterWord(t, fixture.FailedAsAbsent(t), fixture.Open, fixture.Late.Add(time.Hour))
	change, err := withdrawal.Settle(fixture.Act(fixture.Machine, back.Watch.Due), fixture.WalletOf(), back, funds.Report{Outcome: fixture.Paid, State: funds.GatewayWithdrawalPaid}, fixture.Policy())
	change = fixture.MustDecide(t, change, err)
	wantCommand(t, change, funds.CommandContradict)
	if !back.NeedsAttention || change.Wallet == nil || change.Wallet.To.Status != funds.WalletFrozen {
		t.Errorf("shown %v, and then the wallet is %+v", back.NeedsAttention, change.Wallet)
	}
	fixture.WantDue(t, change.Withdrawal.To, fixture.Late, fixture.Never)
}

func TestAContradictionLeavesAWalletThatIsNotActiveAsItIs(t *testing.T) {
	t.Parallel()
	for _, status := range []funds.WalletStatus{funds.WalletFrozen, funds.WalletClosed} {
		wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = status })
		change, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), wallet, fixture.WithdrawalIn(funds.StateFailed), funds.Report{Outcome: fixture.Paid, State: funds.GatewayWithdrawalPaid}, fixture.Policy())
		if change = fixture.MustDecide(t, change, err); change.Wallet.To.Status != status || !change.Withdrawal.To.NeedsAttention {
			t.Errorf("%s: %+v, %+v", status, change.Wallet, change.Withdrawal)
		}
	}
}

func TestARefusalOfCreateCountsOnlyWhereNothingElseWasHeardOrSent(t *testing.T) {
	t.Parallel()
	again := func(w *funds.Withdrawal) { w.Payout.Attempt = 2 }
	accepted := func(w *funds.Withdrawal) { w.Payout.AcceptedAt = fixture.SendBy }
	tests := []struct {
		name  string
		edit  func(*funds.Withdrawal)
		there bool // get was not heard to say that nothing is there
		want  funds.State
		due   time.Duration
	}{
		{"a second attempt, which may be refused for the first one's sake", again, true, funds.StateProcessing, 15 * time.Second},
		{"a second attempt, and get says absent", again, false, funds.StateFailed, time.Hour},
		{"an order that the gateway has called its own", accepted, true, funds.StateProcessing, 15 * time.Second},
		{"an order that the gateway had, and get says absent", accepted, false, funds.StateFailed, time.Hour},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), fixture.With(fixture.WithdrawalIn(funds.StateProcessing), test.edit),
				funds.Report{Outcome: fixture.Declined, NothingThere: !test.there, Detail: "余额不足"}, fixture.Policy())
			after := fixture.MustDecide(t, change, err).Withdrawal.To
			if after.State != test.want {
				t.Errorf("%s, want %s", after.State, test.want)
			}
			fixture.WantDue(t, after, fixture.Late, test.due)
			wantMoney(t, change, test.want)
		})
	}
}

func TestTheEndKeepsWhatTheGatewaySaid(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		report funds.Report
		reason funds.Message
		edit   func(*funds.Withdrawal)
	}{
		{"paid", funds.Report{Outcome: fixture.Paid, State: 1, PlatformID: "p1", Detail: "d"}, "", func(w *funds.Withdrawal) {
			w.Payout.GatewayState, w.Payout.WordAt, w.Payout.PaidAt = 1, fixture.Late, fixture.Late
		}},
		{"refused by an admin of the gateway", funds.Report{Outcome: fixture.Refused, State: 2, PlatformID: "p1", Detail: "d"}, fixture.Said(withdrawal.ReasonRefusedByGateway), func(w *funds.Withdrawal) { w.Payout.GatewayState, w.Payout.WordAt = 2, fixture.Late }},
		{"cancelled by the merchant", funds.Report{Outcome: fixture.Refused, State: 3, PlatformID: "p1", Detail: "d"}, fixture.Said(withdrawal.ReasonCancelledAtGateway), func(w *funds.Withdrawal) { w.Payout.GatewayState, w.Payout.WordAt = 3, fixture.Late }},
		{"declined", funds.Report{Outcome: fixture.Declined, State: 9, PlatformID: "p1", Detail: "d"}, fixture.Said(funds.ReasonGatewayDeclined, funds.Facts{Text: "d"}), func(w *funds.Withdrawal) {
			w.Watch.Since, w.Watch.Due = fixture.Late, fixture.Late.Add(time.Hour)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			act := fixture.Act(fixture.Machine, fixture.Late)
			to := funds.StateFailed
			if test.report.Outcome == fixture.Paid {
				to = funds.StateCompleted
			}
			want := fixture.With(fixture.Moved(fixture.WithdrawalIn(funds.StateProcessing), 1, to, act), test.edit, func(w *funds.Withdrawal) {
				w.Payout.PlatformID, w.NotifyInfo, w.FailReason = "p1", "d", test.reason
			})
			change, err := withdrawal.Settle(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StateProcessing), test.report, fixture.Policy())
			want.Lines = change.Lines // the entry proves the commit: they need no item of their own
			fixture.Same(t, fixture.MustDecide(t, change, err).Withdrawal, &funds.WithdrawalChange{From: 3, To: want})
			if len(change.Lines) != 1 || change.Lines[0].To != to {
				t.Errorf("its lines are %+v", change.Lines)
			}
			if got := want.EndReason(); got != test.reason {
				t.Errorf("the reason shown is %q", got)
			}
		})
	}
}

func TestASilentWordKeepsWhatWasHeardBefore(t *testing.T) {
	t.Parallel()
	before := fixture.With(fixture.WithdrawalIn(funds.StateProcessing), func(w *funds.Withdrawal) {
		w.Payout.PlatformID, w.NotifyInfo, w.Payout.GatewayState = "p1", "d", 7
	})
	change, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), before, funds.Report{State: 3}, fixture.Policy())
	after := fixture.MustDecide(t, change, err).Withdrawal.To
	if after.Payout.PlatformID != "p1" || after.NotifyInfo != "d" || after.Payout.GatewayState != 7 {
		t.Errorf("forgot: %+v", after)
	}
}

// TestAWordThatNeedsNoWalletIsSettledWithoutOne: what is decided without the wallet is what is decided with it, for every
// state and every word.
func TestAWordThatNeedsNoWalletIsSettledWithoutOne(t *testing.T) {
	t.Parallel()
	spared := 0
	for _, state := range funds.States() {
		for _, outcome := range slices.Concat(outcomes, []funds.Outcome{funds.OutcomeUnsent}) {
			for _, edit := range []func(*funds.Withdrawal){
				func(*funds.Withdrawal) {},
				func(w *funds.Withdrawal) { w.Watch.Due = fixture.Late.Add(-time.Second) },
				func(w *funds.Withdrawal) { w.Payout.Attempt, w.Payout.AcceptedAt = 2, fixture.SendBy },
				func(w *funds.Withdrawal) { w.NeedsAttention, w.Parked = true, true },
			} {
				order := fixture.With(fixture.WithdrawalIn(state), edit)
				report := funds.Report{Outcome: outcome, State: funds.GatewayWithdrawalPaid, Detail: "d", Answered: true, Answer: funds.Answer{Code: 500, Message: "x"}}
				if withdrawal.NeedsWallet(order, report) {
					continue
				}
				spared++
				want, wantErr := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), order, report, fixture.Policy())
				got, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), funds.Wallet{}, order, report, fixture.Policy())
				fixture.Same(t, got, want)
				if funds.CodeOf(err) != funds.CodeOf(wantErr) || want.Wallet != nil {
					t.Errorf("%s by %v: %v, want %v; the wallet %+v", state, outcome, err, wantErr, want.Wallet)
				}
			}
		}
	}
	if spared == 0 {
		t.Error("every word needs the wallet: this test shows nothing")
	}
}
