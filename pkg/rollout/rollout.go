// Package rollout has the new versions of a deployment check themselves before requests go over to them, and tells CodeDeploy.
//
// It knows Lambda and CodeDeploy, and what a version answers of itself; nothing of what functions do.
package rollout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	deploytypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/outflow-pay/outflow/pkg/app"
)

// EnvVersions names what is checked: functions with their new versions, as name:version, separated by spaces.
const EnvVersions = "OUTFLOW_VERSIONS"

const (
	// versionTimeout bounds one version's check: its start, and what it looks at.
	versionTimeout = 30 * time.Second
	// atOnce is how many are checked at the same time. Each of the functions' deployments runs this, and an account may have
	// few concurrent executions.
	atOnce = 3
	// reportTimeout bounds telling CodeDeploy. What is not told to it, it waits for an hour for.
	reportTimeout = 20 * time.Second
)

// Hook is CodeDeploy's event.
type Hook struct {
	DeploymentID string `json:"DeploymentId"`
	ExecutionID  string `json:"LifecycleEventHookExecutionId"`
}

// Rollout is the deployment's.
type Rollout struct {
	versions  []string
	functions *lambda.Client
	deploys   *codedeploy.Client
}

// New is that of the versions that the environment names.
func New(base aws.Config, getenv func(string) string) *Rollout {
	base.HTTPClient = nil // the one of the functions gives up before a new version can have started
	return &Rollout{
		versions:  strings.Fields(getenv(EnvVersions)),
		functions: lambda.NewFromConfig(base, func(o *lambda.Options) { o.RetryMaxAttempts = 5 }), // others may have the concurrency
		deploys:   codedeploy.NewFromConfig(base),
	}
}

// BeforeTraffic checks all new versions, and tells CodeDeploy that requests may go over, or may not. The error says what is wrong
// with which of them: it is for the log.
func (r *Rollout) BeforeTraffic(ctx context.Context, hook Hook) error {
	if hook.DeploymentID == "" || hook.ExecutionID == "" {
		return errors.New("the event is not CodeDeploy's")
	}
	wrong := r.check(ctx)
	status := deploytypes.LifecycleEventStatusSucceeded
	if wrong != nil {
		status = deploytypes.LifecycleEventStatusFailed
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportTimeout)
	defer cancel()
	_, err := r.deploys.PutLifecycleEventHookExecutionStatus(ctx, &codedeploy.PutLifecycleEventHookExecutionStatusInput{
		DeploymentId: &hook.DeploymentID, LifecycleEventHookExecutionId: &hook.ExecutionID, Status: status,
	})
	if err != nil {
		err = fmt.Errorf("tell CodeDeploy %s: %w", status, err)
	}
	return errors.Join(wrong, err)
}

// check has every version check itself.
func (r *Rollout) check(ctx context.Context) error {
	if len(r.versions) == 0 {
		return fmt.Errorf("%s: missing", EnvVersions)
	}
	wrong := make([]error, len(r.versions))
	free := make(chan struct{}, atOnce)
	var under sync.WaitGroup
	for i, version := range r.versions {
		free <- struct{}{}
		under.Go(func() {
			defer func() { <-free }()
			wrong[i] = r.ask(ctx, version)
		})
	}
	under.Wait()
	return errors.Join(wrong...)
}

// ask has one version check itself.
func (r *Rollout) ask(ctx context.Context, version string) error {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	answered, err := r.functions.Invoke(ctx, &lambda.InvokeInput{FunctionName: &version, Payload: []byte(app.CheckEvent)})
	if err != nil {
		return fmt.Errorf("%s: %w", version, err)
	}
	if answered.FunctionError != nil {
		return fmt.Errorf("%s does not start, or ends: %s", version, aws.ToString(answered.FunctionError))
	}
	var own app.SelfCheck
	if err := json.Unmarshal(answered.Payload, &own); err != nil || !own.Checked {
		return fmt.Errorf("%s does not say how it is", version)
	}
	if len(own.Problems) > 0 {
		return fmt.Errorf("%s: %s", version, strings.Join(own.Problems, "; "))
	}
	return nil
}
