package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/cmd/outflow/preflight"
	"github.com/outflow-pay/outflow/local/template"
	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/config"
)

// defaultSandbox is the gateway sandbox's port.
const defaultSandbox = "8090"

// preflight looks whether a deployment can work, before it is made and after it was. It only reads.
func (p program) preflight(ctx context.Context, arguments []string) error {
	flags := p.flags("preflight")
	from := flags.String("template", "template.yaml", "the template")
	parameters := flags.String("parameters", "", "the deployment's parameters, a JSON object of texts; empty, the local stack is looked at")
	stack := flags.String("stack", "outflow", "CloudFormation's name of the deployment")
	build := flags.String("build", ".aws-sam/build", "what sam build has made")
	after := flags.Bool("after", false, "look at what has been deployed, too")
	inJSON := flags.Bool("json", false, "print one JSON object for each check")
	if err := parse(flags, arguments); err != nil {
		return err
	}
	if *parameters == "" {
		deployment, err := p.lookedLocally(ctx, *from)
		if err != nil {
			return err
		}
		return p.report(append(deployment.Before(ctx), deployment.After(ctx)...), *inJSON)
	}
	loaded, settings, err := given(*from, *parameters)
	if err != nil {
		return p.report([]preflight.Result{{
			Check: "parameters", Status: preflight.Fail, Found: err.Error(), Do: "put that right first: nothing else can be looked at",
		}}, *inJSON)
	}
	deployment, err := p.lookedAtAWS(loaded, settings)
	if err != nil {
		return err
	}
	deployment.Stack = *stack
	if hash, err := releaseOf(loaded.Parameters, os.DirFS(*build)); err == nil { // nothing may have been built
		deployment.Release = hash
	}
	results := []preflight.Result{{Check: "parameters", Status: preflight.OK, Found: "none is missing, and all functions' variables fit"}}
	results = append(results, deployment.Before(ctx)...)
	if *after {
		results = append(results, deployment.After(ctx)...)
	}
	return p.report(results, *inJSON)
}

// given is the template with a file's parameters, and what the functions will read of it.
func given(from, parameters string) (*template.Template, config.Settings, error) {
	loaded, err := deployed(from, parameters)
	if err != nil {
		return nil, config.Settings{}, err
	}
	variables := map[string]string{}
	for _, function := range loaded.Functions {
		for name, value := range function.Environment {
			variables[name] = cmp.Or(variables[name], value) // one of them has no policy
		}
	}
	settings, err := config.Load(func(name string) string { return variables[name] })
	return loaded, settings, err
}

func (p program) lookedAtAWS(loaded *template.Template, settings config.Settings) (*preflight.Deployment, error) {
	base, err := app.AWSConfig(false, p.getenv)
	if err != nil {
		return nil, err
	}
	client, err := app.NewDynamoDB("", p.getenv)
	if err != nil {
		return nil, err
	}
	return &preflight.Deployment{
		Template: loaded, Settings: settings, DynamoDB: client, AWS: base, Now: time.Now, API: loaded.Parameters["PublicUrl"],
		Clock: "https://dynamodb." + base.Region + "." + suffixOf(base.Region),
	}, nil
}

func (p program) lookedLocally(ctx context.Context, from string) (*preflight.Deployment, error) {
	endpoint, err := p.loopback()
	if err != nil {
		return nil, fmt.Errorf("-parameters is missing, and %w", err)
	}
	loaded, err := template.Load(from)
	if err != nil {
		return nil, err
	}
	api := cmp.Or(p.getenv(envAPI), defaultAPI)
	local := map[string]string{
		config.EnvDynamoDB: endpoint, config.EnvTable: p.tableName(), "OUTFLOW_GATEWAY_USERNAME": "merchant1", "OUTFLOW_PUBLIC_URL": api,
		"OUTFLOW_GATEWAY_URL": "http://" + net.JoinHostPort("127.0.0.1", cmp.Or(p.getenv("OUTFLOW_SANDBOX_PORT"), defaultSandbox)),
	}
	settings, err := config.Load(func(name string) string { return local[name] })
	if err != nil {
		return nil, err
	}
	client, err := p.client(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	return &preflight.Deployment{Template: loaded, Settings: settings, DynamoDB: client, Clock: endpoint, API: api, Now: time.Now}, nil
}

// suffixOf is what AWS's hosts of a region end in.
func suffixOf(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// report prints what was found, and is an error where a check failed.
func (p program) report(results []preflight.Result, inJSON bool) error {
	counts := map[preflight.Status]int{}
	for _, one := range results {
		counts[one.Status]++
		if err := p.line(one, inJSON); err != nil {
			return err
		}
	}
	if !inJSON {
		if _, err := fmt.Fprintf(p.out, "\n%d ok, %d to be warned of, %d failed, %d unknown\n", counts[preflight.OK], counts[preflight.Warn], counts[preflight.Fail], counts[preflight.Unknown]); err != nil {
			return err
		}
	}
	if counts[preflight.Fail] > 0 {
		return errors.New("preflight: do not deploy, or go back, before what failed is mended")
	}
	return nil
}

func (p program) line(one preflight.Result, inJSON bool) error {
	if inJSON {
		return json.NewEncoder(p.out).Encode(one)
	}
	_, err := fmt.Fprintf(p.out, "%-8s %-15s %s\n", one.Status, one.Check, one.Found)
	if err == nil && one.Do != "" {
		_, err = fmt.Fprintf(p.out, "%-24s do: %s\n", "", one.Do)
	}
	return err
}
