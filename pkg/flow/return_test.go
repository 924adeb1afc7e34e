package flow_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// sentBack is what a statement says that came back.
func sentBack(id funds.ID, reference, reason string, amount funds.Amount) flow.ReturnReport {
	return flow.ReturnReport{Withdrawal: id, Told: withdrawal.Told{Source: funds.ReturnByStatement, Reference: reference, Reason: reason, Amount: amount}}
}

// said is the same by an admin.
func said(report flow.ReturnReport) flow.ReturnReport {
	report.Source = funds.ReturnByAdmin
	return report
}

func (d desk) returns(by string, report flow.ReturnReport) flow.Returned {
	d.t.Helper()
	came, err := d.Flow.Return(d.t.Context(), person(by), report)
	if err != nil {
		d.t.Fatal(err)
	}
	return came
}

// returnsNothing reports what must be refused, and write nothing.
func (d desk) returnsNothing(what, by string, report flow.ReturnReport, code funds.Code) {
	d.t.Helper()
	d.Unchanged(func() {
		_, err := d.Flow.Return(d.t.Context(), person(by), report)
		refused(d.t, what, err, code)
	})
}

// withFee is a house where a payout of 100.00 costs 1.00, which goes back where the account was wrong.
func withFee(t *testing.T) desk {
	t.Helper()
	d := deskOf(t, 1000_00)
	d.Changes(func(p *funds.Policy) {
		p.Fee = funds.Fee{Fixed: 1_00}
		p.ReturnReasons = []funds.ReturnReason{{Code: "AC01", FeeBack: true}, {Code: "AC04", Words: []string{"退汇"}}}
	})
	return d
}

// gave are the entries by which money came back, newest first.
func (d desk) gave() (amounts []funds.Amount) {
	d.t.Helper()
	entries, err := d.Store.Entries(d.t.Context(), "u1", funds.EntryRefund, 1, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, entry := range entries {
		amounts = append(amounts, entry.BalanceEffect())
	}
	return amounts
}

// TestMoneyComesBackOnce, whoever reports it, and its withdrawal stays completed. Limits get nothing back.
func TestMoneyComesBackOnce(t *testing.T) {
	t.Parallel()
	d := withFee(t)
	id := d.withdrawal(funds.StateCompleted)
	was := d.Wallet("u1")
	came := d.returns("li-phone", sentBack(id, "FT2611270001", "AC04", 99_00))
	if came.Known || came.Return.State != funds.ReturnCredited || came.Returned != 99_00 || came.State != funds.StateCompleted {
		t.Errorf("%+v", came)
	}
	d.Unchanged(func() {
		if again := d.returns("zhao", sentBack(id, "ft2611270001", "AC04", 99_00)); !again.Known || again.Return.Amount != 99_00 {
			t.Errorf("the same statement again: %+v", again)
		}
	})
	d.returnsNothing("an admin, of what is known", "li-phone", said(sentBack(id, "FT2611270001", "AC04", 99_00)), funds.CodeDuplicateNumber)
	d.returnsNothing("the same reference with another amount", "li-phone", sentBack(id, "FT2611270001", "AC04", 1_00), funds.CodeDuplicateNumber)
	d.returnsNothing("of another withdrawal", "li-phone", sentBack(d.withdrawal(funds.StateCompleted), "FT2611270001", "AC04", 99_00), funds.CodeDuplicateNumber)
	same(t, "what came back", []funds.Amount{99_00}, d.gave())
	is := d.Wallet("u1")
	same(t, "the day's limit", was.DayUsed+100_00, is.DayUsed) // of the other withdrawal
	if is.Counts.FlowRows != was.Counts.FlowRows+2 || is.Balance != was.Balance-1_00 {
		t.Errorf("%d rows and a balance of %d, from %d and %d", is.Counts.FlowRows, is.Balance, was.Counts.FlowRows, was.Balance)
	}
}

// TestMoreThanWasPaidIsParked, and so is the same money under another reference. An admin closes it.
func TestMoreThanWasPaidIsParked(t *testing.T) {
	t.Parallel()
	d := withFee(t)
	id := d.withdrawal(funds.StateCompleted)
	d.returns("", sentBack(id, "A", "退汇", 40_00))
	second := d.returns("", sentBack(id, "B", "退汇", 60_00))
	if second.Return.State != funds.ReturnParked || second.Returned != 40_00 || second.Return.Reason != "AC04" {
		t.Errorf("%+v", second)
	}
	same(t, "what came back", []funds.Amount{40_00}, d.gave())
	if waits, err := d.Store.ParkedReturns(t.Context(), 10); err != nil || len(waits) != 1 || waits[0] != id {
		t.Errorf("%v, %v wait for an admin", waits, err)
	}
	decide := func(action, reason string) (flow.Returned, error) {
		return d.Flow.ResolveReturn(t.Context(), person("li-phone"), flow.ReturnDecision{Withdrawal: id, Reference: "B", Action: action, Reason: reason})
	}
	d.Unchanged(func() {
		_, err := decide(withdrawal.ReturnCredit, "r")
		refused(t, "a credit of what is too much", err, funds.CodeIllegal)
		_, err = decide("burn", "r")
		refused(t, "another action", err, funds.CodeInvalid)
		_, err = decide(withdrawal.ReturnClose, "")
		refused(t, "without a reason", err, funds.CodeInvalid)
	})
	closed, err := decide(withdrawal.ReturnClose, "与银行核实为另一笔")
	if err != nil || closed.Proposal == "" {
		t.Fatalf("%+v, %v", closed, err)
	}
	d.ends("wang", closed.Proposal, funds.ProposalDone)
	if now := d.Stored(id).Returns; now[1].State != funds.ReturnClosed || len(d.gave()) != 1 {
		t.Errorf("%+v", now)
	}
	d.Unchanged(func() {
		_, err := decide(withdrawal.ReturnCredit, "r")
		refused(t, "what is closed", err, funds.CodeIllegal)
	})
	d.returns("", sentBack(id, "C", "AC04", 59_00)) // the rest
	same(t, "what came back", []funds.Amount{59_00, 40_00}, d.gave())
}

// TestTheFeeGoesBackOnceAllHasCome, by the reason of what was last.
func TestTheFeeGoesBackOnceAllHasCome(t *testing.T) {
	t.Parallel()
	d := withFee(t)
	whole, parts := d.withdrawal(funds.StateCompleted), d.withdrawal(funds.StateCompleted)
	d.returns("", sentBack(whole, "A", "AC01", 99_00))
	same(t, "at once", []funds.Amount{1_00, 99_00}, d.gave())
	d.returns("", sentBack(parts, "B", "AC01", 90_00))
	same(t, "a part", []funds.Amount{90_00, 1_00, 99_00}, d.gave())
	d.returns("", sentBack(parts, "C", "AC01", 9_00))
	same(t, "and the rest", []funds.Amount{1_00, 9_00, 90_00, 1_00, 99_00}, d.gave())
	if again := d.returns("", sentBack(parts, "D", "AC01", 1)); again.Return.State != funds.ReturnParked {
		t.Errorf("one cent more: %+v", again.Return)
	}
}

// TestWhatAnAdminSaysCameBackTakesTwoPeople, also where no rule is about it, and is decided anew by the second.
func TestWhatAnAdminSaysCameBackTakesTwoPeople(t *testing.T) {
	t.Parallel()
	d := withFee(t)
	id := d.withdrawal(funds.StateCompleted)
	asked := d.returns("li-phone", said(sentBack(id, "A", "AC04", 99_00)))
	if asked.Proposal == "" || len(d.gave()) != 0 {
		t.Fatalf("%+v", asked)
	}
	if _, err := d.approves("li-laptop", asked.Proposal); err == nil {
		t.Error("one person's other account is another person")
	}
	second := d.returns("zhao", said(sentBack(id, "A", "AC04", 99_00))) // reported by two, it is given once
	d.ends("wang", asked.Proposal, funds.ProposalDone)
	d.ends("wang", second.Proposal, funds.ProposalFailed)
	same(t, "what came back", []funds.Amount{99_00}, d.gave())
	d.Changes(func(p *funds.Policy) { p.Controls = funds.Controls{} })
	another := d.withdrawal(funds.StateCompleted)
	if alone := d.returns("li-phone", said(sentBack(another, "B", "AC04", 99_00))); alone.Proposal != "" || alone.Returned != 99_00 {
		t.Errorf("where one person is enough: %+v", alone)
	}
}

// TestWhatWasNeverPaidDoesNotComeBack, nor does anything to whoever says so of themselves.
func TestWhatWasNeverPaidDoesNotComeBack(t *testing.T) {
	t.Parallel()
	d := withFee(t)
	for _, state := range []funds.State{funds.StatePending, funds.StateApproved, funds.StateProcessing, funds.StateFailed, funds.StateRejected, funds.StateCancelled} {
		d.returnsNothing(string(state), "", sentBack(d.withdrawal(state), "A-"+string(state), "AC04", 1_00), funds.CodeIllegal)
	}
	id := d.withdrawal(funds.StateCompleted)
	d.returnsNothing("one's own", "u1", said(sentBack(id, "A", "AC04", 1_00)), funds.CodeForbidden)
	for what, report := range map[string]flow.ReturnReport{
		"nothing": sentBack(id, "A", "AC04", 0), "less": sentBack(id, "A", "AC04", -1), "no reference": sentBack(id, " ", "AC04", 1), "a space": sentBack(id, "A B", "AC04", 1),
		"no reason": sentBack(id, "A", " ", 1), "a long reason": sentBack(id, "A", "账户异常账户异常账户异常账户异常账户异常账户异常账户异常账户异常账户异常", 1),
	} {
		d.returnsNothing(what, "", report, funds.CodeInvalid)
	}
	_, err := d.Flow.Return(t.Context(), person("li-phone"), sentBack("0000000020250120103000", "A", "AC04", 1))
	refused(t, "an unknown one", err, funds.CodeNotFound)
}
