package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"muster/game"
	"muster/server"
	"muster/server/wire"
)

// door reads what a door counts.
type door struct {
	server   *server.Server
	listener wire.Listener
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("muster_"+name, help, labels, nil)
}

var (
	publications = desc("publications_total", "Publications taken up by the feeds of all matches.")
	frames       = desc("frames_sent_total", "Views sent to clients.")
	skipped      = desc("frames_skipped_total", "Wake-ups of a session that had no newer view to send.")
	viewBytes    = desc("view_bytes_total", "Bytes of the views sent to clients.")
	panics       = desc("commander_panics_total", "Turns that AI commanders lost to a panic.")
	thoughtLong  = desc("commander_overruns_total", "Turns that AI commanders lost because they thought for too long.")
	unasked      = desc("commander_turns_withheld_total",
		"Views that AI commanders were not asked about because they had spent their level's budget.")
	sessions = desc("sessions",
		"Sessions, of players in a seat, of spectators, and embedded in frames of other pages.", "who")
	orders  = desc("orders_total", "Orders of players by what became of them.", "outcome")
	refused = desc("joins_refused_total", "Links that were not let in, by reason.", "reason")
	ended   = desc("sessions_ended_total", "Sessions that ended, by reason.", "reason")
	badAcks = desc("acknowledgements_refused_total",
		"Acknowledgements of views that were never sent, or that are none.")
	talk       = desc("talk_refused_total", "Chat and pings that were malformed or over the rate.")
	redirects  = desc("redirects_total", "Players who were sent on to where their match lives.")
	packets    = desc("packets_sent_total", "QUIC packets sent to clients.")
	lost       = desc("packets_lost_total", "QUIC packets sent to clients and never acknowledged.")
	roundTrips = desc("link_rtt_seconds",
		"Round trip times of links, sampled when their resume tokens are renewed.")
	retried = desc("links_retried_total",
		"First packets answered with Retry; nothing is remembered of them.")
	begun     = desc("handshakes_total", "Handshakes begun by addresses that proved to be theirs.")
	failed    = desc("handshakes_failed_total", "Handshakes that came to nothing.")
	halfOpen  = desc("links_half_open", "Handshakes under way.")
	unknown   = desc("links_without_ticket", "Links that have shown no valid ticket yet.")
	warmHeld  = desc("warm_links", "Links that clients hold here in case this shard takes their matches over.")
	outboxLen = desc("outbox_messages",
		"Control messages that wait for their clients, in all sessions together.")
)

// Describe implements prometheus.Collector.
func (d door) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		publications, frames, skipped, viewBytes, panics, thoughtLong, unasked, sessions, orders, refused, ended,
		badAcks, talk, redirects, packets, lost, roundTrips, retried, begun, failed, halfOpen, unknown, warmHeld,
		outboxLen,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (d door) Collect(to chan<- prometheus.Metric) {
	c := d.server.Counts()
	count := func(d *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	for d, n := range map[*prometheus.Desc]uint64{
		publications: c.Publications.Load(), frames: c.Frames.Load(), skipped: c.Skipped.Load(),
		viewBytes: c.ViewBytes.Load(), panics: c.Panics.Load(), thoughtLong: c.Overruns.Load(),
		unasked: c.Unasked.Load(), badAcks: c.BadAcks.Load(), talk: c.Talk.Load(), redirects: c.Redirects.Load(),
		packets: c.Packets.Load(), lost: c.Lost.Load(),
	} {
		count(d, n)
	}
	for r := range c.Orders {
		count(orders, c.Orders[r].Load(), server.Outcome(game.Refusal(r)))
	}
	for r := range c.Refused {
		name := server.ReasonName(wire.Reason(r))
		count(refused, c.Refused[r].Load(), name)
		count(ended, c.Ended[r].Load(), name)
	}
	to <- roundTripsOf(&c.RoundTrips)
	d.collectLinks(to, c)
}

// collectLinks collects handshakes, and links that show no ticket or wait.
func (d door) collectLinks(to chan<- prometheus.Metric, c *server.Counts) {
	var k wire.Handshakes
	if l, ok := d.listener.(wire.Door); ok {
		k = l.Handshakes()
	}
	tell := func(d *prometheus.Desc, t prometheus.ValueType, n int64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, t, float64(n), labels...)
	}
	w := d.server.Waiting()
	tell(retried, prometheus.CounterValue, int64(k.Retried))
	tell(begun, prometheus.CounterValue, int64(k.Begun))
	tell(failed, prometheus.CounterValue, int64(k.Failed))
	tell(halfOpen, prometheus.GaugeValue, int64(k.HalfOpen))
	tell(sessions, prometheus.GaugeValue, c.Players.Load(), "player")
	tell(sessions, prometheus.GaugeValue, c.Spectators.Load(), "spectator")
	tell(sessions, prometheus.GaugeValue, c.Embedded.Load(), "embedded")
	tell(unknown, prometheus.GaugeValue, int64(w.Strangers))
	tell(warmHeld, prometheus.GaugeValue, int64(w.Warm))
	tell(outboxLen, prometheus.GaugeValue, int64(w.Messages))
}

// roundTripsOf shows how long round trips took.
func roundTripsOf(r *server.RoundTrips) prometheus.Metric {
	buckets, n := map[float64]uint64{}, uint64(0)
	for i := range r.Classes {
		n += r.Classes[i].Load()
		if i < len(server.RoundTripBounds) {
			buckets[server.RoundTripBounds[i].Seconds()] = n
		}
	}
	return prometheus.MustNewConstHistogram(roundTrips, n, float64(r.Micros.Load())/1e6, buckets)
}
