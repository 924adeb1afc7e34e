package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	defaultPort  = "8000"
	defaultTable = "outflow-table"

	// localEngine is not an address: it has the local stack start Amazon's engine, on its usual port.
	localEngine = "local"
)

// endpoint is where the table is: OUTFLOW_DYNAMODB, or the local stack's.
func (p program) endpoint() string {
	if given := p.getenv(config.EnvDynamoDB); given != "" && given != localEngine {
		return given
	}
	return "http://" + net.JoinHostPort("127.0.0.1", cmp.Or(p.getenv("OUTFLOW_DYNAMODB_PORT"), defaultPort))
}

// loopback is the endpoint, or an error where it is another machine's.
func (p program) loopback() (string, error) {
	endpoint := p.endpoint()
	if !config.OnLoopback(endpoint) {
		return "", fmt.Errorf("%s is %s: this command works only where the table is on loopback", config.EnvDynamoDB, endpoint)
	}
	return endpoint, nil
}

func (p program) tableName() string { return cmp.Or(p.getenv(config.EnvTable), defaultTable) }

// dialBound is how long somebody who listens may take to be there.
const dialBound = 5 * time.Second

// client is one of an endpoint at which somebody listens. The SDK would try for a while, and then not say what to do.
func (p program) client(ctx context.Context, endpoint string) (*dynamodb.Client, error) {
	client, err := app.NewDynamoDB(endpoint, p.getenv)
	if err != nil {
		return nil, err
	}
	if err := listens(ctx, endpoint); err != nil {
		return nil, fmt.Errorf("nothing listens at %s (%w): start the local stack with `make run`, "+
			"or say where the table is with OUTFLOW_DYNAMODB_PORT (a port on this machine) or %s (an endpoint)", endpoint, err, config.EnvDynamoDB)
	}
	return client, nil
}

// listens connects to an endpoint, unless a proxy is to do that.
func listens(ctx context.Context, endpoint string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint, http.NoBody)
	if err != nil {
		return err
	}
	if proxy, err := http.ProxyFromEnvironment(request); err != nil || proxy != nil {
		return err
	}
	port := cmp.Or(request.URL.Port(), map[string]string{"http": "80", "https": "443"}[request.URL.Scheme])
	dialer := net.Dialer{Timeout: dialBound}
	connection, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(request.URL.Hostname(), port))
	if err != nil {
		return err
	}
	return connection.Close()
}

// store is the table, where somebody listens at its endpoint.
func (p program) store(ctx context.Context) (*table.Store, error) {
	client, err := p.client(ctx, p.endpoint())
	if err != nil {
		return nil, err
	}
	store := table.New(client, p.tableName(), time.Now)
	store.Controls = config.ReadControls
	return store, nil
}
