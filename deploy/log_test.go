package deploy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestXRayIsThereWhereItIsAskedFor, and every function may write to it.
func TestXRayIsThereWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	if diff := cmp.Diff(map[string]any{"Fn::Equals": []any{map[string]any{"Ref": "Tracing"}, "xray"}}, whole.Conditions["TracesByXRay"]); diff != "" {
		t.Errorf("the condition (-want +got):\n%s", diff)
	}
	if chosen := whole.Parameters["Tracing"].Default; chosen != "off" {
		t.Errorf("it is %v where nobody has chosen", chosen)
	}
	want := map[string]any{"Mode": map[string]any{"Fn::If": []any{"TracesByXRay", "Active", "PassThrough"}}}
	for id, function := range whole.of("AWS::Lambda::Function") {
		if diff := cmp.Diff(any(want), function.Properties["TracingConfig"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
		granted, _ := whole.Resources[id+"Role"].Properties["ManagedPolicyArns"].([]any)
		writes := false
		for _, one := range granted {
			arn, _ := one.(string)
			writes = writes || strings.HasSuffix(arn, "/AWSXrayWriteOnlyAccess")
		}
		if !writes {
			t.Errorf("%s may not write traces: %v", id, granted)
		}
	}
}

// TestTheLogHoldsOurLinesAndThePlatformsWarnings: its START, END and REPORT for each request cost as much as our own line.
func TestTheLogHoldsOurLinesAndThePlatformsWarnings(t *testing.T) {
	t.Parallel()
	for id, function := range expand(t).of("AWS::Lambda::Function") {
		want := map[string]any{"LogGroup": map[string]any{"Ref": "FunctionLogs"}, "LogFormat": "JSON", "SystemLogLevel": "WARN"}
		if diff := cmp.Diff(any(want), function.Properties["LoggingConfig"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}
