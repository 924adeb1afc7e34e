package list

import (
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Stats are all users' withdrawals by state, how many were asked for today, and the methods that rows may have.
type Stats struct {
	All     map[funds.State]funds.Tally
	Today   int64
	Methods []funds.Method
}

// Stats reads two counters: of everything, and of the business day.
func (s *Service) Stats(ctx context.Context) (Stats, error) {
	generation, all, err := s.countOfAll(ctx)
	if err != nil {
		return Stats{}, err
	}
	today, err := s.Store.Node(ctx, generation, count.Day(s.Policy.Day(s.Now())))
	return Stats{All: all.ByState(), Today: today.Of(funds.Filter{}).Count, Methods: s.withCountedMethods(all)}, err
}

// countOfAll is what is counted of all withdrawals, and the tree that says so.
func (s *Service) countOfAll(ctx context.Context) (generation int64, all count.Counts, err error) {
	if generation, err = s.Store.LiveGeneration(ctx); err != nil {
		return 0, nil, err
	}
	all, err = s.Store.Node(ctx, generation, count.All())
	return generation, all, err
}

// Methods are those that a row may show: the policy's, and those of withdrawals that were made while another
// policy was in force.
func (s *Service) Methods(ctx context.Context) ([]funds.Method, error) {
	_, all, err := s.countOfAll(ctx)
	return s.withCountedMethods(all), err
}

func (s *Service) withCountedMethods(all count.Counts) []funds.Method {
	methods := s.Policy.Methods()
	for _, method := range all.Methods() {
		if !slices.Contains(methods, method) {
			methods = append(methods, method)
		}
	}
	return methods
}
