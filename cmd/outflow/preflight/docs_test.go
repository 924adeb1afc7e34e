package preflight

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryCheckHasItsRowInTheDocumentation: whoever reads that one failed looks it up there.
func TestEveryCheckHasItsRowInTheDocumentation(t *testing.T) {
	t.Parallel()
	here := played(t, nil, nil)
	here.Stack = ""
	there := played(t, nil, nil)
	names := map[string]bool{"parameters": true} // which is looked at by whoever reads them
	for _, deployment := range []*Deployment{here, there} {
		for _, one := range append(deployment.Before(t.Context()), deployment.After(t.Context())...) {
			names[one.Check] = true
		}
	}
	var made []string
	for name := range names {
		made = append(made, name)
	}
	text, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "| check | it fails where |\n|---|---|\n")
	rows, _, _ = strings.Cut(rows, "\n\n")
	var described []string
	for row := range strings.Lines(rows) {
		first, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(first, -1) {
			described = append(described, name[1])
		}
	}
	slices.Sort(made)
	slices.Sort(described)
	if diff := cmp.Diff(made, described); diff != "" {
		t.Errorf("checks (-) and docs/operations.md (+) differ:\n%s", diff)
	}
}
