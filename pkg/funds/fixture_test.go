package funds_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	wdID    = funds.ID("0123456720260301080000")
	channel = funds.Method("MVola")
)

// created is when the fixtures' withdrawal was made: 16:00 of 2026-03-01 in Shanghai. claimed is when
// a processing one was claimed; its request ends at sendBy and its sender is gone after gone.
var (
	created = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	claimed = created.Add(time.Minute)
	sendBy  = claimed.Add(10 * time.Second)
	gone    = sendBy.Add(5 * time.Second)
	late    = created.Add(time.Hour)

	user    = funds.Actor{Role: funds.RoleUser, ID: "u1", Name: "张三"}
	admin   = funds.Actor{Role: funds.RoleAdmin, ID: "a1", Name: "审核员"}
	self    = funds.Actor{Role: funds.RoleAdmin, ID: "u1", Name: "张三"} // an admin who owns the wallet
	machine = funds.System("gateway")

	noOrder = funds.Report{Outcome: funds.OutcomeAbsent} // the gateway's word before a first dispatch
)

func actOf(actor funds.Actor, at time.Time) funds.Act {
	return funds.Act{CommitID: "c9", At: at, Actor: actor}
}

func testPolicy() funds.Policy {
	return funds.Policy{
		Zone:   time.FixedZone("Asia/Shanghai", 8*60*60),
		Single: 1_000_000_00, Daily: 5_000_000_00, Minimum: 1, MaxOpen: 100,
		Channels:              []funds.Channel{{Method: channel, Type: "1", Name: "MVola 通道", Step: 100, AutoApprove: true}},
		Timing:                funds.DefaultTiming(),
		RepeatedSerialRefused: true,
	}
}

// walletOf holds 1000.00 from one adjustment, of which one withdrawal of 100.00 is frozen.
func walletOf() funds.Wallet {
	return funds.Wallet{
		UserID: "u1", Version: 2, Status: funds.WalletActive,
		Balance: 1000_00, Frozen: 100_00, TotalRecharge: 1000_00,
		Counts: funds.Counts{Entries: 2, FlowRows: 2, ByType: map[funds.EntryType]int64{funds.EntryAdjustment: 1, funds.EntryFreeze: 1}},
		Open:   1, Day: "2026-03-01", DayUsed: 100_00, Today: funds.Today{Asked: funds.Tally{Count: 1, Amount: 100_00}},
		CommitID: "c1", CreatedAt: created, UpdatedAt: created,
	}
}

// withdrawalIn is a withdrawal of 100.00 with a fee of 1.00, in a state that it reached as a channel
// payout would.
func withdrawalIn(state funds.State) funds.Withdrawal {
	w := funds.Withdrawal{
		ID: wdID, UserID: "u1", Version: 1, State: state, Amount: 100_00, Fee: 1_00, Method: channel,
		Target: funds.Target{Account: "0341234567"}, Before: funds.Balances{Balance: 1000_00}, Day: "2026-03-01",
		CommitID: "c1", CreatedAt: created, UpdatedAt: created,
	}
	switch state {
	case funds.StateApproved:
		w.Version = 2
	case funds.StateProcessing, funds.StateCompleted, funds.StateFailed:
		w.Version = 3
		w.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: sendBy}
	default:
	}
	switch {
	case state == funds.StateProcessing:
		w.Watch.Due = gone
	case state.Final():
		w.Version++
		w.EndedAt = claimed
	}
	return w
}

func parked() funds.Withdrawal {
	w := withdrawalIn(funds.StateProcessing)
	w.NeedsAttention, w.Parked = true, true
	w.Watch.Due = time.Time{}
	return w
}

// with is value after edits; it keeps expectations to what differs.
func with[T any](value T, edits ...func(*T)) T {
	for _, edit := range edits {
		edit(&value)
	}
	return value
}

func mustDecide(t *testing.T, change funds.Change, err error) funds.Change {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return change
}

// same compares whole values; a nil list is an empty one.
func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// refusedAs checks the code and field of a refusal, and that a refused decision writes nothing.
func refusedAs(t *testing.T, change funds.Change, err error, want *funds.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %s %q", err, want.Code, want.Field)
	}
	same(t, change, funds.Change{})
}

func coded(code funds.Code) *funds.Error { return &funds.Error{Code: code} }

func invalid(field string) *funds.Error { return &funds.Error{Code: funds.CodeInvalid, Field: field} }

// entryOf is the third entry of walletOf's ledger.
func entryOf(entryType funds.EntryType, typeSeq int64, balance, frozen funds.Amount, words funds.Message, act funds.Act) funds.Entry {
	return funds.Entry{
		UserID: "u1", Seq: 3, TypeSeq: typeSeq, Type: entryType,
		BalanceBefore: 1000_00, BalanceAfter: 1000_00 + balance, FrozenBefore: 100_00, FrozenAfter: 100_00 + frozen,
		Description: words, RelatedType: "withdrawal", RelatedID: string(wdID), Actor: act.Actor, CommitID: act.CommitID, At: act.At,
	}
}

// entered is walletOf after one entry.
func entered(entry funds.Entry) funds.Wallet {
	w := walletOf()
	w.Version, w.CommitID, w.UpdatedAt = 3, entry.CommitID, entry.At
	w.Balance, w.Frozen = entry.BalanceAfter, entry.FrozenAfter
	w.Counts.Entries++
	w.Counts.ByType[entry.Type]++
	if entry.Row > 0 {
		w.Counts.FlowRows++
	}
	return w
}

// said is what the machine says.
func said(reason funds.Reason, facts ...funds.Facts) funds.Message {
	return funds.Say(reason, append(facts, funds.Facts{})[0])
}

func lineOf(version int64, command funds.Command, from, to funds.State, message funds.Message, act funds.Act) funds.Line {
	return funds.Line{Version: version, Command: command, From: from, To: to, Actor: act.Actor, Message: message, At: act.At}
}

func refusalOf(t *testing.T, err error) *funds.Error {
	t.Helper()
	var refusal *funds.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	return refusal
}
