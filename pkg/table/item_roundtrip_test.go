package table_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var (
	someDay  = time.Date(2026, 3, 31, 16, 30, 0, 123e6, time.UTC)
	fullLine = funds.Line{
		Version: 3, Command: funds.CommandApprove, From: funds.StatePending, To: funds.StateApproved, Actor: fullActor,
		Message: "备注", Number: "TX2", At: someDay,
	}
	fullActor      = funds.Actor{Role: funds.RoleUser, ID: "a1", Name: "管理员", IP: "192.0.2.7", UserAgent: "Browser/1"}
	fullWithdrawal = funds.Withdrawal{
		ID: "0123ABCD20260331163000", UserID: "u1", Version: 3, State: funds.StateProcessing,
		Amount: 10_000, Fee: 100, Method: channel,
		Target: funds.Target{Account: "62220202", Owner: "张三", Bank: "工商银行", Remark: "工商银行 张三 62220202"}, Note: "房租",
		Origin: funds.Origin{IP: "192.0.2.9", DeviceID: "d", Platform: "ios", Model: "m", Brand: "b", OSVersion: "17", AppVersion: "1.2"},
		Before: funds.Balances{Balance: 20_000, Frozen: 5_000}, Day: "2026-04-01",
		Review: funds.Review{By: "a1", Note: "同意", At: someDay.Add(time.Second)},
		Payout: funds.Payout{
			Kind: funds.PayoutChannel, Batch: "PB0123ABCD20260331163000", Account: "cmb", TransactionNo: "TX1", Booked: "2026-11-27", Attempt: 2, SendBy: someDay.Add(2 * time.Second), AcceptedAt: someDay.Add(3 * time.Second),
			PlatformID: "P1", GatewayState: 1, WordAt: someDay.Add(15 * time.Second), PaidAt: someDay.Add(4 * time.Second),
			Answer: funds.Answer{Code: 500, Message: "订单不存在"}, Seen: true,
		},
		Watch: funds.Watch{
			Due: someDay.Add(5 * time.Second), AskedAt: someDay.Add(6 * time.Second), Checks: 4, Absents: 2,
			FirstAbsentAt: someDay.Add(7 * time.Second), HeardAt: someDay.Add(11 * time.Second), UnpaidAt: someDay.Add(12 * time.Second), OddSince: someDay.Add(14 * time.Second), Since: someDay.Add(10 * time.Second), Rechecks: 1,
		},
		Need: 2, Approvals: []funds.Approval{{Person: "li", Version: 2, At: someDay}, {Person: "wang", Version: 3, At: someDay.Add(time.Second)}},
		ApprovedType: "MVola", KnownPayee: true, Rolls: true, ContentHash: "0123456789abcdef0123456789abcdef",
		PolicyVersion: 4, NotBefore: someDay.Add(17 * time.Second), AskedBy: funds.RoleAdmin, Maker: "a3",
		Hold:    funds.Hold{Kind: funds.HoldByHand, Reason: "可疑", Until: someDay.Add(18 * time.Second), OnExpiry: funds.HoldRejects},
		Settled: -5_000, SettledAt: someDay.Add(16 * time.Second), Returned: 9_900,
		Returns: []funds.Returned{
			{Account: "cmb", Reference: "FT1", Reason: "AC04", Amount: 9_800, Fee: 100, State: funds.ReturnCredited, Disputed: true, At: someDay.Add(20 * time.Second)},
			{Account: "cmb", Reference: "FT2", Reason: "户名不符", Amount: 1, State: funds.ReturnParked, At: someDay.Add(21 * time.Second)},
		},
		FailReason: "失败", NeedsAttention: true, Parked: true, NotifyInfo: "网关状态 0", Actor: funds.Actor{Role: funds.RoleAdmin, ID: "a1"}, Lines: []funds.Line{fullLine},
		Counted: 7, CommitID: "commit-1", CreatedAt: someDay, UpdatedAt: someDay.Add(8 * time.Second), EndedAt: someDay.Add(9 * time.Second),
	}
	fullWallet = funds.Wallet{
		UserID: "u1", Version: 1, Status: funds.WalletFrozen,
		Balance: 20_000, Frozen: 15_000, TotalRecharge: 30_000, TotalConsume: 1, TotalWithdrawn: 9_999,
		Counts: funds.Counts{Entries: 7, ByType: map[funds.EntryType]int64{funds.EntryFreeze: 4, funds.EntryAdjustment: 3}, Recharges: 2, FlowRows: 6},
		Open:   2, OpenRecharges: 3, Unsettled: []string{"0123ABCD20260331163000"}, AskedAt: someDay.Add(2 * time.Second), Day: "2026-04-01", DayUsed: 15_000,
		Today: funds.Today{
			Asked: funds.Tally{Count: 4, Amount: 21_000}, Paid: funds.Tally{Count: 1, Amount: 1_000},
			Cancelled: funds.Tally{Count: 2, Amount: 3_000}, Failed: funds.Tally{Count: 3, Amount: 2_000},
		},
		Recent: funds.Recent{
			Hours: []funds.RecentSum{{Since: 493_000, Tally: funds.Tally{Count: 200, Amount: 20_000_00}}, {Since: 493_001, Tally: funds.Tally{Count: 1, Amount: 1}}},
			Days:  []funds.RecentSum{{Since: 20_000, Tally: funds.Tally{Count: 3, Amount: 1}}, {Since: 20_030, Tally: funds.Tally{Count: 201, Amount: 20_000_01}}},
		},
		Fillers:  []funds.Filler{{Hash: "01234567", At: someDay}, {Hash: "\x00\xff345678", At: someDay.Add(time.Hour)}},
		Profile:  funds.Profile{Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1234"},
		CommitID: "commit-1", CreatedAt: someDay, UpdatedAt: someDay.Add(time.Second),
	}
	fullEntry = funds.Entry{
		UserID: "u1", Seq: 7, TypeSeq: 4, Row: 6, Type: funds.EntryFreeze,
		BalanceBefore: 20_000, BalanceAfter: 20_001, FrozenBefore: 5_000, FrozenAfter: 15_000,
		Description: "提现申请", RelatedType: "withdrawal", RelatedID: "0123ABCD20260331163000", Actor: funds.Actor{Role: funds.RoleUser, ID: "a1"}, CommitID: "commit-1", At: someDay,
	}
	fullClaim = funds.Claim{Caller: "u1", Key: "POST /x key/1#2", Print: funds.Print{Bytes: "hash", Value: "value"}, Result: "0123ABCD20260331163000", Expires: someDay.Truncate(time.Second)}
	fullAudit = funds.AuditRecord{
		ID: "commit-1", Module: "wallet", Action: "adjust", TargetID: "u1", TargetType: "wallet", Detail: `{"amount":"1.00"}`, Filters: `{"status":"all"}`,
		Actor: fullActor, At: someDay,
	}
)

// notStored are the fields that the table leaves out on purpose: the log or the audit says more about who acted.
var notStored = map[string]bool{
	"withdrawal.Actor.Name": true, "withdrawal.Actor.IP": true, "withdrawal.Actor.UserAgent": true,
	"entry.Actor.Name": true, "entry.Actor.IP": true, "entry.Actor.UserAgent": true,
	"withdrawal.Actor.Person": true, "entry.Actor.Person": true, "line.Actor.Person": true, "audit.Actor.Person": true,
}

func everyFieldSurvives(t *testing.T, h *house) {
	t.Helper()
	for name, value := range map[string]any{
		"withdrawal": fullWithdrawal, "wallet": fullWallet, "entry": fullEntry, "line": fullLine, "claim": fullClaim, "audit": fullAudit,
	} {
		if zero := zeroFields(reflect.ValueOf(value), name); len(zero) > 0 {
			t.Fatalf("this test sets no value for %s", strings.Join(zero, ", "))
		}
	}
	claim, audit := fullClaim, fullAudit
	h.commit(t, funds.Change{
		CommitID: "commit-1", At: someDay, Wallet: &funds.WalletChange{To: fullWallet}, Withdrawal: &funds.WithdrawalChange{To: fullWithdrawal},
		Entries: []funds.Entry{fullEntry}, Lines: []funds.Line{fullLine}, Audit: &audit, Number: funds.NumberClaim{Account: "cmb", Number: "TX1", Booked: "2026-11-27"}, Claim: &claim,
	}, nil)
	same(t, "wallet", fullWallet, h.wallet(t, "u1"))
	same(t, "withdrawal", fullWithdrawal, h.withdrawal(t, fullWithdrawal.ID))
	listed, listedErr := h.store.ListedWithdrawals(t.Context(), []funds.ID{"0123ABCE20260331163000", fullWithdrawal.ID, "0123ABCD20260331163001"})
	same(t, "listed", []funds.Withdrawal{{
		ID: fullWithdrawal.ID, UserID: "u1", State: funds.StateProcessing, Amount: 10_000, Fee: 100, Method: channel,
		Target: funds.Target{Account: "62220202", Bank: "工商银行"}, Payout: funds.Payout{PaidAt: fullWithdrawal.Payout.PaidAt, Batch: fullWithdrawal.Payout.Batch},
		FailReason: "失败", NeedsAttention: true, Parked: true, CreatedAt: someDay, Returned: fullWithdrawal.Returned, Returns: fullWithdrawal.Returns,
		Review: funds.Review{At: fullWithdrawal.Review.At},
	}}, listed)
	entries, err := h.store.Entries(t.Context(), "u1", "", 1, 100)
	same(t, "entries", []funds.Entry{fullEntry}, entries)
	byType, typeErr := h.store.Entries(t.Context(), "u1", funds.EntryFreeze, 4, 4)
	same(t, "entries of a type", []funds.Entry{fullEntry}, byType)
	rows, rowsErr := h.store.Rows(t.Context(), "u1", 6, 6)
	same(t, "rows", []funds.Entry{fullEntry}, rows)
	stored, claimErr := h.store.Claim(t.Context(), "u1", fullClaim.Key)
	same(t, "claim", fullClaim, stored)
	audits, _, auditErr := h.store.Audits(t.Context(), someDay, someDay.Add(time.Millisecond), 1)
	same(t, "audit", []funds.Audited{{AuditRecord: fullAudit}}, audits)
	owners, ownersErr := h.store.Owners(t.Context(), []string{fullWallet.UserID, "nobody"})
	same(t, "owners", map[string]funds.Wallet{fullWallet.UserID: {UserID: fullWallet.UserID, Status: fullWallet.Status, Frozen: fullWallet.Frozen, Recent: fullWallet.Recent, Profile: fullWallet.Profile}}, owners)
	own, ownWallet, ownErr := h.store.OwnWithdrawal(t.Context(), fullWithdrawal.UserID, fullWithdrawal.ID)
	same(t, "own withdrawal", fullWithdrawal, own)
	same(t, "and its wallet", fullWallet, ownWallet)
	if _, _, err := h.store.OwnWithdrawal(t.Context(), "u2", fullWithdrawal.ID); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("another's own withdrawal: %v", err)
	}
	if err := errors.Join(err, ownersErr, ownErr, listedErr, typeErr, rowsErr, claimErr, auditErr); err != nil {
		t.Fatal(err)
	}

	next := fullWithdrawal
	next.Version, next.CommitID = 5, "commit-2"
	logged := fullLine
	logged.Version, logged.Command, logged.Actor.Role = 5, funds.CommandPark, funds.RoleAdmin // an admin's act is never kept
	h.commit(t, funds.Change{
		CommitID: "commit-2", At: someDay, Withdrawal: &funds.WithdrawalChange{From: 3, To: next, Batch: next.Payout.Batch}, Lines: []funds.Line{logged},
	}, nil)
	same(t, "history", funds.History{Withdrawal: next, Lines: []funds.Line{fullLine, logged}}, h.history(t, next.ID))
	if row := h.rows(t)["TXNO#TX1 TXNO#cmb#2026-11-27"]; row["wd"] != string(fullWithdrawal.ID) {
		t.Errorf("the transaction number's row is %v", row)
	}
}

func same[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// zeroFields lists the fields, at any depth, that have no value.
func zeroFields(value reflect.Value, path string) (zero []string) {
	if notStored[path] {
		return nil
	}
	if value.IsZero() {
		return []string{path}
	}
	if value.Kind() != reflect.Struct || value.Type() == reflect.TypeFor[time.Time]() {
		return nil
	}
	for i := range value.NumField() {
		zero = append(zero, zeroFields(value.Field(i), path+"."+value.Type().Field(i).Name)...)
	}
	return zero
}

func whatIsNotThereIsNotFound(t *testing.T, h *house) {
	t.Helper()
	id := h.pending(t, handRequest(h.funded(t, "u1", 100*yuan), yuan*2))
	otherTime := funds.ID(id.Code() + "20200101000000")
	_, walletErr := h.store.Wallet(t.Context(), "u2")
	_, withdrawalErr := h.store.Withdrawal(t.Context(), newID(someDay))
	_, timeErr := h.store.Withdrawal(t.Context(), otherTime)
	_, historyErr := h.store.History(t.Context(), newID(someDay))
	_, historyTimeErr := h.store.History(t.Context(), otherTime)
	_, claimErr := h.store.Claim(t.Context(), "u1", "no such key")
	for name, err := range map[string]error{
		"wallet": walletErr, "withdrawal": withdrawalErr, "withdrawal of the same code and another time": timeErr,
		"history": historyErr, "history of the same code and another time": historyTimeErr, "claim": claimErr,
	} {
		if !errors.Is(err, funds.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	many, err := h.store.Withdrawals(t.Context(), []funds.ID{newID(someDay), otherTime})
	if err != nil || len(many) != 0 {
		t.Errorf("many unknown withdrawals: %v, %v", many, err)
	}
	wallets, err := h.store.Wallets(t.Context(), []string{"u2"})
	if err != nil || len(wallets) != 0 {
		t.Errorf("an unknown wallet among many: %v, %v", wallets, err)
	}
}
