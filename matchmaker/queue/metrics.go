package queue

import (
	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/matching"
)

// metrics are the figures of rounds.
type metrics struct {
	waiting  prometheus.Gauge
	matches  prometheus.Gauge
	assign   prometheus.Histogram
	round    prometheus.Histogram
	database prometheus.Gauge
	balance  *prometheus.CounterVec
	strained *prometheus.GaugeVec
}

func newMetrics(to prometheus.Registerer) *metrics {
	m := &metrics{
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_matchmaker_tickets_waiting", Help: "Tickets in line at the last round of matching.",
		}),
		matches: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_matchmaker_matches", Help: "Matches that run.",
		}),
		assign: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "muster_matchmaker_assign_seconds", Help: "Time from a ticket's creation to its assignment.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300},
		}),
		round: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "muster_matchmaker_round_seconds", Help: "Time of one round of matching.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1},
		}),
		database: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_matchmaker_database_bytes",
			Help: "Size of the database: of SQLite's file and its log, or as PostgreSQL tells it.",
		}),
	}
	m.balance = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "muster_matchmaker_balance_moves_total",
		Help: "Matches that were to leave a strained shard, by what strains it and by what came of it.",
	}, []string{"reason", "outcome"})
	m.strained = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "muster_matchmaker_strained_shards",
		Help: "Strained shards, by whether matches leave them (moves) or none can (none); the leader's.",
	}, []string{"relief"})
	m.begin()
	if to != nil {
		to.MustRegister(m.waiting, m.matches, m.assign, m.round, m.database, m.balance, m.strained)
	}
	return m
}

// begin shows every figure at 0: of one that first shows when it is 1 nobody can say that it grew.
func (m *metrics) begin() {
	for _, cause := range []matching.Cause{matching.LongTicks, matching.BusyProcessors} {
		for _, came := range []string{moveDone, moveGone, moveRefused, moveFailed} {
			m.balance.WithLabelValues(string(cause), came)
		}
	}
	for _, relief := range []string{"moves", "none"} {
		m.strained.WithLabelValues(relief)
	}
}
