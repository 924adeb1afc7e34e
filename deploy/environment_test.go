package deploy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestEveryFunctionsVariablesFitAtTheLargestThatParametersAllow: Lambda takes 4 KB of them, as JSON, and would say so in the middle
// of a deployment.
func TestEveryFunctionsVariablesFitAtTheLargestThatParametersAllow(t *testing.T) {
	t.Parallel()
	const most = 4096
	text := expandText(t)
	whole := decodeExpanded(t, text)
	var bounds struct{ Parameters map[string]bound }
	if err := json.Unmarshal(text, &bounds); err != nil {
		t.Fatal(err)
	}
	for id, function := range whole.of("AWS::Lambda::Function") {
		environment, _ := function.Properties["Environment"].(map[string]any)
		variables, _ := environment["Variables"].(map[string]any)
		largest := map[string]string{}
		for name, value := range variables {
			largest[name] = largestOf(t, id+"."+name, value, bounds.Parameters)
		}
		written, err := json.Marshal(largest)
		if err != nil {
			t.Fatal(err)
		}
		if size := len(written); size > most || len(largest) < 10 {
			t.Errorf("%s: %d variables may have %d bytes", id, len(largest), size)
		}
	}
}

// bound is what a parameter may be.
type bound struct {
	MaxLength     int
	MaxValue      int
	AllowedValues []any
}

// largestOf is a text as long as a variable's value may get.
func largestOf(t *testing.T, what string, value any, parameters map[string]bound) string {
	t.Helper()
	const nameBytes, versionDigits = 64, 6 // of a function or a bucket, as CloudFormation makes them
	object, _ := value.(map[string]any)
	if text, is := object["Fn::Sub"].(string); is { // functions with their versions
		return strings.Repeat("n", strings.Count(text, " ")+strings.Count(text, ":")*(nameBytes+1+versionDigits)+nameBytes)
	}
	name := reference(value)
	switch name {
	case "":
		text, is := value.(string)
		if !is {
			t.Errorf("%s is %v, whose length is not known here", what, value)
		}
		return text
	case "Table":
		name = "TableName"
	case "Deliveries":
		return strings.Repeat("n", parameters["TableName"].MaxLength) + "-webhooks"
	case "WebhookKey": // an ARN
		name = "TokenSecretArn"
	case "Files":
		return strings.Repeat("n", nameBytes)
	}
	allowed, declared := parameters[name]
	longest := max(allowed.MaxLength, len(fmt.Sprint(allowed.MaxValue)))
	for _, one := range allowed.AllowedValues {
		longest = max(longest, len(fmt.Sprint(one)))
	}
	if !declared || (allowed.MaxLength == 0 && allowed.MaxValue == 0 && len(allowed.AllowedValues) == 0) {
		t.Errorf("%s is the parameter %s, which has no bound: give it a MaxLength", what, name)
	}
	if name == "Policy" { // as many quotes as people have, each of which takes two bytes
		return strings.Repeat(`{"person":"p1","subs":["a1"]},`, longest)[:longest]
	}
	return strings.Repeat("n", longest)
}
