package deploy_test

import (
	"slices"
	"testing"
)

// metricsOfAWS are those that alarms hear, with the one dimension that each has, and the type of what it is of.
var metricsOfAWS = map[string]struct {
	dimension string
	of        []string
}{
	"AWS/Lambda Errors":                          {"FunctionName", []string{"AWS::Lambda::Function"}},
	"AWS/Lambda Throttles":                       {"FunctionName", []string{"AWS::Lambda::Function"}},
	"AWS/Lambda Invocations":                     {"FunctionName", []string{"AWS::Lambda::Function"}},
	"AWS/Lambda Duration":                        {"FunctionName", []string{"AWS::Lambda::Function"}},
	"AWS/Lambda IteratorAge":                     {"FunctionName", []string{"AWS::Lambda::Function"}},
	"AWS/ApiGateway 4xx":                         {"ApiId", []string{"AWS::ApiGatewayV2::Api"}},
	"AWS/ApiGateway 5xx":                         {"ApiId", []string{"AWS::ApiGatewayV2::Api"}},
	"AWS/ApiGateway Count":                       {"ApiId", []string{"AWS::ApiGatewayV2::Api"}},
	"AWS/ApiGateway Latency":                     {"ApiId", []string{"AWS::ApiGatewayV2::Api"}},
	"AWS/SQS ApproximateNumberOfMessagesVisible": {"QueueName", []string{"AWS::SQS::Queue"}},
	"AWS/SQS ApproximateAgeOfOldestMessage":      {"QueueName", []string{"AWS::SQS::Queue"}},
	"AWS/Backup NumberOfBackupJobsFailed":        {"BackupVaultName", []string{"AWS::Backup::BackupVault"}},
}

// TestAlarmsHearMetricsThatThereAre: one that is misspelled, or of another dimension, is never on.
func TestAlarmsHearMetricsThatThereAre(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	ours := ourMetrics(t, whole)
	heard := 0
	for id, alarm := range whole.of("AWS::CloudWatch::Alarm") {
		for _, metric := range metricsOf(alarm.Properties) {
			heard++
			namespace, name := metric["Namespace"], metric["MetricName"].(string) //nolint:forcetypeassert // a panic fails the test too
			dimensions, _ := metric["Dimensions"].([]any)
			if text, is := namespace.(string); is {
				ofAWS, known := metricsOfAWS[text+" "+name]
				if !known || len(dimensions) != 1 {
					t.Errorf("%s hears %s %s, which is not known here, by %d dimensions", id, text, name, len(dimensions))
					continue
				}
				dimension, _ := dimensions[0].(map[string]any)
				of := namesIn(dimension["Value"])
				if dimension["Name"] != ofAWS.dimension || len(of) != 1 || !slices.Contains(ofAWS.of, whole.Resources[of[0]].Type) {
					t.Errorf("%s hears %s of %v", id, name, dimension)
				}
				continue
			}
			if !slices.Contains(ours, name) || len(dimensions) != 0 {
				t.Errorf("%s hears %s, which no filter and no line of ours writes", id, name)
			}
		}
	}
	if heard < 30 {
		t.Fatalf("only %d metrics are heard", heard)
	}
}

// ourMetrics are those that metric filters write.
func ourMetrics(t *testing.T, whole expanded) (names []string) {
	t.Helper()
	for id, filter := range whole.of("AWS::Logs::MetricFilter") {
		transformations, _ := filter.Properties["MetricTransformations"].([]any)
		if len(transformations) != 1 {
			t.Errorf("%s writes %d metrics", id, len(transformations))
		}
		for _, one := range transformations {
			name, _ := one.(map[string]any)["MetricName"].(string)
			names = append(names, name)
		}
	}
	return names
}

// metricsOf are the metrics of an alarm, with those that an expression adds up.
func metricsOf(properties map[string]any) (all []map[string]any) {
	if properties["MetricName"] != nil {
		return []map[string]any{properties}
	}
	parts, _ := properties["Metrics"].([]any)
	for _, part := range parts {
		stat, is := part.(map[string]any)["MetricStat"].(map[string]any)
		if !is {
			continue // the expression
		}
		all = append(all, stat["Metric"].(map[string]any)) //nolint:forcetypeassert // a panic fails the test too
	}
	return all
}

// TestLinesAndFailedRunsAreKeptForAsLongAsIsAsked: a log group without a retention keeps people's addresses for ever.
func TestLinesAndFailedRunsAreKeptForAsLongAsIsAsked(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	for id, group := range whole.of("AWS::Logs::LogGroup") {
		if reference(group.Properties["RetentionInDays"]) != "LogDays" {
			t.Errorf("%s is kept for %v", id, group.Properties["RetentionInDays"])
		}
	}
	for id, function := range whole.of("AWS::Lambda::Function") {
		logs, _ := function.Properties["LoggingConfig"].(map[string]any)
		if group := reference(logs["LogGroup"]); whole.Resources[group].Type != "AWS::Logs::LogGroup" {
			t.Errorf("%s writes to %q: Lambda makes a group for it that is kept for ever", id, group)
		}
	}
	for id, invocation := range whole.of("AWS::Lambda::EventInvokeConfig") {
		reaches := reached(whole, invocation.Properties["DestinationConfig"])
		if !slices.ContainsFunc(reaches, func(name string) bool { return whole.Resources[name].Type == "AWS::SQS::Queue" }) {
			t.Errorf("%s: what fails is kept nowhere", id)
		}
	}
}

// TestTheTableIsBackedUpUnlessThatIsSwitchedOff: daily, for as long as is asked, to a vault that outlives the stack.
func TestTheTableIsBackedUpUnlessThatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	if days, is := whole.Parameters["BackupDays"].Default.(float64); !is || days < 30 {
		t.Errorf("backups are kept for %v days", whole.Parameters["BackupDays"].Default)
	}
	selection := namesIn(whole.Resources["BackupSelection"].Properties)
	for _, name := range []string{"BackupPlan", "BackupRole", "Table"} {
		if !slices.Contains(selection, name) {
			t.Errorf("the selection names %v, and not %s", selection, name)
		}
	}
	plan := namesIn(whole.Resources["BackupPlan"].Properties)
	for _, name := range []string{"BackupVault", "BackupDays", "BackupCopyVaultArn"} {
		if !slices.Contains(plan, name) {
			t.Errorf("the plan names %v, and not %s", plan, name)
		}
	}
	for id, one := range whole.Resources {
		if one.Condition == "HasBackups" != (len(id) > 6 && id[:6] == "Backup") {
			t.Errorf("%s has the condition %q", id, one.Condition)
		}
	}
}
