package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is one change behind its switch.
type mutant struct {
	number int
	file   string // from the root
	line   int
	what   string // what becomes of which text
}

func (m mutant) String() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.what) }

// overlay is what go compiles in the place of files, as its flag of that name reads it.
type overlay map[string]string

// finder finds the changes of packages, and numbers them across all.
type finder struct {
	mutants []mutant
	p       pkg
	source  []byte
	edits   []edit
	negated map[ast.Expr]bool
	results []*types.Tuple // of the functions around, the innermost last
}

// instrument puts a package's changes behind switches, into the overlay.
func (f *finder) instrument(p pkg, files, scratch string, into overlay) error {
	f.p = p
	place, err := os.MkdirTemp(scratch, "sources-")
	if err != nil {
		return err
	}
	for path, tree := range p.trees {
		if !strings.HasPrefix(filepath.Base(path), files) {
			continue
		}
		f.source, f.edits, f.negated = p.files[path], nil, map[ast.Expr]bool{}
		f.walk(tree)
		copied := filepath.Join(place, filepath.Base(path))
		if err := os.WriteFile(copied, apply(f.source, f.edits), 0o600); err != nil {
			return err
		}
		into[path] = copied
	}
	helper := filepath.Join(place, "switches.go")
	into[filepath.Join(p.dir, "zz_switches.go")] = helper
	return os.WriteFile(helper, fmt.Appendf(nil, switches, p.name), 0o600)
}

// walk looks at a node and at all below it.
func (f *finder) walk(root ast.Node) {
	ast.Inspect(root, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncDecl:
			f.function(n.Type, n.Body, f.p.info.Defs[n.Name])
			return false
		case *ast.FuncLit:
			f.function(n.Type, n.Body, nil)
			return false
		case *ast.GenDecl:
			return n.Tok == token.VAR
		case *ast.CallExpr:
			if f.logs(n) {
				return false
			}
			f.extreme(n)
		case *ast.IfStmt:
			f.condition(n.Cond)
		case *ast.ForStmt:
			f.forLoop(n)
			return false
		case *ast.SwitchStmt:
			f.cases(n)
		case *ast.BlockStmt:
			f.statements(n.List)
		case *ast.CaseClause:
			f.statements(n.Body)
		case *ast.CommClause:
			f.statements(n.Body)
		case *ast.ReturnStmt:
			f.returned(n)
		case *ast.BinaryExpr:
			f.binary(n)
		case *ast.UnaryExpr:
			f.negative(n)
		case *ast.AssignStmt:
			f.assigned(n)
		}
		return true
	})
}

func (f *finder) function(of *ast.FuncType, body *ast.BlockStmt, name types.Object) {
	if body == nil {
		return
	}
	var results *types.Tuple
	kind := f.p.info.Types[of].Type
	if name != nil {
		kind = name.Type()
	}
	if signature, ok := kind.(*types.Signature); ok {
		results = signature.Results()
	}
	f.results = append(f.results, results)
	f.walk(body)
	f.results = f.results[:len(f.results)-1]
}

// forLoop leaves the statement behind each turn as it is: the loop would not end.
func (f *finder) forLoop(n *ast.ForStmt) {
	if n.Init != nil {
		f.walk(n.Init)
	}
	if n.Cond != nil {
		f.condition(n.Cond)
		f.walk(n.Cond)
	}
	f.walk(n.Body)
}

// logs says that a call writes a log line, which is for people.
func (f *finder) logs(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	selection := f.p.info.Selections[selector]
	return selection != nil && selection.Recv().String() == "*log/slog.Logger"
}

func (f *finder) text(node ast.Node) string {
	return string(f.source[f.offset(node.Pos()):f.offset(node.End())])
}

func (f *finder) offset(at token.Pos) int { return f.p.set.Position(at).Offset }

// note numbers a change of a node.
func (f *finder) note(node ast.Node, what string) int {
	position := f.p.set.Position(node.Pos())
	text := strings.Join(strings.Fields(f.text(node)), " ")
	if runes := []rune(text); len(runes) > 90 {
		text = string(runes[:90]) + "…"
	}
	file := position.Filename
	if root, err := os.Getwd(); err == nil {
		if short, err := filepath.Rel(root, file); err == nil {
			file = short
		}
	}
	f.mutants = append(f.mutants, mutant{len(f.mutants) + 1, file, position.Line, what + ": " + text})
	return len(f.mutants)
}

// constant says that an expression's value is known to the compiler.
func (f *finder) constant(e ast.Expr) bool { return f.p.info.Types[e].Value != nil }

func (f *finder) basic(e ast.Expr, kind types.BasicInfo) bool {
	t := f.p.info.Types[e].Type
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&kind != 0
}

// plainBool says that an expression is of the language's own type, so that a comparison may take its place.
func (f *finder) plainBool(e ast.Expr) bool {
	t := f.p.info.Types[e].Type
	return t != nil && slices.Contains([]types.Type{types.Typ[types.Bool], types.Typ[types.UntypedBool]}, t)
}
