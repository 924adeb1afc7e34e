package architecture_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// directions names the packages whose files point one way, and their layers from the bottom up. A file belongs to a layer
// by the first word of its name, up to an underscore. It uses what its own word's files declare, and
// what lower layers declare: nothing of a higher one, and nothing of another word in its own.
var directions = map[string][]layer{
	"pkg/table": {
		{"dynamodb"}, // how DynamoDB is spoken to
		{"keys"},     // where an item stands
		{"item"},     // what it holds
		{"memory"},   // what a process remembers
		{"store"},    // all of it together
		{"read"},     // items by their keys
		{"commit", "list", "count", "keep", "hook"}, // the write door, lists, counters, the bounds on asking the gateway, and deliveries to others
		{"verify"}, // what must hold of a whole table
	},
}

// fixtures are the words of test files that hold no tests of their own, but what several need.
var fixtures = []string{"main", "house"}

type layer []string

func TestFilesPointOneWay(t *testing.T) {
	t.Parallel()
	for name, layers := range directions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, tests := goFiles(t, filepath.Join("..", name))
			for _, complaint := range upward(t, layers, files, exportedTypes(t, "./"+name)) {
				t.Error(complaint)
			}
			for _, file := range tests {
				if word := wordOf(file); heightOf(layers, word) < 0 && !slices.Contains(fixtures, word) {
					t.Errorf("%s: no layer is called %q, so nobody finds the rule that it tests", file, word)
				}
			}
		})
	}
}

func TestUpwardUsesAreNamed(t *testing.T) {
	t.Parallel()
	layers := []layer{{"low"}, {"left", "right"}}
	const low = "package p\n\ntype Low struct{}\n\nfunc (Low) Of() {}\n"
	tests := map[string]struct {
		files map[string]string
		want  int
	}{
		"a use of what is lower":          {map[string]string{"low.go": low, "left.go": "package p\n\nvar _ Low\n"}, 0},
		"a use in the same layer's word":  {map[string]string{"left_a.go": "package p\n\nvar a = b\n", "left_b.go": "package p\n\nvar b = 1\n"}, 0},
		"a use of what is higher":         {map[string]string{"low.go": low + "\nvar _ = left\n", "left.go": "package p\n\nvar left = 1\n"}, 1},
		"a call of a method that is":      {map[string]string{"low.go": low + "\nfunc call() { Low{}.Far() }\n", "right.go": "package p\n\nfunc (Low) Far() {}\n"}, 1},
		"a use of the other word's":       {map[string]string{"left.go": "package p\n\nvar left = right\n", "right.go": "package p\n\nvar right = 1\n"}, 1},
		"a file whose word is in no rule": {map[string]string{"other.go": "package p\n"}, 1},
		"the package's comment":           {map[string]string{"doc.go": "// Package p says.\npackage p\n"}, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for file, source := range test.files {
				if err := os.WriteFile(filepath.Join(folder, file), []byte(source), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			files, _ := goFiles(t, folder)
			if got := upward(t, layers, files, nil); len(got) != test.want {
				t.Errorf("got %q, want %d complaints", got, test.want)
			}
		})
	}
}

// upward returns a complaint for each file that no layer has, and for each pair of a file and a declaration that the
// file uses though it must not.
func upward(t *testing.T, layers []layer, files []string, imported types.Importer) (complaints []string) {
	t.Helper()
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, file := range files {
		tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, tree)
		if heightOf(layers, wordOf(file)) < 0 && filepath.Base(file) != "doc.go" {
			complaints = append(complaints, fmt.Sprintf("%s: no layer is called %q: decide its place first", file, wordOf(file)))
		}
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: imported}
	checked, err := config.Check("p", set, parsed, &info)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for ident, used := range info.Uses {
		if used.Pkg() != checked || !used.Pos().IsValid() {
			continue
		}
		from, to := set.Position(ident.Pos()).Filename, set.Position(used.Pos()).Filename
		low, high := heightOf(layers, wordOf(from)), heightOf(layers, wordOf(to))
		if wordOf(from) == wordOf(to) || low > high || low < 0 || high < 0 {
			continue
		}
		complaint := fmt.Sprintf("%s uses %s of %s, which does not lie below it", from, used.Name(), filepath.Base(to))
		if !seen[complaint] {
			seen[complaint] = true
			complaints = append(complaints, complaint)
		}
	}
	slices.Sort(complaints)
	return complaints
}

// wordOf is the word of a file's name that says where it belongs.
func wordOf(file string) string {
	word, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".go"), "_test"), "_")
	return word
}

// heightOf is the layer that has a word, or -1.
func heightOf(layers []layer, word string) int {
	return slices.IndexFunc(layers, func(l layer) bool { return slices.Contains(l, word) })
}

func goFiles(t *testing.T, folder string) (files, tests []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		if strings.HasSuffix(file, "_test.go") {
			tests = append(tests, file)
		} else {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		t.Fatalf("%s has no files", folder)
	}
	return files, tests
}

// exportedTypes imports what a package imports from what the compiler wrote about it.
func exportedTypes(t *testing.T, pattern string) types.Importer {
	t.Helper()
	exports := map[string]string{}
	for _, p := range goList(t, "-export", "-deps", pattern) {
		exports[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}
