package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/list"
)

func TestWhicheverRequestOfAProposalBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1)
	ctx, n := t.Context(), 0
	for what, do := range map[string]func(*flow.Service, *list.Service) error{
		"release alone": func(s *flow.Service, _ *list.Service) error {
			n++
			_, err := s.Adjust(ctx, person("zhao"), flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r"})
			return err
		},
		"propose": func(s *flow.Service, _ *list.Service) error {
			n++
			_, err := s.Adjust(ctx, person("li-phone"), flow.Adjustment{UserID: "u1", Amount: 20_000_00, Reason: "r", Idempotency: with(fmt.Sprint("p", n))})
			return err
		},
		"reject": func(s *flow.Service, _ *list.Service) error {
			_, err := s.RejectProposal(ctx, flow.Decider{Actor: person("li-phone")}, d.adjusts("li-phone", "u1", 20_000_00), "r")
			return err
		},
		"list": func(_ *flow.Service, l *list.Service) error {
			_, _, err := l.Proposals(ctx, "", list.Page{Number: 1, Size: 10})
			return err
		},
		"show": func(_ *flow.Service, l *list.Service) error {
			_, err := l.Proposal(ctx, d.adjusts("li-phone", "u1", 20_000_00))
			return err
		},
	} {
		d.EveryRequestBreaks(what, do)
	}
}

// Whichever request breaks, an act that two have approved is carried out once, and then says so.
func TestWhicheverRequestOfAnApprovalBreaksTheActIsCarriedOutOnceOrNot(t *testing.T) {
	t.Parallel()
	d := deskOf(t, 1000_00)
	for name, propose := range map[string]func() funds.ProposalID{
		"adjust": func() funds.ProposalID { return d.adjusts("li-phone", "u1", 20_000_00) },
		"reopen": func() funds.ProposalID {
			_, err := d.Flow.SetStatus(t.Context(), person("zhao"), "u1", funds.WalletFrozen, "r")
			if err != nil {
				t.Fatal(err)
			}
			set, err := d.Flow.SetStatus(t.Context(), person("li-phone"), "u1", funds.WalletActive, "r")
			if err != nil {
				t.Fatal(err)
			}
			return set.Proposal
		},
		"fail": func() funds.ProposalID {
			id := d.withdrawal(funds.StateProcessing)
			d.Ends(string(id), 2)
			d.Clock.Advance(time.Minute)
			failed, err := d.Flow.Fail(t.Context(), person("li-phone"), id, "r", false)
			if err != nil {
				t.Fatal(err)
			}
			return failed.Proposal
		},
		"resolve": func() funds.ProposalID {
			resolved, err := d.Flow.ResolveRecharge(t.Context(), person("li-phone"), d.short("150"), recharge.ResolveCredit, "r")
			if err != nil {
				t.Fatal(err)
			}
			return resolved.Proposal
		},
	} {
		for nth := int64(1); ; nth++ {
			id := propose()
			broken, broke := d.Broken(nth)
			done, err := secondApproves(t.Context(), broken, id)
			now, readErr := d.Store.Proposal(t.Context(), id)
			if readErr != nil {
				t.Fatal(readErr)
			}
			switch {
			case broke() && !flowtest.Fault(err):
				t.Errorf("%s: request %d broke, and it is %s, %v", name, nth, done.State, err)
			case now.State != funds.ProposalOpen && now.State != funds.ProposalDone:
				t.Errorf("%s: request %d broke, and it is %s", name, nth, now.State)
			case now.State == funds.ProposalOpen && len(now.Approvals) != 1:
				t.Errorf("%s: request %d broke, and it has %d words", name, nth, len(now.Approvals))
			}
			if again, err := secondApproves(t.Context(), d.House, id); err != nil || again.State != funds.ProposalDone {
				t.Errorf("%s: repeated it is %s, %v", name, again.State, err)
			}
			if !broke() {
				break
			}
		}
	}
}

func secondApproves(ctx context.Context, h *flowtest.House, id funds.ProposalID) (funds.Proposal, error) {
	return h.Flow.ApproveProposal(ctx, flow.Decider{Actor: person("wang"), May: funds.AllPermissions()}, id)
}

func TestWhicheverRequestOfACreateThatAsksAboutItsPayeeBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	for what, controls := range map[string]funds.Controls{
		"whether it is new":      {Rules: []funds.ApprovalRule{{Act: funds.ActPayout, NewPayee: true, Need: 2}}},
		"how many wallets it is": {SharedAccount: funds.SharedAccount{Wallets: 2, Hold: time.Hour, OnExpiry: funds.HoldRejects}},
	} {
		h := flowtest.Open(t, func(p *funds.Policy) { p.Controls = controls })
		h.Fund("u1", 10_000_00)
		h.EveryRequestBreaks("create, asking "+what, func(s *flow.Service, _ *list.Service) error {
			_, err := s.Create(t.Context(), requestBy("u1"))
			return err
		})
		h.EveryRequestBreaks("create and pay, asking "+what, func(s *flow.Service, _ *list.Service) error {
			_, err := s.CreateAndPay(t.Context(), requestBy("u1"))
			return err
		})
	}
}
