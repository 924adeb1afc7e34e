package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// condition negates a condition, or each of those that it is made of.
func (f *finder) condition(e ast.Expr) {
	if f.negated[e] {
		return
	}
	f.negated[e] = true
	switch n := e.(type) {
	case *ast.ParenExpr:
		f.condition(n.X)
		return
	case *ast.BinaryExpr:
		if n.Op == token.LAND || n.Op == token.LOR {
			f.condition(n.X)
			f.condition(n.Y)
			return
		}
	}
	if f.constant(e) || !f.plainBool(e) {
		return
	}
	number := f.note(e, "negated")
	f.around(e, "((", fmt.Sprintf(") != mutant_On(%d))", number))
}

func (f *finder) cases(n *ast.SwitchStmt) {
	if n.Tag != nil {
		return
	}
	for _, clause := range n.Body.List {
		if clause, ok := clause.(*ast.CaseClause); ok {
			for _, e := range clause.List {
				f.condition(e)
			}
		}
	}
}

// statements leaves out those whose absence still compiles.
func (f *finder) statements(list []ast.Stmt) {
	for _, one := range list {
		switch n := one.(type) {
		case *ast.ExprStmt:
			call, ok := n.X.(*ast.CallExpr)
			if !ok || f.logs(call) || f.panics(call) {
				continue
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE || blank(n.Lhs) {
				continue
			}
		case *ast.IncDecStmt:
			f.stepped(n)
		default:
			continue
		}
		number := f.note(one, "left out")
		f.around(one, fmt.Sprintf("if !mutant_On(%d) { ", number), " }")
	}
}

func blank(targets []ast.Expr) bool {
	for _, e := range targets {
		if name, ok := e.(*ast.Ident); !ok || name.Name != "_" {
			return false
		}
	}
	return true
}

func (f *finder) panics(call *ast.CallExpr) bool {
	name, ok := call.Fun.(*ast.Ident)
	return ok && name.Name == "panic"
}

// returned drops errors, and turns truth round.
func (f *finder) returned(n *ast.ReturnStmt) {
	results := f.results[len(f.results)-1]
	last := len(n.Results) - 1
	fails := last >= 0 && results != nil && results.Len() == len(n.Results) && isError(results.At(last).Type()) && !f.p.info.Types[n.Results[last]].IsNil()
	for i, e := range n.Results {
		switch {
		case fails && i < last: // what comes beside an error says nothing
		case f.plainBool(e) && f.constant(e):
			number := f.note(n, "turned round")
			f.around(e, "((", fmt.Sprintf(") != mutant_On(%d))", number))
		case f.plainBool(e):
			f.condition(e)
		case fails && i == last:
			number := f.note(n, "error dropped")
			f.around(e, fmt.Sprintf("mutant_Error(%d, ", number), ")")
		}
	}
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

var ordered = map[token.Token]string{token.LSS: "Less", token.LEQ: "LessEqual", token.GTR: "Greater", token.GEQ: "GreaterEqual"}

var arithmetic = map[token.Token]string{token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Div", token.REM: "Rem"}

// binary moves bounds, and turns signs.
func (f *finder) binary(n *ast.BinaryExpr) {
	if f.constant(n) {
		return
	}
	if f.plainBool(n) {
		f.condition(n)
	}
	name, what := ordered[n.Op], "bound moved"
	if name == "" {
		if name, what = arithmetic[n.Op], "sign turned"; !f.basic(n, types.IsNumeric) {
			return
		}
	}
	if name == "" || (f.constant(n.X) && f.constant(n.Y)) {
		return
	}
	number := f.note(n, what)
	f.around(n, fmt.Sprintf("mutant_%s(%d, ", name, number), ")")
	f.replace(n.OpPos, len(n.Op.String()), ",")
}

func (f *finder) negative(n *ast.UnaryExpr) {
	if n.Op != token.SUB || f.constant(n) || !f.basic(n, types.IsNumeric) {
		return
	}
	number := f.note(n, "sign turned")
	f.around(n, fmt.Sprintf("mutant_Negative(%d, ", number), ")")
	f.replace(n.OpPos, 1, "")
}

// extreme changes the lesser for the greater of two.
func (f *finder) extreme(call *ast.CallExpr) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok || len(call.Args) != 2 || f.constant(call) {
		return
	}
	if _, builtin := f.p.info.Uses[name].(*types.Builtin); !builtin {
		return
	}
	helper := map[string]string{"min": "Min", "max": "Max"}[name.Name]
	if helper == "" {
		return
	}
	number := f.note(call, "the other of two")
	f.replace(name.Pos(), len(name.Name), "mutant_"+helper)
	f.insert(call.Lparen+1, fmt.Sprintf("%d, ", number), before)
}

var assigning = map[token.Token]string{token.ADD_ASSIGN: "Add", token.SUB_ASSIGN: "Sub", token.MUL_ASSIGN: "Mul", token.QUO_ASSIGN: "Div", token.REM_ASSIGN: "Rem"}

func (f *finder) assigned(n *ast.AssignStmt) {
	name := assigning[n.Tok]
	if name == "" || !f.basic(n.Lhs[0], types.IsNumeric) {
		return
	}
	number := f.note(n, "sign turned")
	f.replace(n.TokPos, len(n.Tok.String()), fmt.Sprintf("= mutant_%s(%d, %s, ", name, number, f.text(n.Lhs[0])))
	f.insert(n.Rhs[0].End(), ")", after)
}

// stepped turns a count's direction.
func (f *finder) stepped(n *ast.IncDecStmt) {
	name := "Add"
	if n.Tok == token.DEC {
		name = "Sub"
	}
	number := f.note(n, "sign turned")
	f.replace(n.TokPos, len(n.Tok.String()), fmt.Sprintf(" = mutant_%s(%d, %s, 1)", name, number, f.text(n.X)))
}
