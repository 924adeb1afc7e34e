package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/outflow-pay/outflow/local/template"
)

// ofAWS are the operations that docs/operations.md names, by what each takes. A command of AWS's has its operation's fields as options.
var ofAWS = map[string]any{
	"lambda list-versions-by-function":       lambda.ListVersionsByFunctionInput{},
	"lambda update-alias":                    lambda.UpdateAliasInput{},
	"lambda update-event-source-mapping":     lambda.UpdateEventSourceMappingInput{},
	"lambda get-event-source-mapping":        lambda.GetEventSourceMappingInput{},
	"lambda list-event-source-mappings":      lambda.ListEventSourceMappingsInput{},
	"lambda put-function-concurrency":        lambda.PutFunctionConcurrencyInput{},
	"dynamodb query":                         dynamodb.QueryInput{},
	"dynamodb get-item":                      dynamodb.GetItemInput{},
	"dynamodb delete-item":                   dynamodb.DeleteItemInput{},
	"secretsmanager restore-secret":          secretsmanager.RestoreSecretInput{},
	"secretsmanager put-secret-value":        secretsmanager.PutSecretValueInput{},
	"cloudformation create-change-set":       cloudformation.CreateChangeSetInput{},
	"cloudformation describe-stack-events":   cloudformation.DescribeStackEventsInput{},
	"cloudformation describe-stack-resource": cloudformation.DescribeStackResourceInput{},
	"logs filter-log-events":                 cloudwatchlogs.FilterLogEventsInput{},
	// The client's own commands, and a service whose types are not linked here: after AWS's documentation.
	"cloudformation deploy":                       struct{ TemplateFile, StackName, ParameterOverrides string }{},
	"backup list-recovery-points-by-backup-vault": struct{ BackupVaultName string }{},
	"backup start-restore-job":                    struct{ RecoveryPointArn, IamRoleArn, Metadata string }{},
}

// everywhere are options of AWS's client itself.
var everywhere = []string{"region", "query", "output"}

// operations is docs/operations.md, without the commands' line ends.
func operations(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// commandLines are the lines of the shell's blocks of a text, those that go on below joined, without comments.
func commandLines(text string) (lines []string) {
	for i, part := range strings.Split(text, "```") {
		if block, is := strings.CutPrefix(part, "sh\n"); is && i%2 == 1 {
			for line := range strings.Lines(strings.ReplaceAll(block, "\\\n", " ")) {
				line, _, _ = strings.Cut(line, " # ")
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return lines
}

// TestEveryCommandOfTheOperationsExists: who reads them at night types what they say.
func TestEveryCommandOfTheOperationsExists(t *testing.T) {
	t.Parallel()
	own := regexp.MustCompile(`(?:go run \./cmd/outflow|^(?:[A-Z_]+=\S+ )*outflow) ?([^|>]*)`)
	aws := regexp.MustCompile(`\baws ([a-z0-9]+) ([a-z-]+)(.*)`)
	made := regexp.MustCompile(`^make ([a-z-]+)`)
	route := regexp.MustCompile(`\$OUTFLOW(/[^ "'?]+)`)
	loaded, err := template.Load(templatePath)
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, line := range commandLines(operations(t)) {
		if found := own.FindStringSubmatch(line); found != nil {
			seen["outflow"]++
			checkOwn(t, line, strings.Fields(found[1]))
		}
		if found := aws.FindStringSubmatch(line); found != nil {
			seen["aws"]++
			checkAWS(t, line, found[1]+" "+found[2], found[3])
		}
		if found := made.FindStringSubmatch(line); found != nil {
			seen["make"]++
			if !strings.Contains(string(makefile), "\n"+found[1]+":") {
				t.Errorf("%s: make has no %s", line, found[1])
			}
		}
		if found := route.FindStringSubmatch(line); found != nil {
			seen["route"]++
			if method := methodOf(line); !routed(loaded.Routes, method, found[1]) {
				t.Errorf("%s: there is no %s %s", line, method, found[1])
			}
		}
	}
	for what, least := range map[string]int{"outflow": 25, "aws": 8, "make": 1, "route": 6} {
		if seen[what] < least {
			t.Errorf("only %d commands of %s were found", seen[what], what)
		}
	}
}

// checkOwn asks the command for its flags, as -h shows them.
func checkOwn(t *testing.T, line string, arguments []string) {
	t.Helper()
	var command []string
	for len(arguments) > 0 && !strings.HasPrefix(arguments[0], "-") {
		command, arguments = append(command, arguments[0]), arguments[1:]
	}
	var shown bytes.Buffer
	err := run(t.Context(), program{func(string) string { return "" }, &shown, &shown}, append(slices.Clone(command), "-h"))
	if err == nil || !strings.Contains(shown.String(), "Usage of outflow "+command[0]) {
		t.Errorf("%s: there is no such command: %v\n%s", line, err, &shown)
	}
	for _, argument := range arguments {
		if name, is := strings.CutPrefix(argument, "-"); is && !regexp.MustCompile(`(?m)^  -`+regexp.QuoteMeta(name)+`\b`).Match(shown.Bytes()) {
			t.Errorf("%s: outflow %s has no -%s", line, strings.Join(command, " "), name)
		}
	}
}

// checkAWS looks an operation's options up among the fields of what it takes.
func checkAWS(t *testing.T, line, operation, options string) {
	t.Helper()
	takes, known := ofAWS[operation]
	if !known {
		t.Errorf("%s: aws %s is not known here: add it with what it takes", line, operation)
		return
	}
	for _, found := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(options, -1) {
		_, has := reflect.TypeOf(takes).FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, strings.ReplaceAll(found[1], "-", "")) })
		if !has && !slices.Contains(everywhere, found[1]) {
			t.Errorf("%s: aws %s takes no --%s", line, operation, found[1])
		}
	}
}

// methodOf is what curl sends: POST where there is a body.
func methodOf(line string) string {
	if found := regexp.MustCompile(`-X ?([A-Z]+)`).FindStringSubmatch(line); found != nil {
		return found[1]
	}
	if strings.Contains(line, " -d ") {
		return "POST"
	}
	return "GET"
}

func routed(routes []template.Route, method, path string) bool {
	return slices.ContainsFunc(routes, func(route template.Route) bool {
		pattern := regexp.MustCompile(`\\\{[^}]*\\\}`).ReplaceAllString(regexp.QuoteMeta(route.Path), `[^/]+`)
		return route.Method == method && !strings.Contains(route.Path, "+") && regexp.MustCompile("^"+pattern+"$").MatchString(path)
	})
}

// parts are what every runbook says, in this order.
var parts = []string{"You see", "It means", "Now", "After", "Played by"}

// TestEveryRunbookSaysWhatIsSeenWhatItMeansAndWhatToDo: by alarms that exist, and with who has played it.
func TestEveryRunbookSaysWhatIsSeenWhatItMeansAndWhatToDo(t *testing.T) {
	t.Parallel()
	_, section, found := strings.Cut(operations(t), "\n## Runbooks\n")
	section, _, _ = strings.Cut(section, "\n## ")
	books := strings.Split(section, "\n### ")[1:]
	if !found || len(books) < 6 {
		t.Fatalf("%d runbooks", len(books))
	}
	template, err := os.ReadFile(templatePath)
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	for _, book := range books {
		title, rest, _ := strings.Cut(book, "\n")
		for _, part := range parts {
			at := regexp.MustCompile(`(?m)^\*\*` + part + `[:,]?\*\*`).FindStringIndex(rest)
			if at == nil {
				t.Errorf("%s: it has no %q, or not in its place", title, part)
				continue
			}
			rest = rest[at[1]:]
		}
		for _, alarm := range regexp.MustCompile("`([A-Za-z]+Alarm)`").FindAllStringSubmatch(book, -1) {
			if !strings.Contains(string(template), "\n  "+alarm[1]+":\n") {
				t.Errorf("%s: there is no %s", title, alarm[1])
			}
		}
		if !strings.Contains(book, "Alarm`") && !strings.Contains(book, "no alarm") {
			t.Errorf("%s: it says of no alarm whether it is on", title)
		}
		named := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(book, -1)
		for _, test := range named {
			if !tests[test[1]] {
				t.Errorf("%s: there is no test %s", title, test[1])
			}
		}
		if len(named) == 0 && !strings.Contains(book, "nobody") {
			t.Errorf("%s: nobody plays it, which it does not say", title)
		}
	}
}

func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, folder := range []string{"e2e", "pkg", "cmd", "deploy", "local"} {
		err := filepath.WalkDir(filepath.Join("../..", folder), func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, found := range regexp.MustCompile(`(?m)^func (Test[A-Za-z]+)\(`).FindAllSubmatch(source, -1) {
				names[string(found[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
