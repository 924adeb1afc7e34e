package flow_test

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// What people refuse, or are refused for.
var (
	changed  = hurdle{withdrawal.ReasonContentChanged, "content", func(s *scene) { s.order.Note = "改过" }}
	unlisted = hurdle{withdrawal.ReasonNotCounted, "people", func(s *scene) {
		s.policy.Controls.People = []funds.Person{{ID: "a2", Subs: []string{"a2"}}, {ID: "a3", Subs: []string{"a3"}}}
	}}
	tooFew = hurdle{withdrawal.ReasonApprovalsShort, "people", func(s *scene) {
		s.policy.Controls.People = []funds.Person{{ID: "a1", Subs: []string{"a1"}}, {ID: "a2", Subs: []string{"a2"}, Dismissed: true}, {ID: "a3", Subs: []string{"a3"}}}
	}}
	payerApproved = hurdle{withdrawal.ReasonPayerApart, "people", func(s *scene) {
		s.policy.Controls.PayerApart, s.order.Approvals[0].Person = true, "a1"
	}}
	filled = hurdle{withdrawal.ReasonAdjusterApart, "filled", func(s *scene) {
		if err := s.purse.FillAlone("a1", now); err != nil {
			panic(err)
		}
	}}
	theirOwnAsking = hurdle{withdrawal.ReasonMakerApart, "people", func(s *scene) { s.order.Maker = "a1" }}
	cools          = hurdle{withdrawal.ReasonNotBefore, "time", func(s *scene) { s.order.NotBefore = now.Add(time.Minute) }}
)

// approvedBy makes the withdrawal take two people, of whom these have approved it as it is.
func approvedBy(people ...string) func(*scene) {
	return func(s *scene) {
		s.policy.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}
		s.order.Need, s.order.ContentHash, s.order.ApprovedType = 2, s.order.Content(), "1"
		for i, person := range people {
			s.order.Approvals = append(s.order.Approvals, funds.Approval{Person: person, Version: int64(i + 2)})
		}
	}
}

// peopleCommands are those about what takes several people.
func peopleCommands() []ranked {
	bothApproved := all(in(funds.StateApproved), approvedBy("a2", "a3"))
	return []ranked{
		{"approve what takes several people", approvedBy("a2"), func(s scene) (funds.Change, error) {
			return withdrawal.Approve(s.act, s.purse, s.order, s.reason, s.policy)
		}, []hurdle{own, wrongState, held, changed, unlisted, filled, theirOwnAsking, longReason}},
		{"audit: approve what takes several people", approvedBy(), func(s scene) (funds.Change, error) {
			return withdrawal.AuditApprove(s.act, s.purse, s.order, s.reason, s.policy)
		}, []hurdle{own, wrongState, held, changed, unlisted, filled, theirOwnAsking, longReason}},
		{"pay by hand what several approved", bothApproved, func(s scene) (funds.Change, error) {
			return withdrawal.PayManually(s.act, s.purse, s.order, funds.Transfer{Account: s.paidFrom, Number: s.text}, s.policy)
		}, []hurdle{badNumber, notOurs, own, wrongState, held, changed, tooFew, payerApproved, filled, theirOwnAsking, cools, inactive}},
		{"confirm what takes several people", all(byHand, bothApproved, func(s *scene) { s.order.ApprovedType, s.order.ContentHash = "", s.order.Content() }), func(s scene) (funds.Change, error) {
			return withdrawal.Confirm(s.act, s.purse, s.order, s.policy)
		}, []hurdle{own, wrongState, held, changed, tooFew, payerApproved, filled, theirOwnAsking, cools, inactive}},
		{"pay through the channel what several approved", bothApproved, func(s scene) (funds.Change, error) {
			return withdrawal.Dispatch(s.act, s.purse, s.order, s.word, s.policy)
		}, []hurdle{own, wrongState, held, changed, tooFew, filled, theirOwnAsking, cools, cannotPay, silent}},
	}
}
