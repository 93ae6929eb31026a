package loadtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// The answer is told a little behind the view of its tick; the effect came with the view all the same.
func TestAnEffectIsAsOldAsTheViewThatShowedIt(t *testing.T) {
	o, start := newOrders(), time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	view := func(tick game.Tick, order game.OrderKind) *game.View {
		return &game.View{Tick: tick, Squads: []game.SquadView{{ID: 3, Alive: 5, Order: order}}}
	}
	require.Empty(t, o.seen(view(7, game.Move), at(0)))
	o.sent(1, game.Order{Kind: game.Hold, Squad: 3}, at(1))
	require.Empty(t, o.seen(view(8, game.Hold), at(50)), "nobody knows yet which order this is")
	require.True(t, o.answered(game.Answer{Seq: 1, Tick: 8}))
	require.Equal(t, []effect{{took: 49 * time.Millisecond, checked: true, shown: true}},
		o.seen(view(9, game.Hold), at(100)))

	o.sent(2, game.Order{Kind: game.Move, Squad: 3}, at(101))
	require.True(t, o.answered(game.Answer{Seq: 2, Tick: 11}))
	require.Empty(t, o.seen(view(10, game.Hold), at(150)))
	require.Equal(t, []effect{{took: 99 * time.Millisecond, checked: true, shown: true}},
		o.seen(view(11, game.Move), at(200)))
}
