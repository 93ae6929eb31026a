package league

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// timed takes the processor time of each turn: what other programs do at the same time is not the commander's.
type timed struct {
	ai.Commander
	took *[]time.Duration
}

func (c timed) Think(v *game.View, talk []game.Talk) []game.Order {
	began := processorTime()
	os := c.Commander.Think(v, talk)
	*c.took = append(*c.took, processorTime()-began)
	return os
}

// processorTime is what the thread has used.
func processorTime() time.Duration {
	const ofThisThread = 3 // CLOCK_THREAD_CPUTIME_ID of Linux
	var t syscall.Timespec
	if _, _, failed := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, ofThisThread, uintptr(unsafe.Pointer(&t)),
		0); failed != 0 {
		panic(failed)
	}
	return time.Duration(t.Nano())
}

// crowd is the crossing with 128 units, 64 of each team, led by that many seats.
func crowd(tb testing.TB, seats int) *game.Setup {
	s := setup(tb, "crossing")
	if seats == 2 {
		var err error
		s, err = Duel(assets.Embedded(), "crossing")
		require.NoError(tb, err)
	}
	squads := slices.Clone(s.Scenario.Squads)
	for missing := 128 - units(&s.Scenario); missing > 0; {
		for i := range squads {
			if missing > 0 && s.Rules.Kinds[squads[i].Kind].Class == game.Foot && squads[i].Count < 8 {
				squads[i].Count++
				missing--
			}
		}
	}
	s.Scenario.Squads = squads
	require.NoError(tb, s.Check())
	require.Equal(tb, []int{128, seats}, []int{units(&s.Scenario), len(s.Scenario.Seats)})
	return s
}

// BenchmarkThink tells what a turn takes in a match of 128 units, of processor time: in the mean, 99 of 100, at most,
// and in the worst second of a seat, which holds a whole plan of who looks ahead; and how many such matches, Steps and
// Views with them, this machine runs in real time.
func BenchmarkThink(b *testing.B) {
	for _, seats := range []int{2, 8} {
		for _, level := range []string{"recruit", "regular", "veteran", "elite"} {
			b.Run(fmt.Sprintf("%d/%s", seats, level), func(b *testing.B) { benchThink(b, crowd(b, seats), level) })
		}
	}
}

func benchThink(b *testing.B, s *game.Setup, level string) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	style, err := assets.Embedded().Style(level)
	require.NoError(b, err)
	took := make([][]time.Duration, len(s.Scenario.Seats))
	ticks, began := game.Tick(0), processorTime()
	for seed := uint64(1); b.Loop(); seed++ {
		ticks += Play(s, seed, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
			return timed{ai.Make(style)(s, seat, seed), &took[seat]}
		}, 0, nil).Ticks
	}
	whole, second, sum := processorTime()-began, int(s.Rules.TickRate), time.Duration(0)
	var all, seconds []time.Duration
	for _, turns := range took {
		for i, t := range turns {
			sum += t
			if i%second == 0 {
				seconds = append(seconds, 0)
			}
			seconds[len(seconds)-1] += t
		}
		all = append(all, turns...)
	}
	slices.Sort(all)
	slices.Sort(seconds)
	us := func(t time.Duration) float64 { return float64(t) / float64(time.Microsecond) }
	b.ReportMetric(us(sum)/float64(len(all)), "µs/turn")
	b.ReportMetric(us(all[len(all)*99/100]), "p99-µs")
	b.ReportMetric(us(all[len(all)-1]), "longest-µs")
	b.ReportMetric(us(seconds[len(seconds)*99/100]), "p99-µs/second")
	tick := float64(time.Second) / float64(s.Rules.TickRate)
	b.ReportMetric(float64(runtime.GOMAXPROCS(0))*tick/(float64(whole)/float64(ticks)), "matches")
	b.ReportMetric(0, "ns/op")
}
