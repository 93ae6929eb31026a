package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/client"
	"muster/game"
)

// place is a unit as two views of it may be compared: teams number units differently.
type place struct {
	team, kind uint8
	x, y       uint16
}

func placesOf(v *game.View) map[place]int {
	all := map[place]int{}
	for _, u := range v.Units {
		if u.HP > 0 {
			all[place{u.Team, u.Kind, u.X, u.Y}]++
		}
	}
	return all
}

func TestWhoWatchesThroughATeamsEyesSeesWhatItSees(t *testing.T) {
	s, err := assets.Embedded().Setup("arena")
	require.NoError(t, err)
	eyes, hidden := [2]Eyes{{Team: 0}, {Team: 1}}, 0
	league.Play(s, 7, ai.New, 500, func(w *game.World) {
		var all game.View
		w.View(game.All, &all)
		frame := client.Frame{View: &all, Units: make([]client.Placed, len(all.Units)), Passed: []*game.View{&all}}
		for i, u := range all.Units {
			frame.Units[i].X = float64(u.X)
		}
		for team := range eyes {
			var own game.View
			w.View(game.Audience(team), &own)
			got := eyes[team].Through(frame, s)
			require.Equal(t, placesOf(&own), placesOf(got.View), "tick %d, team %d", all.Tick, team)
			require.Len(t, got.Units, len(got.View.Units))
			for i, u := range got.View.Units {
				require.EqualValues(t, u.X, got.Units[i].X, "each where it is")
				require.True(t, int(u.Team) == team || u.Squad == game.NoSquad)
			}
			require.LessOrEqual(t, len(got.Passed[0].CombatEvents), len(all.CombatEvents))
			hidden += len(all.Units) - len(got.View.Units)
		}
	})
	require.Positive(t, hidden)
	everybody := Eyes{Team: -1}
	require.Equal(t, client.Frame{View: &game.View{}}, everybody.Through(client.Frame{View: &game.View{}}, s))
}
