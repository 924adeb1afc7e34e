package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// whereRow is a row of "Where each rule is": the rule's plain name, and the file and the declaration that hold it.
var whereRow = regexp.MustCompile("^\\| ([^|`]+) \\| `([^`]+)` \\| `([^`]+)` \\|")

// TestEachRuleIsWhereItsPlainNameLeads, so that whoever greps for the name finds the code, and whoever reads the table
// does too: the declaration is there, and its comment has the name.
func TestEachRuleIsWhereItsPlainNameLeads(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for line := range strings.Lines(section(t, "## Where each rule is")) {
		row := whereRow.FindStringSubmatch(line)
		if row == nil {
			continue
		}
		rule, file, name := row[1], row[2], row[3]
		found[rule] = true
		comment, ok := commentOn(t, filepath.Join("..", file), name)
		switch {
		case !ok:
			t.Errorf("%s: %s declares no %s", rule, file, name)
		case !strings.Contains(comment, strings.ToLower(rule)):
			t.Errorf("%s: the comment of %s in %s does not say these words", rule, name, file)
		}
	}
	for _, rule := range []string{
		"daily limit", "approved is not paid", "who may pay", "the 409's text", "the sign", "when an order is parked",
		"what complete writes", "CSV order", "index of status lists", "a callback's validity", "a lost answer", "page n's first row",
	} {
		if !found[rule] {
			t.Errorf("no row says where %q is", rule)
		}
	}
}

// section is what docs/architecture.md says below a heading, up to the next one.
func section(t *testing.T, heading string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, below, found := strings.Cut(string(text), "\n"+heading+"\n")
	if !found {
		t.Fatalf("docs/architecture.md has no %q", heading)
	}
	below, _, _ = strings.Cut(below, "\n## ")
	return below
}

// commentOn is the comment of a declaration in one line of small letters. A method is named with its receiver's type.
func commentOn(t *testing.T, file, name string) (comment string, found bool) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return "", false
	}
	for _, declaration := range parsed.Decls {
		if doc, ok := declares(declaration, name); ok {
			return strings.ToLower(strings.Join(strings.Fields(doc.Text()), " ")), true
		}
	}
	return "", false
}

func declares(declaration ast.Decl, name string) (*ast.CommentGroup, bool) {
	switch declared := declaration.(type) {
	case *ast.FuncDecl:
		return declared.Doc, receiverOf(declared)+declared.Name.Name == name
	case *ast.GenDecl:
		for _, spec := range declared.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.Name == name {
					return declared.Doc, true
				}
			case *ast.ValueSpec:
				for _, one := range spec.Names {
					if one.Name == name {
						return declared.Doc, true
					}
				}
			}
		}
	}
	return nil, false
}

func receiverOf(function *ast.FuncDecl) string {
	if function.Recv == nil {
		return ""
	}
	receiver := function.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	if named, ok := receiver.(*ast.Ident); ok {
		return named.Name + "."
	}
	return ""
}
