package server

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard"
)

// zoneMetrics reads the zones' plain counters when somebody asks.
type zoneMetrics struct{ shard *shard.Shard }

var (
	tickSeconds = prometheus.NewDesc("muster_tick_seconds", "Time that zones' ticks took, all zones together.", nil, nil)
	overruns    = prometheus.NewDesc("muster_tick_overruns_total", "Ticks that came over a period late; they are caught up.", nil, nil)
	records     = prometheus.NewDesc("muster_records_total", "Records that zones appended to the journal.", nil, nil)
	notAdmitted = prometheus.NewDesc("muster_orders_not_admitted_total", "Orders that zones did not take: malformed, or over a limit.", nil, nil)
	quarantined = prometheus.NewDesc("muster_matches_quarantined", "Matches that were stopped with a reason; the log and the status page tell it.", nil, nil)
)

// Describe implements prometheus.Collector.
func (z zoneMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{tickSeconds, overruns, records, notAdmitted, quarantined} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (z zoneMetrics) Collect(to chan<- prometheus.Metric) {
	s := z.shard.Stats()
	buckets, count := map[float64]uint64{}, uint64(0)
	s.TickTimes.Each(func(under time.Duration, n uint64) {
		count = n
		if under >= 64*time.Microsecond && under < time.Second {
			buckets[under.Seconds()] = n
		}
	})
	to <- prometheus.MustNewConstHistogram(tickSeconds, count, s.TickTimes.Sum().Seconds(), buckets)
	counter := func(d *prometheus.Desc, n uint64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n))
	}
	counter(overruns, s.Overruns.Load())
	counter(records, s.Records.Load())
	counter(notAdmitted, s.NotAdmitted.Load())
	to <- prometheus.MustNewConstMetric(quarantined, prometheus.GaugeValue, float64(len(z.shard.Quarantined())))
}
