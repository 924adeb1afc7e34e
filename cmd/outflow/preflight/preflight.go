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
	// API is where users and the gateway reach the API.
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

// After makes those that say what a deployment has made, and what has become of it since.
func (d *Deployment) After(ctx context.Context) []Result {
	checks := []check{{"stream", d.stream}}
	if d.Stack == "" {
		return all(ctx, append(checks, check{"routes", func(ctx context.Context) Result { return d.routes(ctx, d.API) }}))
	}
	stack := d.stack()
	stack.canBeUpdated(ctx) // what it says was said before
	return all(ctx, append(checks,
		check{"mapping", stack.of(aMapping, stack.mapping)}, check{"table is kept", d.kept}, check{"expiry", d.expiry},
		check{"release", stack.release}, check{"versions", stack.of(aFunction, stack.versions)},
		check{"alarms", stack.of(anAlarm, stack.alarms)}, check{"topic", stack.topic}, check{"logs", stack.of(aLogGroup, stack.logs)},
		check{"files", stack.of(aBucket, stack.files)}, check{"routes", stack.api}, check{"public routes", stack.public},
	))
}
