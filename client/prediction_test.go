package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
)

func squad(v *game.View, id uint8) game.SquadView {
	for _, s := range v.Squads {
		if s.ID == id {
			return s
		}
	}
	return game.SquadView{}
}

// middle is where a squad's units stand in the mean, in view steps.
func middle(v *game.View, id uint8) (x, y int) {
	n := 0
	for _, u := range v.Units {
		if u.Squad == id && u.Team == uint8(v.Audience) && u.HP > 0 {
			x, y, n = x+int(u.X), y+int(u.Y), n+1
		}
	}
	return x / max(n, 1), y / max(n, 1)
}

func TestAnOrdersEffectIsShownBeforeItsAnswerAndAgreesWithItAfter(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		before := until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > 60 }).View
		require.Same(t, before, c.Predict(before), "nothing was ordered")
		seq, err := c.Order(game.Order{Kind: game.Move, Squad: 0, X: before.Units[0].X + 160, Y: before.Units[0].Y})
		require.NoError(t, err)
		predicted := c.Predict(before)
		require.Equal(t, game.Move, squad(predicted, 0).Order, "at once")
		require.NotEqual(t, squad(before, 0), squad(predicted, 0))
		require.Equal(t, squad(before, 1), squad(predicted, 1), "who was not ordered is as it was")

		var answer game.Answer
		last, steps := predicted, 0
		for answer.Tick == 0 || last.Tick < answer.Tick {
			u := until(t, c, func(u Update) bool {
				for _, a := range u.Answers {
					require.Equal(t, seq, a.Seq)
					answer = a
				}
				return u.View != nil
			})
			last = c.Predict(u.View)
			require.Equal(t, game.Move, squad(last, 0).Order, "tick %d", u.View.Tick)
			require.Equal(t, squad(predicted, 0).X, squad(last, 0).X)
			steps++
		}
		require.Greater(t, steps, 0)
		after := until(t, c, func(u Update) bool { return u.View != nil }).View
		require.Same(t, after, c.Predict(after), "the server's own view shows it now")
		require.Equal(t, squad(predicted, 0).X, squad(after, 0).X, "as it was predicted")
	})
}

// On a slow link the units go before the server says so, and are where it has them when it does.
func TestUnitsGoBeforeTheServerSaysSo(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		views := map[game.Tick]*game.View{}
		start := until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > 60 }).View
		order := game.Order{Kind: game.Move, Squad: 0, X: start.Units[0].X + 320, Y: start.Units[0].Y}
		_, err := c.Order(order)
		require.NoError(t, err)
		until(t, c, func(u Update) bool {
			if u.View != nil {
				views[u.View.Tick] = u.View
			}
			return u.View != nil && u.View.Tick > start.Tick+15
		})
		f := NewPrediction(c.Setup(), 0)
		order.Seq = 1
		f.Gave(order, start.Tick-8)
		early := f.Show(start) // as if the order had been under way for eight ticks
		x0, y0 := middle(start, 0)
		x1, y1 := middle(early, 0)
		require.NotEqual(t, [2]int{x0, y0}, [2]int{x1, y1}, "they go")
		x2, y2 := middle(views[start.Tick+9], 0) // the order took a tick to get there
		require.InDelta(t, x2, x1, 8, "half a cell at most from where they are then")
		require.InDelta(t, y2, y1, 8)
	})
}

func TestARefusedOrderIsNotPredictedAnyMore(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		v := until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > 20 }).View
		f := NewPrediction(c.Setup(), 0)
		f.Gave(game.Order{Seq: 1, Kind: game.Move, Squad: 0, X: 300, Y: 300}, v.Tick)
		f.Gave(game.Order{Seq: 2, Kind: game.Move, Squad: 1, X: 300, Y: 300}, v.Tick)
		f.Answered([]game.Answer{{Seq: 1, Refusal: game.TooMany}})
		shown := f.Show(v)
		require.Equal(t, squad(v, 0), squad(shown, 0))
		require.Equal(t, game.Move, squad(shown, 1).Order)
		f.Answered([]game.Answer{{Seq: 2, Tick: v.Tick + 2}})
		f.Seen(&game.View{Tick: v.Tick + 1})
		require.NotSame(t, v, f.Show(v), "not yet")
		f.Seen(&game.View{Tick: v.Tick + 2})
		require.Same(t, v, f.Show(v))
	})
}

// Views are 50 ms under way and up to 40 ms late by chance; now and then one is lost.
func TestTheServersClockIsKnownToATick(t *testing.T) {
	c, begun := NewClock(20), time.Unix(100, 0)
	require.Zero(t, c.At(begun))
	late := uint32(1)
	for tick := game.Tick(1); tick < 2000; tick++ {
		late = late*1664525 + 1013904223
		if late>>8%13 == 0 {
			continue
		}
		sent := begun.Add(time.Duration(tick) * 50 * time.Millisecond)
		now := sent.Add(50*time.Millisecond + time.Duration(late>>16%40)*time.Millisecond)
		c.Observe(tick, 100*time.Millisecond, now)
		if tick > 50 {
			require.InDelta(t, now.Sub(begun).Seconds()*20, c.At(now), 0.5, "tick %d", tick)
		}
	}
	// the server stood still for ten seconds
	for tick := game.Tick(2000); tick < 2200; tick++ {
		now := begun.Add(10*time.Second + time.Duration(tick+1)*50*time.Millisecond)
		c.Observe(tick, 100*time.Millisecond, now)
	}
	now := begun.Add(10*time.Second + 2200*50*time.Millisecond)
	require.InDelta(t, 2200, c.At(now), 0.5)
}
