// Command local runs all of Outflow on this machine: DynamoDB, the gateway sandbox, the functions and
// the HTTP API (package local/stack), until SIGINT or SIGTERM. `make run` builds and starts it, in
// the repository's root.
//
// Standard output has what a reader wants: a demonstration, then the address. What the processes log
// goes to standard error.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := arguments(os.Args[1:], os.Stderr); errors.Is(err, flag.ErrHelp) {
		return
	} else if err != nil {
		os.Exit(1) // it is said already
	}
	if err := run(ctx, os.Getenv, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}

const usage = `usage: local

It runs all of Outflow on this machine, in the repository's root, as make run does, until Ctrl-C. It has no flags:
docs/operations.md lists the variables that it reads, as OUTFLOW_PORT and OUTFLOW_DATA.
`

// arguments refuses any; -h is flag.ErrHelp.
func arguments(given []string, errors io.Writer) error {
	flags := flag.NewFlagSet("local", flag.ContinueOnError)
	flags.SetOutput(errors)
	flags.Usage = func() { _, _ = fmt.Fprint(errors, usage) }
	if err := flags.Parse(given); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		flags.Usage()
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return nil
}

// run starts the stack, shows it, and stays until ctx ends.
func run(ctx context.Context, getenv func(string) string, out, log io.Writer) error {
	options, err := configure(getenv)
	if err != nil {
		return err
	}
	kept, err := keepLog(options.Port)
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }() // what was written is there
	options.Output = io.MultiWriter(log, kept)
	s, err := stack.Start(ctx, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil // stopped while it started, as asked
		}
		return err
	}
	defer s.Close() //nolint:contextcheck // ctx has ended by then; stopping has its own time
	if err := demonstrate(ctx, s, out); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("demonstration: %w", err)
	}
	if _, err := fmt.Fprintf(out, "The pages, for users and admins: %s/\n\noutflow ready on %s\n", s.URL(), s.URL()); err != nil {
		return err
	}
	return s.Wait(ctx)
}

// keepLog makes the file in which `outflow trace` finds what the stack logs: .build/outflow-PORT.log, anew with each stack.
func keepLog(port int) (*os.File, error) {
	return os.Create(filepath.Join(".build", "outflow-"+strconv.Itoa(port)+".log"))
}

// configure reads the environment. Every port that is taken is named before anything is started.
func configure(getenv func(string) string) (stack.Options, error) {
	o := stack.Options{
		Template:  "template.yaml",
		Functions: ".build/functions",
		Sandbox:   ".build/sandbox",
		Storage:   ".build/versitygw",
		DynamoDB:  getenv("OUTFLOW_DYNAMODB"),
		DataDir:   getenv("OUTFLOW_DATA"),
		Guarded:   true,
	}
	var scheduleSeconds, crowdSize int
	var failures []error
	for _, setting := range []struct {
		name     string
		fallback int
		into     *int
		listens  bool // a port of ours, which must be free
	}{
		{"OUTFLOW_PORT", 8080, &o.Port, true},
		{"OUTFLOW_SANDBOX_PORT", 8090, &o.SandboxPort, true},
		{"OUTFLOW_SIGNIN_PORT", 8070, &o.SignInPort, true},
		{"OUTFLOW_DYNAMODB_PORT", 8000, &o.DynamoDBPort, !engine.Elsewhere(o.DynamoDB)},
		{"OUTFLOW_S3_PORT", 0, &o.StoragePort, true},
		{"OUTFLOW_SCHEDULE_SECONDS", 5, &scheduleSeconds, false},
		{"OUTFLOW_CROWD", 0, &crowdSize, false},
	} {
		*setting.into = setting.fallback
		if text := getenv(setting.name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 || n > 65535 {
				failures = append(failures, fmt.Errorf("%s is %q, want a number from 0 to 65535", setting.name, text))
				continue
			}
			*setting.into = n
		}
		if setting.listens {
			failures = append(failures, checkPort(setting.name, *setting.into))
		}
	}
	policy, err := configurePolicy(getenv("OUTFLOW_POLICY"), &o)
	if err != nil {
		failures = append(failures, err)
	}
	if crowdSize > 0 {
		o.Fill = crowd(crowdSize, time.Now(), policy)
	}
	o.Schedule = time.Duration(scheduleSeconds) * time.Second
	return o, errors.Join(failures...)
}

// configurePolicy takes the policy of the environment, or else the demonstration's own, and reads it.
func configurePolicy(text string, o *stack.Options) (funds.Policy, error) {
	text = cmp.Or(text, stack.TwoPeople)
	o.Env = map[string]string{"OUTFLOW_POLICY": text}
	decided, err := config.ReadPolicy(text)
	if err != nil {
		return funds.Policy{}, fmt.Errorf("OUTFLOW_POLICY: %w", err)
	}
	return decided.Policy, nil
}

func checkPort(name string, port int) error {
	if _, err := process.Port(port); errors.Is(err, process.ErrPortTaken) {
		return fmt.Errorf("port %d is taken; choose another with %s", port, name)
	}
	return nil
}
