package env

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// A seat gives sixteen orders a tick: what a step has no ticks for is refused, and is not shown as obeyed.
func TestWhatIsTooMuchForAStepIsRefused(t *testing.T) {
	c := duel(t)
	s := *c.Setup
	s.Scenario.Squads = slices.Clone(s.Scenario.Squads)
	one := s.Scenario.Squads[slices.IndexFunc(s.Scenario.Squads, func(q game.SquadSetup) bool { return q.Seat == 0 })]
	for range 20 {
		s.Scenario.Squads = append(s.Scenario.Squads, one)
	}
	c.Setup, c.Worlds = &s, 1
	for ticks, obeyed := range map[int]int{1: 16, 2: 24} {
		c.Ticks = ticks
		w := made(t, c)
		w.start(t, 5)
		for range 2 { // what was left over is not given in the next step, either
			o := w.none()
			for squad := range 24 {
				o.set(0, 0, squad, action{verb: int16(game.Hold)})
			}
			w.play(t, o)
			for squad := range 24 {
				want := game.Obeyed
				if squad >= obeyed {
					want = game.TooMany
				}
				require.Equal(t, want, game.Refusal(w.squad(0, squad, "refusal")))
			}
		}
	}
}
