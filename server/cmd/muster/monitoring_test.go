//go:build linux && !race

package main

import (
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"

	"muster/docs/monitoring"
	"muster/server/alerts"
	"muster/shard/journal/etcd/member"
	"muster/shard/registry/consul"
)

// ask is a query, and who asks it.
type ask struct{ by, query string }

// A Prometheus that was set up as docs/monitoring.md says finds all processes of a running system by itself, and gets
// data for every query of every dashboard and alert, though nothing is amiss; and every figure that a document names.
func TestEverythingThatIsWatchedIsThere(t *testing.T) {
	program, err := exec.LookPath("prometheus")
	if err != nil && os.Getenv("MUSTER_ALL") == "" {
		t.Skip("there is no prometheus here: .ci/setup test installs it")
	}
	require.NoError(t, err, "`.ci/setup test` installs it")
	s := newLiving(t)
	s.args = []string{"--shards", "2"}
	s.up(t)
	p := startPrometheus(t, program, s.admin, startStore(t), startConsulReader(t))
	var left []ask
	t.Cleanup(func() {
		for _, a := range left {
			t.Errorf("no data: %s: %s", a.by, a.query)
		}
	})
	left = append(ofDashboards(t), ofAlerts(t)...)
	require.Eventually(t, func() bool {
		body(t, "http://"+s.http+"/v1/modes") // what nobody asked for yet is not counted yet
		left = slices.DeleteFunc(left, func(a ask) bool { return p.has(t, a.query) })
		return len(left) == 0
	}, patience, 500*time.Millisecond, "%s", s.log)
	var rules struct {
		Groups []struct {
			Rules []struct{ Name, Health, LastError string }
		}
	}
	p.get(t, "rules", &rules)
	n := 0
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			n++
			require.Equal(t, "ok", r.Health, "%s: %s", r.Name, r.LastError)
		}
	}
	require.Greater(t, n, 50)
	p.knows(t, documentedFigures(t))
}

// startStore is a server of a store, which shows figures where `muster store` has --http.
func startStore(t *testing.T) (figures string) {
	_, figures = freePorts(t)
	m, err := member.Start(member.Config{
		Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0", HTTP: figures,
	})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	return figures
}

// startConsulReader shows what every process shows that has Consul as its registry, here without Consul.
func startConsulReader(t *testing.T) (figures string) {
	r, err := consul.Open(consul.Config{Addr: "127.0.0.1:1", TTL: time.Minute, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	own := prometheus.NewRegistry()
	require.NoError(t, own.Register(r))
	page := httptest.NewServer(promhttp.HandlerFor(own, promhttp.HandlerOpts{}))
	t.Cleanup(page.Close)
	return strings.TrimPrefix(page.URL, "http://")
}

const monitored = "../../../docs/monitoring"

// watcher is a running Prometheus.
type watcher struct{ at string }

// startPrometheus runs one with the shipped files, whose addresses are changed, and whose ten seconds are one.
func startPrometheus(t *testing.T, program, admin, store, reader string) watcher {
	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join(monitored, "prometheus.yml"))
	require.NoError(t, err)
	config := string(text)
	for before, after := range map[string]string{"127.0.0.1:7490": admin, "127.0.0.1:2381": store, " 10s": " 1s"} {
		require.Contains(t, config, before)
		config = strings.ReplaceAll(config, before, after)
	}
	config += "- job_name: reader\n  static_configs: [{targets: [\"" + reader + "\"]}]\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "prometheus.yml"), []byte(config), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, monitoring.RulesFile), monitoring.Rules, 0o600))
	_, at := freePorts(t)
	var log lines
	cmd := exec.CommandContext(t.Context(), program, "--config.file", filepath.Join(dir, "prometheus.yml"),
		"--storage.tsdb.path", filepath.Join(dir, "data"), "--web.listen-address", at, "--log.level", "warn")
	cmd.Stdout, cmd.Stderr = &log, &log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return watcher{"http://" + at + "/api/v1/"}
}

// get asks Prometheus; it is false while that does not answer.
func (w watcher) get(t *testing.T, path string, to any) bool {
	r, err := http.Get(w.at + path)
	if err != nil {
		return false
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	if r.StatusCode == http.StatusServiceUnavailable { // it is starting
		return false
	}
	require.Equal(t, http.StatusOK, r.StatusCode, "%s: %s", path, b)
	require.NoError(t, json.Unmarshal(b, &struct{ Data any }{to}))
	return true
}

// has reports whether a query has data.
func (w watcher) has(t *testing.T, query string) bool {
	var data struct{ Result []any }
	return w.get(t, "query?query="+url.QueryEscape(query), &data) && len(data.Result) > 0
}

func (w watcher) knows(t *testing.T, figures []string) {
	var names []string
	require.True(t, w.get(t, "label/__name__/values", &names))
	for _, f := range figures {
		there := slices.ContainsFunc(names, func(n string) bool {
			return n == f || slices.Contains([]string{f + "_bucket", f + "_count", f + "_sum"}, n)
		})
		require.True(t, there, "a document names %s, which nobody shows", f)
	}
}

// exported are functions of plug-ins, which are no figures.
var exported = []string{"muster_explain", "muster_abi"}

// documentedFigures are those that documents name.
func documentedFigures(t *testing.T) (all []string) {
	in := os.DirFS("../../../docs")
	docs, err := fs.Glob(in, "*.md")
	require.NoError(t, err)
	for _, doc := range docs {
		b, err := fs.ReadFile(in, doc)
		require.NoError(t, err)
		named := regexp.MustCompile(`\b(?:etcd|muster)_[a-z_]*[a-z]\b`).FindAllString(string(b), -1)
		all = append(all, slices.DeleteFunc(named, func(n string) bool { return slices.Contains(exported, n) })...)
	}
	require.Greater(t, len(all), 50)
	return all
}

// ofDashboards are the queries of all dashboards, as Grafana would ask them.
func ofDashboards(t *testing.T) (all []ask) {
	in := os.DirFS(monitored)
	boards, err := fs.Glob(in, "grafana/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, boards)
	fill := strings.NewReplacer("$__rate_interval", "5s", "$node", ".*")
	for _, board := range boards {
		b, err := fs.ReadFile(in, board)
		require.NoError(t, err)
		var d struct {
			Panels []struct {
				Title, Type string
				Targets     []struct{ Expr string }
			}
		}
		require.NoError(t, json.Unmarshal(b, &d), board)
		for _, p := range d.Panels {
			require.True(t, p.Type == "row" || len(p.Targets) > 0, "%s: %s asks nothing", board, p.Title)
			for _, q := range p.Targets {
				all = append(all, ask{filepath.Base(board) + ": " + p.Title, fill.Replace(q.Expr)})
			}
		}
	}
	require.Greater(t, len(all), 80)
	return all
}

// ofAlerts are the expressions of all alerts, in such a form that they have data also while nothing is amiss.
func ofAlerts(t *testing.T) (all []ask) {
	rules, err := alerts.Parse(monitoring.RulesFile, monitoring.Rules)
	require.NoError(t, err)
	for _, r := range rules {
		expr, err := parser.ParseExpr(r.Expr)
		require.NoError(t, err)
		for _, part := range parts(expr) {
			all = append(all, ask{r.Name, part.String()})
		}
	}
	return all
}

// parts has comparisons give 0 or 1, and asks for both sides of "unless" by themselves.
func parts(expr parser.Expr) []parser.Expr {
	if b, ok := expr.(*parser.BinaryExpr); ok && b.Op == parser.LUNLESS {
		return append(parts(b.LHS), parts(b.RHS)...)
	}
	parser.Inspect(expr, func(n parser.Node, _ []parser.Node) error {
		if b, ok := n.(*parser.BinaryExpr); ok && b.Op.IsComparisonOperator() {
			b.ReturnBool = true
		}
		return nil
	})
	return []parser.Expr{expr}
}
