package preflight

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// resources are what the stack is made of: by type, each one's own name by its logical id.
type resources map[string]map[string]string

const (
	aFunction = "AWS::Lambda::Function"
	aMapping  = "AWS::Lambda::EventSourceMapping"
	anAlarm   = "AWS::CloudWatch::Alarm"
	aLogGroup = "AWS::Logs::LogGroup"
	aBucket   = "AWS::S3::Bucket"
)

// made reads them once.
func (s *stack) made(ctx context.Context) (resources, error) {
	if s.resources != nil {
		return s.resources, nil
	}
	found := resources{}
	pages := cloudformation.NewListStackResourcesPaginator(s.formation, &cloudformation.ListStackResourcesInput{StackName: &s.deployment.Stack})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.StackResourceSummaries {
			kind := aws.ToString(one.ResourceType)
			if found[kind] == nil {
				found[kind] = map[string]string{}
			}
			found[kind][aws.ToString(one.LogicalResourceId)] = aws.ToString(one.PhysicalResourceId)
		}
	}
	s.resources = found
	return found, nil
}

// of makes a check that is about the resources of one type.
func (s *stack) of(kind string, look func(ctx context.Context, ids map[string]string) Result) func(context.Context) Result {
	return func(ctx context.Context) Result {
		made, err := s.made(ctx)
		if err != nil {
			return unasked(err, "cloudformation:ListStackResources on the stack")
		}
		if len(made[kind]) == 0 {
			return verdict(Fail, "the stack has none of type "+kind, "see that -stack names Outflow's stack, and that its last deployment was whole")
		}
		return look(ctx, made[kind])
	}
}

func sorted(ids map[string]string) []string { return slices.Sorted(maps.Keys(ids)) }
