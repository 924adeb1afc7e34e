package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// The reasons are declared beside the checks that give them, in whatever package: this goes through the source.
func TestEveryReasonThatIsDeclaredHasItsSentenceAndNoOther(t *testing.T) {
	t.Parallel()
	declared := map[funds.Reason]string{}
	for _, file := range sources(t) {
		for _, constant := range reasonsIn(t, file) {
			if before, twice := declared[constant.reason]; twice {
				t.Errorf("%s is declared in %s and in %s", constant.reason, before, file)
			}
			if !constant.explained {
				t.Errorf("%s: %s is declared without a word about it", file, constant.reason)
			}
			declared[constant.reason] = file
		}
	}
	var names []funds.Reason
	for reason := range declared {
		names = append(names, reason)
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, words.Reasons()); diff != "" {
		t.Errorf("what is declared (-) and what has a sentence (+) differ:\n%s", diff)
	}
}

func sources(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

type constant struct {
	reason    funds.Reason
	explained bool // by a comment of its own, or of the group that it is in
}

// reasonsIn are the constants of the type Reason that a file declares.
func reasonsIn(t *testing.T, file string) (constants []constant) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range parsed.Decls {
		group, is := declaration.(*ast.GenDecl)
		if !is || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			value, is := spec.(*ast.ValueSpec)
			if !is || !isReason(value.Type) {
				continue
			}
			for _, expression := range value.Values {
				literal, is := expression.(*ast.BasicLit)
				if !is {
					t.Errorf("%s: %s is no literal", file, value.Names[0])
					continue
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				constants = append(constants, constant{funds.Reason(text), group.Doc != nil || value.Doc != nil || value.Comment != nil})
			}
		}
	}
	return constants
}

func isReason(expression ast.Expr) bool {
	switch named := expression.(type) {
	case *ast.Ident:
		return named.Name == "Reason"
	case *ast.SelectorExpr:
		return named.Sel.Name == "Reason"
	}
	return false
}
