package league

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// timed takes the time of each turn.
type timed struct {
	ai.Commander
	took *[]time.Duration
}

func (c timed) Think(v *game.View, talk []game.Talk) []game.Order {
	began := time.Now()
	os := c.Commander.Think(v, talk)
	*c.took = append(*c.took, time.Since(began))
	return os
}

// BenchmarkThink tells what a turn takes in a match of 8 seats, 108 units: in the mean, 99 of 100, at most; and how many such
// matches, Steps and Views with them, this machine runs in real time.
func BenchmarkThink(b *testing.B) {
	for _, level := range []string{"recruit", "regular", "veteran", "elite"} {
		b.Run(level, func(b *testing.B) {
			style, err := assets.Embedded().Style(level)
			require.NoError(b, err)
			s, took, ticks := setup(b, "crossing"), []time.Duration{}, game.Tick(0)
			began := time.Now()
			for seed := uint64(1); b.Loop(); seed++ {
				ticks += Play(s, seed, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
					return timed{ai.Make(style)(s, seat, seed), &took}
				}, 0, nil).Ticks
			}
			whole, sum := time.Since(began), time.Duration(0)
			for _, t := range took {
				sum += t
			}
			slices.Sort(took)
			us := func(t time.Duration) float64 { return float64(t) / float64(time.Microsecond) }
			b.ReportMetric(us(sum)/float64(len(took)), "µs/turn")
			b.ReportMetric(us(took[len(took)*99/100]), "p99-µs")
			b.ReportMetric(us(took[len(took)-1]), "longest-µs")
			tick := float64(whole) / float64(ticks)
			b.ReportMetric(float64(runtime.GOMAXPROCS(0))*float64(time.Second)/float64(s.Rules.TickRate)/tick, "matches")
			b.ReportMetric(0, "ns/op")
		})
	}
}
