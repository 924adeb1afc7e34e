package table

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// verifyReleases checks what each person has released alone. Their sums are read after the entries, with which they are
// written, so they have at least as much. A proposal that was carried out while the table was scanned may have been passed
// before: if somebody seems to have released too much, the proposals are scanned once more, after all entries.
func (s *Store) verifyReleases(ctx context.Context, whole contents, policies invariant.Policies) ([]invariant.Violation, error) {
	releases := invariant.Releases{CarriedOut: whole.carriedOut, Sums: map[string]funds.Released{}, Policies: policies}
	for _, ledger := range whole.ledgers {
		releases.Entries = append(releases.Entries, ledger.Entries...)
	}
	for person := range releases.Alone() {
		sums, err := s.Released(ctx, person)
		if err != nil && !whole.unreadable(pkReleased(person)+" ") {
			return nil, err
		}
		releases.Sums[person] = sums
	}
	found := invariant.VerifyReleases(releases)
	if len(found) == 0 {
		return nil, nil
	}
	again, err := s.scan(ctx)
	if err != nil {
		return nil, err
	}
	releases.CarriedOut = again.carriedOut
	return invariant.VerifyReleases(releases), nil
}
