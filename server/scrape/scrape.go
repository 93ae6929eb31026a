// Package scrape reads what a process tells at /metrics, and makes of it the few figures that graphs are drawn of: what
// is there now, what counts up as a rate, and of what was timed how long all but a share of it took since the last
// reading.
package scrape

import (
	"fmt"
	"io"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// Figure is one that is made of a metric.
type Figure struct {
	Name     string
	Metric   string
	Label    [2]string // its name and value: only what has it counts; empty for all
	Rate     bool      // of a counter, or of how many a histogram timed: how much a second
	Quantile float64   // of a histogram: the share that took no longer, as 0.99; 0 for what is no histogram
	Greatest bool      // of all labels the greatest counts, not their sum
	Of       string    // of a rate: the metric whose rate it is a share of; empty for none
}

// Reader reads one process, again and again. It is used by one goroutine at a time.
type Reader struct {
	figures []Figure
	at      time.Time
	last    map[string]reading // by Figure.Name, of the reading before
}

// NewReader is one for these figures.
func NewReader(figures ...Figure) *Reader { return &Reader{figures: figures} }

// Read reads a page that was made at a moment. Of what has no value now there is none: what counts up has one from the
// second reading on, and what is timed only where something was.
func (r *Reader) Read(at time.Time, page io.Reader) (map[string]float64, error) {
	families, err := Families(page)
	if err != nil {
		return nil, err
	}
	return r.Figures(at, families), nil
}

// Families are all that a page has.
func Families(page io.Reader) (map[string]*dto.MetricFamily, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(io.LimitReader(page, maxPage))
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return families, nil
}

// Figures does what Read does, of a page that somebody has read.
func (r *Reader) Figures(at time.Time, families map[string]*dto.MetricFamily) map[string]float64 {
	values, now := map[string]float64{}, map[string]reading{}
	for _, f := range r.figures {
		got, there := gather(families[f.Metric], f)
		if !there {
			continue
		}
		if whole, there := gather(families[f.Of], Figure{}); there {
			got.of = whole.value
		}
		now[f.Name] = got
		before, again := r.last[f.Name]
		switch {
		case f.Quantile > 0 && again:
			if v, timed := got.quantile(f.Quantile, before); timed {
				values[f.Name] = v
			}
		case f.Of != "" && again:
			if whole := risen(got.of, before.of); whole > 0 {
				values[f.Name] = min(risen(got.value, before.value)/whole, 1)
			}
		case f.Rate && again && at.After(r.at):
			values[f.Name] = risen(got.value, before.value) / at.Sub(r.at).Seconds()
		case f.Quantile == 0 && !f.Rate && f.Of == "":
			values[f.Name] = got.value
		}
	}
	r.at, r.last = at, now
	return values
}

// risen is by how much a counter has; one that is lower is that of another process, which began at nothing.
func risen(now, before float64) float64 {
	if now < before {
		return now
	}
	return now - before
}

// reading is a metric as it was read, of all its labels together.
type reading struct {
	value   float64
	of      float64  // value of the metric that it is a share of
	buckets []bucket // of a histogram, in order
}

// bucket is how many took at most so long.
type bucket struct{ most, count float64 }

// gather adds up what has the label of a figure.
func gather(family *dto.MetricFamily, f Figure) (r reading, there bool) {
	for _, m := range family.GetMetric() {
		if f.Label[0] != "" && !has(m, f.Label) {
			continue
		}
		v := m.GetGauge().GetValue() + m.GetCounter().GetValue() + m.GetUntyped().GetValue() +
			float64(m.GetHistogram().GetSampleCount())
		if r.value += v; f.Greatest {
			r.value = max(r.value-v, v)
		}
		there = true
		for i, b := range m.GetHistogram().GetBucket() {
			if i == len(r.buckets) {
				r.buckets = append(r.buckets, bucket{most: b.GetUpperBound()})
			}
			r.buckets[i].count += float64(b.GetCumulativeCount())
		}
	}
	return r, there
}

func has(m *dto.Metric, label [2]string) bool {
	for _, l := range m.GetLabel() {
		if l.GetName() == label[0] {
			return l.GetValue() == label[1]
		}
	}
	return false
}
