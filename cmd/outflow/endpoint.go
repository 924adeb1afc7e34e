package main

import (
	"cmp"
	"fmt"
	"net"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/config"
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

func (p program) client(endpoint string) (*dynamodb.Client, error) {
	return app.NewDynamoDB(endpoint, p.getenv)
}
