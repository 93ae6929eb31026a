package notices

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// metrics are the figures of messages. Labels come from closed lists only.
type metrics struct {
	done    *prometheus.CounterVec
	waiting prometheus.Gauge
	oldest  prometheus.Gauge
}

func newMetrics(to prometheus.Registerer) *metrics {
	m := &metrics{
		done: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_notices_total",
			Help: "Messages to players by kind (mail, webhook, push) and outcome: sent, failed (sent again), " +
				"refused, unknown (may have arrived, not sent again), dropped (nothing to tell any more).",
		}, []string{"kind", "outcome"}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_notices_waiting", Help: "Messages to players that are due and not sent; the leader's.",
		}),
		oldest: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_notices_oldest_seconds", Help: "How long the oldest of them has been due; the leader's.",
		}),
	}
	for _, kind := range []api.NoticeKind{api.ByMail, api.ByWebhook, api.ByPush} { // at 0, so that they grow
		for _, o := range []store.Outcome{
			store.NoticeSent, "failed", store.NoticeRefused, store.NoticeUnknown, store.NoticeDropped,
		} {
			m.done.WithLabelValues(string(kind), string(o))
		}
	}
	m.done.WithLabelValues("any", string(store.NoticeUnknown)) // of senders that died
	if to != nil {
		to.MustRegister(m.done, m.waiting, m.oldest)
	}
	return m
}

func (m *metrics) wait(n int, since, now time.Time) {
	m.waiting.Set(float64(n))
	m.oldest.Set(0)
	if n > 0 {
		m.oldest.Set(max(0, now.Sub(since).Seconds()))
	}
}
