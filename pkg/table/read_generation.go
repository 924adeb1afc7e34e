package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Generations reads the generations of the counters with strong consistency. A table that never had a recount is in
// generation 0.
func (s *Store) Generations(ctx context.Context) (Generations, error) {
	var stored Generations
	err := s.get(ctx, key{pkGenerations, skGenerations}, &stored)
	if errors.Is(err, funds.ErrNotFound) {
		return Generations{}, nil
	}
	return stored, err
}

// LiveGeneration reads which generation of the counters is the one to read.
func (s *Store) LiveGeneration(ctx context.Context) (int64, error) {
	generations, err := s.Generations(ctx)
	return generations.Live, err
}
