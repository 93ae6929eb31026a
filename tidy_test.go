package muster

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// No file may outgrow its subject: most are near 100 lines, and one over 400 wants splitting.
func TestFilesStaySmall(t *testing.T) {
	eachSource(t, func(file string, src []byte) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		require.LessOrEqual(t, bytes.Count(src, []byte("\n")), 400, "%s: split it by subject", file)
	})
}

// Every room says in its package comment what it is.
func TestRoomsHavePackageComments(t *testing.T) {
	said := map[string]bool{}
	begins := regexp.MustCompile(`(?m)^// (Package|Command) \w+`)
	eachSource(t, func(file string, src []byte) {
		dir := file[:strings.LastIndex("/"+file, "/")]
		said[dir] = said[dir] || begins.Match(src)
	})
	for dir, ok := range said {
		require.True(t, ok, "%s has no package comment", dir)
	}
}

// The repo speaks of the project alone: it must mean the same on every machine.
func TestNoMachinePaths(t *testing.T) {
	path := regexp.MustCompile(`(^|[^A-Za-z0-9.])/(work|root|home/[a-z])/`)
	for _, pattern := range []string{"*.md", "docs/*.md", "Makefile", ".ci/*", ".ci/*/*"} {
		files, err := fs.Glob(house, pattern)
		require.NoError(t, err)
		for _, f := range files {
			if d, err := fs.Stat(house, f); err == nil && d.IsDir() {
				continue
			}
			text, err := fs.ReadFile(house, f)
			require.NoError(t, err)
			require.False(t, path.Match(text), "%s names a path of one machine", f)
		}
	}
	eachSource(t, func(file string, src []byte) {
		require.False(t, path.Match(src) && file != "tidy_test.go", "%s names a path of one machine", file)
	})
}

// A directory is listed (journal.List), never found by a pattern: a user's path may hold [ ] * ? and \, and then the
// pattern finds another directory, or none, and says nothing. What lies in an fs.FS is named without its
// directory: fs.Glob is fine.
func TestNoPathIsMadeAPattern(t *testing.T) {
	pattern := regexp.MustCompile(`filepath\.(Glob|Match)\(`)
	eachSource(t, func(file string, src []byte) {
		require.False(t, pattern.Match(src), "%s makes a pattern of a path: list the directory instead", file)
	})
}

// A panic in a goroutine of the game would end it without a word: all are started by its guard, which tells.
func TestTheGameStartsNoGoroutineUnguarded(t *testing.T) {
	bare := regexp.MustCompile(`(?m)^\s*go [a-z]`)
	eachSource(t, func(file string, src []byte) {
		game := strings.HasPrefix(file, "client/screen/") || strings.HasPrefix(file, "client/cmd/muster-play/") ||
			strings.HasPrefix(file, "client/cmd/muster-web/")
		if game && !strings.HasSuffix(file, "_test.go") && file != "client/screen/host/guard.go" {
			require.False(t, bare.Match(src), "%s starts a goroutine: use the guard (host.Guard)", file)
		}
	})
}

// quic-go's own first packets need a path of 1,308 bytes, and then nobody joins through a tunnel in a tunnel: whoever
// opens links begins with the least that QUIC allows.
func TestEveryLinkBeginsSmall(t *testing.T) {
	configs := 0
	eachSource(t, func(file string, src []byte) {
		if !bytes.Contains(src, []byte("quic.Config{")) {
			return
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			c, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if of, ok := c.Type.(*ast.SelectorExpr); !ok || of.Sel.Name != "Config" || !isName(of.X, "quic") {
				return true
			}
			configs++
			small := slices.ContainsFunc(c.Elts, func(e ast.Expr) bool {
				kv, ok := e.(*ast.KeyValueExpr)
				return ok && isName(kv.Key, "InitialPacketSize")
			})
			require.True(t, small, "%s makes a quic.Config without InitialPacketSize", file)
			return true
		})
	})
	require.GreaterOrEqual(t, configs, 4, "the test must have seen them")
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// Whom a request comes from is one room's to say: who read the connection's address alone would count
// all behind a proxy as one.
func TestOneRoomTellsWhomARequestComesFrom(t *testing.T) {
	reads := regexp.MustCompile(`\.RemoteAddr\b[^(]|X-Forwarded-For"|"Forwarded"`)
	eachSource(t, func(file string, src []byte) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "clientip/") {
			return
		}
		require.False(t, reads.Match(src), "%s: ask clientip instead", file)
	})
}

// What the race detector leaves out is run without it, by one of make test's other commands: else nobody would run it.
func TestWhatTheRaceDetectorLeavesOutIsRun(t *testing.T) {
	makefile, err := fs.ReadFile(house, "Makefile")
	require.NoError(t, err)
	apart := strings.Fields(string(regexp.MustCompile(`(?m)^APART\s*=(.*)$`).FindSubmatch(makefile)[1]))
	byName := []string{ // in unit and whole
		"server/console", "server/play", "server/relay", "shard/journal", "shard/journal/etcd", "ai/plugin",
	}
	left := regexp.MustCompile(`(?m)^//go:build.*!race`)
	found := map[string]bool{}
	require.NoError(t, fs.WalkDir(house, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		src, err := fs.ReadFile(house, file)
		if dir := file[:strings.LastIndex("/"+file, "/")]; left.Match(src) {
			found[strings.TrimSuffix(dir, "/")] = true
		}
		return err
	}))
	for dir := range found {
		require.True(t, slices.Contains(apart, dir) || slices.Contains(byName, dir), "nobody runs the tests of %s", dir)
	}
}

// What race skips by name unit runs by name, in every room that has a test of that name.
func TestWhatRaceSkipsIsRun(t *testing.T) {
	makefile, err := fs.ReadFile(house, "Makefile")
	require.NoError(t, err)
	skipped := regexp.MustCompile(`(?m)^func ` + string(regexp.MustCompile(`(?m)^PATIENT = \^(.*)$`).
		FindSubmatch(makefile)[1]))
	rooms := strings.Fields(string(regexp.MustCompile(`-run '\$\(PATIENT\)' (.*)`).FindSubmatch(makefile)[1]))
	racy := regexp.MustCompile(`^(shard|server|client|matchmaker|lab)/`)
	require.NoError(t, fs.WalkDir(house, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") || !racy.MatchString(file) {
			return err
		}
		src, err := fs.ReadFile(house, file)
		if skipped.Match(src) {
			require.Contains(t, rooms, "./"+file[:strings.LastIndex(file, "/")], "nobody runs a test of %s", file)
		}
		return err
	}))
}
