package list

import (
	"context"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ProposalRecord is a proposal with the wallet of the user whom it is about, of which lists show the owner alone. Its
// user is empty where it is about nobody.
type ProposalRecord struct {
	Proposal funds.Proposal
	Wallet   funds.Wallet
}

// proposalExpired is what an open proposal is shown as once its time is over.
const proposalExpired = "expired"

// ProposalsShown are the states that proposals are shown in.
func ProposalsShown() (shown []string) {
	for _, state := range funds.ProposalStates() {
		shown = append(shown, string(state))
	}
	return append(shown, proposalExpired)
}

// ProposalShown says that it is one of those states.
func ProposalShown(state string) bool { return slices.Contains(ProposalsShown(), state) }

// ProposalState is the state that a proposal is shown in at a moment.
func ProposalState(p funds.Proposal, at time.Time) string {
	if p.Expired(at) {
		return proposalExpired
	}
	return string(p.State)
}

// Proposals lists proposals that are shown in a state (empty: in any), newest first, and how many there are. One that has
// left the state since the index was read is dropped.
func (s *Service) Proposals(ctx context.Context, shown string, page Page) ([]ProposalRecord, int64, error) {
	states := funds.ProposalStates()
	switch shown {
	case "":
	case proposalExpired:
		states = []funds.ProposalState{funds.ProposalOpen}
	default:
		states = []funds.ProposalState{funds.ProposalState(shown)}
	}
	ids, err := s.Store.ProposalIDs(ctx, states)
	if err != nil {
		return nil, 0, err
	}
	if shown == proposalExpired || shown == string(funds.ProposalOpen) {
		oldest := s.Now().Add(-funds.ProposalLife)
		ids = slices.DeleteFunc(ids, func(id funds.ProposalID) bool { return id.Time().After(oldest) == (shown == proposalExpired) })
	}
	found, err := s.Store.Proposals(ctx, onPage(ids, page))
	if err != nil {
		return nil, 0, err
	}
	now := s.Now()
	found = slices.DeleteFunc(found, func(p funds.Proposal) bool { return shown != "" && ProposalState(p, now) != shown })
	records, err := s.proposalOwners(ctx, found)
	return records, int64(len(ids)), err
}

// Proposal reads one of them.
func (s *Service) Proposal(ctx context.Context, id funds.ProposalID) (ProposalRecord, error) {
	found, err := s.Store.Proposal(ctx, id)
	if err != nil {
		return ProposalRecord{}, err
	}
	records, err := s.proposalOwners(ctx, []funds.Proposal{found})
	if err != nil {
		return ProposalRecord{}, err
	}
	return records[0], nil
}

func (s *Service) proposalOwners(ctx context.Context, found []funds.Proposal) ([]ProposalRecord, error) {
	var users []string
	for _, p := range found {
		if p.Target != "" && !slices.Contains(users, p.Target) {
			users = append(users, p.Target)
		}
	}
	wallets, err := s.Store.Owners(ctx, users)
	if err != nil {
		return nil, err
	}
	records := make([]ProposalRecord, 0, len(found))
	for _, p := range found {
		records = append(records, ProposalRecord{p, wallets[p.Target]})
	}
	return records, nil
}
