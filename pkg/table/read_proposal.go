package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Proposal reads a proposal. It returns [funds.ErrNoProposal] if there is none of this id.
func (s *Store) Proposal(ctx context.Context, id funds.ProposalID) (funds.Proposal, error) {
	var row proposalItem
	err := s.get(ctx, key{pkProposal(id), skProposal}, &row)
	if errors.Is(err, funds.ErrNotFound) {
		return funds.Proposal{}, funds.ErrNoProposal
	}
	return row.proposal(), err
}

// Proposals reads many proposals, in the order of ids. Unknown ids are left out.
func (s *Store) Proposals(ctx context.Context, ids []funds.ProposalID) ([]funds.Proposal, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkProposal(id), skProposal})
	}
	return readInOrder(ctx, s, "proposals", keys, proposalItem.proposal)
}

// readInOrder reads many items of one kind, in the order of their keys. What is not there is left out.
func readInOrder[Row, Value any](ctx context.Context, s *Store, what string, keys []key, valueOf func(Row) Value) ([]Value, error) {
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read "+what, err)
	}
	found := make([]Value, 0, len(rows))
	for _, k := range keys {
		row, ok := rows[k]
		if !ok {
			continue
		}
		stored, err := decode[Row](row)
		if err != nil {
			return nil, funds.Internal("decode "+what, err)
		}
		found = append(found, valueOf(stored))
	}
	return found, nil
}

// Released reads what a person has released alone. Where nothing is stored it is nothing yet.
func (s *Store) Released(ctx context.Context, person string) (funds.Released, error) {
	row := releasedItem{PK: pkReleased(person)}
	err := s.get(ctx, key{pkReleased(person), skReleased}, &row)
	if err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Released{}, err
	}
	return row.released(), nil
}
