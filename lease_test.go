package muster

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const leaseDoc = "docs/lease.md"

// Every name of zone.go is explained where the rules are: who adds a field says there what it is, and who removes one
// takes it out there, too.
func TestTheLeaseRulesExplainEveryNameOfZone(t *testing.T) {
	doc := text(t, leaseDoc)
	explained := map[string]bool{}
	for _, code := range regexp.MustCompile("`[^`\n]+`").FindAllString(doc, -1) {
		for _, name := range regexp.MustCompile(`\w+`).FindAllString(code, -1) {
			explained[name] = true
		}
	}
	names := declared(t, "shard/zone.go")
	require.Greater(t, len(names), 60, "the test must have read the file")
	for name := range names {
		require.True(t, explained[name], "%s does not explain %s of shard/zone.go", leaseDoc, name)
	}
	fields := doc[strings.Index(doc, "| field of `Zone` |"):strings.Index(doc, "| `Action` |")]
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?`) \\|").FindAllStringSubmatch(fields, -1) {
		for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(row[1], -1) {
			require.True(t, names[name[1]], "%s explains the field %s, which shard/zone.go has no more",
				leaseDoc, name[1])
		}
	}
}

// declared is every name that a file declares: types, their fields, constants, variables, functions and methods.
func declared(t *testing.T, file string) map[string]bool {
	tree, err := parser.ParseFile(token.NewFileSet(), file, text(t, file), parser.SkipObjectResolution)
	require.NoError(t, err)
	names := map[string]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			names[n.Name.Name] = true
			return false
		case *ast.TypeSpec:
			names[n.Name.Name] = true
		case *ast.ValueSpec:
			for _, name := range n.Names {
				names[name.Name] = true
			}
		case *ast.Field:
			for _, name := range n.Names {
				names[name.Name] = true
			}
			if of, ok := n.Type.(*ast.SelectorExpr); ok && len(n.Names) == 0 {
				names[of.Sel.Name] = true
			}
		}
		return true
	})
	return names
}

// A comment that cites a rule of the lease cites one that there is, and the rules are numbered without gaps.
func TestCitedLeaseRulesExist(t *testing.T) {
	rules := 0
	for _, n := range regexp.MustCompile(`(?m)^(\d+)\. \*\*`).FindAllStringSubmatch(text(t, leaseDoc), -1) {
		rules++
		require.Equal(t, strconv.Itoa(rules), n[1], "the rules of %s are numbered one by one", leaseDoc)
	}
	require.Greater(t, rules, 30)
	cited, number := 0, regexp.MustCompile(`\d+`)
	citation := regexp.MustCompile(`(?i)\brules?[ \n/]+\d+(?:(?:,| and| to)+ \d+)*`)
	eachSource(t, func(file string, src []byte) {
		for _, c := range citation.FindAllString(string(src), -1) {
			for _, n := range number.FindAllString(c, -1) {
				cited++
				rule, _ := strconv.Atoi(n)
				require.LessOrEqual(t, rule, rules, "%s cites %q, and %s has %d rules", file, c, leaseDoc, rules)
			}
		}
	})
	require.Greater(t, cited, 20, "the test must have seen them")
}

// text is a file of the house.
func text(t *testing.T, file string) string {
	b, err := fs.ReadFile(house, file)
	require.NoError(t, err)
	return string(b)
}
