package server

import (
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"muster/server/wire"
)

// doorMetrics reads what the door counts anyway when somebody asks.
type doorMetrics struct{ srv *Server }

var (
	retried = prometheus.NewDesc("muster_links_retried_total",
		"First packets answered with Retry; nothing is remembered of them.", nil, nil)
	begun = prometheus.NewDesc("muster_handshakes_total",
		"Handshakes begun by addresses that proved to be theirs.", nil, nil)
	failed   = prometheus.NewDesc("muster_handshakes_failed_total", "Handshakes that came to nothing.", nil, nil)
	halfOpen = prometheus.NewDesc("muster_links_half_open", "Handshakes under way.", nil, nil)
	unknown  = prometheus.NewDesc("muster_links_without_ticket",
		"Links that have shown no valid ticket yet.", nil, nil)
	warmHeld = prometheus.NewDesc("muster_warm_links",
		"Links that clients hold here in case this shard takes their matches over.", nil, nil)
	outboxLen = prometheus.NewDesc("muster_outbox_messages",
		"Control messages that wait for their clients, in all sessions together.", nil, nil)
)

// Describe implements prometheus.Collector.
func (d doorMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{retried, begun, failed, halfOpen, unknown, warmHeld, outboxLen} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (d doorMetrics) Collect(to chan<- prometheus.Metric) {
	var k wire.Handshakes
	if door, ok := d.srv.cfg.Listener.(wire.Door); ok {
		k = door.Handshakes()
	}
	tell := func(d *prometheus.Desc, t prometheus.ValueType, n float64) {
		to <- prometheus.MustNewConstMetric(d, t, n)
	}
	tell(retried, prometheus.CounterValue, float64(k.Retried))
	tell(begun, prometheus.CounterValue, float64(k.Begun))
	tell(failed, prometheus.CounterValue, float64(k.Failed))
	tell(halfOpen, prometheus.GaugeValue, float64(k.HalfOpen))
	tell(unknown, prometheus.GaugeValue, float64(d.srv.pendingLinks.count()))
	tell(warmHeld, prometheus.GaugeValue, float64(d.srv.warm.count()))
	tell(outboxLen, prometheus.GaugeValue, float64(d.srv.waiting()))
}

// waiting counts the control messages that clients have not taken.
func (s *Server) waiting() (n int) {
	s.mu.Lock()
	matches := slices.Collect(maps.Values(s.matches))
	s.mu.Unlock()
	for _, m := range matches {
		m.mu.Lock()
		for ses := range m.sessions {
			ses.mu.Lock()
			n += len(ses.outbox)
			ses.mu.Unlock()
		}
		m.mu.Unlock()
	}
	return n
}
