package server

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"muster/game"
	"muster/server/wire"
)

// metrics are what operators see. Every label comes from a closed list.
type metrics struct {
	ticks, frames, skipped, viewBytes, panics prometheus.Counter
	sessions, matches                         prometheus.Gauge
	orders, refused                           *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "muster", Name: name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "muster", Name: name, Help: help})
	}
	vec := func(name, label, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "muster", Name: name, Help: help}, []string{label})
	}
	m := &metrics{
		ticks:     counter("publications_total", "Publications taken up by the feeds of all matches."),
		frames:    counter("frames_sent_total", "Views sent to clients."),
		skipped:   counter("frames_skipped_total", "Wake-ups of a session that had no newer view to send."),
		viewBytes: counter("view_bytes_total", "Bytes of the views sent to clients."),
		panics:    counter("commander_panics_total", "Turns that AI commanders lost to a panic."),
		sessions:  gauge("sessions", "Sessions of players and spectators."),
		matches:   gauge("matches", "Matches that run here."),
		orders:    vec("orders_total", "outcome", "Orders of players by what became of them."),
		refused:   vec("joins_refused_total", "reason", "Links that were not let in, by reason."),
	}
	if r == nil {
		return m, nil
	}
	var err error
	for _, c := range []prometheus.Collector{
		m.ticks, m.frames, m.skipped, m.viewBytes, m.panics, m.sessions, m.matches, m.orders, m.refused,
	} {
		err = errors.Join(err, r.Register(c))
	}
	return m, err
}

// outcome is a refusal's key; what a peer made up is one of the others, so that it cannot make up labels.
func outcome(r game.Refusal) string {
	if r < game.Refusals {
		return r.String()
	}
	return "other"
}

var reasons = [wire.Reasons]string{
	wire.Left: "left", wire.BadMessage: "bad_message", wire.BadTicket: "bad_ticket", wire.TicketSpent: "ticket_spent",
	wire.UnknownMatch: "unknown_match", wire.MatchEnded: "match_ended", wire.SeatTaken: "seat_taken",
	wire.VersionTooOld: "version_too_old", wire.VersionTooNew: "version_too_new",
	wire.TooManyRequests: "too_many_requests", wire.ShuttingDown: "shutting_down", wire.Quarantined: "quarantined",
	wire.TimedOut: "timed_out", wire.Internal: "internal",
}

func reasonName(r wire.Reason) string {
	if int(r) < len(reasons) && reasons[r] != "" {
		return reasons[r]
	}
	return "other"
}
