package server

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"muster/game"
	"muster/server/wire"
)

// metrics are what operators see. Every label comes from a closed list.
type metrics struct {
	ticks, frames, skipped, viewBytes, panics, overruns, unasked prometheus.Counter
	sessions                                                     *prometheus.GaugeVec
	orders, refused, ended                                       *prometheus.CounterVec
	badAcks, talk, packets, lost, redirects                      prometheus.Counter
	rtt                                                          prometheus.Histogram
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "muster", Name: name, Help: help})
	}
	vec := func(name, label, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "muster",
			Name:      name, Help: help,
		}, []string{label})
	}
	m := &metrics{
		ticks:     counter("publications_total", "Publications taken up by the feeds of all matches."),
		frames:    counter("frames_sent_total", "Views sent to clients."),
		skipped:   counter("frames_skipped_total", "Wake-ups of a session that had no newer view to send."),
		viewBytes: counter("view_bytes_total", "Bytes of the views sent to clients."),
		panics:    counter("commander_panics_total", "Turns that AI commanders lost to a panic."),
		overruns: counter("commander_overruns_total",
			"Turns that AI commanders lost because they thought for too long."),
		unasked: counter("commander_turns_withheld_total",
			"Views that AI commanders were not asked about because they had spent their level's budget."),
		sessions: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: "muster", Name: "sessions", Help: "Sessions, of players in a seat and of spectators.",
		}, []string{"who"}),
		orders:  vec("orders_total", "outcome", "Orders of players by what became of them."),
		refused: vec("joins_refused_total", "reason", "Links that were not let in, by reason."),
		ended:   vec("sessions_ended_total", "reason", "Sessions that ended, by reason."),
		badAcks: counter("acknowledgements_refused_total",
			"Acknowledgements of views that were never sent, or that are none."),
		talk:      counter("talk_refused_total", "Chat and pings that were malformed or over the rate."),
		redirects: counter("redirects_total", "Players who were sent on to where their match lives."),
		packets:   counter("packets_sent_total", "QUIC packets sent to clients."),
		lost:      counter("packets_lost_total", "QUIC packets sent to clients and never acknowledged."),
		rtt: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "muster",
			Name:      "link_rtt_seconds",
			Help:      "Round trip times of links, sampled when their resume tokens are renewed.",
			Buckets:   []float64{.001, .0025, .005, .01, .025, .05, .1, .15, .2, .3, .5, 1, 2},
		}),
	}
	m.begin()
	if r == nil {
		return m, nil
	}
	var err error
	for _, c := range []prometheus.Collector{
		m.ticks, m.frames, m.skipped, m.viewBytes, m.panics, m.overruns, m.unasked, m.sessions, m.orders, m.refused,
		m.ended, m.badAcks, m.talk, m.packets, m.lost, m.redirects, m.rtt,
	} {
		err = errors.Join(err, r.Register(c))
	}
	return m, err
}

// begin shows every figure at 0: of one that first shows when it is 1 nobody can say that it grew.
func (m *metrics) begin() {
	for r := range game.Refusals {
		m.orders.WithLabelValues(outcome(r))
	}
	for _, name := range reasons {
		m.refused.WithLabelValues(name)
		m.ended.WithLabelValues(name)
	}
	for _, seat := range []int{-1, 0} {
		m.sessions.WithLabelValues(who(seat))
	}
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

// who is a session's label.
func who(seat int) string {
	if seat < 0 {
		return "spectator"
	}
	return "player"
}

// sample records how the link does in the metrics.
func (s *session) sample(conn wire.Conn) {
	now := conn.Stats()
	s.mu.Lock()
	before := s.told
	s.told = now
	s.mu.Unlock()
	m := s.match.srv.metrics
	m.packets.Add(float64(now.PacketsOut - before.PacketsOut))
	m.lost.Add(float64(max(now.PacketsLost, before.PacketsLost) - before.PacketsLost))
	if now.RTTMicros > 0 {
		m.rtt.Observe(float64(now.RTTMicros) / 1e6)
	}
}
