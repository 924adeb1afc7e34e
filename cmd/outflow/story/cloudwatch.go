package story

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// groupResource is the template's name of the functions' log group, which has none of its own.
const groupResource = "FunctionLogs"

// maxTexts bounds a filter pattern of CloudWatch's, which is 1,024 characters long at most.
const maxTexts = 16

// CloudWatch is the log of a deployment.
type CloudWatch struct {
	logs  *cloudwatchlogs.Client
	group string
}

// OpenCloudWatch finds the log group of a stack's functions.
func OpenCloudWatch(ctx context.Context, base aws.Config, stack string) (*CloudWatch, error) {
	found, err := cloudformation.NewFromConfig(base).DescribeStackResource(ctx, &cloudformation.DescribeStackResourceInput{
		StackName: &stack, LogicalResourceId: aws.String(groupResource),
	})
	if err != nil {
		return nil, fmt.Errorf("find the log group of the stack %s: %w", stack, err)
	}
	return &CloudWatch{cloudwatchlogs.NewFromConfig(base), aws.ToString(found.StackResourceDetail.PhysicalResourceId)}, nil
}

// Lines asks for some texts at a time.
func (c *CloudWatch) Lines(ctx context.Context, texts []string, from, until time.Time) (lines []string, err error) {
	for len(texts) > 0 {
		some := texts[:min(maxTexts, len(texts))]
		texts = texts[len(some):]
		pages := cloudwatchlogs.NewFilterLogEventsPaginator(c.logs, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: &c.group, StartTime: aws.Int64(from.UnixMilli()), EndTime: aws.Int64(until.UnixMilli()), FilterPattern: aws.String(anyOf(some)),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("read the log group %s: %w", c.group, err)
			}
			for _, event := range page.Events {
				lines = append(lines, aws.ToString(event.Message))
			}
		}
	}
	return lines, nil
}

// anyOf is the pattern of lines that hold one of the texts at least.
func anyOf(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = `"` + strings.ReplaceAll(text, `"`, "") + `"`
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return "?" + strings.Join(quoted, " ?")
}
