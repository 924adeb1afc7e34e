package main

import (
	"context"
	"io"

	"github.com/outflow-pay/outflow/local/stack"
)

// demonstrate drives one withdrawal through its whole life on the running stack and prints each step.
//
// TODO: nothing is shown until the functions exist; the demonstration replaces this.
func demonstrate(context.Context, *stack.Stack, io.Writer) error {
	return nil
}
