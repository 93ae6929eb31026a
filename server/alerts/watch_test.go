package alerts

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

const two = `
groups:
- name: g
  rules:
  - {alert: Down, expr: 'up == 0', for: 10s, annotations: {summary: "Down", summary_zh: "宕机"}}
  - {alert: Slow, expr: 'histogram_quantile(0.5, rate(took_seconds_bucket[1m])) > 1'}
`

func parsed(t testing.TB, text string) []*Rule {
	rules, err := Parse("rules.yml", []byte(text))
	require.NoError(t, err)
	return rules
}

// shows is what a process with some metrics shows.
func shows(t testing.TB, all ...prometheus.Collector) map[string]*dto.MetricFamily {
	r := prometheus.NewRegistry()
	for _, c := range all {
		require.NoError(t, r.Register(c))
	}
	list, err := r.Gather()
	require.NoError(t, err)
	families := map[string]*dto.MetricFamily{}
	for _, f := range list {
		families[f.GetName()] = f
	}
	return families
}

func states(all []Alert) (said []string) {
	for _, a := range all {
		said = append(said, fmt.Sprintf("%s %s %s", a.Rule.Name, a.Of["node"], a.State))
	}
	return said
}

// An alert is pending, fires, is over when what it was about is well again or gone, is shown for an hour, and begins
// anew.
func TestAnAlertFromItsBeginningToItsEnd(t *testing.T) {
	w, now := New(parsed(t, two)), time.Unix(1000, 0)
	step := func(after time.Duration, answers ...bool) (changed, is []string) {
		now = now.Add(after)
		var all []Scrape
		for i, well := range answers {
			s := Scrape{Job: "muster", Node: fmt.Sprintf("shard-%d", i+1), Role: "shard"}
			if well {
				s.Families = map[string]*dto.MetricFamily{}
			}
			all = append(all, s)
		}
		news, err := w.Step(t.Context(), now, all)
		require.NoError(t, err)
		return states(news), states(w.Alerts())
	}
	changed, is := step(0, true, true)
	require.Empty(t, changed)
	require.Empty(t, is)
	changed, is = step(Every, true, false)
	require.Empty(t, changed)
	require.Equal(t, []string{"Down shard-2 pending"}, is)
	_, is = step(Every, true, true)
	require.Empty(t, is, "what never fired is not over, it never was")
	step(Every, true, false)
	step(Every, true, false)
	changed, is = step(Every, true, false)
	require.Equal(t, []string{"Down shard-2 firing"}, changed)
	require.Equal(t, changed, is)
	changed, _ = step(Every, true, false)
	require.Empty(t, changed, "it is told once")
	changed, is = step(Every, true)
	require.Equal(t, []string{"Down shard-2 resolved"}, changed, "a process that nobody lists is gone")
	require.Equal(t, changed, is)
	_, is = step(shownFor, true)
	require.Empty(t, is)
	for range 3 {
		changed, _ = step(Every, true, false)
	}
	require.Equal(t, []string{"Down shard-2 firing"}, changed)
}

// Histograms come as Prometheus has them, and a label that a process shows does not hide whose it is.
func TestWhatAProcessShowsIsReadAsPrometheusReadsIt(t *testing.T) {
	w, now := New(parsed(t, two)), time.Unix(1000, 0)
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "took_seconds", Buckets: []float64{1, 4}},
		[]string{"node"})
	for range 20 {
		now = now.Add(Every)
		took.WithLabelValues("of its own").Observe(3)
		_, err := w.Step(t.Context(), now, []Scrape{{"muster", "shard-1", "shard", shows(t, took)}})
		require.NoError(t, err)
	}
	all := w.Alerts()
	require.Len(t, all, 1)
	require.Equal(t, "Slow", all[0].Rule.Name)
	require.Equal(t, map[string]string{
		"job": "muster", "node": "shard-1", "role": "shard", "exported_node": "of its own",
	}, all[0].Of)
	require.InDelta(t, 2.5, all[0].Value, 0.01)
	require.Equal(t, "Slow", all[0].Labels()["alertname"])
	require.Equal(t, "宕机", w.Rules()[0].Text("summary", "zh"))
	require.Equal(t, "Down", w.Rules()[0].Text("summary", "fr"))
}

// What is kept is what rules look back to, however long it goes on.
func TestNothingIsKeptThatNoRuleLooksAt(t *testing.T) {
	w, now := New(parsed(t, two)), time.Unix(1000, 0)
	other := prometheus.NewCounter(prometheus.CounterOpts{Name: "other"})
	took := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "took_seconds", Buckets: []float64{1}})
	for range 200 {
		now = now.Add(Every)
		_, err := w.Step(t.Context(), now, []Scrape{{"muster", "shard-1", "shard", shows(t, other, took)}})
		require.NoError(t, err)
	}
	kept := 0
	for _, s := range w.samples.series {
		kept += len(s.points)
		require.Contains(t, []string{"up", "took_seconds_bucket"}, s.name)
	}
	require.LessOrEqual(t, kept, 3*int(2*time.Minute/Every+1))
	now = now.Add(Every)
	_, err := w.Step(t.Context(), now.Add(time.Hour), nil)
	require.NoError(t, err)
	_, err = w.Step(t.Context(), now.Add(2*time.Hour), nil)
	require.NoError(t, err)
	require.Empty(t, w.samples.series)
	require.Empty(t, w.samples.byName)
}

func TestRulesThatCannotBeReadSayWhy(t *testing.T) {
	rule := func(s string) string { return "groups:\n- name: g\n  rules:\n  - {" + s + "}\n" }
	for text, why := range map[string]string{
		"groups: [{name: g, wrong: 1}]":                         "rules.yml:1:",
		rule(`alert: A, expr: 'up =='`):                         `alert "A" of group "g": expr:`,
		rule(`alert: A, expr: up, for: soon`):                   "for:",
		rule(`alert: A B, expr: up`):                            "letters",
		rule(`alert: A, expr: '1'`):                             "no metric",
		rule(`alert: A, expr: 'rate(up[1d])'`):                  "at most",
		rule(`alert: A, expr: 'up offset 5h'`):                  "at most",
		rule(`alert: A, expr: up`) + `  - {alert: A, expr: up}`: "two alerts",
	} {
		_, err := Parse("rules.yml", []byte(text))
		require.ErrorContains(t, err, why, text)
	}
}

// The shipped rules are whole: each says how bad it is, what it means and what to do, in both languages.
func TestEachShippedAlertSaysWhatToDo(t *testing.T) {
	for _, r := range shipped(t) {
		require.Contains(t, []string{"critical", "warning", "info"}, r.Severity(), r.Name)
		for _, what := range []string{"summary", "meaning", "action"} {
			require.NotEmpty(t, r.Texts[what], "%s: %s", r.Name, what)
			require.NotEmpty(t, r.Texts[what+"_zh"], "%s: %s", r.Name, what)
			require.False(t, strings.Contains(r.Texts[what], "{{"), "%s: here nothing fills templates in", r.Name)
		}
		require.Len(t, r.Texts, 6, r.Name)
	}
}

// A Board is fed as often as anybody likes, and evaluates as often as it should.
func TestABoardEvaluatesInItsTime(t *testing.T) {
	said, asked, now := []string{}, 0, time.Unix(1000, 0)
	b := NewBoard(BoardConfig{Rules: parsed(t, two), Log: slog.New(slog.DiscardHandler), Changed: func(all []Alert) {
		said = append(said, states(all)...)
	}})
	for range 20 {
		b.Feed(t.Context(), now, func() []Scrape {
			asked++
			return []Scrape{{Job: "muster", Node: "shard-1", Role: "shard"}}
		})
		now = now.Add(time.Second)
	}
	require.Equal(t, 4, asked)
	require.Equal(t, []string{"Down shard-1 firing"}, said)
	at, all := b.Now()
	require.Equal(t, time.Unix(1015, 0), at)
	require.Equal(t, said, states(all))
}

// What fifty shards show costs little.
func BenchmarkStep(b *testing.B) {
	families := shows(b, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for name := range names(shipped(b)) {
		if base, ok := strings.CutSuffix(name, "_bucket"); ok {
			h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: base})
			h.Observe(1)
			families[base] = shows(b, h)[base]
		} else if families[name] == nil {
			families[name] = shows(b, prometheus.NewCounter(prometheus.CounterOpts{Name: name}))[name]
		}
	}
	var all []Scrape
	for i := range 50 {
		all = append(all, Scrape{"muster", fmt.Sprint("shard-", i), "shard", families})
	}
	w, now := New(shipped(b)), time.Unix(1000, 0)
	for b.Loop() {
		now = now.Add(Every)
		if _, err := w.Step(b.Context(), now, all); err != nil {
			b.Fatal(err)
		}
	}
	points := 0
	for _, s := range w.samples.series {
		points += cap(s.points)
	}
	b.ReportMetric(float64(len(w.samples.series)), "series")
	b.ReportMetric(float64(points*16)/1e6, "MB-points")
}

// One answer that is late does not begin an alert on what a process says of itself anew; that it is gone ends it.
func TestALateAnswerEndsNoAlert(t *testing.T) {
	w, now := New(parsed(t, `
groups:
- name: g
  rules:
  - {alert: Full, expr: 'full == 1', for: 20s}
`)), time.Unix(1000, 0)
	full := prometheus.NewGauge(prometheus.GaugeOpts{Name: "full"})
	full.Set(1)
	step := func(answers bool) []string {
		now = now.Add(Every)
		s := Scrape{Job: "muster", Node: "shard-1", Role: "shard"}
		if answers {
			s.Families = shows(t, full)
		}
		changed, err := w.Step(t.Context(), now, []Scrape{s})
		require.NoError(t, err)
		return states(changed)
	}
	for _, answers := range []bool{true, true, false, true} {
		require.Empty(t, step(answers))
	}
	require.Equal(t, []string{"Full shard-1 firing"}, step(true))
	for range missedMost {
		require.Empty(t, step(false))
	}
	require.Equal(t, []string{"Full shard-1 resolved"}, step(false))
}
