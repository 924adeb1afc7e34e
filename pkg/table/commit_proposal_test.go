package table_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// takes is how many people an adjustment of 20,000 takes.
func takes(need int64) funds.Controls {
	return funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActAdjust, Above: 10_000 * yuan, Need: need}}}
}

func adminCalled(sub string) funds.Actor {
	return funds.Actor{Role: funds.RoleAdmin, ID: sub, Name: sub, IP: "192.0.2.1", UserAgent: "test"}
}

func (h *house) proposing(t *testing.T, need int64) (*house, flow.Adjusted, error) {
	t.Helper()
	h.Policy.Controls = takes(need)
	adjusted, err := h.Adjust(t.Context(), admin, flow.Adjustment{
		UserID: payer, Amount: 20_000 * yuan, Reason: "补偿", Idempotency: &flow.Idempotency{Caller: admin.ID, Key: "key", Print: funds.Print{Bytes: "hash"}},
		RefuseDuplicates: true,
	})
	return h, adjusted, err
}

// proposed is a proposal that waits for others.
func (h *house) proposed(t *testing.T, need int64) funds.ProposalID {
	t.Helper()
	h.funded(t, payer, yuan)
	_, adjusted, err := h.proposing(t, need)
	if err != nil || adjusted.Proposal == "" {
		t.Fatalf("%+v, %v", adjusted, err)
	}
	return adjusted.Proposal
}

func (h *house) approving(t *testing.T, sub string, need int64, id funds.ProposalID) error {
	t.Helper()
	h.Policy.Controls = takes(need)
	_, err := h.ApproveProposal(t.Context(), flow.Decider{Actor: adminCalled(sub), May: funds.AllPermissions()}, id)
	return err
}

func proposeEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	h.funded(t, payer, yuan)
	run := func(h *house) error {
		_, adjusted, err := h.proposing(t, 2)
		if err == nil && adjusted.Proposal == "" {
			return errors.New("it is not proposed")
		}
		return err
	}
	return run, func() int {
		ids, err := h.store.ProposalIDs(t.Context(), funds.ProposalStates())
		if err != nil {
			t.Fatal(err)
		}
		return len(ids)
	}
}

func endorseEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.proposed(t, 3)
	return func(h *house) error { return h.approving(t, "admin2", 3, id) }, func() int {
		p, err := h.store.Proposal(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return len(p.Approvals) - 1
	}
}

func carryOutEffort(t *testing.T, h *house) (func(*house) error, func() int) {
	t.Helper()
	id := h.proposed(t, 2)
	return func(h *house) error { return h.approving(t, "admin2", 2, id) }, func() int {
		return int(h.wallet(t, payer).Counts.Entries) - 1
	}
}

// proposalWriters write again what waits for people, and what somebody has released alone.
func (l *unknownLife) proposalWriters() []writer {
	var id funds.ProposalID
	alone := func() error {
		l.Policy.Controls = takes(3)
		_, err := l.Adjust(l.t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: yuan, Reason: "补偿"})
		return err
	}
	return []writer{
		{"an adjustment alone", alone, []string{"WALLET"}, nil},
		{"another one", alone, []string{"ADMIN", "WALLET"}, nil},
		{"a proposal", func() error {
			adjusted, err := l.Adjust(l.t.Context(), admin, flow.Adjustment{UserID: "u1", Amount: 20_000 * yuan, Reason: "补偿"})
			id = adjusted.Proposal
			return err
		}, []string{}, nil},
		{"one more person's word", func() error { return l.approving(l.t, "admin2", 3, id) }, []string{"PROPOSAL"}, nil},
		{"the last word", func() error { return l.approving(l.t, "admin3", 3, id) }, []string{"PROPOSAL", "WALLET"}, nil},
	}
}

// TestTheTableItselfCountsTheWordsForAProposal sends changes that the core would not make.
func TestTheTableItselfCountsTheWordsForAProposal(t *testing.T) {
	t.Parallel()
	for _, kind := range enginetest.Kinds() {
		for name, test := range map[string]struct {
			lie  func(*funds.Proposal)
			want error
		}{
			"one of two":        {func(*funds.Proposal) {}, nil},
			"one of three":      {func(p *funds.Proposal) { p.Need = 3 }, funds.ErrConflict},
			"the same person":   {func(p *funds.Proposal) { p.Approvals[1].Person = p.Approvals[0].Person }, funds.ErrConflict},
			"for another act":   {func(p *funds.Proposal) { p.Hash = funds.ContentHash("another") }, funds.ErrConflict},
			"an older version":  {func(p *funds.Proposal) { p.Version = 1 }, funds.ErrConflict},
			"the same, endorse": {func(p *funds.Proposal) { p.State, p.Approvals[1].Person = funds.ProposalOpen, p.Approvals[0].Person }, funds.ErrConflict},
		} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				h := openOn(kind)(t)
				was, err := h.store.Proposal(t.Context(), h.proposed(t, 2))
				if err != nil {
					t.Fatal(err)
				}
				act, next := h.act(adminCalled("admin2")), was
				next.Version, next.State, next.CommitID, next.EndedAt = 2, funds.ProposalDone, act.CommitID, act.At
				next.Approvals = append(next.Approvals[:1:1], funds.ProposalApproval{Person: "admin2", By: act.Actor, At: act.At})
				test.lie(&next)
				err = h.store.Commit(t.Context(), funds.Change{CommitID: act.CommitID, At: act.At, Proposal: &funds.ProposalChange{From: next.Version - 1, To: next}})
				if !errors.Is(err, test.want) {
					t.Errorf("%v, want %v", err, test.want)
				}
			})
		}
	}
}

func TestPlantedProposalsAreFound(t *testing.T) {
	t.Parallel()
	h := openOn(engine.Dynoxide)(t)
	id := h.proposed(t, 2)
	if err := h.approving(t, "admin2", 2, id); err != nil {
		t.Fatal(err)
	}
	h.invariantsHold(t)
	alone := func(item storedItem) {
		if approvals, ok := item["ap"].(*types.AttributeValueMemberM); ok {
			delete(approvals.Value, "admin2")
		}
	}
	for name, change := range map[string]func(storedItem){
		"carried out by one":          alone,
		"about somebody else":         sets("tgt", words("u2")),
		"listed as open":              sets("statusPK", words("PROP#open#202611")),
		"in no state that there is":   sets("st", words("gone")),
		"that one alone could decide": sets("need", number(1)),
	} {
		planted := lie{"PROPOSAL#" + string(id), "PROPOSAL", change, table.RuleProposal}
		restore := h.plant(t, planted)
		verified, err := h.store.Verify(t.Context())
		if err != nil || len(verified.Violations) == 0 || verified.Violations[0].Rule != table.RuleProposal {
			t.Errorf("%s: found %v, %v", name, verified.Violations, err)
		}
		restore()
	}
}
