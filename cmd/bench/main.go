// Command bench measures what Outflow costs: a create against the bare transaction, the write capacity
// of a withdrawal's life, cold starts, zip sizes, and lives per second over HTTP. `make bench` builds
// everything and runs it in the repository's root.
//
// With the argument scale (`make bench-scale`) it measures lists, statistics, exports and the projector among 10,000,
// 100,000 and 1,000,000 withdrawals, which takes some 40 minutes and 8 GB of memory.
//
// It prints what it writes into docs/benchmarks.md: each of the two has its part of the page. It measures and judges; it is no test,
// and an aim that is missed is not an error. It may import pkg, local and the AWS SDK.
package main

import (
	"context"
	"flag"
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
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: bench [scale]\n\nIt measures speed and cost, or with scale lists and exports among up to a million withdrawals, and writes "+page+".")
	}
	flag.Parse()
	measure := run
	if flag.Arg(0) == "scale" {
		measure = runScale
	}
	if err := measure(ctx, os.Stdout, os.Stderr, log); err != nil {
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
	return write(out, above, b.head()+b.report.String())
}

// runScale measures among very many withdrawals.
func runScale(ctx context.Context, out, progress io.Writer, log *tail) error {
	b := &bench{log: log, began: time.Now(), load: loadAverage()}
	if err := b.scale(ctx, progress); err != nil {
		return err
	}
	return write(out, below, b.report.String())
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
