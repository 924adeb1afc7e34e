package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/template"
	"github.com/outflow-pay/outflow/pkg/config"
)

// deployedCreates are the creates of the check against the deployed binary, after deployedWarm.
const deployedCreates, deployedWarm = 100, 10

// deployedResult is the time of one request: to the deployed binary and to the empty function, both warm
// and behind the local Lambda host, and to the handler in this process.
type deployedResult struct{ deployed, empty, here time.Duration }

// runDeployed serves creates in turn by the deployed binary and by the handler that was put together here,
// and has the empty function say what the way to a deployed one costs.
func (b *bench) runDeployed(ctx context.Context, c *course, endpoint string) (deployedResult, error) {
	bootstrap, err := filepath.Abs(".build/functions/create-withdrawal/bootstrap")
	if err != nil {
		return deployedResult{}, err
	}
	host := func(name, bootstrap string) *lambda.Function {
		return lambda.New(lambda.Config{
			Name: name, Bootstrap: bootstrap, Timeout: time.Minute, Environment: b.environmentOf(endpoint), Output: b.log,
		})
	}
	ours, empty := host("create-withdrawal", bootstrap), host("empty", b.empty)
	defer ours.Close()
	defer empty.Close()
	events, err := c.newEvents(ctx, 2*(deployedWarm+deployedCreates))
	if err != nil {
		return deployedResult{}, err
	}
	var all [3][]time.Duration
	for pair := range slices.Chunk(events, 2) {
		for i, create := range []func() error{
			func() error { return invoke(ctx, ours, pair[0], wantCreated) },
			func() error { return invoke(ctx, empty, pair[0], nil) },
			func() error {
				_, err := serve(ctx, c.handler, pair[1])
				return err
			},
		} {
			began := time.Now()
			if err := create(); err != nil {
				return deployedResult{}, err
			}
			all[i] = append(all[i], time.Since(began))
		}
	}
	middle := func(i int) time.Duration { return median(all[i][deployedWarm:]) }
	return deployedResult{middle(0), middle(1), middle(2)}, nil
}

// environmentOf is a function's whose table is on loopback, and that needs no gateway.
func environmentOf(endpoint string) map[string]string {
	return map[string]string{
		config.EnvDynamoDB: endpoint, config.EnvTable: tableName,
		"OUTFLOW_GATEWAY_URL": endpoint, "OUTFLOW_GATEWAY_USERNAME": "none", "OUTFLOW_PUBLIC_URL": endpoint,
	}
}

// environmentOf is that of a process, in which Go runs as the template says: those that others are compared with too.
func (b *bench) environmentOf(endpoint string) map[string]string {
	environment := environmentOf(endpoint)
	maps.Copy(environment, b.goSettings)
	return environment
}

// readGoSettings takes from the template how Go runs in the functions.
func (b *bench) readGoSettings() error {
	loaded, err := template.Load("template.yaml")
	if err != nil {
		return err
	}
	b.goSettings = map[string]string{}
	for _, name := range []string{"GOMAXPROCS", "GOGC"} {
		if value, set := loaded.Functions[0].Environment[name]; set {
			b.goSettings[name] = value
		}
	}
	return nil
}

func invoke(ctx context.Context, function *lambda.Function, event []byte, check func(answer []byte) error) error {
	answer, err := function.Invoke(ctx, event)
	if err != nil || check == nil {
		return err
	}
	return check(answer)
}

func wantCreated(answer []byte) error {
	var got struct {
		StatusCode int    `json:"statusCode"`
		Body       string `json:"body"`
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return err
	}
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %d: %s", got.StatusCode, got.Body)
	}
	return nil
}
