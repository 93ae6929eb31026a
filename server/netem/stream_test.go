package netem

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var epoch = time.Unix(0, 0)

// at is a moment of a test.
func at(ms int) time.Time { return epoch.Add(time.Duration(ms) * time.Millisecond) }

func stream(t *testing.T, cfg Config) (*Line, *Stream) {
	l, err := NewLine(cfg)
	require.NoError(t, err)
	return l, l.Stream(1)
}

func TestAStreamThatNothingTroublesPassesAtOnce(t *testing.T) {
	_, s := stream(t, Config{})
	s.Push(at(0), 1000)
	n, again := s.Due(at(0))
	require.Equal(t, 1000, n)
	require.Zero(t, again)
	require.Equal(t, window, s.Room())
}

func TestAStreamIsDelayedAndKeepsItsOrder(t *testing.T) {
	_, s := stream(t, Config{Delay: 50 * time.Millisecond, Jitter: 30 * time.Millisecond, Seed: 3})
	var last time.Time
	for ms := range 1000 {
		s.Push(at(ms), 1)
		due := s.queue[len(s.queue)-1].at
		require.False(t, due.Before(last), "what went in later came out earlier")
		require.InDelta(t, 50, due.Sub(at(ms)).Milliseconds(), 31)
		last = due
		s.Due(at(ms))
	}
}

func TestAStreamHoldsToItsRate(t *testing.T) {
	_, s := stream(t, Config{Rate: 10_000})
	for range 10 {
		s.Push(at(0), 1000)
	}
	for ms := 100; ms <= 1000; ms += 100 {
		n, _ := s.Due(at(ms - 1))
		require.Zero(t, n)
		n, _ = s.Due(at(ms))
		require.Equal(t, 1000, n, "%d ms", ms)
	}
}

// What a slow line has queued up goes on at once when it is healed, or at its new rate: it takes no minutes more.
func TestAHealedStreamIsNotSlowAnyMore(t *testing.T) {
	line, s := stream(t, Config{Rate: 1000})
	s.Push(at(0), 16<<10)
	n, again := s.Due(at(1460))
	require.Equal(t, segment, n)
	require.Equal(t, at(2920), again)
	require.NoError(t, line.Set(Config{Rate: 1_000_000}))
	n, again = s.Due(at(2000))
	require.Zero(t, n, "the new rate counts from now on")
	require.Equal(t, at(2010), again)
	n, _ = s.Due(at(2010))
	require.Equal(t, 10_000, n)
	require.NoError(t, line.Set(Config{}))
	n, again = s.Due(at(2010))
	require.Equal(t, 16<<10-segment-10_000, n)
	require.Zero(t, again)
	require.Equal(t, window, s.Room())
}

func TestAStreamTakesAWindowAndNoMore(t *testing.T) {
	_, s := stream(t, Config{Delay: time.Second})
	s.Push(at(0), window-1)
	require.Equal(t, 1, s.Room())
	s.Push(at(0), 1)
	require.Zero(t, s.Room())
	n, _ := s.Due(at(1000))
	require.Equal(t, window, n)
	require.Equal(t, window, s.Room())
}

// A lost segment with enough behind it costs a round trip, one at the end a timeout; a lost retransmission doubles it.
func TestALossOfAStreamIsAStall(t *testing.T) {
	seen := map[time.Duration]int{}
	const delay = 10 * time.Millisecond
	for seed := range uint64(3000) {
		_, s := stream(t, Config{Delay: delay, Loss: 0.1, Seed: seed})
		s.Push(at(0), segment)
		seen[s.last.Sub(at(0))-delay]++
	}
	require.InDelta(t, 2700, seen[0], 80)
	require.InDelta(t, 270, seen[minTimeout+2*delay], 80, "once")
	require.InDelta(t, 27, seen[3*(minTimeout+2*delay)], 25, "twice")

	held := map[time.Duration]int{}
	for seed := range uint64(1000) {
		_, s := stream(t, Config{Delay: delay, Loss: 0.01, Seed: seed})
		s.Push(at(0), 10*segment)
		held[s.last.Sub(at(0))-delay]++
	}
	require.Greater(t, held[2*delay], held[minTimeout+2*delay], "noticed at once by what follows: %v", held)
}

func TestAStreamThatLosesEverythingStillEnds(t *testing.T) {
	_, s := stream(t, Config{Loss: 1})
	s.Push(at(0), 100*segment)
	_, again := s.Due(at(0))
	require.Equal(t, minTimeout*63, again.Sub(at(0)), "six timeouts, each twice the last")
}

func TestACutStreamStandsStillAndGoesOn(t *testing.T) {
	line, s := stream(t, Config{Delay: 10 * time.Millisecond})
	s.Push(at(0), 5)
	_, changed := line.Now()
	require.NoError(t, line.Set(Config{Cut: true}))
	require.NotPanics(t, func() { <-changed }, "who waits hears of it")
	n, again := s.Due(at(1000))
	require.Zero(t, n)
	require.Zero(t, again, "nobody knows when")
	s.Push(at(1000), 7)
	require.NoError(t, line.Set(Config{}))
	n, _ = s.Due(at(1000))
	require.Equal(t, 12, n)
}

func TestTheSameSeedDecidesTheSameForStreams(t *testing.T) {
	run := func(seed uint64) (outs []time.Time) {
		_, s := stream(t, Config{Delay: time.Millisecond, Jitter: time.Millisecond, Loss: 0.2, Seed: seed})
		for ms := range 200 {
			s.Push(at(ms), 3000)
			outs = append(outs, s.last)
		}
		return outs
	}
	require.Equal(t, run(4), run(4))
	require.NotEqual(t, run(4), run(5))
}
