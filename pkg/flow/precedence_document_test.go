package flow_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The table of the document is this test's.
func TestTheDocumentHasTheRefusalsInTheirOrder(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../docs/contracts.md")
	if err != nil {
		t.Fatal(err)
	}
	const head = "| command | is refused, the first reason that applies |\n|---|---|\n"
	_, rest, found := strings.Cut(string(document), head)
	if !found {
		t.Fatalf("the document has no table that begins with\n%s", head)
	}
	table, _, _ := strings.Cut(rest, "\n\n")
	var want strings.Builder
	for _, c := range commands() {
		reasons := []string{}
		for _, h := range c.hurdles {
			reasons = append(reasons, "`"+string(h.reason)+"`")
		}
		fmt.Fprintf(&want, "| %s | %s |\n", c.command, strings.Join(reasons, ", "))
	}
	if diff := cmp.Diff(strings.TrimSuffix(want.String(), "\n"), table); diff != "" {
		t.Errorf("what the code does (-) and docs/contracts.md (+) differ:\n%s", diff)
	}
}
