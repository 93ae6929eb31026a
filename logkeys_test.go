package muster

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// logs are the methods that log, or begin a line.
var logging = []string{"Debug", "Info", "Warn", "Error", "With", "say"}

// Logs are looked through by match and by player: a match's id is logged as "match", and a player's as "player", and
// nothing else is.
func TestLogsNameMatchesAndPlayersAlike(t *testing.T) {
	seen := map[string]int{}
	eachSource(t, func(file string, src []byte) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !logs(call) {
				return true
			}
			for i, arg := range call.Args[:len(call.Args)-1] {
				key, v := literal(arg), lastName(call.Args[i+1])
				if key == "" || i == 0 && !strings.HasSuffix(called(call), "With") {
					continue
				}
				for _, kind := range []string{"match", "player"} {
					if strings.EqualFold(v, kind) {
						seen[kind]++
						require.Equal(t, kind, key, "%s: it is looked for by that", fset.Position(arg.Pos()))
					}
				}
			}
			return true
		})
	})
	require.Greater(t, seen["match"], 40)
	require.Greater(t, seen["player"], 5)
}

// logs reports whether a call logs, as far as its names tell.
func logs(call *ast.CallExpr) bool {
	name := called(call)
	at := strings.LastIndex(name, ".")
	return at > 0 && len(call.Args) > 1 && slices.Contains(logging, name[at+1:]) &&
		(strings.HasSuffix(strings.ToLower(name[:at]), "log") || strings.HasSuffix(name[:at], "throttled"))
}

// literal is a string in quotes; empty for anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// lastName is what a variable or a field is called.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.CallExpr:
		if len(e.Args) == 1 {
			return lastName(e.Args[0])
		}
	}
	return ""
}
