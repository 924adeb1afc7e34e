// Package enginetest gives tests a real DynamoDB engine: one of each kind for a whole test binary, started when the
// first test asks for it, and a fresh table of template.yaml for every test:
//
//	func TestMain(m *testing.M) { os.Exit(enginetest.Run(m)) }
//
//	running, table := enginetest.Table(t, engine.Dynoxide)
//
// It may import the testing package, the AWS SDK, and the local packages that it starts. Tests alone import it.
package enginetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/template"
)

// Kinds are the engines that everything about the table is tested on.
func Kinds() []string { return []string{engine.Dynoxide, engine.DynamoDBLocal} }

// engines are those of this test binary, by their kind.
var engines = struct {
	sync.Mutex
	starts map[string]*start
}{starts: map[string]*start{}}

// start is that of one engine, which others wait for.
type start struct {
	sync.Once
	engine *engine.Engine
	err    error
}

// tables numbers the tables of this test binary.
var tables atomic.Int64

// Run runs a test binary's tests, ends the engines that they started, and gives the exit code.
func Run(m *testing.M) int {
	defer end()
	return m.Run()
}

// Table gives a new, empty table on an engine of the kind, and its name.
func Table(tb testing.TB, kind string) (running *engine.Engine, name string) {
	tb.Helper()
	return made(tb, kind, func(loaded *template.Template) template.Table { return loaded.Table })
}

// Hooks is [Table] for the table of deliveries to others.
func Hooks(tb testing.TB, kind string) (running *engine.Engine, name string) {
	tb.Helper()
	return made(tb, kind, func(loaded *template.Template) template.Table { return loaded.Hooks })
}

func made(tb testing.TB, kind string, of func(*template.Template) template.Table) (running *engine.Engine, name string) {
	tb.Helper()
	running, err := started(kind)
	if err != nil {
		tb.Fatal(err)
	}
	definition, err := loadTemplate(filepath.Join(Root(tb), "template.yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	name = fmt.Sprintf("outflow-test-%d", tables.Add(1))
	if err := of(definition).Create(tb.Context(), running.Client(), name); err != nil {
		tb.Fatal(err)
	}
	return running, name
}

var parsed = struct {
	sync.Once
	template *template.Template
	err      error
}{}

// loadTemplate parses the module's template once for a test binary: each time takes longer than to make the table.
func loadTemplate(path string) (*template.Template, error) {
	parsed.Do(func() { parsed.template, parsed.err = template.Load(path) })
	return parsed.template, parsed.err
}

func started(kind string) (*engine.Engine, error) {
	engines.Lock()
	one := engines.starts[kind]
	if one == nil {
		one = &start{}
		engines.starts[kind] = one
	}
	engines.Unlock()
	one.Do(func() {
		// It outlives the test that asked first.
		one.engine, one.err = engine.Start(context.Background(), engine.Options{Kind: kind, Output: os.Stderr})
	})
	return one.engine, one.err
}

func end() {
	engines.Lock()
	defer engines.Unlock()
	for _, one := range engines.starts {
		if one.engine != nil {
			one.engine.Close()
		}
	}
}

// Root is the module's folder, which is above the package whose tests run.
func Root(tb testing.TB) string {
	tb.Helper()
	folder, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		} else if filepath.Dir(folder) == folder {
			tb.Fatal("these tests do not run in the module: ", err)
		}
		folder = filepath.Dir(folder)
	}
}
