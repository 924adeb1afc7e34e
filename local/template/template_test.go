package template

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestATemplateIsReadWithItsIntrinsicsResolved(t *testing.T) {
	t.Parallel()
	got, err := Load("testdata/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := &Template{
		Functions: []Function{
			{
				LogicalID: "GetWithdrawal", Name: "get-withdrawal", Timeout: 30 * time.Second, MemoryMB: 512,
				Environment: map[string]string{
					"OUTFLOW_TABLE": "outflow-table", "OUTFLOW_GATEWAY_URL": "", "LIMIT": "5", "QUEUE": "local:Queue.Arn",
					"WHERE": "https://Api.us-east-1.amazonaws.com/${literal}",
				},
			},
			{
				LogicalID: "Reconcile", Name: "reconcile", Timeout: time.Minute, MemoryMB: 128,
				Environment: map[string]string{
					"OUTFLOW_TABLE": "outflow-table", "OUTFLOW_GATEWAY_URL": "", "LIMIT": "1000000",
					"WHERE": "https://Api.us-east-1.amazonaws.com/${literal}",
				},
			},
		},
		Routes: []Route{
			{"GET", "/api/withdrawal/{id}", "get-withdrawal"},
			{"POST", "/api/withdrawal/check", "get-withdrawal"},
		},
		Schedules: []Schedule{
			{"EveryMinute", "reconcile", "rate(1 minute)", `{"part": 0}`, true},
			{"Nightly", "reconcile", "cron(0 2 * * ? *)", "", false},
		},
		Parameters: map[string]string{"TableName": "outflow-table", "GatewayUrl": "", "Limit": "1000000", "Topic": ""},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Template{}, "Table", "Hooks")); diff != "" {
		t.Errorf("template (-want +got):\n%s", diff)
	}
}

func TestTheTableIsARequestThatMakesIt(t *testing.T) {
	t.Parallel()
	got, err := Load("testdata/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := &dynamodb.CreateTableInput{
		TableName:   aws.String("outflow-table"),
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("PK"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("SK"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("duePK"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: keys("PK", "SK"),
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{{
			IndexName:  aws.String("by-due"),
			KeySchema:  keys("PK", "duePK"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName:  aws.String("due"),
			KeySchema:  keys("duePK"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{"uid"}},
		}},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled:  aws.Bool(true),
			StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
	}
	if diff := cmp.Diff(want, got.Table.CreateInput(), cmpopts.IgnoreUnexported(
		dynamodb.CreateTableInput{}, types.AttributeDefinition{}, types.KeySchemaElement{}, types.LocalSecondaryIndex{},
		types.GlobalSecondaryIndex{}, types.Projection{}, types.StreamSpecification{})); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if got.Table.TTLAttribute != "ttl" {
		t.Errorf("time to live attribute %q, want ttl", got.Table.TTLAttribute)
	}
}

func keys(names ...string) []types.KeySchemaElement {
	kinds := []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}
	var schema []types.KeySchemaElement
	for i, name := range names {
		schema = append(schema, types.KeySchemaElement{AttributeName: aws.String(name), KeyType: kinds[i]})
	}
	return schema
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	t.Parallel()
	valid, err := os.ReadFile("testdata/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, old, replacement, want string
	}{
		{"an unknown intrinsic", "!Ref GatewayUrl", "!ImportValue gateway", "ImportValue"},
		{"an unknown intrinsic in its long form", "!Ref GatewayUrl", `{"Fn::ImportValue": gateway}`, "ImportValue"},
		{"a reference to nothing", "!Ref GatewayUrl", "!Ref Gateway", `"Gateway"`},
		{"an attribute of nothing", "[Queue, Arn]", "[Pipe, Arn]", `"Pipe.Arn"`},
		{"a substitution of nothing", "${Api}", "${Apis}", `"Apis"`},
		{"a substitution with variables", `!Ref GatewayUrl`, `!Sub ["${a}", {a: b}]`, "variables"},
		{"an unknown condition", "[HasTopic,", "[HasTopics,", `"HasTopics"`},
		{"an unknown kind of condition", `!Not [!Equals [!Ref Topic, ""]]`, `!Or [true, false]`, "Or"},
		{"an event source that does not run locally", "Type: Schedule", "Type: SQS", `"SQS"`},
		{"a route without a path", "Path: /api/withdrawal/check", "Note: none", "Path"},
		{"a function without a folder of its own", "functions/get-withdrawal", ".", "CodeUri"},
		{"a template without a table", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "no AWS::DynamoDB::Table"},
		{"a text that is not YAML", "Parameters:", "Parameters: :", "mapping"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(valid), test.old, test.replacement, 1)
			if text == string(valid) {
				t.Fatalf("the template has no %q", test.old)
			}
			if _, err := parse([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestTheDeployedTemplateIsUnderstood(t *testing.T) {
	t.Parallel()
	got, err := Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Functions) == 0 || len(got.Routes) == 0 || len(got.Schedules) == 0 || len(got.Table.CreateInput().KeySchema) == 0 {
		t.Errorf("%d functions, %d routes, %d schedules, key %v",
			len(got.Functions), len(got.Routes), len(got.Schedules), got.Table.CreateInput().KeySchema)
	}
}

func TestADeploymentsParametersAreWhole(t *testing.T) {
	t.Parallel()
	const path = "testdata/template.yaml"
	got, err := LoadDeployed(path, map[string]string{"GatewayUrl": "https://gateway.example"})
	if err != nil || got.Functions[0].Environment["OUTFLOW_GATEWAY_URL"] != "https://gateway.example" || got.Parameters["Limit"] != "1000000" {
		t.Errorf("%+v, %v", got, err)
	}
	for name, given := range map[string]map[string]string{"GatewayUrl": {}, "Gatewayurl": {"GatewayUrl": "g", "Gatewayurl": "g"}} {
		if _, err := LoadDeployed(path, given); err == nil || !strings.Contains(err.Error(), `"`+name+`"`) {
			t.Errorf("%v: got %v, want an error that names %s", given, err, name)
		}
	}
	later, err := LoadDeployed(path, map[string]string{}, "GatewayUrl")
	if _, is := later.Parameters["GatewayUrl"]; err != nil || is {
		t.Errorf("a parameter that comes later: %+v, %v", later, err)
	}
}
