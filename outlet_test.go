package muster

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// outlets are the places that may use the program's standard output and error as they are, by file and by what is
// called with them: those that make text printable, those that draw, and those that hand them to
// another process of ours.
var outlets = map[string][]string{
	"server/cmd/muster/say.go": {
		"printable.NewWriter", "printable.NewJSONWriter", "tint.NewTextHandler",
		"os.Stderr.Fd", "os.Stdout.Fd",
	},
	"server/cmd/muster/replay.go":       {"term.Run"},
	"server/cmd/muster/watch.go":        {"term.Run"},
	"server/cmd/muster/sight.go":        {"term.Run"},
	"server/cmd/muster/replay_info.go":  {"os.Stderr.Fd", "progressbar.OptionSetWriter"},
	"server/cmd/muster/botsprogress.go": {"os.Stderr.Fd", "progressbar.OptionSetWriter"},
	"server/cmd/muster/league.go":       {"progressbar.OptionSetWriter", "a child"},
	"server/cmd/muster/leaguework.go":   {"league.Serve"},
	"server/cmd/muster/env.go":          {"env.Serve"}, // to a program: a terminal is refused
	"server/supervisor/process.go":      {"a child"},
	"lab/bench/bench.go":                {"a child"},
	"server/cmd/muster-lab/say.go":      {"printable.NewWriter", "printable.NewJSONWriter"},
	"client/cmd/muster-play/main.go":    {"printable.NewWriter"},
	"client/cmd/muster-pack/main.go":    {"printable.NewWriter"},
	"client/example/main.go":            {"fmt.Fprintln", "fmt.Printf"},
	// its log goes to who runs it, who makes it printable
	"ai/lines/kits/files/go/bot.go": {"json.NewEncoder", "log.Printf", "log.Fatal"},
	// it is about the client, and plays with itself alone
	"docs/outside/main.go":  {"log.Fatal", "fmt.Printf"},
	"client/term/colour.go": {"colorprofile.Detect"},

	"shard/simulate/mutants/overlay/main.go": {"printable.NewWriter"},
}

// bare are the functions that print without being told where.
var bare = []string{
	"fmt.Print", "fmt.Printf", "fmt.Println", "log.Print", "log.Printf", "log.Println", "log.Fatal", "log.Fatalf",
}

// A name may hold what a terminal obeys. All that is printed passes package printable: nobody else
// touches the standard output.
func TestAllThatIsPrintedIsPrintable(t *testing.T) {
	used := map[string]bool{}
	eachSource(t, func(file string, src []byte) {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/guest/") {
			return
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		require.NoError(t, err)
		allow := func(at token.Pos, what, by string) {
			used[file+" "+by] = true
			require.Contains(t, outlets[file], by,
				"%s: %s is used as it is: use stdout or stderr of say.go, or printable.NewWriter",
				fset.Position(at), what)
		}
		ast.PreorderStack(tree, nil, func(n ast.Node, stack []ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && slices.Contains(bare, called(call)) {
				allow(n.Pos(), called(call), called(call))
			}
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || spelt(sel) != "os.Stdout" && spelt(sel) != "os.Stderr" {
				return true
			}
			by := "a child" // assigned to a command
			for _, outer := range stack {
				if call, ok := outer.(*ast.CallExpr); ok {
					by = called(call)
				}
			}
			allow(n.Pos(), spelt(sel), by)
			return true
		})
	})
	for file, all := range outlets {
		for _, by := range all {
			require.True(t, used[file+" "+by], "%s: nobody uses %s any more", path.Base(file), by)
		}
	}
}

// called is the function of a call, as it is spelt.
func called(c *ast.CallExpr) string {
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		return spelt(sel)
	}
	return ""
}

func spelt(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return spelt(e.X) + "." + e.Sel.Name
	}
	return ""
}
