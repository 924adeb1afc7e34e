// Package enginetest gives tests a real DynamoDB engine: one of each kind for a whole test binary,
// started when the first test asks for it, and a fresh table of template.yaml for every test.
//
// It may import the testing package, the AWS SDK, and the local packages that it starts. Tests alone
// import it.
package enginetest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/template"
)

// Kinds are the engines that everything about the table is tested on.
func Kinds() []string { return []string{engine.Dynoxide, engine.DynamoDBLocal} }

// Engines are the engines of one test binary. Its TestMain must end them: see [Engines.Run].
type Engines struct {
	template string
	tables   atomic.Int64

	mu      sync.Mutex
	running map[string]*once
}

// once is the start of one engine, which others wait for.
type once struct {
	sync.Once
	engine *engine.Engine
	err    error
}

// New prepares engines for tables of the template at a path; none is started yet.
func New(templatePath string) *Engines {
	return &Engines{template: templatePath, running: map[string]*once{}}
}

// Run runs a test binary's tests, ends the engines that they started, and gives the exit code:
//
//	func TestMain(m *testing.M) { os.Exit(engines.Run(m)) }
func (e *Engines) Run(m *testing.M) int {
	defer e.close()
	return m.Run()
}

// Table gives a new, empty table on an engine of the kind, and its name.
func (e *Engines) Table(tb testing.TB, kind string) (running *engine.Engine, name string) {
	tb.Helper()
	running, err := e.start(kind)
	if err != nil {
		tb.Fatal(err)
	}
	definition, err := template.Load(e.template)
	if err != nil {
		tb.Fatal(err)
	}
	name = fmt.Sprintf("outflow-test-%d", e.tables.Add(1))
	if err := definition.Table.Create(tb.Context(), running.Client(), name); err != nil {
		tb.Fatal(err)
	}
	return running, name
}

func (e *Engines) start(kind string) (*engine.Engine, error) {
	e.mu.Lock()
	one := e.running[kind]
	if one == nil {
		one = &once{}
		e.running[kind] = one
	}
	e.mu.Unlock()
	one.Do(func() {
		// It outlives the test that asked first.
		one.engine, one.err = engine.Start(context.Background(), engine.Options{Kind: kind, Output: os.Stderr})
	})
	return one.engine, one.err
}

func (e *Engines) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, one := range e.running {
		if one.engine != nil {
			one.engine.Close()
		}
	}
}
