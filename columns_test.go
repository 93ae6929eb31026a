package muster

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	maxColumns  = 120
	tabColumns  = 4 // as most editors show it; gofmt's own measure of 1 would let a deep line run off the screen
	maxFunction = 60
)

// A line fits on a screen beside another one. What is in back quotes (tags of fields, JSON, drawn maps) and what the
// compiler reads (//go:) cannot be broken, and counts nothing.
func TestLinesFit(t *testing.T) {
	eachSource(t, func(file string, src []byte) {
		for n, line := range strings.Split(string(unquoted(src)), "\n") {
			if strings.HasPrefix(line, "//go:") {
				continue
			}
			width := utf8.RuneCountInString(line) + (tabColumns-1)*strings.Count(line, "\t")
			assert.LessOrEqual(t, width, maxColumns, "%s:%d is too long: break it", file, n+1)
		}
	})
}

// unquoted is source without what stands in back quotes but its line breaks.
func unquoted(src []byte) []byte {
	token := regexp.MustCompile("//[^\n]*|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)+'|`[^`]*`")
	breaks := regexp.MustCompile("[^\n]+")
	return token.ReplaceAllFunc(src, func(found []byte) []byte {
		if found[0] != '`' {
			return found
		}
		return breaks.ReplaceAll(found, nil)
	})
}

// A function fits on a screen. Tests tell stories and hold tables, as long as those are.
func TestFunctionsStaySmall(t *testing.T) {
	eachFunction(t, func(file string, set *token.FileSet, f *ast.FuncDecl) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		lines := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1
		require.LessOrEqual(t, lines, maxFunction, "%s: split %s", file, f.Name.Name)
	})
}

// Where names of two methods of a type differ by case alone they have one meaning: the exported one does the same for
// others (under a lock, say) by calling the other.
func TestMethodsThatDifferByCaseAloneHaveOneMeaning(t *testing.T) {
	inner := map[string]bool{}
	for _, exported := range []bool{false, true} {
		eachFunction(t, func(file string, _ *token.FileSet, f *ast.FuncDecl) {
			if f.Recv == nil || f.Name.IsExported() != exported ||
				strings.HasSuffix(file, "_test.go") {
				return
			}
			key := path.Dir(file) + " " + receiver(f) + "." + strings.ToLower(f.Name.Name)
			if !exported {
				inner[key] = true
			} else if inner[key] {
				assert.True(t, callsItsLike(f), "%s: %s.%s is not what the method of that name in small letters is: "+
					"rename one", file, receiver(f), f.Name.Name)
			}
		})
	}
}

// callsItsLike reports whether a method calls one whose name differs by case alone.
func callsItsLike(f *ast.FuncDecl) (found bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		found = found || ok && sel.Sel.Name != f.Name.Name && strings.EqualFold(sel.Sel.Name, f.Name.Name)
		return true
	})
	return found
}

// eachFunction calls do for each function of each source file.
func eachFunction(t *testing.T, do func(file string, set *token.FileSet, f *ast.FuncDecl)) {
	eachSource(t, func(file string, src []byte) {
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, src, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				do(file, set, f)
			}
		}
	})
}

// receiver is the type that a method belongs to.
func receiver(f *ast.FuncDecl) string {
	of := f.Recv.List[0].Type
	for {
		switch inner := of.(type) {
		case *ast.StarExpr:
			of = inner.X
		case *ast.IndexExpr:
			of = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}
