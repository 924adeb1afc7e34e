package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Generations reads them, consistently. A table that never had a recount lives in generation 0.
func (s *Store) Generations(ctx context.Context) (Generations, error) {
	var stored Generations
	err := s.get(ctx, key{pkGenerations, skGenerations}, &stored)
	if errors.Is(err, funds.ErrNotFound) {
		return Generations{}, nil
	}
	return stored, err
}

// LiveGeneration is the generation of the counters that is read.
func (s *Store) LiveGeneration(ctx context.Context) (int64, error) {
	generations, err := s.Generations(ctx)
	return generations.Live, err
}
