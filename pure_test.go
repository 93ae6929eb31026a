package muster

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// house is the source tree. Reading it (not asking the go command) keeps these tests honest in the face of test caches.
var house = os.DirFS(".")

// unfit are the standard packages that would let chance, time or the machine into the simulation.
var unfit = []string{
	"time", "math/rand", "math/rand/v2", "unsafe", "os", "io/fs", "sync", "runtime", "reflect", "net", "math",
	"math/cmplx", "crypto/rand", "maps",
}

// The simulation is deterministic by construction: what could make it differ between two machines is not in it.
func TestGameIsPure(t *testing.T) {
	fset := token.NewFileSet()
	var files []*ast.File
	eachSource(t, func(file string, src []byte) {
		if path.Dir(file) != "game" || strings.HasSuffix(file, "_test.go") {
			return
		}
		f, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, f)
	})
	require.NotEmpty(t, files)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	_, err := conf.Check("muster/game", fset, files, info)
	require.NoError(t, err)
	for _, f := range files {
		checkImports(t, fset, f)
		ast.Inspect(f, func(n ast.Node) bool { checkNode(t, fset, info, n); return true })
	}
	for e, tv := range info.Types {
		if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Info()&(types.IsFloat|types.IsComplex) != 0 {
			require.Fail(t, "game: no floats", fset.Position(e.Pos()))
		}
	}
}

func checkImports(t *testing.T, fset *token.FileSet, f *ast.File) {
	for _, spec := range f.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		require.NotContains(t, name, ".", "game imports the standard library only: %s", fset.Position(spec.Pos()))
		require.False(t, strings.HasPrefix(name, "muster"), "game imports nothing of ours: %s",
			fset.Position(spec.Pos()))
		require.NotContains(t, unfit, name, "game: %s", fset.Position(spec.Pos()))
	}
}

func checkNode(t *testing.T, fset *token.FileSet, info *types.Info, n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt, *ast.SelectStmt, *ast.ChanType, *ast.SendStmt:
		require.Fail(t, "game: no goroutines and no channels", fset.Position(n.Pos()))
	case *ast.RangeStmt:
		_, isMap := info.TypeOf(n.X).Underlying().(*types.Map)
		require.False(t, isMap, "game: the order of a map must decide nothing: %s", fset.Position(n.Pos()))
	}
}
