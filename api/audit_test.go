package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/outflow-pay/outflow/api"
)

// TestTheDocumentListsTheWordsOfTheAuditLog: a record whose module or action the document lacks makes a page of the log
// that its readers refuse.
func TestTheDocumentListsTheWordsOfTheAuditLog(t *testing.T) {
	t.Parallel()
	var document struct {
		Components struct {
			Schemas struct {
				AuditLog struct {
					Properties struct {
						Module, Action struct{ Enum []string }
					}
				} `yaml:"AuditLog"`
			}
		}
	}
	if err := yaml.Unmarshal(api.YAML, &document); err != nil {
		t.Fatal(err)
	}
	found := auditsOf(t)
	log := document.Components.Schemas.AuditLog.Properties
	for kind, listed := range map[string][]string{"module": log.Module.Enum, "action": log.Action.Enum} {
		slices.Sort(listed)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(found.words(kind))), listed); diff != "" {
			t.Errorf("the code's (-) and the document's (+) %ss differ:\n%s", kind, diff)
		}
	}
}

// audits is the source of the packages that make audit records, and the constants of all packages by their qualified names.
type audits struct {
	files     map[string][]*ast.File // by package
	constants map[string]string
}

func auditsOf(t *testing.T) audits {
	t.Helper()
	found := audits{map[string][]*ast.File{}, map[string]string{}}
	err := filepath.WalkDir("../pkg", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		found.files[filepath.Dir(path)] = append(found.files[filepath.Dir(path)], file)
		ast.Inspect(file, func(node ast.Node) bool {
			if spec, is := node.(*ast.ValueSpec); is {
				for i, value := range spec.Values {
					if text := found.text(file, value); text != "" {
						found.constants[file.Name.Name+"."+spec.Names[i].Name] = text
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(found.files, func(_ string, files []*ast.File) bool { return !slices.ContainsFunc(files, makesRecords) })
	return found
}

func makesRecords(file *ast.File) (makes bool) {
	ast.Inspect(file, func(node ast.Node) bool {
		name, is := node.(*ast.Ident)
		makes = makes || is && (name.Name == "AuditOf" || name.Name == "AuditRecord")
		return true
	})
	return makes
}

// text is what a constant expression of a file says; nothing where it is none.
func (a audits) text(file *ast.File, node ast.Expr) string {
	switch e := node.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value) // of a number, nothing
		return text
	case *ast.Ident:
		return a.constants[file.Name.Name+"."+e.Name]
	case *ast.SelectorExpr:
		return a.constants[nameOf(e.X)+"."+e.Sel.Name]
	default:
		return ""
	}
}

// nameOf is the last part of what is called, or of a type.
func nameOf(node ast.Expr) string {
	switch e := node.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	default:
		return ""
	}
}

// words are what the records get as their module or action: a field of one, what is handed to a parameter of that name, or
// what one is compared with, and what stands in the table of steps.
func (a audits) words(kind string) map[string]bool {
	words := map[string]bool{}
	for _, files := range a.files {
		takes := map[string]int{"AuditOf": map[string]int{"module": 1, "action": 2}[kind]}
		for _, file := range files {
			placesOf(file, kind, takes)
		}
		for _, file := range files {
			ast.Inspect(file, func(node ast.Node) bool {
				for _, value := range given(node, kind, takes) {
					words[a.text(file, value)] = true
				}
				return true
			})
		}
	}
	delete(words, "")
	return words
}

// placesOf finds which of a function's parameters has the name.
func placesOf(file *ast.File, name string, places map[string]int) {
	for _, declared := range file.Decls {
		function, is := declared.(*ast.FuncDecl)
		if !is {
			continue
		}
		place := 0
		for _, field := range function.Type.Params.List {
			for _, parameter := range field.Names {
				if parameter.Name == name {
					places[function.Name.Name] = place
				}
				place++
			}
		}
	}
}

// given are the values that a node gives to the name.
func given(node ast.Node, name string, takes map[string]int) (values []ast.Expr) {
	switch e := node.(type) {
	case *ast.CallExpr:
		if place, is := takes[nameOf(e.Fun)]; is && place < len(e.Args) {
			values = append(values, e.Args[place])
		}
	case *ast.BinaryExpr:
		if nameOf(e.X) == name {
			values = append(values, e.Y)
		}
	case *ast.CompositeLit:
		for _, element := range e.Elts {
			if pair, is := element.(*ast.KeyValueExpr); is && nameOf(e.Type) == "AuditRecord" && strings.EqualFold(nameOf(pair.Key), name) {
				values = append(values, pair.Value)
			}
		}
	case *ast.ValueSpec:
		if name != "action" || e.Names[0].Name != "auditActions" {
			break
		}
		for _, element := range e.Values[0].(*ast.CompositeLit).Elts {
			values = append(values, element.(*ast.KeyValueExpr).Value)
		}
	}
	return values
}
