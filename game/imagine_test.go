package game

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is imagined from a View shows that View again: the own units, the enemies in sight, under the same ids.
func TestAnImaginedWorldLooksLikeTheViewItWasMadeOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(busyFight(), rapid.Uint64().Draw(t, "seed"))
		im := NewImagination(w.Setup())
		for range 60 {
			in := anyInput(t, w)
			for range rapid.IntRange(1, 10).Draw(t, "steps") {
				w.Step(in)
				in = &Input{}
			}
		}
		var v, again View
		w.View(0, &v)
		imagined := im.World(&v, &Belief{
			Hidden: []Sighting{{Team: 1, Kind: 2, HP: 200, X: 22 * ViewStep, Y: 8 * ViewStep}},
		}, 1)
		imagined.View(0, &again)
		require.Equal(t, v.Points, again.Points)
		require.Equal(t, v.Scores, again.Scores)
		require.Equal(t, v.Supply, again.Supply)
		for _, u := range again.Units {
			i := findUnit(&v, u.ID)
			require.GreaterOrEqual(t, i, 0, "unit %d is known", u.ID)
			require.Equal(t, []uint8{v.Units[i].Kind, v.Units[i].Team, v.Units[i].HP, v.Units[i].Squad}, []uint8{
				u.Kind, u.Team, u.HP, u.Squad,
			})
		}
		for range 50 {
			in := anyInput(t, imagined)
			imagined.Step(in)
		}
	})
}

func findUnit(v *View, id uint16) int {
	for i := range v.Units {
		if v.Units[i].ID == id {
			return i
		}
	}
	return -1
}

// Where nothing is hidden and nobody fights, what is imagined is what will be.
func TestWhatIsImaginedComesTrueWhereNothingIsHidden(t *testing.T) {
	s := fixedFight()
	s.Scenario.Squads[1].Arrives = 1 << 20
	w := New(s, 7)
	w.Step(&Input{Orders: []Order{
		{Seat: 0, Leader: AI, Seq: 1, Kind: Move, X: 12*ViewStep + 8, Y: 12*ViewStep + 8},
		{Seat: 0, Leader: AI, Seq: 2, Kind: Move, Flags: Queued, X: 3*ViewStep + 8, Y: 3*ViewStep + 8},
	}})
	var v, real, dreamt View
	w.View(0, &v)
	dream := NewImagination(s).World(&v, &Belief{}, 1)
	for range 600 {
		w.Step(&Input{})
		dream.Step(&Input{})
	}
	w.View(0, &real)
	dream.View(0, &dreamt)
	require.Equal(t, real.Units, dreamt.Units)
	require.Equal(t, real.Squads, dreamt.Squads)
}
