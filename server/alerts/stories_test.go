package alerts

import (
	"os"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/docs/monitoring"
)

// stories is a file for promtool test rules, as far as those of the shipped rules use its form.
type stories struct {
	Files []string `yaml:"rule_files"`
	Every string   `yaml:"evaluation_interval"`
	Tests []story
}

type story struct {
	Interval string
	Input    []struct{ Series, Values string } `yaml:"input_series"`
	Expects  []struct {
		Expr string
		At   string `yaml:"eval_time"`
		Want []struct {
			Labels string
			Value  float64
		} `yaml:"exp_samples"`
	} `yaml:"promql_expr_test"`
}

func shipped(t testing.TB) []*Rule {
	rules, err := Parse(monitoring.RulesFile, monitoring.Rules)
	require.NoError(t, err)
	return rules
}

// The stories that promtool judges Prometheus's evaluation of the shipped rules by hold of ours, too, and there is one
// of each alert.
func TestOurEvaluationIsPrometheuss(t *testing.T) {
	const file = "../../docs/monitoring/muster.rules.test.yml"
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	var all stories
	require.NoError(t, assets.Decode(file, b, &all))
	every, told := duration(t, all.Every), map[string]int{}
	for _, s := range all.Tests {
		require.Equal(t, every, duration(t, s.Interval))
		s.tell(t, every, told)
	}
	for _, r := range shipped(t) {
		require.Positive(t, told[r.Name], "%s is never told to fire", r.Name)
	}
}

func duration(t *testing.T, s string) time.Duration {
	d, err := model.ParseDuration(s)
	require.NoError(t, err)
	return time.Duration(d)
}

// played is a series of a story.
type played struct {
	name   string
	of     labels.Labels
	values []parser.SequenceValue
}

// tell plays a story, and counts how often each alert was to fire.
func (s *story) tell(t *testing.T, every time.Duration, told map[string]int) {
	var input []played
	for _, in := range s.Input {
		of, values, err := parser.ParseSeriesDesc(in.Series + " " + in.Values)
		require.NoError(t, err)
		input = append(input, played{of.Get(labels.MetricName), of, values})
	}
	w := New(shipped(t))
	for tick, checked := 0, 0; checked < len(s.Expects); tick++ {
		at := time.Duration(tick) * every
		now := time.Unix(0, 0).Add(at).UTC()
		w.samples.begin()
		for _, in := range input {
			if tick < len(in.values) && !in.values[tick].Omitted {
				w.samples.add(now.UnixMilli(), in.name, in.of, in.values[tick].Value)
			}
		}
		w.samples.end(now.UnixMilli())
		_, err := w.judge(t.Context(), now)
		require.NoError(t, err)
		for _, e := range s.Expects {
			if duration(t, e.At) != at {
				continue
			}
			checked++
			asked, err := parser.ParseMetric(e.Expr)
			require.NoError(t, err)
			want := []string{}
			for _, sample := range e.Want {
				of, err := parser.ParseMetric(sample.Labels)
				require.NoError(t, err)
				want = append(want, labels.NewBuilder(of).Del(labels.MetricName, "alertstate").Labels().String())
				told[of.Get("alertname")]++
			}
			require.Equal(t, want, w.firing(asked), "%s at %s", e.Expr, e.At)
		}
	}
}

// firing lists the alerts that fire and have some labels.
func (w *Watch) firing(asked labels.Labels) []string {
	found := []string{}
	for _, a := range w.Alerts() {
		of := labels.FromMap(a.Labels())
		is := a.State == Firing
		asked.Range(func(l labels.Label) {
			if l.Name != labels.MetricName && l.Name != "alertstate" && of.Get(l.Name) != l.Value {
				is = false
			}
		})
		if is {
			found = append(found, of.String())
		}
	}
	return found
}
