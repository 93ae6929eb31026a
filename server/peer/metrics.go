package peer

import (
	"errors"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what operators see.
type metrics struct {
	peers          *Peers
	silent, closed atomic.Uint64 // matches taken over
	moves          *prometheus.CounterVec
	gap            prometheus.Histogram
}

var (
	heardAge = prometheus.NewDesc("muster_heartbeat_age_seconds",
		"How long ago another shard of the journal was heard, by this one's own ticks.", []string{"peer"}, nil)
	falseAlarms = prometheus.NewDesc("muster_false_alarms_total",
		"Alarms after which the owner was heard again within seconds.", nil, nil)
	standbyLag = prometheus.NewDesc("muster_standby_lag_ticks",
		"How many ticks the standby that is furthest behind was behind when it last answered.", nil, nil)
	without = prometheus.NewDesc("muster_matches_without_standby",
		"Matches that run here and that nobody stands by for.", nil, nil)
	standing = prometheus.NewDesc("muster_standing_by", "Matches of others that this shard stands by for.", nil, nil)

	overSilence = takenOver(causeSilence)
	overClosed  = takenOver(causeClosed)
)

// What comes of matches that are to be handed over, as it is counted.
const (
	moveDone      = "done"
	moveRefused   = "refused"
	moveFailed    = "failed"
	moveTakenBack = "taken_back"
)

// takenOver describes the take-overs of one cause; the door counts those of other causes.
func takenOver(cause string) *prometheus.Desc {
	return prometheus.NewDesc("muster_takeovers_total", "Matches that were taken over, by cause.", nil,
		prometheus.Labels{"cause": cause})
}

func newMetrics(p *Peers, r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		peers: p,
		moves: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "muster", Name: "moves_total", Help: "Matches that were to be handed over, by what came of it.",
		}, []string{"outcome"}),
		gap: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "muster", Name: "handover_gap_seconds",
			Help:    "From when a match was let go here until its new owner had it: two records.",
			Buckets: []float64{.005, .01, .02, .03, .05, .075, .1, .15, .2, .3, .5, 1, 2},
		}),
	}
	p.trust.refused = prometheus.NewCounter(prometheus.CounterOpts{
		Namespace: "muster", Name: "peer_calls_refused_total",
		Help: "Calls for peers alone without a token of theirs that is good and new.",
	})
	for _, outcome := range []string{moveDone, moveRefused, moveFailed, moveTakenBack} {
		m.moves.WithLabelValues(outcome) // at 0: of what first shows at 1 nobody can say that it grew
	}
	if r == nil {
		return m, nil
	}
	return m, errors.Join(r.Register(m), r.Register(m.moves), r.Register(m.gap), r.Register(p.trust.refused))
}

func (m *metrics) tookOver(cause string) {
	if cause == causeClosed {
		m.closed.Add(1)
	} else {
		m.silent.Add(1)
	}
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		heardAge, falseAlarms, standbyLag, without, standing, overSilence, overClosed,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(to chan<- prometheus.Metric) {
	p := m.peers
	p.mu.Lock()
	defer p.mu.Unlock()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v uint64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v))
	}
	for id, other := range p.core.peers {
		if other.began != 0 {
			gauge(heardAge, p.core.watch.Silence(process(id, other.began)).Seconds(), id)
		}
	}
	lag, alone := uint32(0), 0
	for _, o := range p.core.own {
		lag = max(lag, o.lag)
		if !o.accepted {
			alone++
		}
	}
	gauge(standbyLag, float64(lag))
	gauge(without, float64(alone))
	gauge(standing, float64(len(p.core.kept)))
	count(falseAlarms, uint64(p.core.falseAlarms))
	count(overSilence, m.silent.Load())
	count(overClosed, m.closed.Load())
}
