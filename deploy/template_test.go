package deploy_test

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// template is what the tests read of template.yaml. An intrinsic such as !Ref Name reads as Name.
type template struct {
	Parameters map[string]struct {
		Default       string   `yaml:"Default"`
		MinLength     int      `yaml:"MinLength"`
		AllowedValues []string `yaml:"AllowedValues"`
	} `yaml:"Parameters"`
	Globals struct {
		Function function `yaml:"Function"`
	} `yaml:"Globals"`
	Resources map[string]struct {
		Type                string            `yaml:"Type"`
		Metadata            map[string]string `yaml:"Metadata"`
		DeletionPolicy      string            `yaml:"DeletionPolicy"`
		UpdateReplacePolicy string            `yaml:"UpdateReplacePolicy"`
		Properties          yaml.Node         `yaml:"Properties"`
	} `yaml:"Resources"`
}

type function struct {
	CodeURI       string   `yaml:"CodeUri"`
	Timeout       int      `yaml:"Timeout"`
	Architectures []string `yaml:"Architectures"`
	Environment   struct {
		Variables map[string]string `yaml:"Variables"`
	} `yaml:"Environment"`
	EventInvokeConfig struct {
		MaximumRetryAttempts *int `yaml:"MaximumRetryAttempts"`
		DestinationConfig    struct {
			OnFailure struct {
				Destination string `yaml:"Destination"`
			} `yaml:"OnFailure"`
		} `yaml:"DestinationConfig"`
	} `yaml:"EventInvokeConfig"`
	Policies []struct {
		Statement []statement `yaml:"Statement"`
		Secret    struct {
			Arn string `yaml:"SecretArn"`
		} `yaml:"AWSSecretsManagerGetSecretValuePolicy"`
	} `yaml:"Policies"`
	Events map[string]struct {
		Type       string `yaml:"Type"`
		Properties struct {
			Method string `yaml:"Method"`
			Path   string `yaml:"Path"`
		} `yaml:"Properties"`
	} `yaml:"Events"`
}

type statement struct {
	Action   oneOrMore `yaml:"Action"`
	Resource oneOrMore `yaml:"Resource"`
}

type table struct {
	DeletionProtectionEnabled        bool `yaml:"DeletionProtectionEnabled"`
	PointInTimeRecoverySpecification struct {
		PointInTimeRecoveryEnabled bool `yaml:"PointInTimeRecoveryEnabled"`
	} `yaml:"PointInTimeRecoverySpecification"`
	SSESpecification struct {
		SSEEnabled bool `yaml:"SSEEnabled"`
	} `yaml:"SSESpecification"`
	StreamSpecification struct {
		StreamViewType string `yaml:"StreamViewType"`
	} `yaml:"StreamSpecification"`
	TimeToLiveSpecification struct {
		AttributeName string `yaml:"AttributeName"`
		Enabled       bool   `yaml:"Enabled"`
	} `yaml:"TimeToLiveSpecification"`
	LocalSecondaryIndexes  []index `yaml:"LocalSecondaryIndexes"`
	GlobalSecondaryIndexes []index `yaml:"GlobalSecondaryIndexes"`
}

type index struct {
	IndexName string `yaml:"IndexName"`
}

// oneOrMore is a list that may be written as its only element.
type oneOrMore []string

func (o *oneOrMore) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*o = []string{node.Value}
		return nil
	}
	return node.Decode((*[]string)(o))
}

func loadTemplate(t *testing.T) template {
	t.Helper()
	source, err := os.ReadFile("../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var loaded template
	if err := yaml.Unmarshal(source, &loaded); err != nil {
		t.Fatal(err)
	}
	return loaded
}

// functions returns the template's functions by their logical ids.
func (tmpl template) functions(t *testing.T) map[string]function {
	t.Helper()
	found := map[string]function{}
	for id, resource := range tmpl.Resources {
		if resource.Type != "AWS::Serverless::Function" {
			continue
		}
		f := function{Timeout: tmpl.Globals.Function.Timeout}
		if err := resource.Properties.Decode(&f); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		found[id] = f
	}
	if len(found) == 0 {
		t.Fatal("the template declares no function")
	}
	return found
}

func (tmpl template) table(t *testing.T) table {
	t.Helper()
	var loaded table
	properties := tmpl.Resources["Table"].Properties
	if err := properties.Decode(&loaded); err != nil {
		t.Fatal(err)
	}
	return loaded
}

func (f function) hasEvent(kind string) bool {
	for _, event := range f.Events {
		if event.Type == kind {
			return true
		}
	}
	return false
}

func TestEveryFunctionHasItsFolderAndEveryFolderItsFunction(t *testing.T) {
	t.Parallel()
	capital := regexp.MustCompile(`[A-Z]`)
	var declared []string
	for id, f := range loadTemplate(t).functions(t) {
		folder := strings.ToLower(strings.TrimPrefix(capital.ReplaceAllString(id, "-$0"), "-"))
		if want := path.Join("functions", folder); f.CodeURI != want {
			t.Errorf("%s has CodeUri %s, want %s: the Makefile finds the folder by the logical id", id, f.CodeURI, want)
		}
		declared = append(declared, folder)
	}
	slices.Sort(declared)
	mains, err := filepath.Glob("../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for _, file := range mains {
		written = append(written, filepath.Base(filepath.Dir(file)))
	}
	if diff := cmp.Diff(declared, written); diff != "" {
		t.Errorf("template.yaml (-) and functions/ (+) differ:\n%s", diff)
	}
}

func TestEveryFunctionIsBuiltByTheMakefileInTheRoot(t *testing.T) {
	t.Parallel()
	want := map[string]string{"BuildMethod": "makefile", "ContextPath": ".", "WorkingDirectory": "."}
	loaded := loadTemplate(t)
	for id := range loaded.functions(t) {
		if diff := cmp.Diff(want, loaded.Resources[id].Metadata); diff != "" {
			t.Errorf("%s: Metadata (-want +got):\n%s", id, diff)
		}
	}
}

func TestNoFunctionOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	const apiSeconds, scheduleSeconds = 30, 60
	for id, f := range loadTemplate(t).functions(t) {
		if f.hasEvent("HttpApi") && f.Timeout > apiSeconds {
			t.Errorf("%s may take %d s, but the HTTP API gives up after %d s", id, f.Timeout, apiSeconds)
		}
		if f.hasEvent("Schedule") && f.Timeout > scheduleSeconds {
			t.Errorf("%s may take %d s, but is started every %d s", id, f.Timeout, scheduleSeconds)
		}
	}
}

func TestAFailedScheduledRunIsKeptAndNotRepeated(t *testing.T) {
	t.Parallel()
	for id, f := range loadTemplate(t).functions(t) {
		if !f.hasEvent("Schedule") {
			continue
		}
		if attempts := f.EventInvokeConfig.MaximumRetryAttempts; attempts == nil || *attempts != 0 {
			t.Errorf("%s: want EventInvokeConfig.MaximumRetryAttempts 0; unset, Lambda repeats a failed run twice", id)
		}
		if f.EventInvokeConfig.DestinationConfig.OnFailure.Destination == "" {
			t.Errorf("%s has no OnFailure destination", id)
		}
	}
}

func TestNoFunctionIsPointedAtAnotherDynamoDB(t *testing.T) {
	t.Parallel()
	endpoints := []string{
		"OUTFLOW_DYNAMODB",         // where it is on loopback, development tokens are accepted
		"OUTFLOW_WEBHOOK_LOOPBACK", // with it, events go to this machine itself
	}
	loaded := loadTemplate(t)
	environments := map[string]function{"Globals": loaded.Globals.Function}
	maps.Copy(environments, loaded.functions(t))
	for id, f := range environments {
		for _, endpoint := range endpoints {
			if _, set := f.Environment.Variables[endpoint]; set {
				t.Errorf("%s sets %s, which is for the local stack alone", id, endpoint)
			}
		}
	}
}

func TestTheTableCannotBeLost(t *testing.T) {
	t.Parallel()
	loaded := loadTemplate(t)
	resource, tbl := loaded.Resources["Table"], loaded.table(t)
	for what, holds := range map[string]bool{
		"is retained when the stack is deleted": resource.DeletionPolicy == "Retain",
		"is retained when it is replaced":       resource.UpdateReplacePolicy == "Retain",
		"is protected against deletion":         tbl.DeletionProtectionEnabled,
		"has point-in-time recovery":            tbl.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
		"is encrypted":                          tbl.SSESpecification.SSEEnabled,
		"streams old and new images":            tbl.StreamSpecification.StreamViewType == "NEW_AND_OLD_IMAGES",
		"expires items by ttl":                  tbl.TimeToLiveSpecification.Enabled && tbl.TimeToLiveSpecification.AttributeName == "ttl",
	} {
		if !holds {
			t.Errorf("not true: the table %s", what)
		}
	}
}

func TestTheTableNameIsLongEnoughForStreamShardIDs(t *testing.T) {
	t.Parallel()
	const chars = 11 // a shard id is made of the name, and SDKs refuse ids that are too short
	name := loadTemplate(t).Parameters["TableName"]
	if len(name.Default) < chars || name.MinLength < chars {
		t.Errorf("TableName has default %q and MinLength %d, want %d characters or more", name.Default, name.MinLength, chars)
	}
}

// TestADeployerHasToChooseHowManyPeopleItTakes: a default would choose for them.
func TestADeployerHasToChooseHowManyPeopleItTakes(t *testing.T) {
	t.Parallel()
	choice, declared := loadTemplate(t).Parameters["Approvals"]
	if !declared || choice.Default != "" || !slices.Equal(choice.AllowedValues, []string{"two-people", "one-person"}) {
		t.Errorf("Approvals: %+v", choice)
	}
}
