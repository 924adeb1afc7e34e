// Command bench measures what Outflow costs: a create against the bare transaction, the write capacity
// of a withdrawal's life, cold starts, zip sizes, and lives per second over HTTP. `make bench` builds
// everything and runs it in the repository's root.
//
// It prints a page, and writes the same to docs/benchmarks.md. It measures and judges; it is no test,
// and an aim that is missed is not an error. It may import pkg, local and the AWS SDK.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const page = "docs/benchmarks.md"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := &tail{}
	if err := run(ctx, os.Stdout, os.Stderr, log); err != nil {
		fmt.Fprintf(os.Stderr, "%s\nbench: %v\n", log, err)
		os.Exit(1)
	}
}

// run measures everything, one thing after the other. log takes what the processes say.
func run(ctx context.Context, out, progress io.Writer, log *tail) error {
	work, err := os.MkdirTemp("", "outflow-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work) //nolint:errcheck // what stays is in the system's folder for such things
	b := &bench{work: work, log: log, began: time.Now()}
	b.load = loadAverage()
	for _, part := range []struct {
		what    string
		measure func(context.Context) error
	}{
		{"build the functions for AWS, and an empty one", b.build},
		{"create against the transaction by hand", b.measureCreate},
		{"write capacity of a withdrawal's life", b.measureCapacity},
		{"cold starts", b.measureColdStarts},
		{"lives over HTTP", b.measureLives},
	} {
		if _, err := fmt.Fprintf(progress, "%4.0f s  %s\n", time.Since(b.began).Seconds(), part.what); err != nil {
			return err
		}
		if err := part.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.what, err)
		}
	}
	text := b.head() + b.report.String()
	if err := os.WriteFile(page, []byte(text), 0o644); err != nil { //nolint:gosec // a page to be read
		return err
	}
	_, err = io.WriteString(out, text)
	return err
}

// bench is one run.
type bench struct {
	work   string // a folder for what is built
	log    *tail
	began  time.Time
	load   string // the machine's load average before
	engine string // the engine's name and version

	functions []builtFunction // in alphabetical order
	empty     string          // the empty function's binary, for this machine

	report report
}
