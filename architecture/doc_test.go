package architecture_test

import (
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// importsSentence is how a package's comment says what it imports. What it may import, a rule says.
var importsSentence = regexp.MustCompile(`\b(?:[Ii]t|[a-z]+) imports ([^.]+)`)

var word = regexp.MustCompile(`[a-z0-9]+`)

// TestPackagesImportWhatTheirCommentsSay, and nothing else of this module: the sentence names each by its folder.
func TestPackagesImportWhatTheirCommentsSay(t *testing.T) {
	t.Parallel()
	module, packages := listModule(t)
	folders := map[string]bool{}
	for _, p := range packages {
		folders[path.Base(p.ImportPath)] = true
	}
	say := 0
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		if !strings.HasPrefix(name, "pkg/") {
			continue
		}
		sentence := importsSentence.FindStringSubmatch(commentOf(t, name))
		if sentence == nil {
			continue
		}
		say++
		named, imported := []string{}, []string{}
		for _, folder := range word.FindAllString(sentence[1], -1) {
			if folders[folder] && folder != path.Base(name) && !slices.Contains(named, folder) {
				named = append(named, folder)
			}
		}
		for _, whole := range p.Imports {
			if inside, ours := strings.CutPrefix(whole, module+"/"); ours {
				imported = append(imported, path.Base(inside))
			}
		}
		slices.Sort(named)
		slices.Sort(imported)
		if !slices.Equal(named, imported) {
			t.Errorf("%s says that it imports %v, and imports %v", name, named, imported)
		}
	}
	if say == 0 {
		t.Error("no package says what it imports: this test reads nothing")
	}
}

// commentOf is a package's comment, in one line.
func commentOf(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", name, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var comments []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") {
			comments = append(comments, parsed.Doc.Text())
		}
	}
	return strings.Join(strings.Fields(strings.Join(comments, " ")), " ")
}
