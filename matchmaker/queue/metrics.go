package queue

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the figures of rounds.
type metrics struct {
	waiting  prometheus.Gauge
	matches  prometheus.Gauge
	assign   prometheus.Histogram
	round    prometheus.Histogram
	database prometheus.Gauge
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
	if to != nil {
		to.MustRegister(m.waiting, m.matches, m.assign, m.round, m.database)
	}
	return m
}
