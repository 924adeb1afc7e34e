// Package engine runs a real DynamoDB engine on loopback: dynoxide or Amazon's DynamoDB Local, which
// it installs once outside the tree, or one that runs already.
//
// It may import the AWS SDK, a SQLite driver for dynoxide's file, and local/process.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/outflow-pay/outflow/local/process"
)

// The kinds of engine that can be started. Any http(s) URL is a kind too: that of a running engine.
const (
	Dynoxide      = "dynoxide"
	DynamoDBLocal = "local"
)

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
	// DataDir keeps dynoxide's data; empty, a temporary folder does until Close. The other kinds refuse it.
	DataDir string
	// Output takes what the engine and its installation say. It must be safe for concurrent use.
	Output io.Writer
}

// Engine is a DynamoDB endpoint that answers.
type Engine struct {
	name     string
	endpoint string
	child    *process.Child // nil when it runs elsewhere

	// Of dynoxide alone; nil for the other kinds.
	records   *records
	temporary *folder // nil also where its data is kept

	output io.Writer
}

// Start starts an engine and waits until it answers ListTables. The error is process.ErrPortTaken, or says
// what to install, or what the engine's end was. Close the engine.
func Start(ctx context.Context, o Options) (*Engine, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout+installTimeout)
	defer cancel()
	if Elsewhere(o.Kind) {
		e := &Engine{name: o.Kind, endpoint: o.Kind}
		if err := e.waitReady(ctx, startTimeout); err != nil {
			return nil, fmt.Errorf("DynamoDB engine: %w", err)
		}
		return e, nil
	}
	e := &Engine{output: o.Output}
	if err := e.start(ctx, o); err != nil {
		e.Close()
		return nil, fmt.Errorf("DynamoDB engine: %w", err)
	}
	return e, nil
}

// start runs the engine as a child. What it leaves behind when it fails, Close ends.
func (e *Engine) start(ctx context.Context, o Options) error {
	command, err := e.prepare(ctx, &o)
	if err != nil {
		return err
	}
	port, err := process.Port(o.Port)
	if err != nil {
		return err
	}
	command.Args = append(command.Args, strconv.Itoa(port))
	if e.child, err = process.Start(command); err != nil {
		return err
	}
	e.name, e.endpoint = command.Name, fmt.Sprintf("http://127.0.0.1:%d", port)
	if err := e.waitReady(ctx, startTimeout); err != nil {
		return err
	}
	if e.name == Dynoxide {
		e.records, err = openRecords(ctx, databaseIn(o.DataDir))
	}
	return err
}

// Elsewhere reports whether a kind is the URL of an engine that runs already, and needs no port here.
func Elsewhere(kind string) bool {
	return strings.HasPrefix(kind, "http://") || strings.HasPrefix(kind, "https://")
}

// Name is the engine's that runs: dynoxide, dynamodb-local or its URL. It need not be the kind asked
// for, where dynoxide has no binary.
func (e *Engine) Name() string { return e.name }

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

// Streams returns a client of the engine's streams.
func (e *Engine) Streams() *dynamodbstreams.Client {
	return dynamodbstreams.New(dynamodbstreams.Options{
		BaseEndpoint: aws.String(e.endpoint),
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// Ended is closed when the engine has ended by itself; it never is where the engine runs elsewhere.
func (e *Engine) Ended() <-chan struct{} {
	if e.child == nil {
		return nil
	}
	return e.child.Done()
}

// DropRecords deletes the records of a table's stream up to a sequence number of one of its shards, when everyone has
// taken them: on AWS they are gone after a day, and dynoxide 1.2.1 keeps them. The table's newest record always stays.
// Engines of the other kinds keep theirs.
func (e *Engine) DropRecords(ctx context.Context, table, shard, upTo string) error {
	if e.records == nil {
		return nil
	}
	return e.records.drop(ctx, table, shard, upTo)
}

// Close stops the engine, when it was started here, waits for its end, and removes what is not to be kept.
func (e *Engine) Close() {
	var failures []error
	if e.records != nil {
		failures = append(failures, e.records.close())
	}
	if e.child != nil {
		e.child.Stop(stopGrace)
	}
	if e.temporary != nil {
		failures = append(failures, e.temporary.remove())
	}
	if err := errors.Join(failures...); err != nil {
		_, _ = fmt.Fprintf(e.output, "DynamoDB engine %s: %v\n", e.name, err)
	}
}

// prepare installs what the kind needs and returns its command up to the port. Where dynoxide's data is not to be
// kept, it sets the data's folder.
func (e *Engine) prepare(ctx context.Context, o *Options) (process.Command, error) {
	switch o.Kind {
	case "", Dynoxide:
		binary, err := dynoxide(ctx, o.Output)
		if errors.Is(err, errNoBinary) && o.DataDir == "" {
			_, _ = fmt.Fprintf(o.Output, "%v: using DynamoDB Local instead\n", err)
			return prepareLocal(ctx, o)
		}
		if err != nil {
			return process.Command{}, err
		}
		if o.DataDir == "" {
			if e.temporary, err = newFolder(); err != nil {
				return process.Command{}, err
			}
			o.DataDir = e.temporary.path
		}
		if err := os.MkdirAll(o.DataDir, 0o750); err != nil {
			return process.Command{}, fmt.Errorf("make the data folder: %w", err)
		}
		return process.Command{Name: Dynoxide, Path: binary, Args: []string{"serve", "--db-path", databaseIn(o.DataDir), "--port"}, Output: o.Output}, nil
	case DynamoDBLocal:
		return prepareLocal(ctx, o)
	}
	return process.Command{}, fmt.Errorf("unknown kind %q: want %s, %s or a URL", o.Kind, Dynoxide, DynamoDBLocal)
}

// databaseIn is dynoxide's file in a folder.
func databaseIn(dir string) string { return filepath.Join(dir, "dynoxide.db") }

func prepareLocal(ctx context.Context, o *Options) (process.Command, error) {
	if o.DataDir != "" {
		return process.Command{}, fmt.Errorf("only %s keeps data in a folder", Dynoxide)
	}
	java, lib, err := dynamoDBLocal(ctx, o.Output)
	if err != nil {
		return process.Command{}, err
	}
	return process.Command{Name: "dynamodb-local", Path: java, Output: o.Output, Dir: filepath.Dir(lib), Args: []string{
		"-Djava.library.path=" + lib, "-Dsqlite4java.library.path=" + lib, "-cp", filepath.Join(lib, "*"),
		"software.amazon.dynamodb.services.local.main.ServerRunner", "-inMemory",
		"-sharedDb", // one database for every access key and region, as dynoxide has it
		"-disableTelemetry", "-port",
	}}, nil
}

// waitReady asks for the list of tables until there is one.
func (e *Engine) waitReady(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ended := e.Ended()
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
			return fmt.Errorf("%s ended: %s", e.name, e.child.Exit())
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%s does not answer: %w", e.endpoint, err)
		}
	}
}
