package main

import (
	"context"
	"io"
	"time"

	"github.com/outflow-pay/outflow/local/demo"
	"github.com/outflow-pay/outflow/local/stack"
)

// demonstrate drives one withdrawal through its whole life on the running stack and prints each step, where the table
// is new.
func demonstrate(ctx context.Context, s *stack.Stack, out io.Writer) error {
	story := &demo.Demo{URL: s.URL(), SandboxURL: s.SandboxURL(), Out: out, Now: time.Now()}
	return story.Run(ctx, s.Found())
}
