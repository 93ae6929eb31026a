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

// What is imagined of a match in which sides move one after another goes on to the next side's turn: those who were
// ordered to move stand until it is theirs.
func TestInWhatIsImaginedTheNextSideMovesWhenATurnHasPassed(t *testing.T) {
	s := fixedFight()
	s.Scenario.Turns = Turns{Kind: Alternate, Length: 20}
	require.NoError(t, s.Check())
	w := New(s, 7)
	w.Plan(&Input{Turn: TurnInput{Open: 1}})
	var v, now View
	w.View(0, &v)
	enemy := Sighting{Team: 1, Kind: s.Scenario.Squads[1].Kind, HP: 50, X: 20 * ViewStep, Y: 2 * ViewStep}
	dream := NewImagination(s).World(&v, &Belief{Hidden: []Sighting{enemy}}, 1)
	in := &Input{Orders: []Order{{Seat: 1, Leader: AI, Seq: 1, Kind: Move, X: 10 * ViewStep, Y: 2 * ViewStep}}}
	place := func() (x uint16) {
		dream.View(All, &now)
		for _, u := range now.Units {
			if u.Team == 1 {
				x = u.X
			}
		}
		return x
	}
	began := place()
	var at [3]uint16
	for turn := range at {
		for range 20 {
			dream.Step(in)
			in = &Input{}
		}
		at[turn] = place()
	}
	require.Equal(t, began, at[0], "it is red's turn")
	require.Less(t, at[1], at[0], "it is blue's")
	require.Equal(t, at[1], at[2], "it is red's again")
}
