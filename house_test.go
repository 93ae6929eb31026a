package muster

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// arrows says who may import whom inside the house; docs/architecture.md draws them. A room under a listed one inherits
// its row unless it has a row of its own. Programs, the simulator and tests may import anything.
var arrows = map[string][]string{
	"game":                      {},
	"inplace":                   {},
	"clientip":                  {},
	"printable":                 {},
	"reread":                    {},
	"private":                   {},
	"wallclock":                 {},
	"shard/journal":             {"inplace"},
	"shard/registry":            {"reread", "wallclock"},
	"shard/heartbeat":           {},
	"matchmaker/api":            {"wallclock"},
	"assets":                    {"game", "ai"},
	"ai":                        {"game"},
	"ai/league":                 {"game", "ai", "ai/recording", "assets"},
	"ai/league/report":          {"ai/league", "matchmaker/rating", "shard/replay"},
	"ai/env":                    {"game", "ai", "ai/league", "ai/lines"},
	"ai/recording":              {"game", "ai", "printable", "shard/journal", "shard/replay"},
	"ai/lines":                  {"game", "ai", "server/spawn"},
	"ai/lines/kits":             {},
	"ai/lineup":                 {"game", "ai", "ai/league", "ai/lines", "ai/plugin", "assets"},
	"ai/plugin":                 {"game", "ai", "ai/plugin/guest"},
	"ai/plugin/guest":           {"game", "ai"},
	"ai/plugin/guest/example":   {"game", "ai", "ai/plugin/guest"},
	"shard/journal/etcd":        {"shard/journal", "wallclock"},
	"shard/journal/etcd/member": {"inplace", "shard/journal/etcd"},
	"shard/journal/etcd/keeper": {"shard/journal/etcd"},
	"shard/registry/consul":     {"shard/registry", "wallclock"},
	"shard/simulate/mutants":    {},
	"shard/replay":              {"game", "printable", "shard/journal"},
	"shard/replay/dump":         {"game", "shard/journal", "shard/replay"},
	"shard/sources": {
		"printable", "shard", "shard/journal", "shard/journal/etcd", "shard/registry",
		"shard/registry/consul", "shard/replay", "wallclock",
	},
	"shard":       {"game", "shard/journal", "shard/replay", "shard/registry", "wallclock"},
	"server/wire": {"game"},
	"server": {
		"game", "ai", "shard", "shard/registry", "server/wire", "server/table",
		"matchmaker/api", "clientip", "wallclock",
	},
	"server/history":   {},
	"server/machine":   {},
	"server/metrics":   {"game", "server", "server/wire", "shard"},
	"server/lifecycle": {},
	"server/scrape":    {},
	"docs/monitoring":  {},
	"docs/lessons":     {},
	"server/alerts":    {"assets", "wallclock"},
	"server/spawn":     {},
	"server/netem":     {},
	"server/datadir":   {"private", "shard/journal"},
	"server/console": {
		"assets", "client", "client/picture", "client/screen/i18n", "clientip", "docs/lessons", "game",
		"matchmaker/api", "printable", "private", "server/alerts", "server/cluster/plan", "server/console/diagram",
		"server/history", "server/node", "server/observe", "server/statuspage", "shard/replay", "wallclock",
	},
	"server/relay":           {"clientip", "matchmaker/api", "shard/registry"},
	"server/console/diagram": {"matchmaker/api", "server/observe"},
	"server/directory":       {"server/httpd", "server/lifecycle", "shard/journal", "shard/registry"},
	"server/httpd":           {"clientip", "reread", "server/machine", "server/wire", "shard/replay", "wallclock"},
	"server/node": {
		"game", "ai", "ai/league", "ai/lines", "ai/lineup", "ai/plugin", "assets", "private", "inplace",
		"matchmaker/api", "server", "server/archive", "server/httpd", "server/lifecycle", "server/logs",
		"server/metrics", "server/peer", "server/reach",
		"server/wire",
		"shard", "shard/journal", "shard/journal/etcd", "shard/registry", "shard/replay", "shard/sources", "wallclock",
	},
	"server/peer": {"matchmaker/api", "server", "shard", "shard/heartbeat", "shard/registry", "wallclock"},
	"server/observe": {
		"matchmaker/api", "printable", "server/history", "server/node", "server/peer", "server/scrape",
		"shard/heartbeat",
		"shard/registry", "wallclock",
	},
	"server/statuspage": {
		"matchmaker", "matchmaker/api", "server/httpd", "server/node", "server/scrape", "shard/registry",
		"shard/replay",
	},
	"server/queuenode": {
		"client/screen/i18n", "client/web", "clientip", "docs/monitoring", "inplace",
		"matchmaker", "matchmaker/api", "matchmaker/lan", "server/alerts", "server/botdoor",
		"server/console",
		"server/history", "server/httpd", "server/lifecycle", "server/logs", "server/node", "server/observe",
		"server/play", "server/reach", "server/relay",
		"server/statuspage", "shard/registry", "shard/replay",
	},
	"server/play": {"client/picture", "game", "matchmaker/api", "shard/replay"},
	"server/botdoor": {
		"game", "ai/lines", "client", "client/commander", "clientip", "matchmaker/api",
	},
	"server/cluster/plan":   {"assets"},
	"server/cluster/report": {"printable", "server/cluster/plan", "server/history"},
	"server/cluster/link":   {"server/cluster/plan", "server/netem"},
	"server/cluster/limit":  {},
	"server/cluster": {
		"docs/lessons", "matchmaker/api", "server/cluster/limit", "server/cluster/link", "server/cluster/plan",
		"server/cluster/report", "server/history", "server/scrape", "server/spawn", "shard/heartbeat",
		"shard/journal", "shard/registry", "shard/sources",
	},
	"server/supervisor": {
		"server/httpd", "server/lifecycle", "server/logs", "server/node", "server/queuenode", "server/spawn",
		"shard", "shard/journal", "shard/registry", "shard/sources",
	},
	"server/archive": {
		"game", "ai", "ai/recording", "private", "server", "shard", "shard/journal", "shard/registry",
		"shard/replay", "matchmaker/api", "matchmaker/matching", "wallclock",
	},
	"server/table":  {"game", "printable", "server/wire", "shard"},
	"server/reach":  {},
	"server/doctor": {"server/machine"},
	"server/logs":   {"matchmaker/api", "printable", "wallclock"},
	"server/embedded": {
		"game", "ai", "client", "server", "server/wire", "shard", "shard/journal",
		"matchmaker/api",
	},
	"matchmaker": {
		"matchmaker/api", "matchmaker/matching", "matchmaker/modes", "matchmaker/notices", "matchmaker/notifier",
		"matchmaker/queue", "matchmaker/rest", "matchmaker/shards", "matchmaker/store", "shard/registry", "clientip",
	},
	"matchmaker/rest": {
		"matchmaker/api", "matchmaker/matching", "matchmaker/modes", "matchmaker/names",
		"matchmaker/notices", "matchmaker/notifier", "matchmaker/shards", "matchmaker/store", "matchmaker/whatif",
		"shard/registry",
		"clientip", "wallclock",
	},
	"matchmaker/notices": {"matchmaker/api", "matchmaker/store", "wallclock"},
	"matchmaker/queue": {
		"matchmaker/api", "matchmaker/matching", "matchmaker/modes", "matchmaker/notifier",
		"matchmaker/shards", "matchmaker/store", "shard/registry", "wallclock",
	},
	"matchmaker/notifier": {"matchmaker/matching", "matchmaker/store", "wallclock"},
	"matchmaker/shards":   {"matchmaker/api", "matchmaker/matching", "matchmaker/store", "shard/registry", "wallclock"},
	"matchmaker/modes":    {"matchmaker/api", "matchmaker/matching", "matchmaker/rating"},
	"matchmaker/matching": {"matchmaker/rating"},
	"matchmaker/whatif":   {"matchmaker/matching", "matchmaker/rating"},
	"matchmaker/rating":   {},
	"matchmaker/lan":      {},
	"matchmaker/names":    {"matchmaker/api"},
	"matchmaker/store":    {"matchmaker/api", "matchmaker/names", "matchmaker/rating", "inplace", "wallclock"},
	"client":              {"game", "server/wire"},
	"client/example":      {"game", "client", "matchmaker/api", "printable"},
	"client/alone": {
		"game", "ai", "ai/recording", "assets", "client", "private", "server", "server/embedded", "server/wire",
		"shard/journal", "shard/replay",
	},
	"client/inside":    {"game", "client", "server/wire", "shard/replay"},
	"client/commander": {"game", "ai", "client", "server/wire", "matchmaker/api"},
	"client/loadtest":  {"game", "ai", "client", "client/commander", "server/wire", "matchmaker/api"},
	"client/term":      {"game", "client", "printable", "shard/replay"},
	"client/picture":   {"game"},
	"client/screen": {
		"game", "printable", "client", "assets", "shard/replay", "matchmaker/api",
		"client/screen/draw", "client/screen/field", "client/screen/pages", "client/screen/viewer",
	},
	"client/screen/draw":  {"game", "assets"},
	"client/screen/join":  {"client", "client/commander", "matchmaker/api"},
	"client/web":          {},
	"client/screen/field": {"game", "client", "assets", "client/screen/draw"},
	"client/screen/pages": {"game", "client", "assets", "shard/replay", "matchmaker/api"},
	"client/screen/viewer": {
		"game", "client", "shard/replay", "client/screen/draw", "client/screen/field",
		"client/screen/pages",
	},
	"lab/attack":   {"game", "client/loadtest", "server/wire", "matchmaker/api", "lab/rawpeer"},
	"lab/baseline": {},
	"lab/bench": {
		"game", "ai", "ai/league", "assets", "client", "client/commander", "client/loadtest",
		"matchmaker", "matchmaker/api",
		"matchmaker/matching", "matchmaker/rating",
		"server", "server/httpd", "server/lifecycle", "server/relay", "server/wire",
		"shard", "shard/journal", "shard/registry",
		"lab/baseline", "lab/trace",
	},
	"lab/browsertest": {},
	"lab/consultest":  {},
	"lab/failover": {
		"client/loadtest", "lab/bench", "matchmaker/api", "shard/journal/etcd", "shard/journal/etcd/keeper",
		"shard/registry",
	},
	"lab/pathbench": {"game", "assets"},
	"lab/pgtest":    {},
	"lab/rawpeer":   {},
	"lab/trace":     {"game"},
}

// owners says which library is imported by which room alone, and so hidden by it.
var owners = map[string][]string{
	"github.com/quic-go/":              {"server/wire", "lab"},
	"github.com/vmihailenco/msgpack":   {"server/wire"},
	"github.com/hajimehoshi/ebiten":    {"client/screen", "client/cmd/muster-play"},
	"github.com/hashicorp/consul":      {"shard/registry/consul"},
	"go.etcd.io/":                      {"shard/journal/etcd"},
	"github.com/gorilla/websocket":     {"lab", "server/botdoor", "server/wire"},
	"modernc.org/sqlite":               {"matchmaker/store", "server/history"},
	"github.com/jackc/pgx":             {"matchmaker/store"},
	"github.com/danielgtaylor/huma":    {"matchmaker/rest"},
	"github.com/wneessen/go-mail":      {"matchmaker/notices"},
	"github.com/SherClockHolmes/":      {"matchmaker/notices"},
	"github.com/emersion/go-smtp":      {},
	"github.com/hashicorp/mdns":        {"matchmaker/lan"},
	"github.com/miekg/dns":             {"matchmaker/lan"},
	"github.com/golang-jwt/jwt":        {"matchmaker/api", "matchmaker/rest"},
	"github.com/goccy/go-yaml":         {"assets"},
	"go.mau.fi/util":                   {"matchmaker/names"},
	"github.com/tetratelabs/wazero":    {"ai/plugin"},
	"github.com/realclientip/":         {"clientip"},
	"github.com/containerd/cgroups":    {"server/cluster/limit"},
	"github.com/opencontainers/":       {"server/cluster/limit"},
	"github.com/alecthomas/kong":       {"server/cmd", "client/cmd"},
	"github.com/prometheus/prometheus": {"server/alerts"},
	"github.com/charmbracelet/":        {"client/term"},
	"charm.land/":                      {"client/term"},
	"github.com/stretchr/testify":      {},
	"golang.org/x/tools/":              {"shard/simulate/mutants"},
	"pgregory.net/rapid":               {},
	"github.com/creack/pty":            {},
	"github.com/chromedp/":             {"lab/browsertest"},
	"github.com/andybalholm/brotli":    {"client/cmd/muster-pack"},
	"go.uber.org/goleak":               {},
	"github.com/grafana/":              {},
	"github.com/rogpeppe/go-internal/": {},
}

func TestArrows(t *testing.T) {
	seen := 0
	eachImport(t, func(room, file, imported string) {
		if ours, ok := strings.CutPrefix(imported, "muster/"); ok {
			seen++
			require.NotContains(t, ours, "/cmd/", "%s: nobody imports a program", file)
			if free(room) {
				return
			}
			require.Contains(t, allowed(t, room), room2(ours, room),
				"%s: %s may not import %s (docs/architecture.md, the arrows)", file, room, ours)
		}
		for lib, rooms := range owners {
			if strings.HasPrefix(imported, lib) {
				require.True(t, under(room, rooms), "%s: only %v may import %s", file, rooms, lib)
			}
		}
	})
	require.Greater(t, seen, 20, "the test must have read the house")
}

// room2 folds a room under the importing room's own roof into that room: client/screen/kit is part of client/screen.
func room2(imported, importer string) string {
	for room := range arrows {
		if strings.HasPrefix(imported, room+"/") && strings.HasPrefix(importer+"/", room+"/") &&
			arrows[imported] == nil {
			return importer
		}
	}
	return imported
}

func free(room string) bool {
	return strings.Contains(room, "/cmd/") || room == "shard/simulate" || room == "shard/simulate/mutants/overlay" ||
		room == "docs/outside" || room == "."
}

// allowed is the row of the nearest listed room, with that room itself.
func allowed(t *testing.T, room string) []string {
	for r := room; r != "."; r = path.Dir(r) {
		if row, ok := arrows[r]; ok {
			return append([]string{room}, row...)
		}
	}
	require.Fail(t, "a new room needs a row in the arrows, and a line on the map and an arrow in docs/architecture.md",
		room)
	return nil
}

func under(room string, roofs []string) bool {
	for _, r := range roofs {
		if room == r || strings.HasPrefix(room, r+"/") {
			return true
		}
	}
	return false
}

// eachImport calls f for each import of each source file that is not a test.
func eachImport(t *testing.T, f func(room, file, imported string)) {
	eachSource(t, func(file string, src []byte) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		ast, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range ast.Imports {
			f(path.Dir(file), file, strings.Trim(spec.Path.Value, `"`))
		}
	})
}

func eachSource(t *testing.T, f func(file string, src []byte)) {
	err := fs.WalkDir(house, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" ||
			d.Name() == "data") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		src, err := fs.ReadFile(house, file)
		if err == nil {
			f(file, src)
		}
		return err
	})
	require.NoError(t, err)
}
