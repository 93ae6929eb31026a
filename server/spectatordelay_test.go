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

// A match by turns stands still for hours while it is planned: spectators are shown nothing newer, nothing more is
// kept, and what they see later is what was.
func TestADelayedMatchByTurnsWaitsWithItsTicks(t *testing.T) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup := *duel
	setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 15}
	w, d, was, shown := game.New(&setup, 7), newSpectatorDelay(40), map[game.Tick]*game.View{}, []game.Tick{}
	look := func() {
		v := &game.View{}
		w.View(game.All, v)
		was[v.Tick] = v
		if late := d.pass(v); late != nil {
			require.GreaterOrEqual(t, v.Tick-late.Tick, game.Tick(40))
			require.Equal(t, was[late.Tick].Units, late.Units)
			shown = append(shown, late.Tick)
		}
	}
	for turn := uint32(1); turn <= 10; turn++ {
		in := &game.Input{Turn: game.TurnInput{Open: turn}}
		for seat := range uint8(2) {
			in.Orders = append(in.Orders, game.Order{
				Seat: seat, Leader: game.AI, Seq: turn, Flags: game.Planned | game.Commit, Turn: turn,
			})
		}
		before := len(shown)
		for range 500 {
			look()
		}
		require.LessOrEqual(t, len(shown), before+1)
		w.Plan(in)
		in = &game.Input{Turn: game.TurnInput{Close: turn}}
		for range 15 {
			w.Step(in)
			in = &game.Input{}
			look()
		}
	}
	require.LessOrEqual(t, len(d.held), 40)
	require.Greater(t, len(shown), 40)
	require.IsIncreasing(t, shown)
}
