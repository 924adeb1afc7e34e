package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/template"
)

const (
	coldStarts     = 101 // of each function, the empty one included
	coldStartAim   = 2.0
	coldStartBound = 10 * time.Second // Lambda's own
)

// measureColdStarts starts every function and the empty one in turn, with the environment that it has on
// AWS, and reports the time from before its start to its first request for an event.
func (b *bench) measureColdStarts(ctx context.Context) error {
	loaded, err := template.Load("template.yaml")
	if err != nil {
		return err
	}
	lambda, err := newRuntimeAPI()
	if err != nil {
		return err
	}
	defer lambda.close()
	environment := map[string][]string{}
	for _, f := range loaded.Functions {
		environment[f.Name] = lambda.environment(f)
	}
	const emptyName = ""
	least := []string{lambda.variable()}
	for name, value := range b.goSettings {
		least = append(least, name+"="+value)
	}
	starts := map[string][]time.Duration{}
	for range coldStarts + 1 { // the first reads the binaries from the disk, and does not count
		took, err := b.coldStart(ctx, lambda, b.empty, least)
		if err != nil {
			return err
		}
		starts[emptyName] = append(starts[emptyName], took)
		for _, f := range b.functions {
			if took, err = b.coldStart(ctx, lambda, f.bootstrap, environment[f.name]); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			starts[f.name] = append(starts[f.name], took)
		}
	}
	medians := map[string]time.Duration{}
	for name, all := range starts {
		medians[name] = median(all[1:])
	}
	b.reportColdStarts(medians[emptyName], medians)
	return nil
}

func (b *bench) reportColdStarts(empty time.Duration, medians map[string]time.Duration) {
	ratio := func(f builtFunction) float64 { return float64(medians[f.name]) / float64(empty) }
	rows := [][]string{
		{"function", "zip, MB", "cold start, ms", "against empty"},
		{"*empty*", "", milliseconds(empty), "1.00"},
	}
	for _, f := range b.functions {
		rows = append(rows, []string{f.name, fmt.Sprintf("%.2f", megabytes(f.zipBytes)), milliseconds(medians[f.name]), fmt.Sprintf("%.2f", ratio(f))})
	}
	slowest := slices.MaxFunc(b.functions, func(x, y builtFunction) int { return int(medians[x.name] - medians[y.name]) })
	r := &b.report
	r.section("Cold starts and zip sizes")
	r.say("From before the process starts to its first `/next` on a local Runtime API, with the environment that the template gives it on AWS; "+
		"medians of %d starts each, all functions and an empty aws-lambda-go function of the same flags in turn. "+
		"The zip holds the %s binary, compressed as well as deflate can.", coldStarts, lambdaArch)
	r.table(rows...)
	r.say("Cold start of the slowest, %s: %s", slowest.name, verdict(ratio(slowest), coldStartAim, "×"))
	r.say("Largest zip, %s: %s", b.largest().name, verdict(megabytes(b.largest().zipBytes), zipAimMB, " MB"))
}

func (b *bench) coldStart(ctx context.Context, lambda *runtimeAPI, bootstrap string, env []string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, coldStartBound)
	defer cancel()
	began := time.Now()
	child, err := process.Start(process.Command{Name: "cold start", Path: bootstrap, Env: env, Output: b.log})
	if err != nil {
		return 0, err
	}
	defer child.Kill()
	select {
	case asked := <-lambda.asked:
		return asked.Sub(began), nil
	case <-child.Done():
		return 0, errors.New(child.Exit())
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// runtimeAPI is a Lambda that never has an event.
type runtimeAPI struct {
	asked   chan time.Time
	address string
	server  *http.Server
	served  chan struct{} // closed when the server has ended
}

func newRuntimeAPI() (*runtimeAPI, error) {
	listener, err := process.Listen(0)
	if err != nil {
		return nil, err
	}
	api := &runtimeAPI{asked: make(chan time.Time), address: listener.Addr().String(), served: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", api.next)
	api.server = &http.Server{Handler: mux} //nolint:gosec // its only clients are our children
	go func() {
		defer close(api.served)
		_ = api.server.Serve(listener) // ends with ErrServerClosed
	}()
	return api, nil
}

// next notes the time and leaves the process waiting until it is killed.
func (a *runtimeAPI) next(_ http.ResponseWriter, r *http.Request) {
	now := time.Now()
	select {
	case a.asked <- now:
		<-r.Context().Done()
	case <-r.Context().Done():
	}
}

func (a *runtimeAPI) variable() string { return "AWS_LAMBDA_RUNTIME_API=" + a.address }

// environment is a function's as on AWS: the template's, where parameters without a default are filled in.
func (a *runtimeAPI) environment(f template.Function) []string {
	list := []string{a.variable(), "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=session"}
	given := map[string]string{ //nolint:gosec // names of secrets and addresses, none real
		"OUTFLOW_TABLE": "outflow-table", "OUTFLOW_GATEWAY_SECRET": "gateway", "OUTFLOW_TOKEN_SECRET": "tokens",
		"OUTFLOW_GATEWAY_URL": "https://gateway.example", "OUTFLOW_GATEWAY_USERNAME": "merchant1", "OUTFLOW_PUBLIC_URL": "https://api.example",
		"OUTFLOW_TOKEN_ISSUER": "https://issuer.example", "OUTFLOW_TOKEN_AUDIENCE": "outflow", "OUTFLOW_TOKEN_JWKS_URL": "https://issuer.example/jwks.json",
	}
	for name, value := range f.Environment {
		if _, ours := given[name]; !ours {
			list = append(list, name+"="+value)
		}
	}
	for name, value := range given {
		list = append(list, name+"="+value)
	}
	return list
}

func (a *runtimeAPI) close() {
	_ = a.server.Close() // its clients are dead
	<-a.served
}
