package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

func duel(t *testing.T) *game.Setup {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	return s
}

// lead lets the commander of seat 0 play alone for some ticks; look is called with each view and what it ordered.
func lead(s *game.Setup, seed uint64, ticks int, look func(v *game.View, os []game.Order)) {
	w, c, seq := game.New(s, 1), ai.New(s, 0, seed), uint32(0)
	for range ticks {
		v := &game.View{}
		w.View(0, v)
		in := &game.Input{}
		for _, o := range c.Think(v, nil) {
			seq++
			o.Seat, o.Leader, o.Seq = 0, game.AI, seq
			in.Orders = append(in.Orders, o)
		}
		look(v, in.Orders)
		w.Step(in)
	}
}

func TestItTakesAllPointsThatNobodyDefends(t *testing.T) {
	held := 0
	lead(duel(t), 1, 2400, func(v *game.View, _ []game.Order) {
		held = 0
		for _, p := range v.Points {
			if p.Owner == 0 {
				held++
			}
		}
	})
	require.Equal(t, 3, held, "two minutes are enough to walk to every point")
}

func TestItGivesNoMoreThanSixtyOrdersAMinute(t *testing.T) {
	given, repeated := 0, 0
	lead(duel(t), 1, 1200, func(v *game.View, os []game.Order) {
		given += len(os)
		for _, o := range os {
			sq := v.Squads[o.Squad]
			if sq.Order == o.Kind && sq.X == o.X && sq.Y == o.Y && sq.Target == o.Target {
				repeated++
			}
		}
	})
	require.Positive(t, given)
	require.LessOrEqual(t, given, 68, "sixty, and what it had saved up")
	require.Zero(t, repeated, "an order that stands is not given again")
}

func TestTheSameViewsGiveTheSameOrders(t *testing.T) {
	orders := func() (all []game.Order) {
		lead(duel(t), 3, 1000, func(_ *game.View, os []game.Order) { all = append(all, os...) })
		return all
	}
	require.Equal(t, orders(), orders())
}
