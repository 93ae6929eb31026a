package alerts

import (
	"math"
	"strconv"

	dto "github.com/prometheus/client_model/go"
)

// each calls f for each sample of a metric: its name, a label that it has of its own, if any, and its value.
func each(base string, m *dto.Metric, f func(name, label, of string, v float64)) {
	switch {
	case m.Gauge != nil:
		f(base, "", "", m.Gauge.GetValue())
	case m.Counter != nil:
		f(base, "", "", m.Counter.GetValue())
	case m.Untyped != nil:
		f(base, "", "", m.Untyped.GetValue())
	case m.Histogram != nil:
		whole := false
		for _, b := range m.Histogram.Bucket {
			whole = whole || math.IsInf(b.GetUpperBound(), 1)
			f(base+"_bucket", "le", number(b.GetUpperBound()), float64(b.GetCumulativeCount()))
		}
		if !whole {
			f(base+"_bucket", "le", "+Inf", float64(m.Histogram.GetSampleCount()))
		}
		f(base+"_count", "", "", float64(m.Histogram.GetSampleCount()))
		f(base+"_sum", "", "", m.Histogram.GetSampleSum())
	case m.Summary != nil:
		for _, q := range m.Summary.Quantile {
			f(base, "quantile", number(q.GetQuantile()), q.GetValue())
		}
		f(base+"_count", "", "", float64(m.Summary.GetSampleCount()))
		f(base+"_sum", "", "", m.Summary.GetSampleSum())
	}
}

// number is written as the exposition format does.
func number(v float64) string {
	if math.IsInf(v, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
