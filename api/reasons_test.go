package api_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/words"
)

var update = flag.Bool("update", false, "write the reasons of the code into the document")

// reasonLines are those of the document's enumeration, each with its sentence as a comment.
var reasonLines = regexp.MustCompile(`(?m)(        # reasons: .*\n)((?:        - .*\n)*)`)

func TestTheDocumentListsTheReasonsOfTheCode(t *testing.T) {
	t.Parallel()
	const file = "openapi.yaml"
	document, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, reason := range words.Reasons() {
		want.WriteString("        - " + string(reason) + " # " + words.Reader{Language: words.English}.Sentence(reason) + "\n")
	}
	if *update {
		written := reasonLines.ReplaceAll(document, []byte("${1}"+strings.ReplaceAll(want.String(), "$", "$$")))
		if err := os.WriteFile(file, written, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	found := reasonLines.FindSubmatch(document)
	if found == nil {
		t.Fatal("the document has no list of reasons")
	}
	if diff := cmp.Diff(want.String(), string(found[2])); diff != "" {
		t.Errorf("the code (-) and the document (+) differ; `go test ./api -run Reasons -update` mends it:\n%s", diff)
	}
}
