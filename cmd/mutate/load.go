package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// pkg is a package that is changed, with its types.
type pkg struct {
	name  string
	dir   string
	files map[string][]byte // the sources, by path
	trees map[string]*ast.File
	set   *token.FileSet
	info  *types.Info
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Name, Dir, Export string
	GoFiles                       []string
	DepOnly                       bool
}

// fixture is a package that only tests import: a change of it breaks no rule.
const fixture = "fixture"

// load reads and checks packages by the compiler's own data about what they import.
func load(ctx context.Context, pattern string) (packages []pkg, err error) {
	all, err := list(ctx, pattern)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, l := range all {
		exports[l.ImportPath] = l.Export
	}
	for _, l := range all {
		if l.DepOnly || len(l.GoFiles) == 0 || l.Name == fixture {
			continue
		}
		p, err := check(l, exports)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.ImportPath, err)
		}
		packages = append(packages, p)
	}
	return packages, nil
}

func list(ctx context.Context, pattern string) (all []listed, err error) {
	command := exec.CommandContext(ctx, "go", "list", "-export", "-deps", "-json=ImportPath,Name,Dir,Export,GoFiles,DepOnly", pattern) //nolint:gosec // a target's
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", pattern, err, said.Bytes())
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := decoder.Decode(&l); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
}

func check(l listed, exports map[string]string) (pkg, error) {
	p := pkg{
		name: l.Name, dir: l.Dir, files: map[string][]byte{}, trees: map[string]*ast.File{}, set: token.NewFileSet(),
		info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}},
	}
	var trees []*ast.File
	for _, name := range l.GoFiles {
		path := filepath.Join(l.Dir, name)
		source, err := os.ReadFile(path) //nolint:gosec // a source that go list names
		if err != nil {
			return pkg{}, err
		}
		tree, err := parser.ParseFile(p.set, path, source, parser.SkipObjectResolution)
		if err != nil {
			return pkg{}, err
		}
		p.files[path], p.trees[path] = source, tree
		trees = append(trees, tree)
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	config := types.Config{Importer: importer.ForCompiler(p.set, "gc", lookup)}
	_, err := config.Check(l.ImportPath, p.set, trees, p.info)
	return p, err
}
