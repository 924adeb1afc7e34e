package deploy_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// expanded is the template as CloudFormation gets it.
type expanded struct {
	Parameters map[string]struct {
		Default  any     `json:"Default"`
		Type     string  `json:"Type"`
		MinValue float64 `json:"MinValue"`
		MaxValue float64 `json:"MaxValue"`
	} `json:"Parameters"`
	Conditions map[string]any      `json:"Conditions"`
	Resources  map[string]resource `json:"Resources"`
}

type resource struct {
	Type                string         `json:"Type"`
	Condition           string         `json:"Condition"`
	DeletionPolicy      string         `json:"DeletionPolicy"`
	UpdateReplacePolicy string         `json:"UpdateReplacePolicy"`
	Properties          map[string]any `json:"Properties"`
	UpdatePolicy        map[string]any `json:"UpdatePolicy"`
}

// expand expands template.yaml as CloudFormation's transform does, given some parameters as Name=Value.
func expand(t *testing.T, parameters ...string) expanded {
	t.Helper()
	return decodeExpanded(t, expandText(t, parameters...))
}

func expandText(t *testing.T, parameters ...string) []byte {
	t.Helper()
	return sam(t, append([]string{"expand", "template.yaml", oneRelease}, parameters...)...)
}

func decodeExpanded(t *testing.T, text []byte) expanded {
	t.Helper()
	var whole expanded
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	return whole
}

// of lists the resources of a type by their logical ids.
func (e expanded) of(resourceType string) map[string]resource {
	found := maps.Clone(e.Resources)
	maps.DeleteFunc(found, func(_ string, one resource) bool { return one.Type != resourceType })
	return found
}

// passing are the types whose resources hold nothing that anybody would miss when the stack is gone; what has state and is not
// one of them stays.
var passing = []string{
	"AWS::S3::Bucket", // exported files, for a day
}

func TestWhatHoldsStateOutlivesTheStack(t *testing.T) {
	t.Parallel()
	kept := 0
	for id, one := range expand(t).Resources {
		stateful := slices.Contains([]string{"AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::Backup::BackupVault"}, one.Type)
		if !stateful || slices.Contains(passing, one.Type) {
			continue
		}
		kept++
		if one.DeletionPolicy != "Retain" || one.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s is not kept: DeletionPolicy %q, UpdateReplacePolicy %q", id, one.DeletionPolicy, one.UpdateReplacePolicy)
		}
	}
	if kept < 4 {
		t.Errorf("%d resources with state, want the table, two log groups and the queue at least", kept)
	}
}

func TestLintersFindNothingAtAnyLevel(t *testing.T) {
	t.Parallel()
	t.Run("as it is written", func(t *testing.T) {
		t.Parallel()
		sam(t, "lint", "--include-checks", "I", "--regions", "us-east-1", "--", "template.yaml", "front.yaml")
	})
	t.Run("as CloudFormation gets it", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(keptIn, "expanded.json")
		if err := os.WriteFile(filepath.Join("..", file), expandText(t), 0o600); err != nil {
			t.Fatal(err)
		}
		// The transform puts the values of Release and Shift where they are used, after which nothing refers to them: W2001.
		sam(t, "lint", "--include-checks", "I", "--ignore-checks", "W2001", "--", file)
	})
}

// TestTheExpandedTemplateIsWithinCloudFormationsQuotas leaves some room: what reaches a quota cannot be deployed, and whoever
// adds the last resource should not be the one who finds out.
func TestTheExpandedTemplateIsWithinCloudFormationsQuotas(t *testing.T) {
	t.Parallel()
	const resources, parameters, outputBytes, policyBytes = 450, 180, 900_000, 18_000 // of 500, 200, 1 MB and 20,480
	text := expandText(t)
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		t.Fatal(err)
	}
	whole := decodeExpanded(t, text)
	if n := len(whole.Resources); n > resources {
		t.Errorf("%d resources", n)
	}
	if n := len(whole.Parameters); n > parameters {
		t.Errorf("%d parameters", n)
	}
	if n := compact.Len(); n > outputBytes {
		t.Errorf("%d bytes", n)
	}
	perFunction := map[string]int{}
	for _, one := range whole.of("AWS::Lambda::Permission") {
		name, err := json.Marshal(one.Properties["FunctionName"])
		if err != nil {
			t.Fatal(err)
		}
		perFunction[string(name)] += permissionBytes
	}
	for name, size := range perFunction {
		if size > policyBytes {
			t.Errorf("the resource policy of %s has %d bytes", name, size)
		}
	}
}

// permissionBytes bounds a statement of a function's resource policy: two ARNs, a condition, and an id.
const permissionBytes = 600
