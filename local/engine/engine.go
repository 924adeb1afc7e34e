// Package engine runs a real DynamoDB engine on loopback: dynoxide or Amazon's DynamoDB Local, which
// it installs once outside the tree, or one that runs already.
//
// It may import the AWS SDK and local/process.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/local/process"
)

// The kinds of engine that can be started. Any http(s) URL is a kind too: that of a running engine.
const (
	Dynoxide      = "dynoxide"
	DynamoDBLocal = "local"
)

// ErrPortTaken says that another program listens on the port asked for.
var ErrPortTaken = errors.New("port is taken")

const (
	// startTimeout is how long an engine may take to answer. Java needs seconds on a busy machine.
	startTimeout = 60 * time.Second
	// stopGrace is how long an engine gets to close its files before it is killed.
	stopGrace = 5 * time.Second
)

// Options say which engine to start and where.
type Options struct {
	// Kind is Dynoxide (also when empty), DynamoDBLocal or the URL of a running engine.
	Kind string
	// Port on 127.0.0.1; 0 takes a free one.
	Port int
	// DataDir keeps dynoxide's data; empty keeps it in memory. The other kinds refuse it.
	DataDir string
	// Output takes what the engine and its installation say. It must be safe for concurrent use.
	Output io.Writer
}

// Engine is a DynamoDB endpoint that answers.
type Engine struct {
	kind     string
	endpoint string
	child    *process.Child // nil when it runs elsewhere
}

// Start starts an engine and waits until it answers ListTables. The error is ErrPortTaken, or says
// what to install, or what the engine's end was. Close the engine.
func Start(ctx context.Context, o Options) (*Engine, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout+installTimeout)
	defer cancel()
	if strings.HasPrefix(o.Kind, "http://") || strings.HasPrefix(o.Kind, "https://") {
		e := &Engine{kind: o.Kind, endpoint: o.Kind}
		if err := e.waitReady(ctx, startTimeout); err != nil {
			return nil, err
		}
		return e, nil
	}
	cmd, kind, err := prepare(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("DynamoDB engine: %w", err)
	}
	port, err := choosePort(o.Port)
	if err != nil {
		return nil, fmt.Errorf("DynamoDB engine: %w", err)
	}
	cmd.Args = append(cmd.Args, portFlag(kind), strconv.Itoa(port))
	child, err := process.Start(cmd, kind, o.Output)
	if err != nil {
		return nil, fmt.Errorf("DynamoDB engine: %w", err)
	}
	e := &Engine{kind: kind, endpoint: fmt.Sprintf("http://127.0.0.1:%d", port), child: child}
	if err := e.waitReady(ctx, startTimeout); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Kind is the kind that runs: another than asked for where dynoxide has no binary.
func (e *Engine) Kind() string { return e.kind }

// Endpoint is the engine's base URL.
func (e *Engine) Endpoint() string { return e.endpoint }

// Client returns a client of the engine, with the credentials that local engines take.
func (e *Engine) Client() *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(e.endpoint),
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// Close stops the engine, when it was started here, and waits for its end.
func (e *Engine) Close() {
	if e.child != nil {
		e.child.Stop(stopGrace)
	}
}

// prepare installs what the kind needs and returns its command without the port.
func prepare(ctx context.Context, o Options) (*exec.Cmd, string, error) {
	switch o.Kind {
	case "", Dynoxide:
		binary, err := dynoxide(ctx, o.Output)
		if errors.Is(err, errNoBinary) && o.DataDir == "" {
			_, _ = fmt.Fprintf(o.Output, "%v: using DynamoDB Local instead\n", err)
			return prepareLocal(ctx, o)
		}
		if err != nil {
			return nil, "", err
		}
		cmd := exec.Command(binary, "serve") //nolint:gosec // found on the PATH, or installed with its checksum
		if o.DataDir != "" {
			if err := os.MkdirAll(o.DataDir, 0o750); err != nil {
				return nil, "", fmt.Errorf("make the data folder: %w", err)
			}
			cmd.Args = append(cmd.Args, "--db-path", filepath.Join(o.DataDir, "dynoxide.db"))
		}
		return cmd, Dynoxide, nil
	case DynamoDBLocal:
		return prepareLocal(ctx, o)
	}
	return nil, "", fmt.Errorf("unknown kind %q: want %s, %s or a URL", o.Kind, Dynoxide, DynamoDBLocal)
}

func prepareLocal(ctx context.Context, o Options) (*exec.Cmd, string, error) {
	if o.DataDir != "" {
		return nil, "", fmt.Errorf("only %s keeps data in a folder", Dynoxide)
	}
	java, lib, err := dynamoDBLocal(ctx, o.Output)
	if err != nil {
		return nil, "", err
	}
	// One database for every access key and region, as dynoxide has it.
	cmd := exec.Command(java, "-Djava.library.path="+lib, "-Dsqlite4java.library.path="+lib, //nolint:gosec // as above
		"-cp", filepath.Join(lib, "*"), "software.amazon.dynamodb.services.local.main.ServerRunner", "-inMemory", "-sharedDb")
	return cmd, DynamoDBLocal, nil
}

func portFlag(kind string) string {
	if kind == DynamoDBLocal {
		return "-port"
	}
	return "--port"
}

// choosePort returns the port when it is free, or a free one for 0.
func choosePort(port int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrPortTaken, err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// waitReady asks for the list of tables until there is one.
func (e *Engine) waitReady(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var ended <-chan struct{}
	if e.child != nil {
		ended = e.child.Done()
	}
	client := e.Client()
	for {
		_, err := client.ListTables(ctx, &dynamodb.ListTablesInput{}, func(o *dynamodb.Options) { o.RetryMaxAttempts = 1 })
		if err == nil {
			return nil
		}
		timer := time.NewTimer(20 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ended:
			timer.Stop()
			return fmt.Errorf("DynamoDB engine %s ended: %s", e.kind, e.child.Exit())
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("DynamoDB engine at %s does not answer: %w", e.endpoint, err)
		}
	}
}
