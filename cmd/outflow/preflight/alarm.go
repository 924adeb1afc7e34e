package preflight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

const topicParameter = "AlarmTopicArn"

// alarms says whether each is there, can tell somebody, and is not on.
func (s *stack) alarms(ctx context.Context, ids map[string]string) Result {
	client := cloudwatch.NewFromConfig(s.deployment.AWS)
	missing := maps.Clone(ids)
	var mute, on []string
	names := slices.Sorted(maps.Values(ids))
	for some := range slices.Chunk(names, 100) { // more are not asked about at once
		found, err := client.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: some, MaxRecords: aws.Int32(100)})
		if err != nil {
			return unasked(err, "cloudwatch:DescribeAlarms")
		}
		for _, alarm := range found.MetricAlarms {
			for id, name := range ids {
				if name != aws.ToString(alarm.AlarmName) {
					continue
				}
				delete(missing, id)
				if !aws.ToBool(alarm.ActionsEnabled) || len(alarm.AlarmActions) == 0 {
					mute = append(mute, id)
				}
				if alarm.StateValue == types.StateValueAlarm {
					on = append(on, id)
				}
			}
		}
	}
	slices.Sort(mute)
	slices.Sort(on)
	switch {
	case len(missing) > 0:
		return verdict(Fail, "somebody has deleted "+strings.Join(sorted(missing), ", "), "find out who, and deploy with another description of them: CloudFormation makes what its template changes")
	case len(mute) == len(ids) && s.deployment.Template.Parameters[topicParameter] == "":
		return verdict(Warn, "no alarm tells anybody", "make an SNS topic with your people in it, and deploy with it as "+topicParameter)
	case len(mute) > 0:
		return verdict(Fail, "somebody has silenced "+strings.Join(mute, ", "), "aws cloudwatch enable-alarm-actions --alarm-names …; or deploy")
	case len(on) > 0:
		return verdict(Warn, strings.Join(on, ", ")+" is on", "see Alarms in docs/operations.md; one that is on ends a deployment, unless StopOnAlarm is false")
	}
	return fine("all %d are there, tell the topic, and are off", len(ids))
}

// topic says whether somebody has subscribed to the topic that hears alarms.
func (s *stack) topic(ctx context.Context) Result {
	topic := s.deployment.Template.Parameters[topicParameter]
	if topic == "" {
		return verdict(Warn, "there is none: nobody hears alarms", "make an SNS topic with your people in it, and deploy with it as "+topicParameter)
	}
	found, err := sns.NewFromConfig(s.deployment.AWS).ListSubscriptionsByTopic(ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
	switch code := codeOf(err); {
	case code == "NotFound", code == "NotFoundException":
		return verdict(Fail, "there is no topic "+topic, "see "+topicParameter)
	case err != nil:
		return unasked(err, "sns:ListSubscriptionsByTopic on the topic")
	}
	confirmed := 0
	for _, one := range found.Subscriptions {
		if strings.HasPrefix(aws.ToString(one.SubscriptionArn), "arn:") { // else it says PendingConfirmation
			confirmed++
		}
	}
	if confirmed == 0 {
		return verdict(Fail, fmt.Sprintf("of %d who are subscribed to the topic nobody has confirmed it: nobody hears alarms", len(found.Subscriptions)), "subscribe somebody, and have them confirm the mail")
	}
	return fine("%d hear alarms", confirmed)
}

const retentionParameter = "LogDays"

// logs says whether lines are kept for as long as was asked for.
func (s *stack) logs(ctx context.Context, ids map[string]string) Result {
	client := cloudwatchlogs.NewFromConfig(s.deployment.AWS)
	want, err := strconv.Atoi(s.deployment.Template.Parameters[retentionParameter])
	if err != nil {
		return verdict(Fail, retentionParameter+" is no number", "see there")
	}
	for _, id := range sorted(ids) {
		name := ids[id]
		found, err := client.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &name})
		if err != nil {
			return unasked(err, "logs:DescribeLogGroups")
		}
		days := -1
		for _, group := range found.LogGroups {
			if aws.ToString(group.LogGroupName) == name {
				days = int(aws.ToInt32(group.RetentionInDays))
			}
		}
		switch {
		case days < 0:
			return verdict(Fail, "there is no log group "+name, "find out who has deleted it: lines are lost, and alarms that count them are deaf; deploy")
		case days != want:
			return verdict(Warn, fmt.Sprintf("%s is kept for %d days (0: for ever), and not for %d", id, days, want), fmt.Sprintf("aws logs put-retention-policy --log-group-name %s --retention-in-days %d", name, want))
		}
	}
	return fine("lines are kept for %d days", want)
}
