package preflight

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/local/template"
	"github.com/outflow-pay/outflow/pkg/config"
)

// checkTimeout bounds one check.
const checkTimeout = 30 * time.Second

// Deployment is what is looked at.
type Deployment struct {
	Template *template.Template // with the deployment's parameters
	Settings config.Settings    // what its functions read of their environment

	DynamoDB *dynamodb.Client
	// Clock is the address whose clock is AWS's; on this machine, the engine's.
	Clock string
	// API is where the API answers; empty, the stack's output says it.
	API string

	// Stack is CloudFormation's name of it; empty on this machine, where there are no services of AWS's, and no secrets.
	Stack string
	AWS   aws.Config
	// Release is what outflow release prints; empty where nothing has been built.
	Release string

	Now func() time.Time
}

// Before makes the checks that say something before it is deployed.
func (d *Deployment) Before(ctx context.Context) []Result {
	checks := []check{{"policy", d.policy}}
	if d.Stack != "" {
		stack := d.stack()
		checks = append(checks, check{"stack", stack.canBeUpdated}, check{"concurrency", stack.concurrency})
	}
	secrets := d.secrets()
	checks = append(checks, secrets.checks()...)
	checks = append(checks, check{"gateway", func(ctx context.Context) Result { return d.gateway(ctx, secrets.keys) }}, check{"clock", d.clocks}, check{"table", d.table})
	return all(ctx, checks)
}

// After makes those that say what a deployment has made.
func (d *Deployment) After(ctx context.Context) []Result {
	checks := []check{{"stream", d.stream}}
	if d.Stack != "" {
		checks = append(checks, check{"table is kept", d.kept}, check{"expiry", d.expiry})
	}
	return all(ctx, checks)
}
