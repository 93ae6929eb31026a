package game_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// Men who have come look the way their squad went, whichever way each of them took last; a tank shows its front.
func TestMenLookTheWayTheyWent(t *testing.T) {
	head := "A squad and a tank go south-east.\n\n" +
		".......................\n.R.....................\n.......................\n.......................\n" +
		".T.....................\n.......................\n.......................\n.......................\n" +
		".......................\n.......................\n.......................\n\n" +
		"with red 0 x5 facing west\nwith red 1 facing west"
	s := &story{t: t, world: game.New(storySetup(t, head), 7)}
	s.do("red 0 move 9,9")
	s.do("red 1 move 20,4")
	s.do("step 400")
	v := &game.View{}
	s.world.View(0, v)
	require.NotEmpty(t, v.Units)
	for _, u := range v.Units {
		require.Zero(t, u.Flags&game.Moving)
		require.Equal(t, map[uint8]uint8{0: 32, 1: 0}[u.Squad], u.Facing, "unit %d of squad %d", u.ID, u.Squad)
	}
}

// A squad that stands keeps its front, whatever formation it takes.
func TestAChangeOfFormationTurnsNobodyRound(t *testing.T) {
	head := "A squad goes east.\n\n" +
		".......................\n.......................\n.......................\n.R.....................\n" +
		".......................\n.......................\n.......................\n\n" +
		"with red 0 x5 facing west"
	s := &story{t: t, world: game.New(storySetup(t, head), 7)}
	s.do("red 0 move 12,3")
	s.do("step 300")
	for _, form := range []string{"column", "wedge", "line", "spread", "line"} {
		s.do("red 0 formation " + form)
		s.do("step 200")
		v := &game.View{}
		s.world.View(0, v)
		for _, u := range v.Units {
			require.Zero(t, u.Facing, "%s: unit %d", form, u.ID)
		}
	}
}
