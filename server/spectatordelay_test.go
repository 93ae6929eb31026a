package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// What spectators of all see is what was, each view as it was and 90 s late, and it waits in little memory.
func TestADelayedMatchIsShownAsItWas(t *testing.T) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	w := game.New(setup, 7)
	var minds []ai.Commander
	for seat := range setup.Scenario.Seats {
		minds = append(minds, ai.New(setup, uint8(seat), 7))
	}
	d, was, bytes := newSpectatorDelay(1800), map[game.Tick]*game.View{}, 0
	shown := 0
	for range 2400 {
		in := &game.Input{}
		for seat, mind := range minds {
			var v game.View
			w.View(game.Audience(setup.Scenario.Seats[seat].Team), &v)
			for _, o := range mind.Think(&v, nil) {
				o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, w.LastSeq(uint8(seat), game.AI)+1
				if len(in.Orders) == 0 || in.Orders[len(in.Orders)-1].Seat != o.Seat {
					in.Orders = append(in.Orders, o)
				}
			}
		}
		w.Step(in)
		v := &game.View{}
		w.View(game.All, v)
		was[v.Tick] = v
		late := d.pass(v)
		if late == nil {
			continue
		}
		shown++
		want := was[late.Tick]
		require.GreaterOrEqual(t, v.Tick-late.Tick, game.Tick(1800))
		require.LessOrEqual(t, v.Tick-late.Tick, game.Tick(1800+delayedEvery))
		require.Equal(t, want.Units, late.Units)
		require.Equal(t, want.Squads, late.Squads)
		require.Equal(t, want.Scores, late.Scores)
		require.Len(t, late.CombatEvents, len(want.CombatEvents))
	}
	require.Equal(t, 300, shown)
	for _, l := range d.held {
		bytes += len(l.frame)
	}
	require.LessOrEqual(t, len(d.held), 1800/delayedEvery+1)
	t.Logf("%d views wait in %d bytes", len(d.held), bytes)
	require.Less(t, bytes, 100<<10)
}
