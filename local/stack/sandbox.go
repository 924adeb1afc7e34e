package stack

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/local/process"
)

func (s *Stack) startSandbox(ctx context.Context) error {
	port, err := process.Port(s.options.SandboxPort)
	if err != nil {
		return err
	}
	s.sandboxURL = "http://127.0.0.1:" + strconv.Itoa(port)
	arguments := []string{"-port", strconv.Itoa(port)}
	if s.options.DataDir != "" {
		arguments = append(arguments, "-data", s.options.DataDir)
	}
	s.sandbox, err = process.Start(process.Command{
		Name:   "sandbox",
		Path:   s.options.Sandbox,
		Args:   arguments,
		Output: s.options.Output,
	})
	if err != nil {
		return err
	}
	return s.waitForSandbox(ctx)
}

func (s *Stack) waitForSandbox(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sandboxStart)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.sandboxURL+"/sandbox/orders", http.NoBody)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close() // that it answers is all we want to know
			return nil
		}
		timer := time.NewTimer(10 * time.Millisecond)
		select {
		case <-timer.C:
		case <-s.sandbox.Done():
			timer.Stop()
			return fmt.Errorf("it ended: %s", s.sandbox.Exit())
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("it does not answer: %w", err)
		}
	}
}
