package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// shy sends everybody to within a long shot of the wood, and home again.
type shy struct{}

func (shy) Think(v *game.View, _ []game.Talk) (os []game.Order) {
	x := map[game.Tick]uint16{1: 36, 200: 46}[v.Tick]
	for _, q := range v.Squads {
		if x > 0 {
			os = append(os, game.Order{Kind: game.Move, Squad: q.ID, X: x * game.ViewStep, Y: 24 * game.ViewStep})
		}
	}
	return os
}

// ambushed is what became of a fight.
type ambushed struct {
	ours, theirs int         // that fell
	near         int         // cells from the nearest enemy when the first shot was fired
	opened       []game.Tick // when squads of seat 0 were told to fire at will
	strays       int         // ticks that a squad held its fire and lay in no ambush
}

// lie has a commander keep two points in a wood with two squads, against two squads that come over open ground.
func lie(t *testing.T, s ai.Style, seed uint64, foe ai.Commander) (a ambushed) {
	rifle := kind(t, "rifle")
	f := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "machine_gun"), Count: 4, X: 22, Y: 21},
		{Seat: 0, Kind: rifle, Count: 5, X: 22, Y: 27},
		{Seat: 1, Kind: rifle, Count: 5, X: 44, Y: 22, Facing: 128},
		{Seat: 1, Kind: rifle, Count: 5, X: 45, Y: 26, Facing: 128},
	}, func(x, y int32) string {
		if x >= 18 && x <= 25 && y >= 17 && y <= 31 {
			return "forest"
		}
		return ""
	})
	f.Scenario.Points = []game.PointSetup{
		{Name: "north", X: 22, Y: 20, Radius: 3, Owner: 1},
		{Name: "south", X: 22, Y: 28, Radius: 3, Owner: 1},
	}
	f.Scenario.Mode, f.Scenario.CaptureTicks = game.Domination, 200
	require.NoError(t, f.Check())
	st, late := newStage(f, seed, s, style(t, "regular")), [2]int{}
	if foe != nil {
		st.chairs[1] = foe
	}
	st.look = func(seat int, v *game.View, os []game.Order) {
		if seat != 0 {
			return
		}
		for _, o := range os {
			if o.Kind == game.SetStance && o.Arg == uint8(game.FireAtWill) {
				a.opened = append(a.opened, v.Tick)
			}
		}
		if a.near == 0 && firing(v) {
			a.near = apart(v)
		}
		for i, in := range st.chairs[0].(ai.Explainer).Explain() {
			if late[i]++; v.Squads[in.Squad].Stance == game.FireAtWill || in.Act == ai.Ambushing {
				late[i] = 0
			}
			a.strays = max(a.strays, late[i])
		}
	}
	st.run(700)
	a.ours, a.theirs = 9, 10
	st.each(func(u *game.UnitView) {
		if u.Team == 0 {
			a.ours--
		} else {
			a.theirs--
		}
	})
	return a
}

// firing reports whether a man of team 0 fires.
func firing(v *game.View) bool {
	for _, u := range v.Units {
		if u.Team == 0 && u.Flags&game.Firing != 0 {
			return true
		}
	}
	return false
}

// apart is how many cells there are between the teams.
func apart(v *game.View) int {
	least := 1 << 30
	for _, u := range v.Units {
		for _, o := range v.Units {
			if dx, dy := int(u.X)-int(o.X), int(u.Y)-int(o.Y); u.Team != o.Team {
				least = min(least, dx*dx+dy*dy)
			}
		}
	}
	d := 0
	for d*d*game.ViewStep*game.ViewStep < least {
		d++
	}
	return d
}

// Two squads in a wood let the enemy come until it is about to see them, and open fire together; without the skill they
// fire from as far as they reach. It costs them nobody, and takes as many of the enemy.
func TestAnAmbushOpensTogetherWhenTheEnemyIsNear(t *testing.T) {
	s, fell := without(style(t, "elite/defender"), ai.Support), [2]int{} // nobody rakes the ground meanwhile
	for seed := range uint64(4) {
		with, plain := lie(t, s, seed+1, nil), lie(t, without(s, ai.Ambush), seed+1, nil)
		t.Logf("%+v, without the skill %+v", with, plain)
		require.Len(t, with.opened, 2)
		require.Equal(t, with.opened[0], with.opened[1], "one volley")
		require.LessOrEqual(t, with.near, 11, "a rifleman sees into a wood from 9 cells")
		require.Empty(t, plain.opened)
		require.Greater(t, plain.near, 12)
		require.Less(t, with.strays, 40, "nobody holds his fire for another reason")
		require.Zero(t, with.ours)
		fell[0], fell[1] = fell[0]+with.theirs, fell[1]+plain.theirs
	}
	require.GreaterOrEqual(t, fell[0], fell[1]*3/4)
	require.Positive(t, fell[0])
}

// An enemy who stops before he is near is shot at from where he is.
func TestAnAmbushEndsWhenTheEnemyComesNoNearer(t *testing.T) {
	a := lie(t, style(t, "elite/defender"), 1, shy{})
	t.Logf("%+v", a)
	require.Len(t, a.opened, 2)
	require.Greater(t, a.near, 12)
	require.Less(t, a.strays, 40)
}
