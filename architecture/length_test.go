package architecture_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A longer file or function is two things. A test may be longer, being a table; its file may not.
const (
	maxFileLines     = 400
	maxFunctionLines = 70
)

func TestNoFileOrFunctionIsTooLong(t *testing.T) {
	t.Parallel()
	checked := 0
	err := filepath.WalkDir("..", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != ".." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir // .git, .build, .aws-sam
		case entry.IsDir() || !strings.HasSuffix(file, ".go"):
			return nil
		}
		checked++
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, complaint := range tooLong(t, file, source) {
			t.Error(complaint)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked == 0 {
		t.Error("no file was checked")
	}
}

func TestLengthsAreCounted(t *testing.T) {
	t.Parallel()
	function := func(lines int) string { return "package p\n\nfunc f() {" + strings.Repeat("\n", lines-1) + "}\n" }
	tests := map[string]struct {
		file, source string
		want         int
	}{
		"a function of 70 lines may be":         {"p.go", function(maxFunctionLines), 0},
		"a function of 71 lines is named":       {"p.go", function(maxFunctionLines + 1), 1},
		"a test of 71 lines may be":             {"p_test.go", function(maxFunctionLines + 1), 0},
		"a file of 400 lines may be":            {"p.go", "package p\n" + strings.Repeat("\n", maxFileLines-1), 0},
		"a file of 401 lines is named":          {"p.go", "package p\n" + strings.Repeat("\n", maxFileLines), 1},
		"a file of tests of 401 lines is named": {"p_test.go", "package p\n" + strings.Repeat("\n", maxFileLines), 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tooLong(t, test.file, []byte(test.source)); len(got) != test.want {
				t.Errorf("got %q, want %d complaints", got, test.want)
			}
		})
	}
}

// tooLong returns a complaint for the file and for each of its functions that exceeds its bound.
func tooLong(t *testing.T, file string, source []byte) (complaints []string) {
	t.Helper()
	if lines := bytes.Count(source, []byte("\n")); lines > maxFileLines {
		complaints = append(complaints, fmt.Sprintf("%s has %d lines, more than %d", file, lines, maxFileLines))
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range parsed.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		lines := files.Position(function.End()).Line - files.Position(function.Pos()).Line + 1
		if lines > maxFunctionLines {
			complaints = append(complaints, fmt.Sprintf("%s: %s has %d lines, more than %d", file, function.Name.Name, lines, maxFunctionLines))
		}
	}
	return complaints
}
