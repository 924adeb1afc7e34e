package stack

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/outflow-pay/outflow/local/grants"
	"github.com/outflow-pay/outflow/local/process"
)

// startGuard puts the template's grants between the functions and the engine, where that is asked for.
func (s *Stack) startGuard() error {
	if !s.options.Guarded {
		return nil
	}
	listener, err := process.Listen(0)
	if err != nil {
		return fmt.Errorf("grants: %w", err)
	}
	s.guardURL = "http://" + listener.Addr().String()
	if s.guard, err = grants.New(s.engine.Endpoint(), s.template.Functions, map[string]string{
		s.options.Table: s.template.Table.LogicalID, s.template.Hooks.Name(): s.template.Hooks.LogicalID,
	}); err != nil {
		return errors.Join(err, listener.Close())
	}
	s.guarding = &http.Server{Handler: s.guard, ReadHeaderTimeout: headerTimeout}
	s.work.Go(func() {
		if err := s.guarding.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			_, _ = fmt.Fprintf(s.options.Output, "grants: %v\n", err)
		}
	})
	return nil
}

// dynamoDBOf is where a function reaches the engine.
func (s *Stack) dynamoDBOf(function string) string {
	if s.guard == nil {
		return s.engine.Endpoint()
	}
	return s.guardURL + s.guard.Path(function)
}

// UsedGrants lists which of its grants on the table a function has used; nothing where the stack is not guarded.
func (s *Stack) UsedGrants(function string) []string {
	if s.guard == nil {
		return nil
	}
	return s.guard.Used(function)
}
