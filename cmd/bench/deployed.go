package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/pkg/config"
)

// deployedCreates are the creates of the check against the deployed binary, after deployedWarm.
const deployedCreates, deployedWarm = 100, 10

// deployedResult is the time of one request to a process that is warm.
type deployedResult struct{ create, empty time.Duration }

// runDeployed has the deployed binary of create-withdrawal and the empty function serve the same events
// in turn, through the local Lambda host. The difference is what the function itself takes: it says
// whether the handler that was put together here is a fair picture of it.
func (b *bench) runDeployed(ctx context.Context, c *course, endpoint string) (deployedResult, error) {
	bootstrap, err := filepath.Abs(".build/functions/create-withdrawal/bootstrap")
	if err != nil {
		return deployedResult{}, err
	}
	host := func(name, bootstrap string) *lambda.Function {
		return lambda.New(lambda.Config{
			Name: name, Bootstrap: bootstrap, Timeout: time.Minute, Environment: environmentOf(endpoint), Output: b.log,
		})
	}
	ours, empty := host("create-withdrawal", bootstrap), host("empty", b.empty)
	defer ours.Close()
	defer empty.Close()
	events, err := c.newEvents(ctx, deployedWarm+deployedCreates)
	if err != nil {
		return deployedResult{}, err
	}
	var creates, empties []time.Duration
	for _, event := range events {
		tookEmpty, err := invoke(ctx, empty, event, nil)
		if err != nil {
			return deployedResult{}, err
		}
		tookCreate, err := invoke(ctx, ours, event, wantCreated)
		if err != nil {
			return deployedResult{}, err
		}
		creates, empties = append(creates, tookCreate), append(empties, tookEmpty)
	}
	return deployedResult{median(creates[deployedWarm:]), median(empties[deployedWarm:])}, nil
}

// environmentOf is a function's whose table is on loopback, and that needs no gateway.
func environmentOf(endpoint string) map[string]string {
	return map[string]string{
		config.EnvDynamoDB: endpoint, config.EnvTable: tableName,
		"OUTFLOW_GATEWAY_URL": endpoint, "OUTFLOW_GATEWAY_USERNAME": "none", "OUTFLOW_PUBLIC_URL": endpoint,
	}
}

func invoke(ctx context.Context, function *lambda.Function, event []byte, check func(answer []byte) error) (time.Duration, error) {
	began := time.Now()
	answer, err := function.Invoke(ctx, event)
	took := time.Since(began)
	if err == nil && check != nil {
		err = check(answer)
	}
	return took, err
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
