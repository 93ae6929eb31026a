package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// However fast the pointer goes and views come, the rules are asked once in aimEvery, and then
// about where the pointer is.
func TestTheRulesAreAskedNoMoreThanOnceAView(t *testing.T) {
	d := sit(t)
	a := d.aim(game.Move, 20, 30, 0)
	for range 5 {
		d.now = d.now.Add(aimEvery / 10)
		d.see()
		d.b.Pass(d.now)
		require.Same(t, a, d.b.Aiming(d.ground(25, 30)))
	}
	d.now = d.now.Add(aimEvery)
	d.b.Pass(d.now)
	moved := d.b.Aiming(d.ground(25, 30))
	require.Equal(t, cellAt(Point{X: 25, Y: 30}), moved.At, "also where the game stands still")
	d.b.pick([]uint8{1}, false)
	require.NotSame(t, moved, d.b.Aiming(d.ground(25, 30)), "other squads are asked at once")
}

// BenchmarkAiming is what it takes to find out what an aimed order comes to, for each order that is asked about
// differently: suppressing is predicted for ten ticks, the others for one.
func BenchmarkAiming(b *testing.B) {
	for _, kind := range []game.OrderKind{game.Move, game.Grenade, game.Suppress} {
		for _, scenario := range []string{"duel", "front"} {
			b.Run(kind.String()+"/"+scenario, func(b *testing.B) {
				s, err := assets.Embedded().Setup(scenario)
				require.NoError(b, err)
				w, v := game.New(s, 7), game.View{}
				for range 100 {
					w.Step(&game.Input{})
				}
				w.View(game.Audience(s.Scenario.Seats[0].Team), &v)
				orders := []game.Order{
					{Kind: kind, Squad: v.Squads[0].ID, X: v.Units[0].X + 6*game.ViewStep, Y: v.Units[0].Y},
				}
				t, ticks := trial{}, 1
				if kind == game.Suppress {
					ticks = setOut
				}
				for b.Loop() {
					t.ask(s, 0, &v, orders, ticks)
				}
			})
		}
	}
}
