package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	slowTest  = 2 * time.Second  // a test that takes longer is divided into its parts
	least     = 20 * time.Second // of time that a run gets, whatever it took without a change
	patience  = 10               // times what a run took without a change: then the change has made it hang
	mostUnits = 2000             // tests of one binary
	reported  = 100              // changes, after which a line says how far it is
)

// lab holds the test binaries with all changes in them, and what each of their tests reaches.
type lab struct {
	scratch string
	jobs    int
	skip    string
	bins    []binary
	units   []unit
}

// binary is a package's tests, compiled.
type binary struct{ path, dir string }

// unit is one test, or a part of one, that can be run alone.
type unit struct {
	binary  int
	name    string // as -test.run has it: parts after strokes
	took    time.Duration
	reaches map[int]bool
}

// build compiles the tests of some packages with an overlay.
func (l *lab) build(ctx context.Context, over overlay, patterns []string) error {
	encoded, err := json.Marshal(map[string]overlay{"Replace": over})
	if err != nil {
		return err
	}
	listing := filepath.Join(l.scratch, "overlay.json")
	if err := os.WriteFile(listing, encoded, 0o600); err != nil {
		return err
	}
	for _, pattern := range patterns {
		packages, err := list(ctx, pattern)
		if err != nil {
			return err
		}
		for _, p := range packages {
			if p.DepOnly {
				continue
			}
			bin := binary{filepath.Join(l.scratch, fmt.Sprintf("%d.test", len(l.bins))), p.Dir}
			command := exec.CommandContext(ctx, "go", "test", "-c", "-overlay", listing, "-o", bin.path, p.ImportPath) //nolint:gosec // a package of this module
			if said, err := command.CombinedOutput(); err != nil {
				return fmt.Errorf("compile the changes of %s: %w\n%s", p.ImportPath, err, said)
			}
			if _, err := os.Stat(bin.path); err == nil { // there is none where there are no tests
				l.bins = append(l.bins, bin)
			}
		}
	}
	return nil
}

// execute runs tests of a binary with a change on (0: none), and gives what they said. An error means that one failed.
func (l *lab) execute(ctx context.Context, bin int, change int, notes string, within time.Duration, arguments ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	command := exec.CommandContext(ctx, l.bins[bin].path, arguments...) //nolint:gosec // compiled just now
	command.Dir = l.bins[bin].dir
	command.Env = append(os.Environ(), "OUTFLOW_MUTANT="+strconv.Itoa(change), "OUTFLOW_MUTANTS_REACHED="+notes)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 5 * time.Second
	return command.CombinedOutput()
}

var ended = regexp.MustCompile(`(?m)^\s*--- PASS: (\S+) \(([0-9.]+)s\)$`)

// record runs every test without a change, and then each alone, to see which changes it reaches.
func (l *lab) record(ctx context.Context) error {
	const long = 20 * time.Minute
	for i := range l.bins {
		arguments := []string{"-test.v", "-test.skip", cmp.Or(l.skip, "^$")}
		said, err := l.execute(ctx, i, 0, "", long, arguments...)
		if err != nil {
			return fmt.Errorf("the tests of %s fail without any change: %w\n%s", l.bins[i].dir, err, said)
		}
		l.units = append(l.units, unitsOf(i, said)...)
	}
	return parallel(l.jobs, len(l.units), func(i int) error {
		u := &l.units[i]
		notes := filepath.Join(l.scratch, fmt.Sprintf("notes-%d", i))
		began := time.Now()
		said, err := l.execute(ctx, u.binary, 0, notes, long, "-test.run", pattern(u.name))
		if err != nil {
			return fmt.Errorf("%s fails alone, without any change: %w\n%s", u.name, err, said)
		}
		u.took = time.Since(began)
		u.reaches, err = read(notes)
		return err
	})
}

// unitsOf are the tests that passed; of a slow one, its parts. What parts that run beside each other take is no part of
// what their test takes.
func unitsOf(binary int, said []byte) (units []unit) {
	var names []string
	took := map[string]float64{} // of each test with all its parts
	for _, match := range ended.FindAllSubmatch(said, mostUnits) {
		name := string(match[1])
		if seconds, err := strconv.ParseFloat(string(match[2]), 64); err == nil {
			test, _, _ := strings.Cut(name, "/")
			took[test] += seconds
		}
		names = append(names, name)
	}
	known := map[string]bool{}
	for _, name := range names {
		test, part, isPart := strings.Cut(name, "/")
		hasParts := slices.ContainsFunc(names, func(other string) bool { return strings.HasPrefix(other, test+"/") })
		if divided := hasParts && took[test] > slowTest.Seconds(); divided != isPart {
			continue
		}
		if isPart {
			part, _, _ = strings.Cut(part, "/") // with all below it, and all whose own names go on with a stroke
			name = test + "/" + part
		}
		if !known[name] {
			known[name] = true
			units = append(units, unit{binary: binary, name: name})
		}
	}
	return units
}

// pattern names tests exactly. Parts of several tests cannot be named at once.
func pattern(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

func read(notes string) (reached map[int]bool, err error) {
	text, err := os.ReadFile(notes) //nolint:gosec // of our own folder
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	reached = map[int]bool{}
	for line := range strings.FieldsSeq(string(bytes.TrimSpace(text))) {
		n, err := strconv.Atoi(line)
		if err != nil {
			return nil, err
		}
		reached[n] = true
	}
	return reached, nil
}

// hunt switches on one change after the other, and gives those that no test notices.
func (l *lab) hunt(ctx context.Context, mutants []mutant) (survivors []string, err error) {
	var mu sync.Mutex
	err = parallel(l.jobs, len(mutants), func(i int) error {
		if i > 0 && i%reported == 0 {
			_, _ = fmt.Fprintf(os.Stderr, "%d of %d\n", i, len(mutants))
		}
		m := mutants[i]
		noticed, reached := l.noticed(ctx, m.number)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !noticed {
			why := ""
			if !reached {
				why = " (no test reaches it)"
			}
			mu.Lock()
			survivors = append(survivors, m.String()+why)
			mu.Unlock()
		}
		return nil
	})
	slices.Sort(survivors)
	return survivors, err
}

// noticed runs the tests that reach a change, the quickest first, until one fails.
func (l *lab) noticed(ctx context.Context, change int) (noticed, reached bool) {
	var reach []unit
	for _, u := range l.units {
		if u.reaches[change] {
			reach = append(reach, u)
		}
	}
	slices.SortStableFunc(reach, func(a, b unit) int { return cmp.Compare(a.took, b.took) })
	for _, together := range batches(reach) {
		var took time.Duration
		var names []string
		for _, u := range together {
			took += u.took
			names = append(names, u.name)
		}
		run := pattern(names[0])
		if len(names) > 1 { // whole tests, or one test's parts
			run = several(names)
		}
		if _, err := l.execute(ctx, together[0].binary, change, "", max(least, patience*took), "-test.failfast", "-test.run", run); err != nil {
			return true, true
		}
	}
	return false, len(reach) > 0
}

// several names some tests, or some parts of one test.
func several(names []string) string {
	test, _, parts := strings.Cut(names[0], "/")
	alternatives := make([]string, 0, len(names))
	for _, name := range names {
		if parts {
			name = strings.TrimPrefix(name, test+"/")
		}
		alternatives = append(alternatives, regexp.QuoteMeta(name))
	}
	each := "^(" + strings.Join(alternatives, "|") + ")$"
	if parts {
		return pattern(test) + "/" + each
	}
	return each
}

// batches puts tests together that one run can name, a few at first and then more.
func batches(units []unit) (all [][]unit) {
	const first, growth = 300 * time.Millisecond, 4
	limit, spent := first, time.Duration(0)
	group := func(u unit) string {
		test, _, parts := strings.Cut(u.name, "/")
		if !parts {
			test = ""
		}
		return strconv.Itoa(u.binary) + " " + test
	}
	open := map[string]int{} // where each group's present batch is
	for _, u := range units {
		if spent += u.took; spent > limit {
			limit *= growth
			clear(open)
		}
		at, isOpen := open[group(u)]
		if !isOpen {
			at = len(all)
			open[group(u)] = at
			all = append(all, nil)
		}
		all[at] = append(all[at], u)
	}
	return all
}

// parallel does n things, some at once, until one fails.
func parallel(jobs, n int, do func(i int) error) error {
	var (
		next    int
		failed  error
		mu      sync.Mutex
		workers sync.WaitGroup
	)
	for range min(jobs, n) {
		workers.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := failed != nil || i >= n
				mu.Unlock()
				if stop {
					return
				}
				if err := do(i); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	workers.Wait()
	return failed
}
