package shard

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

const ms = time.Millisecond

// told feeds a Grid with appends, all at one time.
func told(g *Grid, now time.Time, n int, took time.Duration) {
	for range n {
		g.Took(now, took)
	}
}

func TestTheGridIsAsLateAsNearlyAllAppends(t *testing.T) {
	for name, c := range map[string]struct {
		quick, slow int
		took        time.Duration
		want        time.Duration
	}{
		"nothing is known":          {want: 45 * ms},
		"quick":                     {quick: 10, want: 5 * ms},
		"one in a thousand is slow": {quick: 999, slow: 1, took: 31 * ms, want: 5 * ms},
		"two are":                   {quick: 998, slow: 2, took: 31 * ms, want: 35 * ms},
		"one of few is":             {quick: 20, slow: 1, took: 10 * ms, want: 10 * ms},
		"slower than any grid":      {quick: 20, slow: 20, took: time.Second, want: 45 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			g, now := &Grid{}, time.Unix(100, 0)
			require.Equal(t, 45*ms, g.Delay(now), "until the store is known")
			told(g, now, c.quick, 2*ms)
			told(g, now, c.slow, c.took)
			require.Equal(t, c.want, g.Delay(now.Add(10*time.Second)))
		})
	}
}

func TestTheGridMovesEveryTenSecondsAtMostAndForgetsAfterAMinute(t *testing.T) {
	g, now := &Grid{}, time.Unix(100, 0)
	changed, last := now, g.Delay(now)
	for now.Before(time.Unix(700, 0)) {
		now = now.Add(time.Duration(1+rand.IntN(200)) * ms)
		g.Took(now, time.Duration(rand.IntN(60))*ms)
		if d := g.Delay(now); d != last {
			require.GreaterOrEqual(t, now.Sub(changed), 10*time.Second)
			require.Zero(t, d%(5*ms))
			changed, last = now, d
		}
	}
	require.Equal(t, 45*ms, last)
	for range 70 {
		now = now.Add(time.Second)
		told(g, now, 1, ms)
		last = g.Delay(now)
	}
	require.Equal(t, 5*ms, last)
	require.Equal(t, 5*ms, g.Delay(now.Add(time.Hour)), "without appends it stays")
}

// Whatever time a record took to become durable: what was decided in time leaves at one moment, and what was not with
// the next tick's.
func TestViewsLeaveAtTheirTicksMoment(t *testing.T) {
	const period, delay = 50 * ms, 10 * ms
	at := func(d time.Duration) time.Time { return time.Unix(0, 0).Add(d) }
	d := &Departures{}
	require.False(t, d.Hold(Action{Publish: &Publication{}}, at(0), delay))
	require.Len(t, d.Leave(at(0)), 1, "what comes before the first tick leaves at once")
	for tick := game.Tick(1); tick < 200; tick++ {
		due := time.Duration(tick) * period
		d.Ticked(tick, at(due), period)
		took := time.Duration(rand.IntN(60)) * ms
		missed := d.Hold(Action{Publish: &Publication{Tick: tick}}, at(due+took), delay)
		require.Equal(t, took > delay, missed)
		want := due + delay
		if missed {
			want += period
		}
		next, ok := d.Next()
		require.True(t, ok)
		require.Equal(t, at(want), next)
		require.Empty(t, d.Leave(at(want-1)))
		require.Len(t, d.Leave(at(want)), 1)
	}
	d.Ticked(300, at(0), period)
	d.Hold(Action{Publish: &Publication{Tick: 300}}, at(0), 45*ms)
	d.Hold(Action{Stall: &Stall{}}, at(0), 5*ms)
	require.Empty(t, d.Leave(at(44*ms)), "they keep their order when the delay shrinks")
	require.Len(t, d.Leave(at(45*ms)), 2)
}

// lagging is a store whose records are durable only after a while.
type lagging struct {
	journal.Store
	lag time.Duration
}

func (l *lagging) Append(zone string, r journal.Sealed, done func(error)) {
	l.Store.Append(zone, r, func(err error) { time.AfterFunc(l.lag, func() { done(err) }) })
}

// clockwork notes at which moments of a period publications come, but for the one that Subscribe hands over at once.
type clockwork struct {
	began   time.Time
	moments map[time.Duration]int
}

func (c *clockwork) Publish(*Publication) {
	if now := time.Now(); now.After(c.began) {
		c.moments[time.Duration(now.UnixNano())%(50*ms)]++
	}
}

// moments are those at which a zone publishes while do is done.
func moments(h *Host, do func()) map[time.Duration]int {
	synctest.Wait()
	c := &clockwork{time.Now(), map[time.Duration]int{}}
	defer h.Subscribe(c)()
	do()
	synctest.Wait()
	return c.moments
}

// A match with orders lets its views out at the same moments as one without: at each of its ticks where the store is
// quick enough, and else at some of them.
func TestNobodyTellsByTheClockThatOrdersWereGiven(t *testing.T) {
	for name, c := range map[string]struct {
		lag   time.Duration
		after time.Duration
	}{"quick": {8 * ms, 10 * ms}, "as slow as can be hidden": {45 * ms, 45 * ms}, "too slow": {60 * ms, 45 * ms}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, &lagging{journal.NewMemory(), c.lag})
				defer s.Close()
				h := begin(t, s, "m")
				time.Sleep(12 * time.Second)
				require.Equal(t, c.after, s.Delay())
				quiet := moments(h, func() { time.Sleep(5 * time.Second) })
				require.Len(t, quiet, 1, "one moment of each tick")
				before := h.Stats().Missed.Load()
				busy := moments(h, func() {
					for seq := range uint32(50) {
						require.Equal(t, game.Obeyed, h.Enqueue(game.Order{
							Leader: game.Player, Seq: seq + 1, Kind: game.Hold,
						}))
						time.Sleep(time.Duration(60+rand.IntN(80)) * ms)
					}
				})
				require.Len(t, busy, 1)
				for moment := range busy {
					require.Contains(t, quiet, moment)
				}
				missed := h.Stats().Missed.Load() - before
				require.Equal(t, c.lag > c.after, missed > 0, "%d missed", missed)
				_, lastSeq, _ := h.Player(0, game.TicketID{})
				require.Positive(t, lastSeq)
			})
		})
	}
}
