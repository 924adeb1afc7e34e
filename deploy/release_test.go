package deploy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const (
	oneRelease     = "Release=1111111111111111111111111111111111111111"
	anotherRelease = "Release=2222222222222222222222222222222222222222"
	alias          = "Aliaslive"
	hook           = "Preflight" // before requests go over; they never go over to it
)

// TestANewReleaseIsANewVersionOfEveryFunction: and what calls them follows their alias. Which changes make a new release is tested in
// cmd/outflow.
func TestANewReleaseIsANewVersionOfEveryFunction(t *testing.T) {
	t.Parallel()
	before, after := expand(t), expand(t, anotherRelease)
	versions := func(e expanded) []string { return slices.Sorted(maps.Keys(e.of("AWS::Lambda::Version"))) }
	functions := before.of("AWS::Lambda::Function")
	if n := len(versions(before)); n != len(functions) || n == 0 {
		t.Fatalf("%d functions, %d versions", len(functions), n)
	}
	for _, version := range versions(after) {
		if slices.Contains(versions(before), version) {
			t.Errorf("%s is not published anew", version)
		}
	}
	for id := range functions {
		if before.Resources[id+alias].Type != "AWS::Lambda::Alias" {
			t.Errorf("%s has no alias", id)
		}
	}
}

func TestWhatCallsAFunctionCallsItsAlias(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	for id, one := range whole.Resources {
		switch one.Type {
		case "AWS::Lambda::Permission", "AWS::Lambda::EventSourceMapping":
			if name := reference(one.Properties["FunctionName"]); !strings.HasSuffix(name, alias) {
				t.Errorf("%s is about %q", id, name)
			}
		case "AWS::Lambda::EventInvokeConfig":
			if one.Properties["Qualifier"] != "live" {
				t.Errorf("%s is not about the alias", id)
			}
		case "AWS::Events::Rule":
			for _, target := range one.Properties["Targets"].([]any) { //nolint:forcetypeassert // a panic fails the test too
				if arn := reference(target.(map[string]any)["Arn"]); !strings.HasSuffix(arn, alias) { //nolint:forcetypeassert // the same
					t.Errorf("%s starts %q", id, arn)
				}
			}
		}
	}
	for _, route := range namesIn(whole.Resources["Api"].Properties) {
		if whole.Resources[route].Type == "AWS::Lambda::Function" {
			t.Errorf("a route calls %s itself", route)
		}
	}
}

// TestAlarmsThatEndADeploymentNeverNameTheAPI: it names the aliases, which name their deployment groups, which name the alarms.
func TestAlarmsThatEndADeploymentNeverNameTheAPI(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	groups := whole.of("AWS::CodeDeploy::DeploymentGroup")
	for id := range whole.of("AWS::Lambda::Alias") {
		if id != hook+alias && groups[strings.TrimSuffix(id, alias)+"DeploymentGroup"].Type == "" {
			t.Errorf("%s has no deployment group", id)
		}
	}
	for id, group := range groups {
		alarms := 0
		for _, name := range reached(whole, group.Properties) {
			if whole.Resources[name].Type == "AWS::CloudWatch::Alarm" {
				alarms++
			}
			if name == "Api" || strings.HasSuffix(name, alias) {
				t.Errorf("%s reaches %s: a cycle", id, name)
			}
		}
		if alarms < 3 {
			t.Errorf("%s has %d alarms", id, alarms)
		}
	}
}

func TestTheErrorsOfEveryFunctionAreHeard(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	var heard []string
	for _, id := range []string{"ErrorsAlarm", "FurtherErrorsAlarm", "WebhookErrorsAlarm", "BackOfficeErrorsAlarm"} {
		names := namesIn(whole.Resources[id].Properties["Metrics"])
		if len(names) > 10 {
			t.Errorf("%s adds %d metrics, and CloudWatch takes 10", id, len(names))
		}
		heard = append(heard, names...)
	}
	for id := range whole.of("AWS::Lambda::Function") {
		if id != hook && !slices.Contains(heard, id) { // where it fails, the deployment does
			t.Errorf("no alarm hears the errors of %s", id)
		}
	}
}

// reference is what a Ref names; empty where it is none.
func reference(value any) string {
	object, _ := value.(map[string]any)
	name, _ := object["Ref"].(string)
	return name
}

// reached is what a value names, and what that names in turn.
func reached(whole expanded, value any) (all []string) {
	for open := namesIn(value); len(open) > 0; {
		next := open[0]
		open = open[1:]
		if !slices.Contains(all, next) {
			all = append(all, next)
			open = append(append(open, namesIn(whole.Resources[next].Properties)...), namesIn(whole.Resources[next].UpdatePolicy)...)
		}
	}
	return all
}

// namesIn lists what a value names by Ref, GetAtt and Sub.
func namesIn(value any) (names []string) {
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			names = append(names, namesIn(one)...)
		}
	case map[string]any:
		if name := reference(v); name != "" {
			return []string{name}
		}
		if got, is := v["Fn::GetAtt"].([]any); is {
			name, _ := got[0].(string)
			return []string{name}
		}
		for key, one := range v {
			if text, is := one.(string); is && key == "Fn::Sub" {
				names = append(names, substituted(text)...)
				continue
			}
			names = append(names, namesIn(one)...)
		}
	}
	return names
}

func substituted(text string) (names []string) {
	for _, part := range strings.Split(text, "${")[1:] {
		name, _, _ := strings.Cut(part, "}")
		name, _, _ = strings.Cut(name, ".")
		names = append(names, name)
	}
	return names
}
