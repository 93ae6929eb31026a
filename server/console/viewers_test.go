//go:build unix

package console

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/history"
	"muster/server/observe"
)

func sampled(node string, v float64) []history.Sample {
	return []history.Sample{{Node: node, Name: "cpu_cores", Value: v}}
}

// used is what this process has had of the processors.
func used(tb testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// What it costs to show 50 shards with 1,000 matches and 5,000 players to so many viewers, five times a second. Of each
// update the processor time counts, that of the readers with it: they are in this process, too.
func BenchmarkViewers(b *testing.B) {
	for _, viewers := range []int{0, 1, 10} {
		b.Run(fmt.Sprint(viewers), func(b *testing.B) {
			w := newCrowd(b, 50, 20, 100)
			w.watch()
			w.until(func(s *observe.State) bool { return len(s.Matches) == 1000 })
			var all []<-chan int
			for range viewers {
				all = append(all, w.follow("/console/live/topology"))
			}
			time.Sleep(time.Second)
			before, began, sent := used(b), time.Now(), 0
			for b.Loop() {
				w.watcher.Note(observe.Event{What: observe.Alert, Why: fmt.Sprint(time.Now())})
				time.Sleep(liveEvery)
			}
			took := time.Since(began)
			for _, events := range all {
				for len(events) > 0 {
					<-events
					sent++
				}
			}
			b.ReportMetric(100*(used(b)-before).Seconds()/took.Seconds(), "%core")
			b.ReportMetric(float64(sent)/float64(max(viewers, 1))/took.Seconds(), "updates/s")
		})
	}
}

// How long the page takes until it is there whole.
func BenchmarkPage(b *testing.B) {
	w := newCrowd(b, 50, 20, 100)
	w.watch()
	w.until(func(s *observe.State) bool { return len(s.Matches) == 1000 })
	before, n := used(b), 0
	for b.Loop() {
		w.page("/console/topology")
		n++
	}
	b.ReportMetric(float64((used(b)-before).Milliseconds())/float64(n), "cpu-ms/page")
}
