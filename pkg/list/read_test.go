package list_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
)

var firstPage = list.Page{Number: 1, Size: 100}

// furnished is a house with something of everything: u1 has a withdrawal in every state and four recharges.
func furnished(t *testing.T) (h *flowtest.House, withdrawals []funds.ID, recharges []funds.RechargeID) {
	t.Helper()
	h = flowtest.Open(t)
	h.Owner("u1", 10_000_00)
	h.Fund("u2", 1000_00)
	for _, state := range funds.States() {
		withdrawals = append([]funds.ID{h.Withdrawal("u1", state)}, withdrawals...)
	}
	waiting, parked, credited := h.Recharge("u1", 200_00), h.Recharge("u1", 300_00), h.Credited("u1", 100_00)
	h.Receives(string(parked), "250")
	return h, withdrawals, []funds.RechargeID{credited, parked, waiting}
}

func TestEveryReaderSaysThatTheTableDidNotAnswer(t *testing.T) {
	t.Parallel()
	h, withdrawals, recharges := furnished(t)
	ctx, one, admin := t.Context(), list.Page{Number: 1, Size: 3}, flowtest.Helper
	yes, least := true, funds.Amount(1)
	for what, read := range map[string]func(*list.Service) error{
		"a ledger":                    func(s *list.Service) error { _, _, err := s.Entries(ctx, "u1", "", one); return err },
		"a ledger of a type":          func(s *list.Service) error { _, _, err := s.Entries(ctx, "u1", funds.EntryFreeze, one); return err },
		"an admin's look at a ledger": func(s *list.Service) error { _, _, err := s.EntriesOf(ctx, "u1", "", one); return err },
		"a user's withdrawals":        func(s *list.Service) error { _, _, err := s.UserWithdrawals(ctx, "u1", one); return err },
		"a record":                    func(s *list.Service) error { _, err := s.Record(ctx, withdrawals[0]); return err },
		"an unmasked record":          func(s *list.Service) error { _, err := s.Unmasked(ctx, admin, withdrawals[0]); return err },
		"a history":                   func(s *list.Service) error { _, _, err := s.History(ctx, withdrawals[0]); return err },
		"a user's own history":        func(s *list.Service) error { _, err := s.OwnHistory(ctx, "u1", withdrawals[0]); return err },
		"the list of all":             func(s *list.Service) error { _, err := s.Records(ctx, funds.Filter{}, one); return err },
		"its third page": func(s *list.Service) error {
			_, err := s.Records(ctx, funds.Filter{}, list.Page{Number: 3, Size: 2})
			return err
		},
		"the list of a state": func(s *list.Service) error {
			_, err := s.Records(ctx, funds.Filter{States: funds.States()[:1]}, one)
			return err
		},
		"the list by a method": func(s *list.Service) error {
			_, err := s.Records(ctx, funds.Filter{Methods: []funds.Method{flowtest.Channel}}, list.Page{Number: 2, Size: 2})
			return err
		},
		"the list by a user":        func(s *list.Service) error { _, err := s.Records(ctx, funds.Filter{Keyword: "u1"}, one); return err },
		"the list by an amount":     func(s *list.Service) error { _, err := s.Records(ctx, funds.Filter{Min: least}, one); return err },
		"the list of what waits":    func(s *list.Service) error { _, err := s.Records(ctx, funds.Filter{Attention: &yes}, one); return err },
		"rows":                      func(s *list.Service) error { _, _, err := s.Rows(ctx, "u1", one); return err },
		"rows that leave a line":    func(s *list.Service) error { _, _, err := s.RowsFor(ctx, admin, "u1", firstPage); return err },
		"a summary":                 func(s *list.Service) error { _, err := s.Summary(ctx, "u1"); return err },
		"a wallet":                  func(s *list.Service) error { _, err := s.WalletOf(ctx, "u1"); return err },
		"wallets by a phone number": func(s *list.Service) error { _, _, err := s.FindWallets(ctx, "13812348888", one); return err },
		"a user's recharges":        func(s *list.Service) error { _, _, err := s.UserRecharges(ctx, "u1", one); return err },
		"recharges": func(s *list.Service) error {
			_, _, err := s.RechargeRecords(ctx, list.RechargeFilter{}, one)
			return err
		},
		"recharges that wait": func(s *list.Service) error {
			_, _, err := s.RechargeRecords(ctx, list.RechargeFilter{Attention: true}, one)
			return err
		},
		"recharges of a user": func(s *list.Service) error {
			_, _, err := s.RechargeRecords(ctx, list.RechargeFilter{Keyword: "u1"}, one)
			return err
		},
		"a recharge": func(s *list.Service) error { _, err := s.RechargeRecord(ctx, recharges[0]); return err },
		"the audit log": func(s *list.Service) error {
			_, err := s.AuditLog(ctx, list.AuditFilter{From: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour)}, one)
			return err
		},
		"statistics":  func(s *list.Service) error { _, err := s.Stats(ctx); return err },
		"the methods": func(s *list.Service) error { _, err := s.Methods(ctx); return err },
		"days":        func(s *list.Service) error { _, err := s.TrendByDay(ctx, "2026-11-01", "2026-12-31"); return err },
		"hours":       func(s *list.Service) error { _, err := s.TrendByHour(ctx, "2026-11-01", "2026-11-02"); return err },
		"an export":   func(s *list.Service) error { return export(ctx, s, funds.Filter{}, &rows{}) },
		"an export of a day's": func(s *list.Service) error {
			return export(ctx, s, funds.Filter{From: time.Now().Add(-48 * time.Hour), Until: time.Now().Add(time.Hour)}, &rows{})
		},
		"an export by a user's keyword": func(s *list.Service) error { return export(ctx, s, funds.Filter{Keyword: "u1"}, &rows{}) },
	} {
		h.EveryRequestBreaks(what, func(_ *flow.Service, lists *list.Service) error { return read(lists) })
	}
}

func TestPagesAreNumberedWithoutAGap(t *testing.T) {
	t.Parallel()
	h, withdrawals, recharges := furnished(t)
	ctx := t.Context()
	lines := h.Wallet("u1").Counts.Entries
	for _, size := range []int64{2, 3, 8} {
		var mine, all []funds.ID
		var entries []int64
		var charged, found []funds.RechargeID
		for number := int64(1); number <= lines/size+2; number++ {
			page := list.Page{Number: number, Size: size}
			own, total, err := h.Lists.UserWithdrawals(ctx, "u1", page)
			listed, failed := h.Lists.Records(ctx, funds.Filter{}, page)
			ledger, listedLines, broken := h.Lists.Entries(ctx, "u1", "", page)
			user, charges, unread := h.Lists.UserRecharges(ctx, "u1", page)
			admins, of, unlisted := h.Lists.RechargeRecords(ctx, list.RechargeFilter{}, page)
			if err := errors.Join(err, failed, broken, unread, unlisted); err != nil || total != 7 || listed.Total != 7 || charges != 3 || of != 3 || listedLines != lines {
				t.Fatalf("page %d of %d: %d, %d, %d, %d, %d, %v", number, size, total, listed.Total, charges, of, listedLines, err)
			}
			mine, all = append(mine, ids(own)...), append(all, idsOf(listed.Records)...)
			for _, entry := range ledger {
				entries = append(entries, entry.Seq)
			}
			for _, one := range user {
				charged = append(charged, one.ID)
			}
			for _, one := range admins {
				found = append(found, one.Recharge.ID)
			}
			if len(own) > int(size) || len(listed.Records) > int(size) || len(ledger) > int(size) {
				t.Errorf("page %d of %d is too long", number, size)
			}
		}
		what := fmt.Sprintf("pages of %d", size)
		same(t, what+": a user's", withdrawals, mine)
		same(t, what+": all", withdrawals, all)
		same(t, what+": entries", descending(lines), entries)
		same(t, what+": a user's recharges", recharges, charged)
		slices.Sort(charged)
		slices.Sort(found)
		same(t, what+": recharges", charged, found)
	}
}

func descending(from int64) (numbers []int64) {
	for n := from; n > 0; n-- {
		numbers = append(numbers, n)
	}
	return numbers
}

// stale is a store whose indexes lag: they still show a withdrawal where it no longer is.
type stale struct {
	list.Store

	left funds.ID
}

func (s stale) Keys(ctx context.Context, filter funds.Filter, before time.Time, skip, limit int64) ([]funds.ID, error) {
	if skip > 0 {
		found, err := s.Store.Keys(ctx, filter, before, skip-1, limit)
		return found, err
	}
	found, err := s.Store.Keys(ctx, filter, before, skip, limit-1)
	return append([]funds.ID{s.left}, found...), err
}

func (s stale) RechargeIDs(ctx context.Context, _ []int) ([]funds.RechargeID, error) {
	return s.Store.RechargeIDs(ctx, nil)
}

func TestWhatHasLeftTheFilterSinceTheIndexWasReadIsDroppedAndThePageToppedUp(t *testing.T) {
	t.Parallel()
	h, withdrawals, recharges := furnished(t)
	lagging := *h.Lists
	pending := withdrawals[len(withdrawals)-1]
	approved := h.Withdrawal("u1", funds.StatePending)
	lagging.Store = stale{h.Lists.Store, approved}
	if _, err := h.Flow.Approve(t.Context(), flowtest.Helper, approved, ""); err != nil {
		t.Fatal(err)
	}
	found, err := lagging.Records(t.Context(), funds.Filter{States: []funds.State{funds.StatePending}}, list.Page{Number: 1, Size: 2})
	if err != nil || !slices.Equal(idsOf(found.Records), []funds.ID{pending}) {
		t.Errorf("%v, %v", idsOf(found.Records), err)
	}
	rows, _, err := lagging.RechargeRecords(t.Context(), list.RechargeFilter{States: []int{funds.GatewayDepositDone}}, firstPage)
	if err != nil || len(rows) != 1 || rows[0].Recharge.ID != recharges[0] {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestReadingMakesNoWallet(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	ctx := t.Context()
	h.Unchanged(func() {
		entries, n, err := h.Lists.Entries(ctx, "nobody", "", firstPage)
		rows, m, failed := h.Lists.Rows(ctx, "nobody", firstPage)
		withdrawals, k, broken := h.Lists.UserWithdrawals(ctx, "nobody", firstPage)
		summary, unread := h.Lists.Summary(ctx, "nobody")
		if err := errors.Join(err, failed, broken, unread); err != nil || n+m+k != 0 || len(entries)+len(rows)+len(withdrawals) != 0 {
			t.Errorf("%v, %v, %v, %v", entries, rows, withdrawals, err)
		}
		if summary.Wallet.Balance != 0 || summary.Remaining != h.Flow.Policy.Daily {
			t.Errorf("%+v", summary)
		}
		for what, err := range map[string]error{
			"a wallet":             second(h.Lists.WalletOf(ctx, "nobody")),
			"an admin's ledger":    third(h.Lists.EntriesOf(ctx, "nobody", "", firstPage)),
			"a record":             second(h.Lists.Record(ctx, flowtest.Unknown)),
			"an unmasked record":   second(h.Lists.Unmasked(ctx, flowtest.Helper, flowtest.Unknown)),
			"a user's own history": second(h.Lists.OwnHistory(ctx, "nobody", flowtest.Unknown)),
			"a recharge":           second(h.Lists.RechargeRecord(ctx, "RC"+flowtest.Unknown)),
		} {
			if funds.CodeOf(err) != funds.CodeNotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

func TestAUserReadsTheirOwnHistoryAlone(t *testing.T) {
	t.Parallel()
	h, withdrawals, _ := furnished(t)
	for _, id := range withdrawals {
		if own, err := h.Lists.OwnHistory(t.Context(), "u1", id); err != nil || own.Withdrawal.ID != id || len(own.Lines) == 0 {
			t.Errorf("their own: %+v, %v", own, err)
		}
		if _, err := h.Lists.OwnHistory(t.Context(), "u2", id); !errors.Is(err, funds.ErrNotFound) {
			t.Errorf("another's: %v", err)
		}
		record, lines, err := h.Lists.History(t.Context(), id)
		if err != nil || record.Wallet.UserID != "u1" || len(lines) == 0 {
			t.Errorf("an admin's: %+v, %v", record, err)
		}
	}
}

func TestAnUnmaskedReadLeavesItsLineFirst(t *testing.T) {
	t.Parallel()
	h, withdrawals, _ := furnished(t)
	if record, err := h.Lists.Unmasked(t.Context(), flowtest.Helper, withdrawals[0]); err != nil || record.Withdrawal.ID != withdrawals[0] {
		t.Errorf("%+v, %v", record, err)
	}
	if lines := h.Audits("view_unmasked"); len(lines) != 1 || lines[0].TargetID != string(withdrawals[0]) || lines[0].Actor.ID != flowtest.Helper.ID {
		t.Errorf("%+v", lines)
	}
	mute := *h.Lists
	mute.Audit = silent{}
	if record, err := mute.Unmasked(t.Context(), flowtest.Helper, withdrawals[0]); err == nil || record.Withdrawal.ID != "" {
		t.Errorf("without its line it shows %+v", record)
	}
	if err := export(t.Context(), &mute, funds.Filter{}, &rows{}); err == nil {
		t.Error("an export without its line is given away")
	}
}

// silent keeps no audit record.
type silent struct{}

func (silent) RecordAudit(context.Context, funds.AuditRecord) error { return errors.New("not kept") }

func TestTheAuditLogIsFilteredByWhatItsLinesSay(t *testing.T) {
	t.Parallel()
	h, withdrawals, _ := furnished(t)
	if err := export(t.Context(), h.Lists, funds.Filter{}, &rows{}); err != nil {
		t.Fatal(err)
	}
	read := func(change func(*list.AuditFilter)) []funds.Audited {
		filter := list.AuditFilter{From: time.Now().Add(-24 * time.Hour), Until: h.Clock.Now().Add(time.Hour)}
		change(&filter)
		found, err := h.Lists.AuditLog(t.Context(), filter, list.Page{Number: 1, Size: 1000})
		if err != nil || found.LowerBound || found.Total != int64(len(found.Lines)) {
			t.Errorf("%d of %d lines, %v", len(found.Lines), found.Total, err)
		}
		return found.Lines
	}
	all := read(func(*list.AuditFilter) {})
	for what, filter := range map[string]struct {
		change func(*list.AuditFilter)
		wanted func(funds.Audited) bool
	}{
		"a module": {func(f *list.AuditFilter) { f.Module = "wallet" }, func(l funds.Audited) bool { return l.Module == "wallet" }},
		"an act":   {func(f *list.AuditFilter) { f.Action = "approve" }, func(l funds.Audited) bool { return l.Action == "approve" }},
		"an admin": {func(f *list.AuditFilter) { f.AdminID = "nobody" }, func(l funds.Audited) bool { return l.Actor.ID == "nobody" }},
		"a target": {func(f *list.AuditFilter) { f.TargetID = string(withdrawals[0]) }, func(l funds.Audited) bool { return l.TargetID == string(withdrawals[0]) }},
		"two":      {func(f *list.AuditFilter) { f.Module, f.Action = "withdraw", "export" }, func(l funds.Audited) bool { return l.Module == "withdraw" && l.Action == "export" }},
		"a time":   {func(f *list.AuditFilter) { f.Until = f.From.Add(time.Minute) }, func(funds.Audited) bool { return false }},
	} {
		var want []funds.Audited
		for _, line := range all {
			if filter.wanted(line) {
				want = append(want, line)
			}
		}
		same(t, what, want, read(filter.change))
	}
	var paged []funds.Audited
	for number := int64(1); number <= int64(len(all))/2+1; number++ {
		found, err := h.Lists.AuditLog(t.Context(), list.AuditFilter{From: time.Now().Add(-24 * time.Hour), Until: h.Clock.Now().Add(time.Hour)}, list.Page{Number: number, Size: 2})
		if err != nil {
			t.Fatal(err)
		}
		paged = append(paged, found.Lines...)
	}
	same(t, "in pages", all, paged)
}

func TestWalletsAreFoundByTheirUserOrPhoneNumber(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	for sub, phone := range map[string]string{"13800000003": "13800000001", "u2": "13800000003", "u1": "13800000003", "u3": "+8613800000009"} {
		h.Called(identity.Caller{Sub: sub, Role: funds.RoleUser})
		if _, err := h.Flow.Wallet(t.Context(), sub, &funds.Profile{Name: "甲", Phone: phone}); err != nil {
			t.Fatal(err)
		}
	}
	for keyword, want := range map[string][]string{
		"u1": {"u1"}, "U1": nil, "u": nil, "13800000001": {"13800000003"}, "13800000003": {"13800000003", "u1", "u2"}, "138-0000-0009": {"u3"}, "1380000000": nil,
	} {
		found, total, err := h.Lists.FindWallets(t.Context(), keyword, firstPage)
		var users []string
		for _, wallet := range found {
			users = append(users, wallet.UserID)
		}
		same(t, keyword, want, users)
		if err != nil || total != int64(len(want)) {
			t.Errorf("%s: %d, %v", keyword, total, err)
		}
	}
	second, total, err := h.Lists.FindWallets(t.Context(), "13800000003", list.Page{Number: 2, Size: 2})
	if err != nil || total != 3 || len(second) != 1 || second[0].UserID != "u2" {
		t.Errorf("%+v, %d, %v", second, total, err)
	}
}

// counters say that there are very many.
type counters struct {
	list.Store

	days map[string]int64
}

func (c counters) LiveGeneration(context.Context) (int64, error) { return 0, nil }

func (c counters) Nodes(_ context.Context, _ int64, parent, first, last string) (nodes []count.Child, err error) {
	sums := map[string]int64{}
	for day, n := range c.days {
		name := day
		if parent == "ALL" {
			name = day[:7]
		} else if day[:7] != parent {
			continue
		}
		if (first == "" || name >= first) && (last == "" || name <= last) {
			sums[name] += n
		}
	}
	for name, n := range sums {
		nodes = append(nodes, count.Child{Name: name, Counts: count.Counts{{State: funds.StateCompleted, Method: funds.MethodBank}: {Count: n}}})
	}
	slices.SortFunc(nodes, func(a, b count.Child) int { return compare(a.Name, b.Name) })
	return nodes, nil
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
