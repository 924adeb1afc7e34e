// Command mutate changes the code of the packages that guard money, one small way at a time, and runs their own tests:
// a change that no test notices, a survivor, is a rule without a test. It fails where fewer than nine of ten are noticed.
// The tree is never touched: what is compiled instead comes in an overlay.
//
// All changes of a package are compiled into its test binary at once, each behind a switch, and one of them is switched
// on for each run. So a change costs the few tests that reach it, and no compilation; a change that none reaches is a
// survivor. Beside these there are seeds, written by hand: see seeds.go.
//
// Usage, in the repository's root:
//
//	go run ./cmd/mutate [-jobs n] [-only text] [target …]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"
)

// passMark is how many of a hundred changes must be noticed.
const passMark = 90

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	jobs := flags.Int("jobs", runtime.NumCPU(), "test binaries that run at once")
	only := flags.String("only", "", "only changes whose description holds this text")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	names := flags.Args()
	if len(names) == 0 {
		for _, one := range targets {
			names = append(names, one.name)
		}
	}
	weak := false
	for _, name := range names {
		i := slices.IndexFunc(targets, func(t target) bool { return t.name == name })
		if i < 0 {
			return fmt.Errorf("no target is called %q", name)
		}
		began := time.Now()
		result, err := targets[i].run(ctx, *jobs, *only)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		result.print(os.Stdout, name, time.Since(began))
		weak = weak || !result.passes()
	}
	if weak {
		return fmt.Errorf("fewer than %d of 100 are noticed", passMark)
	}
	return nil
}

// target is some packages whose changes the tests of some packages must notice.
type target struct {
	name   string
	mutate string // a pattern of packages
	files  string // the beginning of the files' names; empty for all
	tests  []string
	skip   string // tests that are not run; a regular expression, empty for none
}

var targets = []target{
	{name: "gateway", mutate: "./pkg/gateway", tests: []string{"./pkg/gateway"}},
	{name: "funds", mutate: "./pkg/funds/...", tests: []string{"./pkg/funds/..."}},
	{name: "flow", mutate: "./pkg/flow", tests: []string{"./pkg/flow"}},
	// The other engine would say the same, in minutes; a storm is for what no single request can do.
	{name: "commit", mutate: "./pkg/table", files: "commit", tests: []string{"./pkg/table"}, skip: "DynamoDBLocal|Storm|./^local$"},
}

func (t target) run(ctx context.Context, jobs int, only string) (result, error) {
	scratch, err := os.MkdirTemp("", "outflow-mutate-")
	if err != nil {
		return result{}, err
	}
	defer func() { _ = os.RemoveAll(scratch) }() // what is left is in the system's temporary folder
	packages, err := load(ctx, t.mutate)
	if err != nil {
		return result{}, err
	}
	found := &finder{}
	overlay := overlay{}
	for _, p := range packages {
		if err := found.instrument(p, t.files, scratch, overlay); err != nil {
			return result{}, err
		}
	}
	lab := &lab{scratch: scratch, jobs: jobs, skip: t.skip}
	if err := lab.build(ctx, overlay, t.tests); err != nil {
		return result{}, err
	}
	if err := lab.record(ctx); err != nil {
		return result{}, err
	}
	var wanted []mutant
	for _, m := range found.mutants {
		if strings.Contains(m.String(), only) {
			wanted = append(wanted, m)
		}
	}
	_, _ = fmt.Fprintf(os.Stderr, "%s: %d changes, %d tests\n", t.name, len(wanted), len(lab.units))
	survivors, err := lab.hunt(ctx, wanted)
	if err != nil {
		return result{}, err
	}
	planted, err := t.plant(ctx, only, scratch)
	if err != nil {
		return result{}, err
	}
	return result{len(wanted) + planted.seeds, append(planted.survivors, survivors...)}, nil
}

// result is what became of a target's changes.
type result struct {
	changes   int
	survivors []string
}

func (r result) passes() bool { return 100*(r.changes-len(r.survivors)) >= passMark*r.changes }

func (r result) print(to *os.File, name string, took time.Duration) {
	for _, survivor := range r.survivors {
		_, _ = fmt.Fprintln(to, "survived:", survivor)
	}
	noticed := r.changes - len(r.survivors)
	_, _ = fmt.Fprintf(to, "%s: %d of %d changes are noticed (%.1f %%), in %s\n",
		name, noticed, r.changes, 100*float64(noticed)/float64(max(r.changes, 1)), took.Round(time.Second))
}
