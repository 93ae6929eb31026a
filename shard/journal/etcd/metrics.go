package etcd

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard/journal"
)

// metrics count what became of appends.
type metrics struct {
	seconds   prometheus.Histogram
	conflicts prometheus.Counter
	unknown   prometheus.Counter
}

func newMetrics() *metrics {
	return &metrics{
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "muster_store_append_seconds",
			Help:    "Time from a record's append to its acknowledgement by the shared journal's servers.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		}),
		conflicts: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "muster_store_append_conflicts_total",
			Help: "Records that the shared journal refused, since another one stands in their place: " +
				"another shard wrote.",
		}),
		unknown: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "muster_store_append_unknown_total",
			Help: "Records of which no server of the shared journal told in time whether it has them.",
		}),
	}
}

func (m *metrics) count(took time.Duration, err error) {
	switch {
	case err == nil:
		m.seconds.Observe(took.Seconds())
	case errors.Is(err, journal.ErrConflict):
		m.conflicts.Inc()
	case !errors.Is(err, journal.ErrClosed):
		m.unknown.Inc()
	}
}

// Describe implements prometheus.Collector.
func (s *Store) Describe(to chan<- *prometheus.Desc) {
	for _, c := range []prometheus.Collector{s.metrics.seconds, s.metrics.conflicts, s.metrics.unknown} {
		c.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (s *Store) Collect(to chan<- prometheus.Metric) {
	for _, c := range []prometheus.Collector{s.metrics.seconds, s.metrics.conflicts, s.metrics.unknown} {
		c.Collect(to)
	}
}
