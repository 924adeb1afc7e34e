package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// Package table reads what was stored; everywhere else a text becomes a message by funds.Text, so that nobody's text
// reads as a statement of the machine's.
var castsMessages = []string{"../pkg/table/", "../pkg/funds/message.go"}

func TestATextIsNoMessageByACast(t *testing.T) {
	t.Parallel()
	checked := 0
	err := filepath.WalkDir("../pkg", func(file string, _ fs.DirEntry, err error) error {
		file = filepath.ToSlash(file)
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		for _, may := range castsMessages {
			if strings.HasPrefix(file, may) {
				return nil
			}
		}
		checked++
		for _, at := range messageCasts(t, file, nil) {
			t.Errorf("%s: use funds.Text", at)
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

func TestCastsToMessagesAreSeen(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{
		`package p; var m = funds.Message(text)`:  1,
		`package funds; var m = Message(text)`:    1,
		`package p; var m = (funds.Message)(a+b)`: 1,
		`package p; var m = funds.Text(text)`:     0,
		`package p; var m funds.Message = "" `:    0,
		`package p; var w = reader.Message(said)`: 0,
		`package p; var w = funds.Message("")`:    1,
	} {
		if got := messageCasts(t, "p.go", source); len(got) != want {
			t.Errorf("%s: %d casts, want %d", source, len(got), want)
		}
	}
}

// messageCasts is where a file casts to funds.Message.
func messageCasts(t *testing.T, file string, source any) (places []string) {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		if call, is := node.(*ast.CallExpr); is && namesMessage(parsed.Name.Name, ast.Unparen(call.Fun)) {
			places = append(places, files.Position(call.Pos()).String())
		}
		return true
	})
	return places
}

func namesMessage(inPackage string, function ast.Expr) bool {
	switch named := function.(type) {
	case *ast.Ident:
		return inPackage == "funds" && named.Name == "Message"
	case *ast.SelectorExpr:
		from, is := named.X.(*ast.Ident)
		return is && from.Name == "funds" && named.Sel.Name == "Message"
	}
	return false
}
