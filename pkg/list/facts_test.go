package list_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/list"
)

func speed(count int64, amount funds.Amount, atLeast bool) list.Speed {
	return list.Speed{Tally: funds.Tally{Count: count, Amount: amount}, AtLeast: atLeast}
}

// TestWhoeverDecidesIsToldOfTheAccountAndOfTheUsersSpeed, and of nothing where nothing is decided, or one person is enough.
func TestWhoeverDecidesIsToldOfTheAccountAndOfTheUsersSpeed(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	h.Withdrawal("u1", funds.StateRejected)
	h.Clock.Advance(25 * time.Hour)
	id, ended := h.Withdrawal("u1", funds.StatePending), h.Withdrawal("u1", funds.StateRejected)
	of := func(id funds.ID) list.Record { return list.Record{Withdrawal: h.Stored(id), Wallet: h.Wallet("u1")} }
	if _, found, err := h.Lists.Facts(t.Context(), of(id)); found || err != nil {
		t.Errorf("where one person is enough: %t, %v", found, err)
	}
	h.Changes(flowtest.TwoAbove(1))
	if _, found, err := h.Lists.Facts(t.Context(), of(ended)); found || err != nil {
		t.Errorf("what is decided: %t, %v", found, err)
	}
	facts, found, err := h.Lists.Facts(t.Context(), of(id))
	if err != nil || !found || facts.Blocked || facts.Account.Users != 1 || facts.Account.Asked.Count != 3 {
		t.Errorf("%+v, %t, %v", facts, found, err)
	}
	same(t, "today, within a day, and within a month", []list.Speed{speed(2, 200_00, false), speed(2, 200_00, false), speed(3, 300_00, false)}, []list.Speed{facts.Today, facts.Day, facts.Month})

	if _, err := h.Flow.Block(t.Context(), flowtest.Helper, pause.BlockRequest{Account: h.Stored(id).Target.Account, Reason: "盗刷"}); err != nil {
		t.Fatal(err)
	}
	busy := of(id)
	busy.Wallet.Counts.Entries = 101 // the first of them is not looked through
	facts, _, err = h.Lists.Facts(t.Context(), busy)
	if err != nil || !facts.Blocked {
		t.Errorf("a blocked account: %+v, %v", facts, err)
	}
	same(t, "with more than is looked through", []list.Speed{speed(2, 200_00, false), speed(2, 200_00, false), speed(3, 300_00, true)}, []list.Speed{facts.Today, facts.Day, facts.Month})
	h.EveryRequestBreaks("facts", func(_ *flow.Service, lists *list.Service) error {
		_, _, err := lists.Facts(t.Context(), busy)
		return err
	})
}

// TestAnAdminsLookAtAccountsAsUsersTypedThemLeavesALine: a user's own look leaves none.
func TestAnAdminsLookAtAccountsAsUsersTypedThemLeavesALine(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	owner := funds.Actor{Role: funds.RoleUser, ID: "u1"}
	request := flow.WithdrawalRequest{Actor: owner, UserID: "u1", Amount: 100_00, Method: funds.MethodBank, Target: funds.Target{Account: "6222021234567890123", Remark: "招商银行 6222021234567890123"}}
	if _, err := h.Flow.Create(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	for actor, lines := range map[funds.Actor]int{owner: 0, flowtest.Helper: 1} {
		before := len(h.Audits(""))
		rows, total, err := h.Lists.RowsFor(t.Context(), actor, "u1", firstPage)
		if err != nil || total != 2 || len(rows) != 2 {
			t.Errorf("%s: %d of %d, %v", actor.Role, len(rows), total, err)
		}
		same(t, "lines of "+string(actor.Role), lines, len(h.Audits(""))-before)
	}
	h.EveryRequestBreaks("an admin's look", func(_ *flow.Service, lists *list.Service) error {
		_, _, err := lists.RowsFor(t.Context(), flowtest.Helper, "u1", firstPage)
		return err
	})
}
