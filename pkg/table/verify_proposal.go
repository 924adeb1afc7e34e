package table

import (
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleProposal is broken if an act was carried out without the people whom it took, or is not what they approved.
const RuleProposal = "a proposal is carried out by as many people as it takes, and is what they approved"

// verifyProposal checks one proposal, and that it stands in the index where its content says.
func verifyProposal(stored proposalItem) (found []invariant.Violation) {
	p := stored.proposal()
	broken := func(format string, args ...any) {
		found = append(found, invariant.Violation{Rule: RuleProposal, Subject: stored.ID, Detail: fmt.Sprintf(format, args...)})
	}
	want := proposalItemOf(p)
	compareKeys(broken, []indexKey{
		{"PK", stored.PK, want.PK},
		{"statusPK", stored.StatusPK, want.StatusPK},
		{"timeSK", stored.TimeSK, want.TimeSK},
	})
	ended := p.State == funds.ProposalDone || p.State == funds.ProposalFailed
	switch {
	case !slices.Contains(funds.ProposalStates(), p.State) || !p.Act.Known():
		broken("it is %q of %q", p.State, p.Act)
	case p.Hash != p.ContentHash():
		broken("it is not what was proposed: its hash is another's")
	case ended && (int64(len(p.Approvals)) < p.Need || p.Need < 2):
		broken("it is %s by %d people, and takes %d", p.State, len(p.Approvals), p.Need)
	case ended && p.EndedAt.After(p.Expires):
		broken("it is %s after it had expired", p.State)
	}
	return found
}
