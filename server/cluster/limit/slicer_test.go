package limit

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// play is ten seconds of a process that would use so many cores whenever it may, and what it used of them. No stretch
// is longer than a slice.
func play(t *testing.T, s *slicer, wants func(at time.Duration) float64) (used time.Duration) {
	start := time.Unix(0, 0)
	for at := time.Duration(0); at < 10*time.Second; {
		run, again := s.step(start.Add(at), used)
		require.LessOrEqual(t, again, slice)
		require.GreaterOrEqual(t, again, minRun)
		if run {
			used += time.Duration(wants(at) * float64(again))
		}
		at += again
	}
	return used
}

func busy(cores float64) func(time.Duration) float64 {
	return func(time.Duration) float64 { return cores }
}

func TestABusyProcessGetsItsShare(t *testing.T) {
	for _, c := range []struct{ share, cores float64 }{{0.5, 1}, {0.5, 2}, {0.2, 1}, {0.1, 2}, {0.9, 1}, {1.5, 2}} {
		used := play(t, &slicer{share: c.share, cores: 2}, busy(c.cores))
		require.InEpsilon(t, c.share*10, used.Seconds(), 0.05, "%g of a core, %g busy", c.share, c.cores)
	}
}

func TestAProcessThatUsesLessIsLeftAlone(t *testing.T) {
	s := &slicer{share: 0.5, cores: 2}
	used := play(t, s, func(time.Duration) float64 {
		require.False(t, s.stopped)
		return 0.1
	})
	require.InDelta(t, 1.0, used.Seconds(), 0.01)
}

// A process that was idle may not save up its share: a burst gets no more than a slice's worth ahead of it.
func TestIdleTimeIsNotSavedUp(t *testing.T) {
	used := play(t, &slicer{share: 0.2, cores: 2}, func(at time.Duration) float64 {
		if at < 9*time.Second {
			return 0
		}
		return 2
	})
	require.InDelta(t, 0.2, used.Seconds(), 0.05)
}

// Where even the shortest run is more than the share, the process still goes on, a little in each slice.
func TestNobodyStandsStillForLongerThanASlice(t *testing.T) {
	s := &slicer{share: minShare, cores: 2}
	used := play(t, s, busy(2))
	require.InDelta(t, 0.95, used.Seconds(), 0.3)
}
