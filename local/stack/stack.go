// Package stack runs all of Outflow on loopback: a DynamoDB engine with the template's table, an S3 server, the
// gateway sandbox, every function's host, the HTTP front, the identity provider and the schedules. It builds nothing: the
// binaries are there already. cmd/local and the end-to-end tests use it.
//
// It may import the other packages of local/, which know nothing of each other but what they need.
package stack

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/grants"
	"github.com/outflow-pay/outflow/local/httpapi"
	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/signin"
	"github.com/outflow-pay/outflow/local/storage"
	"github.com/outflow-pay/outflow/local/stream"
	"github.com/outflow-pay/outflow/local/template"
)

// merchant is the sandbox's only one.
const merchant = "merchant1"

// filesBucket is where large files are put, whatever the template calls it.
const filesBucket = "outflow-files"

// Policy is the functions' where Options.Env has no other. It fits the sandbox: its one channel, its business errors,
// and waits that suit a person who watches.
//
//go:embed policy.json
var Policy string

// TwoPeople is the same with three admins of different permissions, two of whom it takes above 10,000.00.
//
//go:embed two-people.json
var TwoPeople string

const (
	sandboxStart = 10 * time.Second
	// stopGrace is how long requests under way, and the sandbox, get to end.
	stopGrace = 3 * time.Second
	// headerTimeout ends connections that never send their request.
	headerTimeout = 10 * time.Second
)

// Options say what to run and where. Ports are on 127.0.0.1; 0 takes a free one.
type Options struct {
	// Template is the path of template.yaml.
	Template string
	// Functions is the folder with a <name>/bootstrap for each function of the template.
	Functions string
	// Sandbox is the path of the sandbox's binary, and Storage that of versitygw.
	Sandbox, Storage string

	Port         int // the API and pages
	SandboxPort  int
	SignInPort   int // the identity provider of the pages
	DynamoDBPort int
	StoragePort  int

	// DynamoDB is the engine's kind, as engine.Options has it, and DataDir where it keeps its data, and the sandbox its
	// orders. Large files are never kept beyond the stack's life.
	DynamoDB string
	DataDir  string
	// Table names the table; empty, it has the template's name.
	Table string
	// Schedule is the interval of every schedule of the template, in place of its own. 0 runs none.
	Schedule time.Duration
	// Hurry lets no batch of a stream wait to be full.
	Hurry bool
	// Guarded refuses a function what the template does not grant it, as IAM would.
	Guarded bool
	// Streamless makes the table without its stream: what is there is counted already.
	Streamless bool
	// Fill, where it is set, puts into a new table what it holds from the beginning: none of it is in its stream.
	Fill func(ctx context.Context, client *dynamodb.Client, table string) error
	// Env adds to the functions' environment and goes before everything else in it.
	Env map[string]string
	// Output takes what all processes say, line by line. It must be safe for concurrent use.
	Output io.Writer
}

// Stack is a running Outflow.
type Stack struct {
	options   Options
	template  *template.Template
	engine    *engine.Engine
	storage   *storage.Storage
	sandbox   *process.Child
	guard     *grants.Guard // nil where functions are not guarded
	guarding  *http.Server  // it, at guardURL
	functions map[string]*lambda.Function
	server    *http.Server

	provider *signin.Provider
	signIn   *http.Server

	url, sandboxURL, signInURL, guardURL string

	found bool // see Found

	streams []*stream.Deliverer

	stop context.CancelFunc // ends the schedules and the streams
	work sync.WaitGroup     // they, and the server
}

// Start starts everything and waits until it answers; functions start with their first request. When
// it fails, nothing is left running. Close the stack.
func Start(ctx context.Context, o Options) (_ *Stack, err error) {
	s := &Stack{options: o, functions: make(map[string]*lambda.Function), stop: func() {}}
	defer func() { //nolint:contextcheck // ctx may be what ended; stopping has its own time
		if err != nil {
			s.Close()
		}
	}()
	if s.template, err = template.Load(o.Template); err != nil {
		return nil, err
	}
	if s.options.Table == "" {
		s.options.Table = s.template.Table.Name()
	}
	// The front listens first: its address is part of the functions' environment.
	listener, err := process.Listen(o.Port)
	if err != nil {
		return nil, fmt.Errorf("HTTP API: %w", err)
	}
	defer func() {
		if s.server == nil {
			_ = listener.Close() // nobody has connected yet
		}
	}()
	s.url = "http://" + listener.Addr().String()
	if err = s.startSignIn(); err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	s.engine, err = engine.Start(ctx, engine.Options{
		Kind: o.DynamoDB, Port: o.DynamoDBPort, DataDir: o.DataDir, Output: o.Output,
	})
	if err != nil {
		return nil, err
	}
	if o.Streamless {
		s.template.Streamless()
	}
	if err = s.createTable(ctx); err != nil {
		return nil, err
	}
	if err = s.startStorage(ctx); err != nil {
		return nil, err
	}
	if err = s.startSandbox(ctx); err != nil {
		return nil, fmt.Errorf("gateway sandbox: %w", err)
	}
	if err = s.startGuard(); err != nil {
		return nil, err
	}
	if err = s.hostFunctions(); err != nil {
		return nil, err
	}
	front, err := httpapi.New(s.template.Routes, s.Invoke, o.Output)
	if err != nil {
		return nil, err
	}
	s.serve(listener, front)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.runSchedules(running)
	if err = s.runStreams(running); err != nil {
		return nil, err
	}
	return s, nil
}

// URL is the base address of the API and the pages, without a final slash.
func (s *Stack) URL() string { return s.url }

// SandboxURL is the base address of the gateway sandbox, without a final slash.
func (s *Stack) SandboxURL() string { return s.sandboxURL }

// SignInURL is the address of the identity provider, which is the issuer of its tokens.
func (s *Stack) SignInURL() string { return s.signInURL }

// FilesURL is where files are put and fetched.
func (s *Stack) FilesURL() string { return s.storage.Endpoint() }

// DynamoDB is the endpoint of the engine.
func (s *Stack) DynamoDB() string { return s.engine.Endpoint() }

// Client is a client of the engine.
func (s *Stack) Client() *dynamodb.Client { return s.engine.Client() }

// Streams is a client of the engine's streams.
func (s *Stack) Streams() *dynamodbstreams.Client { return s.engine.Streams() }

// Table is the table's name.
func (s *Stack) Table() string { return s.options.Table }

// Template is what the stack was made from.
func (s *Stack) Template() *template.Template { return s.template }

// Invoke gives an event to a function, by its folder's name, and returns its answer. The errors are
// those of lambda.Function.
func (s *Stack) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	f, ok := s.functions[function]
	if !ok {
		return nil, fmt.Errorf("there is no function %q", function)
	}
	return f.Invoke(ctx, event)
}

// Processes lists the ids of a function's processes, frozen ones included.
func (s *Stack) Processes(function string) []int {
	if f, ok := s.functions[function]; ok {
		return f.Processes()
	}
	return nil
}

// Serving lists the ids of a function's processes that are in the middle of a request; the stack
// sends them no signal before it ends.
func (s *Stack) Serving(function string) []int {
	if f, ok := s.functions[function]; ok {
		return f.Serving()
	}
	return nil
}

// Wait returns nil when ctx ends, and an error when a part that nothing works without has ended before.
func (s *Stack) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.engine.Ended():
		return fmt.Errorf("the DynamoDB engine %s has ended", s.engine.Name())
	case <-s.storage.Ended():
		return errors.New("the S3 server has ended")
	case <-s.sandbox.Done():
		return fmt.Errorf("the gateway sandbox has ended: %s", s.sandbox.Exit())
	}
}

// Close stops what Start has started and waits for its end. Requests under way get a moment.
func (s *Stack) Close() {
	s.stop()
	for _, server := range []*http.Server{s.server, s.signIn} {
		shut(server)
	}
	for _, f := range s.functions {
		f.Close()
	}
	shut(s.guarding)
	s.work.Wait()
	if s.sandbox != nil {
		s.sandbox.Stop(stopGrace)
	}
	if s.storage != nil {
		s.storage.Close()
	}
	if s.engine != nil {
		s.engine.Close()
	}
}

// Found says that the table was there before the stack.
func (s *Stack) Found() bool { return s.found }

func (s *Stack) createTable(ctx context.Context) error {
	client, name := s.engine.Client(), s.options.Table
	if err := s.createHooks(ctx, client); err != nil {
		return err
	}
	_, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	s.found = err == nil // or it cannot be had, as making it will say
	if s.options.Fill == nil {
		return s.template.Table.Create(ctx, client, name)
	}
	return s.template.Table.CreateFilled(ctx, client, name, func(ctx context.Context) error { return s.options.Fill(ctx, client, name) })
}

// createHooks makes the table of deliveries, where the template has one. It is this engine's only one.
func (s *Stack) createHooks(ctx context.Context, client *dynamodb.Client) error {
	if s.template.Hooks.Name() == "" {
		return nil
	}
	return s.template.Hooks.Create(ctx, client, s.template.Hooks.Name())
}

// startStorage starts the S3 server and makes the bucket for large files, where the template has one.
func (s *Stack) startStorage(ctx context.Context) (err error) {
	if s.template.Bucket == "" {
		return nil
	}
	s.storage, err = storage.Start(ctx, storage.Options{
		Program: s.options.Storage, Port: s.options.StoragePort, Bucket: filesBucket, Output: s.options.Output,
	})
	return err
}

// shut ends a server, where there is one.
func shut(server *http.Server) {
	if server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		_ = server.Close() // the requests that are left are cut off
	}
}

func (s *Stack) hostFunctions() error {
	for _, f := range s.template.Functions {
		bootstrap, err := filepath.Abs(filepath.Join(s.options.Functions, f.Name, "bootstrap"))
		if err != nil {
			return err
		}
		if _, err := os.Stat(bootstrap); err != nil {
			return fmt.Errorf("function %s is not built: %w", f.Name, err)
		}
		s.functions[f.Name] = lambda.New(lambda.Config{
			Name:        f.Name,
			Bootstrap:   bootstrap,
			Timeout:     f.Timeout,
			MemoryMB:    f.MemoryMB,
			Environment: s.environment(f),
			Output:      s.options.Output,
		})
	}
	return nil
}

// environment is the template's, with what is known here alone, and then the caller's.
func (s *Stack) environment(f template.Function) map[string]string {
	variables := map[string]string{}
	for _, source := range []map[string]string{
		f.Environment,
		{
			"OUTFLOW_TABLE":            s.options.Table,
			"OUTFLOW_DYNAMODB":         s.dynamoDBOf(f.Name),
			"OUTFLOW_S3":               s.storage.Endpoint(),
			"OUTFLOW_FILES":            filesBucket,
			"OUTFLOW_GATEWAY_URL":      s.sandboxURL,
			"OUTFLOW_GATEWAY_USERNAME": merchant,
			"OUTFLOW_PUBLIC_URL":       s.url,
			"OUTFLOW_POLICY":           Policy,
			"OUTFLOW_LOG_READS":        "1", // whoever looks at a machine of their own wants all lines
			// No secrets: the functions have keys for development.
			"OUTFLOW_GATEWAY_SECRET": "", "OUTFLOW_TOKEN_SECRET": "", "OUTFLOW_WEBHOOK_SECRET": "",
			// Whoever listens for events listens on this machine.
			"OUTFLOW_WEBHOOK_LOOPBACK": "true",
		},
		s.signInEnvironment(),
		s.options.Env,
	} {
		for name, value := range source {
			variables[name] = value
		}
	}
	return variables
}

func (s *Stack) serve(listener net.Listener, front http.Handler) {
	s.server = &http.Server{Handler: front, ReadHeaderTimeout: headerTimeout, MaxHeaderBytes: httpapi.MaxHeaderBytes}
	s.work.Go(func() {
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			_, _ = fmt.Fprintf(s.options.Output, "HTTP API: %v\n", err)
		}
	})
}
