package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/outflow-pay/outflow/cmd/outflow/story"
	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// defaultAPIPort is the local stack's, which names its log.
const defaultAPIPort = "8080"

// trace prints all that is known of one withdrawal or recharge, from the table and from the logs. It only reads.
func (p program) trace(ctx context.Context, arguments []string) error {
	flags := p.flags("trace ID")
	from := flags.String("logs", "", "a file with the functions' log lines, or - for the standard input; empty, the local stack's own")
	stack := flags.String("stack", "outflow", "CloudFormation's name of the deployment whose logs are read, where the table is AWS's")
	inJSON := flags.Bool("json", false, "print one JSON object for each event")
	id, arguments := actOf(arguments, "")
	if err := parse(flags, arguments); err != nil {
		return err
	}
	if id == "" {
		return errors.New("trace: want the id of a withdrawal or a recharge, and then flags")
	}
	store, err := p.store(ctx)
	if err != nil {
		return err
	}
	order, err := story.Read(ctx, store, id)
	if errors.Is(err, funds.ErrNotFound) {
		return fmt.Errorf("there is no withdrawal or recharge %s in %s at %s", id, p.tableName(), p.endpoint())
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", id, err)
	}
	log, err := p.log(ctx, *from, *stack)
	if err != nil {
		return err
	}
	logged, err := story.Find(ctx, log, order)
	if err != nil {
		return err
	}
	events := story.Merge(order.Events, logged)
	if *inJSON {
		return story.PrintJSON(p.out, events)
	}
	if err := story.Print(p.out, events); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "now: %s\n", order.Now)
	return err
}

// log is where log lines are: a file, the local stack's, or CloudWatch.
func (p program) log(ctx context.Context, from, stack string) (story.Log, error) {
	if from == "" && !config.OnLoopback(p.endpoint()) {
		base, err := app.AWSConfig(false, p.getenv)
		if err != nil {
			return nil, err
		}
		return story.OpenCloudWatch(ctx, base, stack)
	}
	if from == "-" {
		return story.ReadLog(os.Stdin)
	}
	if from == "" {
		from = localLog(cmp.Or(p.getenv("OUTFLOW_PORT"), defaultAPIPort))
	}
	file, err := os.Open(from) //nolint:gosec // the operator's own
	if err != nil {
		return nil, fmt.Errorf("the functions' log lines: %w; -logs says where else they are", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return story.ReadLog(file)
}

// localLog is where the local stack of a port keeps what it logs.
func localLog(port string) string { return filepath.Join(".build", "outflow-"+port+".log") }
