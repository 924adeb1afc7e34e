// Command bench measures what Outflow costs: a create against the bare transaction, the write capacity
// of a withdrawal's life, the processor time of a request, cold starts, zip sizes, and lives per second over HTTP. `make bench` builds
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
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
)

const page = "docs/benchmarks.md"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := &tail{}
	flag.Usage = func() {
		fmt.Fprintf(os.Stderr, "usage: bench [scale|soak|%s]\n\n"+
			"It measures speed and cost, or with scale lists and exports among up to a million withdrawals, and writes %s.\n"+
			"With soak it takes the gateway away under load, and fails where anything is lost, paid twice or unheard of.\n"+
			"With another argument it measures one part alone, and writes nothing.\n", strings.Join(partNames(), "|"), page)
	}
	flag.Parse()
	measure := func(ctx context.Context) error { return run(ctx, os.Stdout, os.Stderr, log, flag.Arg(0)) }
	switch only := flag.Arg(0); {
	case only == "scale":
		measure = func(ctx context.Context) error { return runScale(ctx, os.Stdout, os.Stderr, log) }
	case only == "soak":
		measure = func(ctx context.Context) error { return runSoak(ctx, os.Stdout, os.Stderr) }
	case flag.NArg() > 1 || (only != "" && !slices.Contains(partNames(), only)):
		flag.Usage()
		os.Exit(2)
	}
	if err := measure(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "%s\nbench: %v\n", log, err)
		os.Exit(1)
	}
}

// part is one section of the page.
type part struct {
	name, what string
	measure    func(*bench, context.Context) error
}

var parts = []part{
	{"create", "create against the transaction by hand", (*bench).measureCreate},
	{"processor", "processor time of a request", (*bench).measureProcessor},
	{"capacity", "write capacity of a withdrawal's life", (*bench).measureCapacity},
	{"keys", "the hottest keys", (*bench).measureKeys},
	{"cost", "what a million withdrawals cost", (*bench).measureCost},
	{"shards", "the counters on a stream as AWS has it", (*bench).measureShards},
	{"cold", "cold starts", (*bench).measureColdStarts},
	{"looks", "looks of reconcile", (*bench).measureLooks},
	{"lives", "lives over HTTP", (*bench).measureLives},
	{"lasting", "ten minutes of lives", (*bench).measureLasting},
}

func partNames() (names []string) {
	for _, one := range parts {
		names = append(names, one.name)
	}
	return names
}

// run measures everything, one thing after the other, or one part only. log takes what the processes say.
func run(ctx context.Context, out, progress io.Writer, log *tail, only string) error {
	work, err := os.MkdirTemp("", "outflow-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work) //nolint:errcheck // what stays is in the system's folder for such things
	b := &bench{work: work, log: log, began: time.Now()}
	defer b.close()
	b.load = loadAverage()
	for _, one := range append([]part{{"", "build the functions for AWS, and those to compare with", (*bench).build}}, parts...) {
		if only != "" && one.name != "" && one.name != only {
			continue
		}
		if _, err := fmt.Fprintf(progress, "%4.0f s  %s\n", time.Since(b.began).Seconds(), one.what); err != nil {
			return err
		}
		if err := one.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", one.what, err)
		}
	}
	if only != "" {
		_, err := io.WriteString(out, b.report.String())
		return err
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

	running *engine.Engine // of the course; nil while there is none
	course  *course

	functions []builtFunction // in alphabetical order
	empty     string          // the empty function's binary, for this machine
	bare      string          // that of the one which makes another's calls, and does nothing else

	goSettings map[string]string // environment variables of Go itself, as the template has them

	report report
}

// close ends what the parts have shared.
func (b *bench) close() {
	if b.running != nil {
		b.running.Close()
	}
}
