package withdrawal_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// situations are what a withdrawal may be in when the gateway's word comes.
func situations() map[string]funds.Withdrawal {
	all := map[string]funds.Withdrawal{"parked": fixture.Parked()}
	for _, state := range funds.States() {
		for name, edit := range map[string]func(*funds.Withdrawal){
			"":                func(*funds.Withdrawal) {},
			"accepted":        func(w *funds.Withdrawal) { w.Payout.AcceptedAt = fixture.Claimed },
			"sent again":      func(w *funds.Withdrawal) { w.Payout.Attempt = 2 },
			"absent so often": func(w *funds.Withdrawal) { w.Watch.Absents, w.Watch.Since = 9, fixture.Created },
			"absent for so long": func(w *funds.Withdrawal) {
				w.Watch.Absents, w.Watch.FirstAbsentAt, w.Watch.Due = 9, fixture.Created, fixture.Gone
			},
			"closed by a program of before": func(w *funds.Withdrawal) {
				w.Payout.GatewayState, w.Watch.Due = funds.GatewayWithdrawalPaid, fixture.Gone
			},
			"asked for":       func(w *funds.Withdrawal) { w.NeedsAttention = true },
			"to be looked at": func(w *funds.Withdrawal) { w.Watch.Due = fixture.Gone },
			"told that it paid": func(w *funds.Withdrawal) {
				w.Payout.GatewayState, w.Payout.WordAt = funds.GatewayWithdrawalPaid, fixture.Look
			},
			"told that it did not": func(w *funds.Withdrawal) {
				w.Payout.GatewayState, w.Payout.WordAt = funds.GatewayWithdrawalRefused, fixture.Look
			},
		} {
			w := fixture.WithdrawalIn(state)
			edit(&w)
			all[fmt.Sprint(state, " ", name)] = w
		}
	}
	return all
}

// TestNobodySettlesTheirOwn holds for whatever the machine would do: an admin who owns the wallet may bring no word.
func TestNobodySettlesTheirOwn(t *testing.T) {
	t.Parallel()
	moved := 0
	for name, w := range situations() {
		for _, outcome := range []funds.Outcome{fixture.Unknown, fixture.Open, fixture.Paid, fixture.Refused, fixture.Declined, fixture.Absent, funds.OutcomeUnsent} {
			for _, at := range []time.Time{fixture.SendBy, fixture.Look, fixture.Look.Add(time.Second), fixture.Look.Add(48 * time.Hour)} {
				report := funds.Report{Outcome: outcome, State: funds.GatewayWithdrawalRefused, Answered: true, Answer: funds.Answer{Code: 7}, Detail: "d"}
				if outcome == fixture.Paid {
					report.State = funds.GatewayWithdrawalPaid
				}
				if outcome == fixture.Open {
					report.State = 0
				}
				change, err := withdrawal.Settle(fixture.Act(fixture.Machine, at), fixture.WalletOf(), w, report, fixture.Policy())
				if err != nil || change.Withdrawal == nil {
					continue
				}
				moved++
				own, err := withdrawal.Settle(fixture.Act(fixture.Self, at), fixture.WalletOf(), w, report, fixture.Policy())
				if !errors.Is(err, funds.ErrForbidden) || !own.Empty() {
					t.Errorf("%s, %s at %s: %v", name, outcome, at, err)
				}
			}
		}
	}
	if moved < 300 {
		t.Errorf("only %d words move anything", moved)
	}
}

// Two words that contradict each other, asked for at about one time, say nothing: the gateway is asked once more.
func TestOfTwoWordsAtAboutOneTimeNeitherCounts(t *testing.T) {
	t.Parallel()
	grace := fixture.Policy().Timing.SendGrace
	for state, known := range map[funds.State]int{funds.StateFailed: funds.GatewayWithdrawalRefused, funds.StateCompleted: funds.GatewayWithdrawalPaid} {
		other := map[int]funds.Report{
			funds.GatewayWithdrawalRefused: {Outcome: fixture.Paid, State: funds.GatewayWithdrawalPaid}, funds.GatewayWithdrawalPaid: {Outcome: fixture.Refused, State: funds.GatewayWithdrawalRefused},
		}[known]
		same := map[int]funds.Outcome{funds.GatewayWithdrawalRefused: fixture.Refused, funds.GatewayWithdrawalPaid: fixture.Paid}[known]
		for name, test := range map[string]struct {
			report  funds.Report
			between time.Duration
			planned bool
			looks   bool // soon, and nothing else
			counts  bool
		}{
			"another, at the same time":      {other, 0, false, true, false},
			"another, a moment before":       {other, -grace + 1, false, true, false},
			"another, a moment after":        {other, grace - 1, false, true, false},
			"another, where one is planned":  {other, 0, true, false, false},
			"another, later":                 {other, grace, false, false, true},
			"another, which is overtaken":    {other, -grace, false, false, false},
			"the same, at the same time":     {funds.Report{Outcome: same, State: known}, 0, false, false, false},
			"the same, which is planned for": {funds.Report{Outcome: same, State: known}, 0, true, false, true},
		} {
			w := fixture.WithdrawalIn(state)
			w.Payout.GatewayState, w.Payout.WordAt = known, fixture.Look
			if test.planned {
				w.Watch.Due = fixture.Look
			}
			test.report.Asked = fixture.Look.Add(test.between)
			act := fixture.Act(fixture.Machine, fixture.Look.Add(time.Minute))
			change, err := withdrawal.Settle(act, fixture.WalletOf(), w, test.report, fixture.Policy())
			if err != nil {
				t.Fatal(err)
			}
			if change.Wallet != nil && !test.counts {
				t.Errorf("%s, %s: the wallet is written", state, name)
			}
			switch {
			case test.looks:
				soon := act.At.Add(fixture.Policy().Timing.ReceiptDelay)
				if change.Withdrawal == nil || !change.Withdrawal.To.Watch.Due.Equal(soon) || change.Withdrawal.To.NeedsAttention || change.Withdrawal.To.Payout.GatewayState != known {
					t.Errorf("%s, %s: %+v", state, name, change.Withdrawal)
				}
			case test.counts != (change.Withdrawal != nil):
				t.Errorf("%s, %s: counts is %t", state, name, change.Withdrawal != nil)
			}
		}
	}
}

// TestEveryDecisionRefusesWhatIsNoneOfItsBusiness: a state that it does not lead from, and a wallet of one's own.
func TestEveryDecisionRefusesWhatIsNoneOfItsBusiness(t *testing.T) {
	t.Parallel()
	admin, self := fixture.Act(fixture.Admin, fixture.Look), fixture.Act(fixture.Self, fixture.Look)
	decisions := map[string]struct {
		from   []funds.State
		decide func(act funds.Act, w funds.Withdrawal) (funds.Change, error)
	}{
		"approve": {[]funds.State{funds.StatePending}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Approve(act, funds.Wallet{}, w, "", fixture.Policy())
		}},
		"approve and pay": {[]funds.State{funds.StatePending}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.ApproveAndPay(act, fixture.WalletOf(), fixture.With(w, byWechat), fixture.Policy())
		}},
		"approve and dispatch": {[]funds.State{funds.StatePending}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.ApproveAndDispatch(act, funds.Wallet{}, w, fixture.NoOrder, absentListed())
		}},
		"confirm": {[]funds.State{funds.StatePending, funds.StateApproved}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Confirm(act, fixture.WalletOf(), fixture.With(w, byWechat), fixture.Policy())
		}},
		"pay by hand": {[]funds.State{funds.StateApproved}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.PayManually(act, fixture.WalletOf(), w, funds.Transfer{}, fixture.Policy())
		}},
		"dispatch": {[]funds.State{funds.StateApproved}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Dispatch(act, funds.Wallet{}, w, fixture.NoOrder, absentListed())
		}},
		"reject": {[]funds.State{funds.StatePending}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Reject(act, fixture.WalletOf(), w, "r")
		}},
		"recall": {[]funds.State{funds.StatePending, funds.StateApproved}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Recall(act, fixture.WalletOf(), w, "r")
		}},
		"fail": {[]funds.State{funds.StateApproved, funds.StateProcessing}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Fail(act, fixture.WalletOf(), w, "r", true, funds.Report{Outcome: fixture.Refused}, fixture.Policy())
		}},
		"adopt": {[]funds.State{funds.StatePending, funds.StateApproved}, func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Adopt(act, fixture.WalletOf(), w, funds.Report{Outcome: fixture.Open}, fixture.Policy())
		}},
	}
	for name, decision := range decisions {
		for _, state := range funds.States() {
			w := fixture.WithdrawalIn(state)
			may := false
			for _, from := range decision.from {
				may = may || from == state
			}
			change, err := decision.decide(admin, w)
			if may != (err == nil) || (err != nil && (funds.CodeOf(err) != funds.CodeIllegal || !change.Empty())) {
				t.Errorf("%s from %s: %v", name, state, err)
			}
			if own, err := decision.decide(self, w); !errors.Is(err, funds.ErrForbidden) && funds.CodeOf(err) != funds.CodeIllegal || !own.Empty() {
				t.Errorf("%s one's own from %s: %v", name, state, err)
			}
		}
	}
}

func byWechat(w *funds.Withdrawal) { w.Method = funds.MethodWechat }

func absentListed() funds.Policy {
	return fixture.With(fixture.Policy(), func(p *funds.Policy) { p.AbsentListed = true })
}
