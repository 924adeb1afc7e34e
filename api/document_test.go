package api_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/api/apitest"
	"github.com/outflow-pay/outflow/local/template"
)

func load(t *testing.T) *apitest.Document {
	t.Helper()
	document, err := apitest.Load()
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestEveryRouteOfTheTemplateIsInTheDocumentAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	deployed, err := template.Load("../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var routes, described []string
	for _, route := range deployed.Routes {
		if route.Function != "console" && route.Function != "unrouted" { // pages for people are no API, nor is what has no route
			routes = append(routes, route.Method+" "+route.Path)
		}
	}
	for _, operation := range load(t).Operations() {
		described = append(described, operation.Method+" "+operation.Path)
	}
	slices.Sort(routes)
	slices.Sort(described)
	if diff := cmp.Diff(routes, described); diff != "" {
		t.Errorf("template.yaml (-) and openapi.yaml (+) differ:\n%s", diff)
	}
}

// served are the lines in which the functions list their routes, as words: a method, a path, roles and permissions.
func served(t *testing.T) (listed [][]string) {
	t.Helper()
	deployed, err := template.Load("../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, function := range deployed.Functions {
		output, err := exec.CommandContext(t.Context(), "../.build/functions/"+function.Name+"/bootstrap", "routes").Output()
		if err != nil {
			t.Fatalf("%s is not built, run `make build` first: %v", function.Name, err)
		}
		for line := range strings.Lines(string(output)) {
			words := strings.Fields(line) // GET /path?query user,admin review+pay
			words[1], _, _ = strings.Cut(words[1], "?")
			listed = append(listed, words)
		}
	}
	return listed
}

// TestTheDocumentsSecurityIsWhatTheFunctionsEnforce compares it with how the functions list their routes. Where
// two contracts share a path, the operation names the roles of both.
func TestTheDocumentsSecurityIsWhatTheFunctionsEnforce(t *testing.T) {
	t.Parallel()
	enforced, described := map[string][]string{}, map[string][]string{}
	for _, words := range served(t) {
		key := words[0] + " " + words[1]
		for _, role := range strings.Split(words[2], ",") {
			if role != "open" && !slices.Contains(enforced[key], role) {
				enforced[key] = append(enforced[key], role)
			}
		}
		slices.Sort(enforced[key])
	}
	for _, operation := range load(t).Operations() {
		key := operation.Method + " " + operation.Path
		if slices.Sort(operation.Roles); len(operation.Roles) > 0 {
			described[key] = operation.Roles
		}
	}
	for key, roles := range enforced {
		if len(roles) == 0 {
			delete(enforced, key)
		}
	}
	if diff := cmp.Diff(enforced, described); diff != "" {
		t.Errorf("what is enforced (-) and the document's security (+) differ:\n%s", diff)
	}
}

func TestTheDocumentNamesThePermissionsThatTheFunctionsAskFor(t *testing.T) {
	t.Parallel()
	enforced, described := map[string]string{}, map[string]string{}
	for _, words := range served(t) {
		if needed := strings.Join(words[3:], " "); needed != "" {
			enforced[words[0]+" "+words[1]] = needed
		}
	}
	for _, operation := range load(t).Operations() {
		if operation.Permission != "" {
			described[operation.Method+" "+operation.Path] = operation.Permission
		}
	}
	if diff := cmp.Diff(enforced, described); diff != "" {
		t.Errorf("what is enforced (-) and the document's x-permission (+) differ:\n%s", diff)
	}
}

func TestEveryExampleIsAsItsSchemaSays(t *testing.T) {
	t.Parallel()
	document := load(t)
	examples := document.Examples()
	if len(examples) < len(document.Operations()) {
		t.Errorf("%d examples for %d operations", len(examples), len(document.Operations()))
	}
	for _, example := range examples {
		if err := document.CheckExample(example); err != nil {
			t.Errorf("%s: %v", example.Where, err)
		}
	}
}

func TestWhatIsServedIsWhatIsWritten(t *testing.T) {
	t.Parallel()
	served, err := os.ReadFile("built/openapi.json")
	if err != nil {
		t.Fatalf("run `make docs` first: %v", err)
	}
	written, err := exec.CommandContext(t.Context(), "go", "run", "../cmd/openapi").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(served) || string(served) != string(written) {
		t.Error("built/openapi.json is not openapi.yaml: run `make docs`")
	}
}
