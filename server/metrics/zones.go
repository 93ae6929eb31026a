package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard"
)

// zones reads the zones' plain counters when somebody asks.
type zones struct{ shard *shard.Shard }

var (
	tickSeconds = prometheus.NewDesc("muster_tick_seconds",
		"Time that zones' ticks took, all zones together.", nil, nil)
	appendSeconds = prometheus.NewDesc("muster_journal_append_seconds",
		"From when a record was handed to the journal's store until it was durable, all zones together.", nil, nil)
	overruns = prometheus.NewDesc("muster_tick_overruns_total",
		"Ticks that came over a period late; they are caught up.", nil, nil)
	records     = prometheus.NewDesc("muster_records_total", "Records that zones appended to the journal.", nil, nil)
	notAdmitted = prometheus.NewDesc("muster_orders_not_admitted_total",
		"Orders that zones did not take: malformed, or over a limit.", nil, nil)
	queueDepth = prometheus.NewDesc("muster_queue_depth",
		"Orders and other inputs that wait for zones, all together.", nil, nil)
	leftLate = prometheus.NewDesc("muster_publications_missed_total",
		"Publications that were decided too late for their tick's moment and left with the next tick's: "+
			"on these the timing shows that somebody gave orders.", nil, nil)
	leaveAfter = prometheus.NewDesc("muster_publication_delay_seconds",
		"How long after their tick views leave, of all zones.", nil, nil)
	takenOver = prometheus.NewDesc("muster_takeovers_total", "Matches that were taken over, by cause.", nil,
		prometheus.Labels{"cause": "queue"})
	handedOver = prometheus.NewDesc("muster_takeovers_total", "Matches that were taken over, by cause.", nil,
		prometheus.Labels{"cause": "handover"})
	wakes = func(cause string) *prometheus.Desc {
		return prometheus.NewDesc("muster_matches_woken_total",
			"Matches that slept and were woken, by cause: somebody came, or a player's time was up.", nil,
			prometheus.Labels{"cause": cause})
	}
	wokenByPlayer, wokenByAlarm = wakes("came"), wakes("deadline")

	slept = prometheus.NewDesc("muster_matches_slept_total",
		"Matches that were put to bed: nothing was due in them before a deadline.", nil, nil)
	states = prometheus.NewDesc("muster_matches",
		"Matches by state: they run, sleep until somebody comes or a deadline, have ended here, or were stopped with "+
			"a reason that the log and the operators' page tell.", []string{"state"}, nil)
)

// Describe implements prometheus.Collector.
func (z zones) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		tickSeconds, appendSeconds, overruns, records, notAdmitted, queueDepth, leftLate, leaveAfter, takenOver,
		handedOver, wokenByPlayer, wokenByAlarm, slept, states,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (z zones) Collect(to chan<- prometheus.Metric) {
	s := z.shard.Stats()
	to <- histogram(tickSeconds, &s.TickTimes)
	to <- histogram(appendSeconds, &s.AppendTimes)
	counter := func(d *prometheus.Desc, n uint64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n))
	}
	counter(overruns, s.Overruns.Load())
	counter(records, s.Records.Load())
	counter(notAdmitted, s.NotAdmitted.Load())
	counter(leftLate, s.Missed.Load())
	counter(takenOver, s.TakeOvers[shard.Asked].Load())
	counter(handedOver, s.TakeOvers[shard.HandedOver].Load())
	counter(wokenByPlayer, s.TakeOvers[shard.Woken].Load())
	counter(wokenByAlarm, s.TakeOvers[shard.Alarm].Load())
	counter(slept, s.Slept.Load())
	to <- prometheus.MustNewConstMetric(leaveAfter, prometheus.GaugeValue, z.shard.Delay().Seconds())
	hosts, waiting := z.shard.Hosts(), 0
	for _, h := range hosts {
		waiting += h.Waiting()
	}
	to <- prometheus.MustNewConstMetric(queueDepth, prometheus.GaugeValue, float64(waiting))
	for state, n := range map[string]int{
		"running": len(hosts), "asleep": z.shard.Asleep(), "ended": len(z.shard.Ended()),
		"quarantined": len(z.shard.Quarantined()), "waiting": len(z.shard.Foreign()),
	} {
		to <- prometheus.MustNewConstMetric(states, prometheus.GaugeValue, float64(n), state)
	}
}

// histogram shows how long something took.
func histogram(d *prometheus.Desc, t *shard.TickTimes) prometheus.Metric {
	buckets, count := map[float64]uint64{}, uint64(0)
	t.Each(func(under time.Duration, n uint64) {
		count = n
		if under >= 64*time.Microsecond && under < time.Second {
			buckets[under.Seconds()] = n
		}
	})
	return prometheus.MustNewConstHistogram(d, count, t.Sum().Seconds(), buckets)
}
