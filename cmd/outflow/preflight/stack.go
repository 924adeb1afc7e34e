package preflight

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// stack is what CloudFormation says of the deployment.
type stack struct {
	deployment *Deployment
	formation  *cloudformation.Client
	functions  *lambda.Client

	described *types.Stack // nil where it was not read, or is not there
	resources resources    // nil where they were not read
}

func (d *Deployment) stack() *stack {
	return &stack{deployment: d, formation: cloudformation.NewFromConfig(d.AWS), functions: lambda.NewFromConfig(d.AWS)}
}

// canBeUpdated says whether the stack is in a state in which CloudFormation takes a deployment.
func (s *stack) canBeUpdated(ctx context.Context) Result {
	name := s.deployment.Stack
	found, err := s.formation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	switch {
	case codeOf(err) == "ValidationError" && strings.Contains(plain(err), "does not exist"):
		return fine("there is no stack %s yet: the deployment makes it", name)
	case err != nil:
		return unasked(err, "cloudformation:DescribeStacks on the stack")
	case len(found.Stacks) != 1:
		return verdict(Fail, fmt.Sprintf("CloudFormation knows %d stacks %s", len(found.Stacks), name), "see -stack")
	}
	s.described = &found.Stacks[0]
	status := string(s.described.StackStatus)
	switch {
	case strings.HasSuffix(status, "_IN_PROGRESS"):
		return verdict(Fail, fmt.Sprintf("the stack is %s", status), "wait until it is done")
	case status == "ROLLBACK_COMPLETE", status == "REVIEW_IN_PROGRESS", strings.HasSuffix(status, "_FAILED"):
		return verdict(Fail, fmt.Sprintf("the stack is %s, in which it takes no deployment", status),
			"aws cloudformation describe-stack-events says why; continue-update-rollback, or where it never was made, delete-stack")
	}
	return fine("the stack is %s", status)
}

// parameter is a parameter of the stack as it is now; empty where it is not known.
func (s *stack) parameter(name string) string {
	if s.described == nil {
		return ""
	}
	for _, one := range s.described.Parameters {
		if aws.ToString(one.ParameterKey) == name {
			return aws.ToString(one.ParameterValue)
		}
	}
	return ""
}

// reserving are the parameters that reserve concurrent executions, and mustStay is what Lambda wants to be left unreserved.
var reserving = []string{"GatewayOrders", "ReconcileRuns"}

const mustStay = 100

// concurrency says whether the account has what the parameters reserve. CloudFormation would find out in the middle.
func (s *stack) concurrency(ctx context.Context) Result {
	settings, err := s.functions.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil {
		return unasked(err, "lambda:GetAccountSettings")
	}
	if settings.AccountLimit == nil {
		return verdict(Fail, "Lambda does not say how many concurrent executions the account has", "ask again")
	}
	all, free := int(settings.AccountLimit.ConcurrentExecutions), int(aws.ToInt32(settings.AccountLimit.UnreservedConcurrentExecutions))
	want := 0
	for _, name := range reserving {
		want += number(s.deployment.Template.Parameters[name])
		free += number(s.parameter(name)) // which the stack has reserved already
	}
	if left := free - want; want > 0 && left < mustStay {
		return verdict(Fail, fmt.Sprintf("the account has %d concurrent executions, %d of them not reserved by others; %d are to be reserved, and %d have to stay", all, free, want, mustStay),
			"deploy with "+strings.Join(reserving, " and ")+" 0, and ask Service Quotas for 1,000 concurrent executions")
	}
	if all <= mustStay {
		return verdict(Warn, fmt.Sprintf("the account has %d concurrent executions, and nothing is reserved: whoever keeps the gateway waiting keeps everybody waiting", all), "ask Service Quotas for 1,000 concurrent executions, and deploy again with the defaults")
	}
	return fine("the account has %d concurrent executions, of which %d are reserved", all, want)
}

// number is a parameter's; 0 where it is none, which the template's own rules refuse.
func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return value
}
