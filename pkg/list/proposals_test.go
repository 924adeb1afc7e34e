package list_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// adjustedByTwo is a policy under which an adjustment above 100 takes two people.
func adjustedByTwo(policy *funds.Policy) {
	flowtest.TwoAbove(100_00)(policy)
	policy.Controls.Rules = append(policy.Controls.Rules, funds.ApprovalRule{Act: funds.ActAdjust, Above: 100_00, Need: 2})
}

// TestProposalsAreListedByTheStateThatTheyAreShownIn: one whose time is over is expired, though it is stored as open.
func TestProposalsAreListedByTheStateThatTheyAreShownIn(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 1000_00)
	h.Changes(adjustedByTwo)
	proposed := func() funds.ProposalID {
		made, err := h.Flow.Adjust(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "admin2"}, flow.Adjustment{UserID: "u1", Amount: 200_00, Reason: "补偿"})
		if err != nil || made.Proposal == "" {
			t.Fatalf("%+v, %v", made, err)
		}
		return made.Proposal
	}
	lapsed := proposed()
	h.Clock.Advance(funds.ProposalLife)
	rejected, open := proposed(), proposed()
	by := flow.Decider{Actor: funds.Actor{Role: funds.RoleAdmin, ID: "admin3"}, May: funds.AllPermissions()}
	if _, err := h.Flow.RejectProposal(t.Context(), by, rejected, "r"); err != nil {
		t.Fatal(err)
	}
	for shown, want := range map[string][]funds.ProposalID{
		"": {open, rejected, lapsed}, "open": {open}, "expired": {lapsed}, "rejected": {rejected}, "done": nil,
	} {
		records, total, err := h.Lists.Proposals(t.Context(), shown, firstPage)
		if err != nil || total != int64(len(want)) || (shown != "" && !list.ProposalShown(shown)) {
			t.Errorf("%q: %d, %v", shown, total, err)
		}
		var got []funds.ProposalID
		for _, record := range records {
			got = append(got, record.Proposal.ID)
			same(t, "whose it is", "张三", record.Wallet.Profile.Name)
		}
		sameSet(t, "what is shown as "+shown, want, got)
	}
	one, err := h.Lists.Proposal(t.Context(), lapsed)
	if err != nil || one.Proposal.ID != lapsed || list.ProposalState(one.Proposal, h.Clock.Now()) != "expired" || one.Wallet.UserID != "u1" {
		t.Errorf("%+v, %v", one, err)
	}
	if _, err := h.Lists.Proposal(t.Context(), "nonsense"); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	if list.ProposalShown("nonsense") {
		t.Error("no proposal is shown as nonsense")
	}
	for what, read := range map[string]func(*list.Service) error{
		"proposals":  func(s *list.Service) error { _, _, err := s.Proposals(t.Context(), "", firstPage); return err },
		"a proposal": func(s *list.Service) error { _, err := s.Proposal(t.Context(), open); return err },
	} {
		h.EveryRequestBreaks(what, func(_ *flow.Service, lists *list.Service) error { return read(lists) })
	}
}

// sameSet compares what has no order among what was made within one millisecond.
func sameSet(t *testing.T, what string, want, got []funds.ProposalID) {
	t.Helper()
	times := func(ids []funds.ProposalID) map[funds.ProposalID]bool {
		set := map[funds.ProposalID]bool{}
		for _, id := range ids {
			set[id] = true
		}
		return set
	}
	same(t, what, times(want), times(got))
}

func TestAProposalSaysWhatWouldBeDone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		act  funds.ProposedAct
		body funds.ProposalBody
		want funds.Message
	}{
		"more": {funds.ProposeAdjust, funds.ProposalBody{funds.BodyAmount: "5"}, funds.Say(list.ReasonProposesAdding, funds.Facts{Text: "u1", Amount: 5})},
		"less": {funds.ProposeAdjust, funds.ProposalBody{funds.BodyAmount: "-5"}, funds.Say(list.ReasonProposesTaking, funds.Facts{Text: "u1", Amount: 5})},
		"what is due": {
			funds.ProposeSettle, funds.ProposalBody{funds.BodyAmount: "-5", funds.BodyWithdrawal: "W1"},
			funds.Say(list.ReasonProposesSettling, funds.Facts{Text: "u1", Amount: -5, Other: "W1"}),
		},
		"a wallet that opens":  {funds.ProposeStatus, funds.ProposalBody{funds.BodyStatus: "active"}, funds.Say(list.ReasonProposesOpening, funds.Facts{Text: "u1"})},
		"a wallet that closes": {funds.ProposeStatus, funds.ProposalBody{funds.BodyStatus: string(funds.WalletClosed)}, funds.Say(list.ReasonProposesClosing, funds.Facts{Text: "u1"})},
		"a payout that fails": {
			funds.ProposeFail, funds.ProposalBody{funds.BodyAmount: "5", funds.BodyWithdrawal: "W1"},
			funds.Say(list.ReasonProposesFailing, funds.Facts{Text: "u1", Amount: 5, Other: "W1"}),
		},
		"a credit": {
			funds.ProposeResolve, funds.ProposalBody{funds.BodyAmount: "5", funds.BodyRecharge: "RC1", funds.BodyAction: "credit"},
			funds.Say(list.ReasonProposesCredit, funds.Facts{Text: "u1", Amount: 5, Other: "RC1"}),
		},
		"no credit": {
			funds.ProposeResolve, funds.ProposalBody{funds.BodyAmount: "5", funds.BodyRecharge: "RC1", funds.BodyAction: "close"},
			funds.Say(list.ReasonProposesNoCredit, funds.Facts{Text: "u1", Amount: 5, Other: "RC1"}),
		},
		"what nobody knows": {"other", nil, ""},
	} {
		same(t, name, test.want, list.ProposalSummary(funds.Proposal{Act: test.act, Target: "u1", Body: test.body}))
	}
}

// TestThePastIsReadNewestFirst, and no further back than it is asked for, and no more of it.
func TestThePastIsReadNewestFirst(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	var made []funds.ID
	for range 3 {
		made = append([]funds.ID{h.Withdrawal("u1", funds.StatePending)}, made...)
		h.Clock.Advance(time.Minute)
	}
	second := h.Stored(made[1]).CreatedAt
	for most, want := range map[int64][]funds.ID{1: made[:1], 100: made[:2]} {
		past, err := h.Lists.Past(t.Context(), second, most)
		same(t, "the past", want, ids(past))
		if err != nil {
			t.Error(err)
		}
	}
	h.EveryRequestBreaks("the past", func(_ *flow.Service, lists *list.Service) error {
		_, err := lists.Past(t.Context(), second, 100)
		return err
	})
}
